//! A folder in which the real program runs, with a ledger and a key of its own.
#![allow(unreachable_pub, clippy::unwrap_used, dead_code)] // each test file takes of it what it needs

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use tempfile::TempDir;

pub struct Desk(pub TempDir);

impl Desk {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Run the program in the folder: its exit code, standard output and standard error.
    pub fn run(&self, args: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_truceline"));
        command.current_dir(self.0.path()).env("XDG_DATA_HOME", self.0.path()).env("USER", "ana");
        let output = command.args(args).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(!err.contains("panicked"), "{err}");
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), err)
    }

    /// What it printed and what it told on standard error, which must have gone well.
    pub fn both(&self, args: &[&str]) -> (String, String) {
        let (code, out, err) = self.run(args);
        assert_eq!(code, Some(0), "{args:?}: {out}{err}");
        (out, err)
    }

    /// What it printed, which must have gone well.
    pub fn ok(&self, args: &[&str]) -> String {
        self.both(args).0
    }
}

/// A reading of one strike, as `read --format jsonl` prints it.
pub fn reading(id: &str, source: &str, killed: u32, own: &str) -> String {
    let text = format!("An air strike killed {killed} people in Lisk on 2031-03-05. {own}");
    let spot = |words: &str| {
        let start = text.find(words).unwrap();
        serde_json::json!([start, start + words.len()])
    };
    let toll = serde_json::json!({"min": killed, "max": killed});
    serde_json::json!({
        "report": {"id": id, "source": source, "published": "2031-03-06", "text": text},
        "sentences": [[0, text.len()]],
        "incidents": [{
            "id": "i1", "main": true, "type": "air_strike", "triggers": [spot("air strike")], "reality": "actual",
            "date": {"start": "2031-03-05", "end": "2031-03-05", "precision": "day", "spans": [spot("2031-03-05")]},
            "place": {"name": "Lisk", "admin": "Sava", "country": "Orlania", "lat": 50.125, "lon": 30.375, "precision": "exact", "spans": [spot("Lisk")]},
            "actors": [], "targets": [],
            "killed": [{"who": "total", "min": killed, "max": killed, "approximate": false, "spans": [spot(&killed.to_string())], "by": null}],
            "injured": [], "claims": [], "toll": {"killed": toll, "injured": {"min": null, "max": null}}
        }],
        "made_by": {"version": "0", "model": "m", "lexicon": "l"}
    })
    .to_string()
}
