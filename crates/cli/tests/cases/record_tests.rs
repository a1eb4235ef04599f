//! The runner's own tests: incidents, disputes, figures and agreements.

use truceline_record::{
    Act, ActorRef, Agreement, Claim, ClaimSays, DateRange, Dispute, DisputeAspect, DisputeSide, Figure, Incident,
    IncidentType, MadeBy, Place, Quote, Reading, Reality, Report, Span, Statement, TargetRef, Toll, TollRange, TollWho,
    Tolls,
};

use super::{Outcome, Status, file, run};

const TEXT: &str = "Shells killed about 12 people in Ostra on Monday, the clinic said. The army hit the mill, Orrel said. \
                    The truce holds; 300 lorries wait.";

const FILE: &str = "\
# Fakes

## A shelling

```report published=2031-03-04
TEXT
```

```incidents
trigger: Shells killed | mill
trigger: hit
type: shelling or air_strike
main: yes
reality: actual
date: 2031-03-03
place: Ostra => Ostra
admin: Brann
country: -
actor: The army => Kestovan army
target: mill
killed: about 12 total or civilian by the clinic
injured: -
toll-killed: 12
claim: Orrel: responsible army
claim: the clinic: happened or unconfirmed -
```

```never-incidents
trigger: Shells killed
reality: denied
```

```disputes
aspect: killed
incident: 1
side: the clinic
side: narrator
```

```figures
words: 300 lorries
number: 300
by: narrator
```

```agreements
words: truce
kind: ceasefire
status: in_force
party: -
```
";

fn span(words: &str) -> Span {
    let at = TEXT.find(words).unwrap() as u32;
    Span::new(at, at + words.len() as u32)
}

fn statement(id: &str, speaker: &str) -> Statement {
    Statement {
        id: id.into(),
        speaker: vec![span(speaker)],
        speaker_name: Some(speaker.into()),
        cue: vec![span("said")],
        content: vec![span("Shells")],
        quote: Quote::Indirect,
        act: Act::Assert,
        addressee: Vec::new(),
        within: None,
    }
}

fn incident() -> Incident {
    Incident {
        id: "i1".into(),
        main: true,
        kind: IncidentType::Shelling,
        triggers: vec![span("Shells"), span("hit")],
        reality: Reality::Actual,
        date: Some(DateRange {
            start: Some("2031-03-03".into()),
            end: Some("2031-03-03".into()),
            precision: None,
            spans: vec![span("Monday")],
        }),
        place: Some(Place {
            name: Some("Ostra".into()),
            admin: Some("Upper Brann".into()),
            country: None,
            lat: None,
            lon: None,
            precision: None,
            spans: vec![span("Ostra")],
        }),
        actors: vec![ActorRef {
            name: "the Kestovan Army".into(),
            spans: vec![span("The army")],
            by: Some("s2".into()),
        }],
        targets: vec![TargetRef { name: "the mill".into(), spans: vec![span("the mill")] }],
        killed: vec![Toll {
            who: TollWho::Total,
            min: Some(12),
            max: Some(12),
            approximate: true,
            spans: vec![span("about 12 people")],
            by: Some("s1".into()),
        }],
        injured: Vec::new(),
        claims: vec![
            Claim { by: Some("s1".into()), says: ClaimSays::Happened, party: None },
            Claim { by: Some("s2".into()), says: ClaimSays::Responsible, party: Some("Kestovan army".into()) },
        ],
        toll: Tolls { killed: TollRange { min: Some(12), max: Some(12) }, injured: TollRange::default() },
    }
}

fn reading() -> Reading {
    let side = |by: Option<&str>| DisputeSide { by: by.map(str::to_owned), says: String::new() };
    Reading {
        report: Report { text: TEXT.into(), ..Report::default() },
        day: None,
        sentences: Vec::new(),
        mentions: Vec::new(),
        entities: Vec::new(),
        times: Vec::new(),
        statements: vec![statement("s1", "the clinic"), statement("s2", "Orrel")],
        incidents: vec![incident()],
        disputes: vec![Dispute {
            incident: Some("i1".into()),
            aspect: DisputeAspect::Killed,
            sides: vec![side(Some("s1")), side(None)],
        }],
        figures: vec![Figure {
            what: "lorries".into(),
            min: Some(300),
            max: Some(300),
            spans: vec![span("300")],
            by: None,
        }],
        agreements: vec![Agreement {
            name: "truce".into(),
            kind: "ceasefire".into(),
            parties: Vec::new(),
            status: "in_force".into(),
            spans: vec![span("The truce")],
        }],
        summary: Vec::new(),
        problems: Vec::new(),
        made_by: MadeBy::default(),
    }
}

fn outcome(markdown: &str, change: impl Fn(&mut Reading)) -> Outcome {
    let cases = file::read("fakes.md", &markdown.replace("TEXT", TEXT)).unwrap();
    run(&cases, |_| {
        let mut reading = reading();
        change(&mut reading);
        reading
    })
}

#[test]
fn a_record_as_expected_passes() {
    let out = outcome(FILE, |_| {});
    assert_eq!(out.statuses, [Status::Passed], "{}", out.wrong);
}

#[test]
fn every_value_given_is_held_against_the_record() {
    type Change = fn(&mut Reading);
    let changes: [(&str, Change); 29] = [
        ("incident 1 (line 10): trigger: expected “hit”, is “Shells”", |r| {
            r.incidents[0].triggers.truncate(1);
        }),
        ("incident 1 (line 10): not found: “Shells killed | mill | hit”", |r| {
            r.incidents[0].triggers = vec![span("truce")];
        }),
        ("type: expected shelling or air_strike, is talks", |r| r.incidents[0].kind = IncidentType::Talks),
        ("main: expected yes, is no", |r| r.incidents[0].main = false),
        ("reality: expected actual, is planned", |r| r.incidents[0].reality = Reality::Planned),
        ("never (line 29): “Shells | hit” denied shelling: the Kestovan Army to the mill", |r| {
            r.incidents[0].reality = Reality::Denied;
        }),
        ("date: expected 2031-03-03, is -", |r| r.incidents[0].date = None),
        ("date: expected 2031-03-03, is 2031-03-03..2031-03-04", |r| {
            r.incidents[0].date.as_mut().unwrap().end = Some("2031-03-04".into());
        }),
        ("place: expected “Ostra” => Ostra, is none", |r| r.incidents[0].place = None),
        ("place: expected “Ostra” => Ostra, is “Ostra” => Sarnem", |r| {
            r.incidents[0].place.as_mut().unwrap().name = Some("Sarnem".into());
        }),
        ("admin: expected Brann, is none", |r| r.incidents[0].place.as_mut().unwrap().admin = None),
        ("country: expected -, is Kestova", |r| {
            r.incidents[0].place.as_mut().unwrap().country = Some("Kestova".into());
        }),
        ("actor: expected “The army” => Kestovan army, is “The army” => Orrel", |r| {
            r.incidents[0].actors[0].name = "Orrel".into();
        }),
        ("actor: expected “The army” => Kestovan army, is none", |r| r.incidents[0].actors.clear()),
        ("target: further: “truce” => truce", |r| {
            r.incidents[0].targets.push(TargetRef { name: "truce".into(), spans: vec![span("truce")] });
        }),
        (
            "killed: expected about 12 total or civilian by “the clinic”, is 12 total by “the clinic” => the clinic",
            |r| {
                r.incidents[0].killed[0].approximate = false;
            },
        ),
        ("killed: expected about 12 total or civilian by “the clinic”, is about 12.. total", |r| {
            r.incidents[0].killed[0].max = None
        }),
        ("killed: expected about 12 total or civilian by “the clinic”, is about 12 child", |r| {
            r.incidents[0].killed[0].who = TollWho::Child;
        }),
        ("killed: expected about 12 total or civilian by “the clinic”, is about 12 total by the narrator", |r| {
            r.incidents[0].killed[0].by = None;
        }),
        ("injured: further: about 12 total by “the clinic”", |r| {
            r.incidents[0].injured = r.incidents[0].killed.clone();
        }),
        ("toll-killed: expected 12, is 12..", |r| r.incidents[0].toll.killed.max = None),
        ("claim: expected “Orrel”: responsible army, is “the clinic” => the clinic: happened", |r| {
            r.incidents[0].claims.truncate(1);
        }),
        (
            "claim: expected “the clinic”: happened or unconfirmed -, is “the clinic” => the clinic: happened Velmark",
            |r| {
                r.incidents[0].claims[0].party = Some("Velmark".into());
            },
        ),
        ("further incident: “said” actual shelling", |r| {
            r.incidents.push(Incident { triggers: vec![span("said")], ..r.incidents[0].clone() });
        }),
        ("dispute 1 (line 34): not found: killed of incident 1", |r| r.disputes[0].incident = None),
        ("dispute 1 (line 34): side: expected the narrator, is “the clinic”", |r| {
            r.disputes[0].sides.truncate(1);
        }),
        ("figure 1 (line 41): number: expected 300, is 300..", |r| r.figures[0].max = None),
        ("agreement 1 (line 47): status: expected in_force, is collapsed", |r| {
            r.agreements[0].status = "collapsed".into();
        }),
        ("agreement 1 (line 47): party: further: “Orrel”", |r| r.agreements[0].parties = vec![span("Orrel")]),
    ];
    for (message, change) in changes {
        let out = outcome(FILE, change);
        assert_eq!(out.statuses, [Status::Failed], "{message}");
        assert!(out.wrong.contains(message), "{message}:\n{}", out.wrong);
    }
}

#[test]
fn a_mention_that_is_left_out_may_be_there_where_the_case_says_so() {
    let further = |r: &mut Reading| {
        r.incidents.push(Incident { triggers: vec![span("said")], ..r.incidents[0].clone() });
        r.incidents[0].targets.push(TargetRef { name: "truce".into(), spans: vec![span("truce")] });
        r.figures.clear();
    };
    let allowed = FILE
        .replace("trigger: hit", "trigger: hit\nothers: allowed")
        .replace("target: mill", "target: mill\ntarget: ...")
        .replace("words: 300 lorries\nnumber: 300\nby: narrator\n", "");
    let out = outcome(&allowed, further);
    assert_eq!(out.statuses, [Status::Passed], "{}", out.wrong);
    let figure = outcome(&allowed, |r| r.incidents.truncate(1));
    assert!(figure.wrong.contains("further figure: “300” (300) by the narrator"), "{}", figure.wrong);
}

#[test]
fn a_wrong_mark_is_listed_for_the_marker() {
    let out = outcome(FILE, |r| r.incidents.clear());
    assert_eq!(out.marks, "failed\tfakes.md\tA shelling\n");
    let marked = FILE.replace("## A shelling", "## A shelling (expected to fail)");
    assert_eq!(outcome(&marked, |r| r.incidents.clear()).statuses, [Status::ExpectedToFail]);
    assert_eq!(outcome(&marked, |_| {}).marks, "now-passes\tfakes.md\tA shelling\n");
}

#[test]
fn a_flaw_in_the_new_blocks_names_file_and_line() {
    let flaws = [
        ("type: shelling or air_strike", "type: shelling or bombing", 12, "unknown variant `bombing`"),
        ("main: yes", "main: perhaps", 13, "known: yes, no"),
        ("reality: actual", "reality: true", 14, "unknown variant `true`"),
        ("date: 2031-03-03", "date: Monday", 15, "`Monday` are no days"),
        ("place: Ostra => Ostra", "place: Sarnem", 16, "the report does not have `Sarnem`"),
        ("place: Ostra => Ostra", "place: Ostra =>", 16, "no name after `=>`"),
        ("target: mill", "target: mill\ntarget: -", 21, "`target: -` says that there is none"),
        ("killed: about 12 total or civilian by the clinic", "killed: twelve", 21, "`twelve` is no number"),
        ("killed: about 12 total or civilian by the clinic", "killed: 15..12", 21, "`15..12` is no number"),
        ("killed: about 12 total or civilian by the clinic", "killed: 12 people", 21, "unknown variant `people`"),
        (
            "killed: about 12 total or civilian by the clinic",
            "killed: 12 by the mission",
            21,
            "does not have `the mission`",
        ),
        ("claim: Orrel: responsible army", "claim: Orrel", 24, "`Orrel` is no claim"),
        ("claim: Orrel: responsible army", "claim: Orrel: blames army", 24, "unknown variant `blames`"),
        ("trigger: Shells killed | mill\ntrigger: hit\n", "", 10, "an incident needs a `trigger` line"),
        ("main: yes", "mane: yes", 13, "unknown key `mane`"),
        ("main: yes", "type: talks", 13, "`type` stands twice"),
        ("incident: 1", "incident: 2", 35, "`2` is no number of an incident"),
        ("aspect: killed\n", "", 34, "a dispute needs an `aspect` line"),
        ("side: narrator", "sides: narrator", 37, "unknown key `sides`"),
        ("words: 300 lorries\n", "", 41, "a figure needs a `words` line"),
        ("kind: ceasefire", "kind: truce", 48, "unknown value `truce`"),
        ("words: truce\n", "", 47, "an agreement needs a `words` line"),
        ("```never-incidents\n", "```never-incidents\nothers: allowed\n", 29, "no meaning in a `never` block"),
    ];
    for (is, becomes, line, what) in flaws {
        let markdown = FILE.replace("TEXT", TEXT).replacen(is, becomes, 1);
        let flaw = file::read("fakes.md", &markdown).unwrap_err().to_string();
        assert!(flaw.starts_with(&format!("fakes.md:{line}: ")), "{becomes}: {flaw}");
        assert!(flaw.contains(what), "{becomes}: {flaw}");
    }
}
