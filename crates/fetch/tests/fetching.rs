//! Fetching from servers of this machine, which the rules of these tests allow.
#![allow(clippy::unwrap_used)] // clippy.toml allows it in tests, but not in their helpers

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use truceline_fetch::{Address, FetchError, Rules, fetch};

const HERE: Rules = Rules { private: true, ports: true, ..Rules::WEB };

/// A server that answers each path as `answer` says, and how often it was asked. It ends with the test.
fn server(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, answer) = (stream.unwrap(), Arc::clone(&answer));
            count.fetch_add(1, Ordering::SeqCst);
            thread::spawn(move || {
                let mut head = Vec::new();
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
                    head.push(byte[0]);
                }
                let head = String::from_utf8_lossy(&head).into_owned();
                let _ = stream.write_all(&answer(head.split(' ').nth(1).unwrap_or_default()));
            });
        }
    });
    (address, asked)
}

fn ok(body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len()).as_bytes(), body]
        .concat()
}

fn on(to: &str) -> Vec<u8> {
    format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").into_bytes()
}

fn get(address: &str, rules: &Rules, most: u64) -> Result<(String, Vec<u8>), FetchError> {
    let fetched = fetch(&Address::parse(address, rules)?, rules)?;
    let (at, mut bytes) = (fetched.at(), Vec::new());
    let count = fetched.write(&mut bytes, |_| most)?;
    assert_eq!(count, bytes.len() as u64);
    Ok((at, bytes))
}

#[test]
fn what_stands_there_comes_byte_for_byte() {
    let feed: Vec<u8> = (0..200_000u32).map(|n| n.to_le_bytes()[1]).collect();
    let (server, _) = server({
        let feed = feed.clone();
        move |path| {
            match path {
            "/feed" => ok(&feed),
            "/chunks" => b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n3\r\nThe\r\n5\r\n army\r\n0\r\n\r\n".to_vec(),
            "/old" => on("/older"),
            "/older" => on("/feed"),
            _ => ok(b""),
        }
        }
    });
    let at = |path: &str| format!("http://{server}{path}");
    assert_eq!(get(&at("/feed"), &HERE, u64::MAX).unwrap(), (at("/feed"), feed.clone()));
    assert_eq!(get(&at("/old#top"), &HERE, u64::MAX).unwrap(), (at("/feed"), feed.clone()));
    assert_eq!(get(&at("/chunks"), &HERE, u64::MAX).unwrap().1, b"The army");
    assert_eq!(get(&at("/"), &HERE, 0).unwrap().1, b"");
    let error = get(&at("/feed"), &HERE, feed.len() as u64 - 1).unwrap_err();
    assert!(matches!(error, FetchError::TooLarge { .. }), "{error}");
}

#[test]
fn what_goes_wrong_is_told_with_the_address() {
    let (server, _) = server(|path| match path {
        "/gone" => b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec(),
        "/short" => b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\nconnection: close\r\n\r\nThe army".to_vec(),
        "/slow" => {
            thread::sleep(Duration::from_secs(20));
            ok(b"late")
        }
        "/round" => on("/round"),
        "/head" => [b"HTTP/1.1 200 OK\r\nx: ".to_vec(), vec![b'a'; 1 << 20], b"\r\n\r\n".to_vec()].concat(),
        _ => b"The army said so.\r\n\r\n".to_vec(),
    });
    for (path, words) in [
        ("/gone", "404 Not Found"),
        ("/short", "the connection failed"),
        ("/slow", "within 1 seconds"),
        ("/round", "more than 5 times"),
        ("/head", "the connection failed"),
        ("/no-http", "the connection failed"),
    ] {
        let address = format!("http://{server}{path}");
        let seconds = if path == "/slow" { 1 } else { 30 };
        let error =
            get(&address, &Rules { time: Duration::from_secs(seconds), ..HERE }, u64::MAX).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{address}: ")) && error.contains(words), "{error}");
    }
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = get(&format!("http://{closed}/"), &HERE, 1).unwrap_err().to_string();
    assert!(error.contains("the connection failed"), "{error}");
    let error = get("http://no-such-machine.invalid/", &Rules { time: Duration::from_secs(5), ..HERE }, 1).unwrap_err();
    assert!(matches!(error, FetchError::Unknown { .. } | FetchError::Slow { .. }), "{error}");
}

#[test]
fn an_answer_that_unpacks_without_end_is_cut_off() {
    // 20 MB of one letter, packed: what counts is what comes out
    let (server, _) = server(|_| {
        let packed = gzip(&vec![b'a'; 20_000_000]);
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            packed.len()
        );
        [head.into_bytes(), packed].concat()
    });
    let error = get(&format!("http://{server}/"), &HERE, 1_000_000).unwrap_err();
    assert!(matches!(error, FetchError::TooLarge { .. }), "{error}");
    assert_eq!(get(&format!("http://{server}/"), &HERE, 20_000_000).unwrap().1.len(), 20_000_000);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[test]
fn machines_of_the_own_network_are_not_asked_whatever_leads_there() {
    let (server, asked) = server(|_| ok(b"secret"));
    let port = server.port();
    let guarded = Rules { private: false, ..HERE };
    for host in [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "127.1",
        "[::ffff:127.0.0.1]",
        "[::1]",
        "0",
        "10.0.0.1",
        "169.254.169.254",
        "[fe80::1]",
    ] {
        let error = get(&format!("http://{host}:{port}/"), &guarded, 100).unwrap_err();
        assert!(matches!(error, FetchError::Refused { .. }), "{host}: {error}");
        assert!(error.to_string().contains("--private-addresses"), "{error}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    // the desk does not ask other ports at all
    assert!(matches!(get(&format!("http://127.0.0.1:{port}/"), &Rules::WEB, 100), Err(FetchError::Address { .. })));
}

#[test]
fn each_redirect_is_judged_anew() {
    let (inner, asked) = server(|_| ok(b"secret"));
    let (outer, _) = server(move |path| match path {
        "/port" => on(&format!("http://127.0.0.1:{}/", inner.port())),
        "/file" => on("file:///etc/passwd"),
        "/password" => on("http://ana:secret@127.0.0.1/"),
        _ => on("ftp://127.0.0.1/"),
    });
    for path in ["/port", "/file", "/password", "/ftp"] {
        let error = get(&format!("http://{outer}{path}"), &HERE, 100).unwrap_err();
        assert!(matches!(error, FetchError::Redirect { .. }), "{path}: {error}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[test]
fn that_one_machine_may_be_asked_opens_no_other() {
    let (server, asked) = server(|path| match path {
        "/here" => on("/there"),
        "/there" => ok(b"a feed"),
        path => on(&format!("http:/{path}")),
    });
    let port = server.port();
    let at = |path: &str| get(&format!("http://localhost:{port}{path}"), &HERE, 100);
    assert_eq!(at("/here").unwrap().1, b"a feed");
    for host in ["127.0.0.1", "169.254.169.254", "[::1]", "10.0.0.1"] {
        let before = asked.load(Ordering::SeqCst);
        let error = at(&format!("/{host}:{port}/")).unwrap_err();
        assert!(matches!(error, FetchError::Refused { .. }), "{host}: {error}");
        assert_eq!(asked.load(Ordering::SeqCst), before + 1);
    }
}
