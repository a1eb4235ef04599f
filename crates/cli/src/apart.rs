//! PDF documents are read in a process of their own: one that is made to bring its reader down, or to keep it busy for ever, takes nothing else along.

use std::env::current_exe;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use truceline_intake::{Limits, Pages};

/// How long the reading of a document may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes that a code point of what comes back takes at most, as JSON.
const BYTES: usize = 12;
/// Bytes that come back for a page without text.
const PAGE: usize = 16;

/// The pages of the document that `bytes` are, read by this program in another process.
///
/// # Errors
///
/// In a few words why the document cannot be read.
pub(crate) fn pages(bytes: &[u8], limits: &Limits) -> Result<Pages, String> {
    let failed = |error: std::io::Error| format!("its reader cannot be started: {error}");
    let mut child = Command::new(current_exe().map_err(failed)?)
        .arg("pages")
        .args([limits.max_pages, limits.max_chars].map(|limit| limit.to_string()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    let told = told(&mut child, bytes, limits);
    if told.is_none() {
        // it may have ended meanwhile
        let _ = child.kill();
    }
    let ended = child.wait().map_err(failed)?;
    let told = told.ok_or_else(|| format!("its reader was stopped after {} seconds", PATIENCE.as_secs()))?;
    let broke_off = || "its reader broke off over it".to_owned();
    if !ended.success() {
        return Err(broke_off());
    }
    serde_json::from_slice(&told).unwrap_or_else(|_| Err(broke_off()))
}

/// What the process says; none where it takes too long.
fn told(child: &mut Child, bytes: &[u8], limits: &Limits) -> Option<Vec<u8>> {
    let (mut to, from) = (child.stdin.take()?, child.stdout.take()?);
    let (bytes, most) = (bytes.to_vec(), limits.max_chars.saturating_mul(BYTES) + limits.max_pages * PAGE);
    // a process that breaks off takes no more
    thread::spawn(move || drop(to.write_all(&bytes)));
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let mut told = Vec::new();
        let read = from.take(most as u64).read_to_end(&mut told);
        drop(send.send(read.map(|_| told).unwrap_or_default()));
    });
    receive.recv_timeout(PATIENCE).ok()
}
