//! What happened, at a glance: incidents, disputes, figures, agreements.

use truceline_record::{Claim, ClaimSays, DateRange, Incident, Reality, Span, Statement, Toll, TollWho, name_of};

use super::layout::Layout;
use super::text::{clean, words};
use super::{BOLD, DIM, DISPUTE, PLAIN, Page, TOLL};

const INDENT: &str = "  ";

/// Write the sections of what happened; nothing for a report in which nothing does.
pub(super) fn show(page: &Page<'_>, out: &mut String) {
    let reading = page.reading;
    let (main, background): (Vec<&Incident>, Vec<&Incident>) = reading.incidents.iter().partition(|i| i.main);
    for (title, incidents) in [("What happened", main), ("Background", background)] {
        section(&page.layout, out, title, incidents.is_empty());
        for i in incidents {
            incident(page, out, i);
        }
    }
    section(&page.layout, out, "Disputed", reading.disputes.is_empty());
    for d in &reading.disputes {
        let sides: Vec<String> =
            d.sides.iter().map(|s| format!("{}: {}", speaker(page, s.by.as_deref()), clean(&s.says))).collect();
        let aspect = name_of(d.aspect);
        let of = d.incident.as_ref().map(|i| format!(" ({i})")).unwrap_or_default();
        page.layout.wrapped(out, &format!("{aspect}{of}: {}", sides.join("; ")), INDENT, DISPUTE);
    }
    section(&page.layout, out, "Figures", reading.figures.is_empty());
    for f in &reading.figures {
        let said = spoken(page, &f.spans);
        page.layout.wrapped(out, &format!("{said}, {}", speaker(page, f.by.as_deref())), INDENT, PLAIN);
    }
    section(&page.layout, out, "Agreements", reading.agreements.is_empty());
    for a in &reading.agreements {
        let parties: Vec<String> = a.parties.iter().map(|&p| spoken(page, &[p])).collect();
        let mut parts = vec![clean(&a.name), a.kind.replace('_', " "), a.status.replace('_', " ")];
        if !parties.is_empty() {
            parts.push(parties.join(", "));
        }
        page.layout.wrapped(out, &parts.join(" · "), INDENT, PLAIN);
    }
}

fn section(layout: &Layout, out: &mut String, title: &str, empty: bool) {
    if !empty {
        out.push('\n');
        layout.wrapped(out, title, "", BOLD);
    }
}

/// Type, reality, place and day, for a heading.
pub(super) fn heading(page: &Page<'_>, i: &Incident) -> String {
    let mut head = vec![truceline_reconcile::label(i.kind).to_owned()];
    head.extend(match i.reality {
        Reality::Actual => None,
        Reality::Planned => Some("planned".to_owned()),
        Reality::Hypothetical => Some("not certain".to_owned()),
        Reality::Denied => Some("said not to have happened".to_owned()),
    });
    head.extend(i.place.as_ref().and_then(|p| p.name.as_ref().map(|n| clean(n))));
    head.extend(
        i.date.as_ref().and_then(|d| days(d).or_else(|| Some(spoken(page, &d.spans)).filter(|s| !s.is_empty()))),
    );
    head.join(" · ")
}

/// The days of an incident, where they are known.
pub(super) fn days(d: &DateRange) -> Option<String> {
    match (&d.start, &d.end) {
        (Some(a), Some(b)) if a == b => Some(a.clone()),
        (Some(a), Some(b)) => Some(format!("{a} to {b}")),
        (Some(a), None) => Some(format!("from {a}")),
        (None, Some(b)) => Some(format!("until {b}")),
        (None, None) => None,
    }
}

fn incident(page: &Page<'_>, out: &mut String, i: &Incident) {
    page.layout.wrapped(out, &heading(page, i), INDENT, BOLD);
    let deep = "    ";
    let names = |all: Vec<&String>| all.into_iter().map(|n| clean(n)).collect::<Vec<_>>().join(", ");
    let (actors, targets) =
        (names(i.actors.iter().map(|a| &a.name).collect()), names(i.targets.iter().map(|t| &t.name).collect()));
    let parties = match (actors.is_empty(), targets.is_empty()) {
        (false, false) => format!("{actors} → {targets}"),
        (false, true) => format!("by {actors}"),
        (true, false) => format!("on {targets}"),
        (true, true) => String::new(),
    };
    if !parties.is_empty() {
        page.layout.wrapped(out, &parties, deep, PLAIN);
    }
    for (what, rows) in [("killed", &i.killed), ("injured", &i.injured)] {
        for row in rows {
            let line = format!("{what} {} · {}", number(row), speaker(page, row.by.as_deref()));
            page.layout.wrapped(out, &line, deep, TOLL);
        }
    }
    for c in &i.claims {
        page.layout.wrapped(out, &claim(page, c), deep, PLAIN);
    }
    page.layout.wrapped(out, &format!("{} · “{}”", i.id, spoken(page, &i.triggers)), deep, DIM);
}

/// "25 or more", "up to 10 civilians", "about 20".
pub(super) fn number(row: &Toll) -> String {
    let count = match (row.min, row.max) {
        (Some(a), Some(b)) if a == b && row.approximate => format!("about {a}"),
        (Some(a), Some(b)) if a == b => a.to_string(),
        (Some(a), Some(b)) => format!("{a} to {b}"),
        (Some(a), None) => format!("{a} or more"),
        (None, Some(b)) => format!("up to {b}"),
        (None, None) => "a number not given".to_owned(),
    };
    match row.who {
        TollWho::Total => count,
        who => format!("{count} ({})", name_of(who).replace('_', " ")),
    }
}

pub(super) fn claim(page: &Page<'_>, c: &Claim) -> String {
    let who = speaker(page, c.by.as_deref());
    let party = c.party.as_deref().map_or_else(|| "somebody".to_owned(), clean);
    match c.says {
        ClaimSays::Happened => format!("{who}: it happened"),
        ClaimSays::DidNotHappen => format!("{who}: it did not happen"),
        ClaimSays::Responsible => format!("{who}: {party} did it"),
        ClaimSays::NotResponsible => format!("{who}: {party} did not do it"),
        ClaimSays::ClaimsResponsibility => format!("{who}: we did it"),
        ClaimSays::Intentional => format!("{who}: it was meant"),
        ClaimSays::Unintentional => format!("{who}: it was not meant"),
        ClaimSays::Unconfirmed => format!("{who}: not confirmed"),
    }
}

/// Who speaks: the resolved name, else the words; the report itself for the narrator.
pub(super) fn speaker(page: &Page<'_>, by: Option<&str>) -> String {
    let statement: Option<&Statement> = page.reading.statements.iter().find(|s| Some(s.id.as_str()) == by);
    let Some(s) = statement else { return "the report".to_owned() };
    let name = s.speaker_name.as_deref().map(clean).or_else(|| Some(spoken(page, &s.speaker)));
    name.filter(|n| !n.is_empty()).unwrap_or_else(|| "no source named".to_owned())
}

pub(super) fn spoken(page: &Page<'_>, spans: &[Span]) -> String {
    clean(&words(&page.reading.report.text, &page.index, spans))
}
