//! Reports and feeds by their addresses, with the real program and servers of this machine.
#![allow(clippy::unwrap_used)] // clippy.toml allows it in tests, but not in their helpers

mod common;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use common::Desk;
use serde_json::{Value, json};
use truceline_ledger::store::Open;
use truceline_ledger::{Kind, Ledger};

fn formats() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/formats")
}

/// What a server answers with: a body at any path but `/gone`, and the paths that it was asked for.
#[derive(Clone, Default)]
struct Served(Arc<Mutex<(Vec<u8>, Vec<String>)>>);

impl Served {
    fn put(&self, body: Vec<u8>) {
        self.0.lock().unwrap().0 = body;
    }

    fn asked(&self) -> Vec<String> {
        self.0.lock().unwrap().1.clone()
    }
}

fn server(served: &Served) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let served = served.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let path = lines.next().unwrap_or_default().split(' ').nth(1).unwrap_or_default().to_owned();
            lines.take_while(|line| !line.is_empty()).for_each(drop);
            let mut state = served.0.lock().unwrap();
            let (status, body) = match path.as_str() {
                "/gone" => ("410 Gone", Vec::new()),
                _ => ("200 OK", state.0.clone()),
            };
            state.1.push(path);
            let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            let _ = stream.write_all(&[head.as_bytes(), &body].concat());
        }
    });
    address
}

fn last_line(text: &str) -> &str {
    text.lines().last().unwrap_or_default()
}

#[test]
fn a_feed_comes_in_by_its_address_and_what_is_there_is_recognised() {
    let (desk, served) = (Desk::new(), Served::default());
    let feed = format!("http://{}/feed.xml", server(&served));
    let whole = fs::read_to_string(formats().join("northlight.xml")).unwrap();
    // the feed as it was before its last entry came
    let (start, end) = (whole.find("<item>").unwrap(), whole.find("</item>").unwrap() + "</item>".len());
    let before = format!("{}{}", &whole[..start], &whole[end..]);
    let count = whole.matches("<item>").count();
    let add = || desk.ok(&["add", "--private-addresses", &feed]);
    served.put(before.clone().into_bytes());
    assert_eq!(last_line(&add()), format!("{} added, 0 known already", count - 1));
    served.put(whole.clone().into_bytes());
    assert_eq!(last_line(&add()), format!("1 added, {} known already", count - 1));
    assert_eq!(last_line(&add()), format!("0 added, {count} known already"));
    // a file with the same bytes holds the same reports
    desk.write("feed.xml", &whole);
    assert_eq!(last_line(&desk.ok(&["add", "feed.xml"])), format!("0 added, {count} known already"));

    let mut ledger = Ledger::open(&desk.path("truceline.db").display().to_string(), Open::Existing).unwrap();
    let entries = ledger.journal(0, 1000).unwrap();
    let reports: Vec<Value> = entries
        .iter()
        .filter(|entry| entry.kind == Kind::Report)
        .map(|entry| serde_json::from_str(&entry.body).unwrap())
        .collect();
    assert_eq!(reports.len(), count);
    for report in &reports {
        assert!(report["name"].as_str().unwrap().starts_with(&format!("{feed}#")), "{report}");
    }
    let original = |at: usize| ledger.original_bytes(reports[at]["original"].as_str().unwrap()).unwrap();
    let mut original = original;
    assert_eq!(original(0), before.as_bytes());
    assert_eq!(original(count - 1), whole.as_bytes());
}

#[test]
fn a_page_and_an_archive_come_in_by_their_addresses_as_they_do_as_files() {
    let (desk, served) = (Desk::new(), Served::default());
    let address = server(&served);
    let readings = |args: &[&str]| -> Vec<Value> {
        let out = desk.ok(&[&["read", "--format", "jsonl", "--private-addresses"], args].concat());
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let page = b"<html><body><p>Shells fell on Dolvik, the mayor said.</p></body></html>";
    served.put(page.to_vec());
    fs::write(desk.path("page.html"), page).unwrap();
    let at = format!("http://{address}/news/1");
    let (mut fetched, mut file) = (readings(&[&at]), readings(&["page.html"]));
    assert_eq!(fetched[0]["report"]["url"], json!(at));
    assert_eq!((&fetched[0]["report"]["id"], &fetched[0]["report"]["source"]), (&json!(at), &json!("127.0.0.1")));
    for report in [&mut fetched[0]["report"], &mut file[0]["report"]] {
        for field in ["id", "url", "source"] {
            report[field] = Value::Null;
        }
    }
    assert_eq!(fetched, file);

    let archive = formats().join("crawl.warc.gz");
    served.put(fs::read(&archive).unwrap());
    let at = format!("http://{address}/crawl.warc.gz");
    let (fetched, file) = (readings(&[&at]), readings(&[&archive.display().to_string()]));
    assert!(!fetched.is_empty() && fetched.len() == file.len());
    for (fetched, file) in fetched.iter().zip(&file) {
        assert_eq!(
            (&fetched["report"]["text"], &fetched["report"]["url"]),
            (&file["report"]["text"], &file["report"]["url"])
        );
    }
}

#[test]
fn what_cannot_be_fetched_is_told_and_the_others_are_read() {
    let (desk, served) = (Desk::new(), Served::default());
    let address = server(&served);
    desk.write("here.txt", "Shells fell on Dolvik, the mayor said.");
    let (inside, gone) = (format!("http://{address}/inside"), format!("http://{address}/gone"));
    let (code, out, told) = desk.run(&["add", &inside, "ftp://ana.example/a", "here.txt"]);
    assert_eq!((code, last_line(&out)), (Some(1), "1 added, 0 known already, 2 not kept"));
    assert!(told.contains(&format!("truceline: {inside}: leads to this machine itself")), "{told}");
    assert!(
        told.contains("--private-addresses") && told.contains("ftp://ana.example/a: only http and https"),
        "{told}"
    );
    assert!(served.asked().is_empty());
    let (code, _, told) = desk.run(&["read", "--private-addresses", &gone]);
    assert!(code == Some(1) && told.contains(&format!("{gone}: the server answered 410 Gone")), "{told}");
    desk.write("log.toml", "");
    let (_, _, told) = desk.run(&["mapping", &gone]);
    assert!(told.contains("logs are not fetched"), "{told}");
}

/// A desk that is open, until it is dropped.
struct Serving(Child, SocketAddr);

impl Serving {
    fn open(desk: &Desk, args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_truceline"));
        command.current_dir(desk.0.path()).env("XDG_DATA_HOME", desk.0.path()).env("USER", "ana");
        let mut child =
            command.args(["serve", "--address", "127.0.0.1:0"]).args(args).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let at = line.split("http://").nth(1).unwrap().split('/').next().unwrap().parse().unwrap();
        Self(child, at)
    }

    /// The status and the answer.
    fn fetch(&self, address: &str) -> (u16, Value) {
        let body = json!({"address": address}).to_string();
        let mut stream = TcpStream::connect(self.1).unwrap();
        let head = format!(
            "POST /api/readings/fetch HTTP/1.1\r\nhost: {}\r\nx-truceline: test\r\ncontent-type: application/json\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n",
            self.1,
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_desk_asks_nothing_but_the_public_web() {
    let (desk, served) = (Desk::new(), Served::default());
    let here = server(&served);
    let closed = Serving::open(&desk, &[]);
    assert_eq!(closed.fetch("https://ana.example/").0, 403);
    drop(closed);
    let open = Serving::open(&desk, &["--fetch"]);
    let (status, told) = open.fetch(&format!("http://{here}/"));
    assert!(status == 400 && told["error"].as_str().unwrap().contains("a port of its own"), "{told}");
    for host in
        ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1"]
    {
        let (status, told) = open.fetch(&format!("http://{host}/latest/meta-data/"));
        let words = told["error"].as_str().unwrap();
        // nor is told which names and machines there are
        assert!(
            status == 400 && words.contains("no machine of the public web") && !words.contains("--private"),
            "{told}"
        );
    }
    for address in ["file:///etc/passwd", "gopher://127.0.0.1/", "http://ana:secret@ana.example/", "", "truceline.db"] {
        assert_eq!(open.fetch(address).0, 400, "{address}");
    }
    assert!(served.asked().is_empty());
}
