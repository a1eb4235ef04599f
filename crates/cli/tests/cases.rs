//! Runs the cases of `cases/*.md` against the real reader. `cases/README.md` says how to add one.
//!
//! `TRUCELINE_CASES=status cargo test -p truceline-cli --test cases` lists every case with its status on standard error;
//! `TRUCELINE_CASES=wrong` only those whose mark is wrong, in the form that `cases/mark` reads.

#[path = "cases/alleged.rs"]
mod alleged;
#[path = "cases/compare.rs"]
mod compare;
#[path = "cases/expect.rs"]
mod expect;
#[path = "cases/file.rs"]
mod file;
#[path = "cases/incidents.rs"]
mod incidents;
#[path = "cases/lines.rs"]
mod lines;
#[path = "cases/others.rs"]
mod others;
#[cfg(test)]
#[path = "cases/record_tests.rs"]
mod record_tests;
#[path = "cases/text.rs"]
mod text;
#[path = "cases/times.rs"]
mod times;
#[path = "cases/value.rs"]
mod value;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use file::Case;
use serde_json::json;
use truceline_cli::Reader;
use truceline_intake::Options;
use truceline_record::Reading;

/// How one case went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Passed,
    ExpectedToFail,
    Failed,
    /// Marked as expected to fail, and passes.
    NowPasses,
}

impl Status {
    const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::ExpectedToFail => "expected-to-fail",
            Self::Failed => "failed",
            Self::NowPasses => "now-passes",
        }
    }
}

/// What a run of cases comes to.
#[derive(Default)]
struct Outcome {
    statuses: Vec<Status>,
    /// One line a case: status, place, name.
    list: String,
    /// Of the cases whose marks are wrong, one line each: status, file, name, parted by tabs.
    marks: String,
    /// What is wrong, case by case; empty when nothing is.
    wrong: String,
}

impl Outcome {
    fn count(&self, status: Status) -> usize {
        self.statuses.iter().filter(|s| **s == status).count()
    }

    fn summary(&self) -> String {
        let n = |s| self.count(s);
        let mut line = format!("{} passed, {} expected to fail", n(Status::Passed), n(Status::ExpectedToFail));
        for (status, word) in [(Status::Failed, "failed"), (Status::NowPasses, "now pass: remove their marks")] {
            if n(status) > 0 {
                let _ = write!(line, ", {} {word}", n(status));
            }
        }
        line
    }
}

/// Reads each case with `read` and holds it against what is expected.
fn run(cases: &[Case], read: impl Fn(&Case) -> Reading) -> Outcome {
    let mut out = Outcome::default();
    for case in cases {
        let differences = compare::differences(case, &read(case));
        let status = match (differences.is_empty(), case.expected_to_fail) {
            (true, false) => Status::Passed,
            (true, true) => Status::NowPasses,
            (false, true) => Status::ExpectedToFail,
            (false, false) => Status::Failed,
        };
        let place = format!("{}:{}: {}", case.file, case.line, case.name);
        let _ = writeln!(out.list, "{:<16} {place}", status.name());
        if matches!(status, Status::Failed | Status::NowPasses) {
            let _ = writeln!(out.marks, "{}\t{}\t{}", status.name(), case.file, case.name);
        }
        match status {
            Status::Passed | Status::ExpectedToFail => {}
            Status::NowPasses => {
                let _ = writeln!(out.wrong, "{place}\n    now passes: remove the mark");
            }
            Status::Failed => {
                let _ = writeln!(out.wrong, "{place}");
                for d in &differences {
                    let _ = writeln!(out.wrong, "    {d}");
                }
            }
        }
        out.statuses.push(status);
    }
    out
}

/// Every case of the folder, by file name; or what is wrong with the files, one line each.
fn load(folder: &Path) -> Result<Vec<Case>, String> {
    let entries = std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut paths: Vec<_> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.retain(|p| p.extension().is_some_and(|x| x == "md") && p.file_name().is_some_and(|n| n != "README.md"));
    paths.sort();
    let (mut cases, mut flaws) = (Vec::new(), String::new());
    for path in paths {
        let name = format!("cases/{}", path.file_name().unwrap_or_default().to_string_lossy());
        match std::fs::read_to_string(&path) {
            Err(e) => drop(writeln!(flaws, "{name}: {e}")),
            Ok(markdown) => match file::read(&name, &markdown) {
                Ok(found) => cases.extend(found),
                Err(flaw) => drop(writeln!(flaws, "{flaw}")),
            },
        }
    }
    if flaws.is_empty() { Ok(cases) } else { Err(flaws) }
}

/// The case's report, as a line of JSON Lines: the way in that keeps title, outlet and date.
fn line_of(case: &Case) -> String {
    let report = json!({
        "id": case.name, "text": case.text, "title": case.title, "source": case.source, "published": case.published,
    });
    json!({ "report": report }).to_string()
}

#[test]
fn every_case_reads_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases");
    let cases = load(&folder).unwrap_or_else(|flaws| panic!("the cases cannot be read:\n{flaws}"));
    assert!(!cases.is_empty(), "no case in {}", folder.display());
    let reader = Reader::new(None).expect("the reader is made");
    let outcome = run(&cases, |case| {
        let intake = truceline_intake::take("case.jsonl", line_of(case).as_bytes(), &Options::default()).swap_remove(0);
        reader.read(intake)
    });
    let mut err = std::io::stderr(); // not captured, so that the count shows
    match std::env::var("TRUCELINE_CASES").as_deref() {
        Ok("status") => drop(write!(err, "\n{}", outcome.list)),
        Ok("wrong") => drop(write!(err, "\n{}", outcome.marks)),
        _ => {}
    }
    let _ = writeln!(err, "\ncases: {}", outcome.summary());
    assert!(outcome.wrong.is_empty(), "{}\n\n{}", outcome.summary(), outcome.wrong);
}

#[cfg(test)]
mod tests {
    use truceline_record::{Act, Quote, Report, Span, Statement};

    use super::*;

    const FILE: &str = "\
# Fakes

## A denial

It matters.

```report published=2031-03-04 title=\"No crossing\"
The army denied crossing the river, Sela Marrow said.
```

```statements
speaker: The army => the Kestovan Army
cue: denied
content: crossing ... river
quote: indirect
act: deny
within: 2

speaker: Sela Marrow
cue: said
content: The army denied crossing the river
```

```never
act: accuse
```
";

    fn reading(case: &Case) -> Reading {
        let statement = |id: &str, speaker, cue, content, act, within: Option<&str>| Statement {
            id: id.into(),
            speaker: vec![speaker],
            speaker_name: Some("Kestovan army".into()),
            cue: vec![cue],
            content: vec![content],
            quote: Quote::Indirect,
            act,
            addressee: Vec::new(),
            within: within.map(Into::into),
        };
        Reading {
            report: Report { text: case.text.clone(), ..Report::default() },
            day: None,
            sentences: Vec::new(),
            mentions: Vec::new(),
            entities: Vec::new(),
            times: Vec::new(),
            statements: vec![
                statement("s1", Span::new(36, 47), Span::new(48, 52), Span::new(0, 34), Act::Assert, None),
                statement("s2", Span::new(0, 8), Span::new(9, 15), Span::new(16, 34), Act::Deny, Some("s1")),
            ],
            incidents: Vec::new(),
            disputes: Vec::new(),
            figures: Vec::new(),
            agreements: Vec::new(),
            summary: Vec::new(),
            problems: Vec::new(),
            made_by: truceline_record::MadeBy::default(),
        }
    }

    fn outcome(markdown: &str, change: impl Fn(&mut Reading)) -> Outcome {
        let cases = file::read("fakes.md", markdown).unwrap();
        run(&cases, |case| {
            let mut reading = reading(case);
            change(&mut reading);
            reading
        })
    }

    #[test]
    fn the_line_carries_what_the_case_says_of_the_report() {
        let cases = file::read("fakes.md", FILE).unwrap();
        let line: serde_json::Value = serde_json::from_str(&line_of(&cases[0])).unwrap();
        assert_eq!(line["report"]["published"], "2031-03-04");
        assert_eq!(line["report"]["title"], "No crossing");
        assert_eq!(line["report"]["text"], "The army denied crossing the river, Sela Marrow said.");
    }

    #[test]
    fn a_reading_as_expected_passes() {
        let out = outcome(FILE, |_| {});
        assert_eq!(out.statuses, [Status::Passed], "{}", out.wrong);
        assert_eq!(out.summary(), "1 passed, 0 expected to fail");
        assert_eq!(out.list, "passed           fakes.md:3: A denial\n");
    }

    #[test]
    fn every_value_given_is_held_against_the_reading() {
        type Change = fn(&mut Statement);
        let changes: [(&str, Change); 8] = [
            ("speaker: expected “The army”, is “army”", |s| s.speaker = vec![Span::new(4, 8)]),
            ("name: expected “the Kestovan Army”, is “Assembly”", |s| s.speaker_name = Some("Assembly".into())),
            ("name: expected “the Kestovan Army”, is none", |s| s.speaker_name = None),
            ("cue: expected “denied”, is none", |s| s.cue.clear()),
            ("quote: expected “indirect”, is “mixed”", |s| s.quote = Quote::Mixed),
            ("act: expected “deny”, is “assert”", |s| s.act = Act::Assert),
            ("within: expected s1, is none", |s| s.within = None),
            ("not found: “The army”: “crossing ... river”", |s| s.content = vec![Span::new(16, 20)]),
        ];
        for (message, change) in changes {
            let out = outcome(FILE, |r| change(&mut r.statements[1]));
            assert_eq!(out.statuses, [Status::Failed], "{message}");
            assert!(out.wrong.contains("fakes.md:3: A denial"), "{}", out.wrong);
            assert!(out.wrong.contains(&format!("statement 1 (line 12): {message}")), "{}", out.wrong);
        }
    }

    #[test]
    fn nothing_may_be_there_that_is_not_expected() {
        let third = |r: &mut Reading| {
            let s = Statement { id: "s3".into(), content: vec![Span::new(4, 8)], ..r.statements[0].clone() };
            r.statements.push(s);
        };
        assert!(
            outcome(FILE, third).wrong.contains("further statement: [“Sela Marrow” => Kestovan army] “said”: “army”")
        );
        let allowed = FILE.replace("```statements\n", "```statements\nothers: allowed\n\n");
        assert_eq!(outcome(&allowed, third).statuses, [Status::Passed]);
        let accused = outcome(&allowed, |r| {
            third(r);
            r.statements[2].act = Act::Accuse;
        });
        assert!(accused.wrong.contains("never (line 27): [“Sela Marrow”"), "{}", accused.wrong);
    }

    #[test]
    fn times_are_held_against_the_reading() {
        let block = "```times\nThe army => 2031-03 2031-03-01..2031-03-31\n```\n";
        let time = |value: &str, to: &str| truceline_record::Time {
            start: 0,
            end: 8,
            kind: truceline_record::TimeType::Date,
            value: value.into(),
            from: Some("2031-03-01".into()),
            to: Some(to.into()),
        };
        let with =
            |time: truceline_record::Time| outcome(&format!("{FILE}\n{block}"), move |r| r.times = vec![time.clone()]);
        assert_eq!(with(time("2031-03", "2031-03-31")).statuses, [Status::Passed]);
        assert!(with(time("2031-04", "2031-03-31")).wrong.contains("value: expected 2031-03, is 2031-04"));
        assert!(
            with(time("2031-03", "2031-03-01")).wrong.contains("days: expected 2031-03-01..2031-03-31, is 2031-03-01")
        );
        let none = outcome(&format!("{FILE}\n{block}"), |r| r.times.clear());
        assert!(none.wrong.contains("time (line 29): “The army”: not found"), "{}", none.wrong);
        let further = outcome(&format!("{FILE}\n```times\n```\n"), |r| r.times = vec![time("2031", "2031-12-31")]);
        assert!(further.wrong.contains("further time: “The army”"), "{}", further.wrong);
    }

    #[test]
    fn a_mark_holds_only_while_the_case_fails() {
        let marked = FILE.replace("## A denial", "## A denial (expected to fail)");
        let passes = outcome(&marked, |_| {});
        assert_eq!(passes.statuses, [Status::NowPasses]);
        assert!(passes.wrong.contains("fakes.md:3: A denial\n    now passes: remove the mark"), "{}", passes.wrong);
        let fails = outcome(&marked, |r| r.statements.clear());
        assert_eq!(fails.statuses, [Status::ExpectedToFail]);
        assert!(fails.wrong.is_empty());
        assert_eq!(fails.summary(), "0 passed, 1 expected to fail");
    }

    #[test]
    fn a_flaw_in_a_case_names_file_and_line() {
        let flaws = [
            ("cue: denied", "cues: denied", 13, "unknown key `cues`"),
            ("cue: denied", "cue denied", 13, "is no `key: value`"),
            ("cue: denied", "cue: refused", 13, "the report does not have `refused`"),
            ("cue: denied", "cue: denied #2", 13, "only 1 times"),
            ("content: crossing ... river", "content: -", 12, "needs a `content` line"),
            ("content: crossing ... river", "content: river ... crossing", 14, "the report does not have `river"),
            ("quote: indirect", "quote: free", 15, "unknown quote `free`"),
            ("act: deny", "act: lie", 16, "unknown act `lie`"),
            ("act: deny", "act:", 16, "has no value"),
            ("within: 2", "within: 1", 12, "is no other statement"),
            ("within: 2", "act: deny", 17, "`act` stands twice"),
            ("```never", "```nevermore", 24, "unknown block `nevermore`"),
            ("```never", "```report", 24, "a second `report` block"),
            ("published=2031-03-04", "date=2031-03-04", 7, "unknown key `date`"),
            ("act: accuse\n```", "act: accuse", 24, "not closed"),
            ("## A denial", "### A denial", 3, "starts with `## `"),
            ("## A denial", "A denial", 7, "before the first case's heading"),
        ];
        for (is, becomes, line, what) in flaws {
            let markdown = FILE.replacen(is, becomes, 1);
            let flaw = file::read("fakes.md", &markdown).unwrap_err().to_string();
            assert!(flaw.starts_with(&format!("fakes.md:{line}: ")), "{becomes}: {flaw}");
            assert!(flaw.contains(what), "{becomes}: {flaw}");
        }
    }
}
