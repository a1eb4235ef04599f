//! Readings of an invented conflict, and the stores that the suite runs over.

#![allow(unreachable_pub, dead_code)] // each test file takes what it needs of it
#![allow(clippy::print_stderr)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;
use truceline_ledger::{Added, Arrival, By, Ledger, store::Open};
use truceline_record::Reading;

/// What a report in these tests says.
#[derive(Clone, Debug)]
pub struct Story {
    pub name: String,
    pub source: &'static str,
    pub published: String,
    pub kind: &'static str,
    pub day: String,
    pub place: (&'static str, f64, f64),
    pub killed: u32,
    pub actor: &'static str,
    pub text: String,
}

impl Story {
    pub fn new(name: &str, source: &'static str, day: u32, place: (&'static str, f64, f64), killed: u32) -> Self {
        let date = format!("2031-03-{day:02}");
        // each outlet has words of its own, or all would be copies of one report
        let own = match source {
            "Orel Times" => {
                "Residents spent the night in cellars while crews cleared glass from the main street and the school stayed shut"
            }
            "Orlan Wire" => {
                "The governor travelled there at noon and promised help to families who lost their homes in the old quarter"
            }
            _ => {
                "Telephone lines were down for hours, and a convoy with blankets waited at the northern bridge until evening"
            }
        };
        let text = format!(
            "Shelling killed {killed} people in {} on {date}, medics said. {own}. The Orlan army was blamed. ({name}, {source})",
            place.0
        );
        Self {
            name: name.to_owned(),
            source,
            published: date.clone(),
            kind: "shelling",
            day: date,
            place,
            killed,
            actor: "Orlan army",
            text,
        }
    }

    /// The reading of a report that says so.
    pub fn reading(&self) -> Reading {
        let at = |words: &str| {
            let start = self.text.find(words).unwrap_or_default();
            json!([start, start + words.len()])
        };
        let killed = self.killed.to_string();
        let value = json!({
            "report": {
                "id": self.name, "title": format!("Shelling in {}", self.place.0), "source": self.source,
                "published": self.published, "language": "en", "text": self.text,
                "digest": blake3::hash(self.text.as_bytes()).to_hex().to_string(),
            },
            "sentences": [[0, self.text.len()]],
            "statements": [{
                "id": "s1", "speaker": [at("medics")], "speaker_name": "medics", "cue": [at("said")],
                "content": [at("Shelling killed")], "quote": "indirect", "act": "assert", "within": null
            }],
            "incidents": [{
                "id": "i1", "main": true, "type": self.kind, "triggers": [at("Shelling")], "reality": "actual",
                "date": {"start": self.day, "end": self.day, "precision": "day", "spans": [at(&self.day)]},
                "place": {"name": self.place.0, "admin": "Sava", "country": "Orlania", "lat": self.place.1, "lon": self.place.2,
                          "precision": "city", "spans": [at(self.place.0)]},
                "actors": [{"name": self.actor, "spans": [at("Orlan army")], "by": null}],
                "targets": [],
                "killed": [{"who": "total", "min": self.killed, "max": self.killed, "approximate": false, "spans": [at(&killed)], "by": "s1"}],
                "injured": [],
                "claims": [{"by": "s1", "says": "responsible", "party": self.actor}],
                "toll": {"killed": {"min": self.killed, "max": self.killed}, "injured": {"min": null, "max": null}}
            }],
            "made_by": {"version": "test", "model": "none", "lexicon": "none"}
        });
        serde_json::from_value(value).unwrap()
    }
}

pub const OREL: (&str, f64, f64) = ("Orel", 51.2, 33.4);
pub const BRODY: (&str, f64, f64) = ("Brody", 52.9, 36.0);

pub fn by(at: u32) -> By {
    By { who: "Ana".to_owned(), at: format!("2031-04-{at:02}T08:00:00Z") }
}

pub fn add(ledger: &mut Ledger, story: &Story, at: u32) -> Added {
    let reading = story.reading();
    ledger.add(&Arrival { reading: &reading, original: Some(story.text.as_bytes().into()) }, &by(at)).unwrap()
}

/// A ledger of its own for one test, in one of the stores.
pub struct Place {
    pub at: String,
    _folder: tempfile::TempDir,
    _server: Option<Server>,
}

impl Place {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("truceline.db").display().to_string();
        Self { at, _folder: folder, _server: None }
    }

    /// A server of its own; none where PostgreSQL is not installed.
    pub fn postgres() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(folder.path())?;
        Some(Self { at: server.at.clone(), _folder: folder, _server: Some(server) })
    }

    pub fn open(&self) -> Ledger {
        Ledger::open(&self.at, Open::OrMake).unwrap()
    }
}

/// A PostgreSQL server that is gone with the test.
struct Server {
    at: String,
    folder: PathBuf,
    bin: PathBuf,
    user: Option<&'static str>,
}

impl Server {
    fn start(folder: &Path) -> Option<Self> {
        let bin = bin()?;
        // The server refuses to run as root.
        let user = is_root().then_some("postgres");
        let data = folder.join("data");
        if let Some(user) = user {
            quiet(Command::new("chown").arg("-R").arg(user).arg(folder))?;
        }
        let run = |program: &str, args: &[&str]| {
            let program = bin.join(program);
            let mut command = match user {
                Some(user) => {
                    let mut command = Command::new("setpriv");
                    command.args(["--reuid", user, "--regid", user, "--clear-groups"]).arg(program);
                    command
                }
                None => Command::new(program),
            };
            quiet(command.current_dir(folder).args(args))
        };
        let (data, socket) = (data.display().to_string(), folder.display().to_string());
        run(
            "initdb",
            &["-D", &data, "-U", "truceline", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"],
        )?;
        let options = format!("-c listen_addresses='' -c unix_socket_directories='{socket}' -c fsync=off");
        run("pg_ctl", &["-D", &data, "-o", &options, "-w", "-l", &format!("{socket}/log"), "start"])?;
        let host = socket.replace('/', "%2F");
        let at = format!("postgres://truceline@{host}/postgres");
        Some(Self { at, folder: folder.to_owned(), bin, user })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.folder.join("data");
        let program = self.bin.join("pg_ctl");
        let mut command = match self.user {
            Some(user) => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid", user, "--regid", user, "--clear-groups"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        let _ = quiet(command.current_dir(&self.folder).arg("-D").arg(data).args(["-m", "immediate", "stop"]));
    }
}

/// Where the newest PostgreSQL's programs are.
fn bin() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    found.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    found.sort();
    found.into_iter().rev().find(|bin| bin.join("initdb").exists() && bin.join("pg_ctl").exists())
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.trim_ascii() == b"0")
}

fn quiet(command: &mut Command) -> Option<()> {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
    status.success().then_some(())
}

/// Run a test over both stores.
pub fn over(test: impl Fn(&Place)) {
    test(&Place::sqlite());
    match Place::postgres() {
        Some(place) => test(&place),
        None => eprintln!("skipped: PostgreSQL (it is not installed)"),
    }
}

/// Two reports of one incident, and one of another; gives the ids of all.
pub fn three(ledger: &mut Ledger) -> Vec<String> {
    for (at, story) in (1..).zip([
        Story::new("a", "Orel Times", 5, OREL, 25),
        Story::new("b", "Orlan Wire", 5, OREL, 27),
        Story::new("c", "Sava Post", 9, BRODY, 3),
    ]) {
        add(ledger, &story, at);
    }
    ledger.reports().unwrap()
}

/// Everything is as the journal says.
pub fn sound(ledger: &mut Ledger) {
    assert_eq!(ledger.verify(None).unwrap().faults, []);
}
