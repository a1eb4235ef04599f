//! What a ledger holds, for people.

use std::collections::BTreeMap;
use std::fmt::Write;

use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};
use truceline_ledger::{Card, Link, Mark, Role, Shown, Source, Unmark, What};
use truceline_reconcile::across::{Account, Gathered, worded};
use truceline_reconcile::label;
use truceline_record::{Incident, TollRange, name_of};

use super::Look;

/// Digits of an id that are shown: enough to tell a ledger's incidents apart, and the beginning is what commands take.
const SHORT: usize = 9;

fn short(id: &str) -> &str {
    id.get(..SHORT).unwrap_or(id)
}

fn new_table(look: Look) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(look.width).unwrap_or(u16::MAX));
    table
}

/// Lines without the blanks that a table pads its rows with.
fn trimmed(table: &Table) -> String {
    table.to_string().lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// The incidents that restricted reports tell of, with the highest role that such a report is kept for.
pub type Restricted = BTreeMap<String, Role>;

/// That restricted reports tell of an incident, where they do.
fn kept(card: &Card, restricted: &Restricted) -> String {
    restricted.get(&card.id).map(|to| format!("; in part restricted to {}", to.name())).unwrap_or_default()
}

/// Incidents, a row each.
pub fn table(cards: &[Card], restricted: &Restricted, look: Look) -> String {
    if cards.is_empty() {
        return "nothing found\n".to_owned();
    }
    let mut table = new_table(look);
    table.set_header(["incident", "day", "what", "where", "killed", "reports", "status"]);
    for card in cards {
        let gathered = &card.gathered;
        table.add_row([
            short(&card.id).to_owned(),
            day(gathered),
            label(gathered.kind).to_owned(),
            place(gathered),
            range(gathered.killed),
            gathered.reports.to_string(),
            status(card) + &kept(card, restricted),
        ]);
    }
    trimmed(&table) + &format!("{} {}\n", cards.len(), if cards.len() == 1 { "incident" } else { "incidents" })
}

/// Incidents under their days, the earliest first.
pub fn timeline(cards: &[Card], restricted: &Restricted, look: Look) -> String {
    if cards.is_empty() {
        return "nothing found\n".to_owned();
    }
    let mut out = String::new();
    let mut last = None;
    for card in cards {
        let day = day(&card.gathered);
        if last.as_ref() != Some(&day) {
            let _ = writeln!(out, "{}{day}", if last.is_some() { "\n" } else { "" });
            last = Some(day);
        }
        let killed = range(card.gathered.killed);
        let killed = if killed.is_empty() { String::new() } else { format!(", {killed} killed") };
        let told = format!(
            "{} {}, {}{killed} ({})",
            short(&card.id),
            label(card.gathered.kind),
            place(&card.gathered),
            status(card) + &kept(card, restricted)
        );
        let options = textwrap::Options::new(look.width).initial_indent("  ").subsequent_indent("      ");
        let _ = writeln!(out, "{}", textwrap::fill(&told, options));
    }
    out
}

/// What sources differ on, incident by incident.
pub fn disputes(cards: &[Card], restricted: &Restricted, look: Look) -> String {
    if cards.is_empty() {
        return "nothing found\n".to_owned();
    }
    let mut out = String::new();
    for (at, card) in cards.iter().enumerate() {
        let gap = if at == 0 { "" } else { "\n" };
        let _ = writeln!(
            out,
            "{gap}{} {}, {}, {}{}",
            short(&card.id),
            label(card.gathered.kind),
            place(&card.gathered),
            day(&card.gathered),
            kept(card, restricted)
        );
        out.push_str(&differ(&card.gathered, look));
    }
    out
}

fn differ(gathered: &Gathered, look: Look) -> String {
    let mut out = String::new();
    for dispute in &gathered.disputes {
        let aspect = name_of(dispute.aspect);
        let _ = writeln!(
            out,
            "  sources differ on {}",
            if aspect == "killed" || aspect == "injured" { format!("how many were {aspect}") } else { aspect }
        );
        for side in &dispute.sides {
            let told = format!("{}: {}", side.says, side.by.join("; "));
            let options = textwrap::Options::new(look.width).initial_indent("    ").subsequent_indent("      ");
            let _ = writeln!(out, "{}", textwrap::fill(&told, options));
        }
    }
    out
}

/// One incident with all its versions.
pub fn incident(shown: &Shown, look: Look) -> String {
    let card = &shown.card;
    let gathered = &card.gathered;
    let mut out = format!("{}\n{}, {}, {}\n", card.id, label(gathered.kind), place(gathered), day(gathered));
    let _ = writeln!(
        out,
        "{} in {} {}, {} independent ({})",
        counted(gathered.reports, "report"),
        gathered.outlets.len(),
        if gathered.outlets.len() == 1 { "outlet" } else { "outlets" },
        gathered.independent_outlets,
        status(card)
    );
    for (what, all) in [("killed", gathered.killed), ("injured", gathered.injured)] {
        let numbers = range(all);
        if !numbers.is_empty() {
            let independent = range(gathered.killed_independent);
            let beside = if what == "killed" && independent != numbers {
                format!(" (by independent sources {independent})")
            } else {
                String::new()
            };
            let _ = writeln!(out, "{what}: {numbers}{beside}");
        }
    }
    for blame in &gathered.blame {
        let mut parts = Vec::new();
        for (what, who) in
            [("blamed by", &blame.blamed_by), ("denied by", &blame.denied_by), ("admitted by", &blame.admitted_by)]
        {
            if !who.is_empty() {
                parts.push(format!("{what} {}", who.join("; ")));
            }
        }
        let options = textwrap::Options::new(look.width).subsequent_indent("  ");
        let _ = writeln!(out, "{}", textwrap::fill(&format!("{}: {}", blame.party, parts.join(", ")), options));
    }
    out.push_str(&differ(gathered, look));
    let _ = writeln!(out, "\nversions");
    for told in &shown.versions {
        let options = textwrap::Options::new(look.width).initial_indent("  ").subsequent_indent("    ");
        let title = told.title.as_deref().unwrap_or(&told.name);
        let when = told.published.as_deref().unwrap_or("no date");
        let copy = if told.copies == told.report { "" } else { ", a copy" };
        let changed = if told.replaced.is_some() { ", changed since" } else { "" };
        let kept = told.restricted.map(|to| format!(", restricted to {}", to.name())).unwrap_or_default();
        let head = format!("{} {} ({when}{copy}{changed}{kept}): {title}", short(&told.version), told.outlet);
        let _ = writeln!(out, "{}", textwrap::fill(&head, options));
        let says = account(&told.account);
        if !says.is_empty() {
            let options = textwrap::Options::new(look.width).initial_indent("    ").subsequent_indent("    ");
            let _ = writeln!(out, "{}", textwrap::fill(&says, options));
        }
    }
    links(&mut out, "linked, because", &shown.links, look);
    links(&mut out, "may be the same", &shown.possible, look);
    for other in &shown.not_same {
        let _ = writeln!(out, "\nnot the same as {} (entry {})", short(&other.incident), other.entry);
    }
    decisions(&mut out, shown, look);
    if !card.problems.is_empty() {
        let _ = writeln!(out, "\nproblems");
        for problem in &card.problems {
            let options = textwrap::Options::new(look.width).initial_indent("  ").subsequent_indent("    ");
            let _ = writeln!(out, "{}", textwrap::fill(problem, options));
        }
    }
    out
}

fn account(account: &Account) -> String {
    let mut parts = Vec::new();
    for (what, counts) in [("killed", &account.killed), ("injured", &account.injured)] {
        for count in counts {
            let who = name_of(count.who).replace('_', " ");
            let by = count.by.as_deref().map(|by| format!(" ({by})")).unwrap_or_default();
            parts.push(format!("{} {who} {what}{by}", worded(count)).replace(" total ", " "));
        }
    }
    parts.join("; ")
}

fn links(out: &mut String, what: &str, links: &[Link], look: Look) {
    if links.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{what}");
    for link in links {
        let reasons: Vec<String> =
            link.reasons.iter().map(|reason| format!("{} {:+.1}", reason.text, reason.weight)).collect();
        let other = link.incident.as_deref().map(|id| format!(" of incident {}", short(id))).unwrap_or_default();
        let told = format!(
            "{} and {}{other}, {:.0} %: {}",
            short(&link.a),
            short(&link.b),
            100.0 * link.probability,
            reasons.join(", ")
        );
        let options = textwrap::Options::new(look.width).initial_indent("  ").subsequent_indent("    ");
        let _ = writeln!(out, "{}", textwrap::fill(&told, options));
    }
}

fn decisions(out: &mut String, shown: &Shown, look: Look) {
    let card = &shown.card;
    if card.decisions.is_empty() {
        return;
    }
    let _ = writeln!(out, "\ndecisions");
    for made in &card.decisions {
        let what = match &made.decision.what {
            What::Confirm { .. } => "confirmed".to_owned(),
            What::Merge { with, .. } => {
                format!("merged with {}", with.iter().map(|id| short(id)).collect::<Vec<_>>().join(", "))
            }
            What::Apart { incident, from } => {
                let own = |id: &String| shown.versions.iter().any(|told| told.version == *id);
                let others = from.iter().chain([incident]).filter(|id| !own(id));
                format!("not the same as {}", others.map(|id| short(id)).collect::<Vec<_>>().join(", "))
            }
            What::Split { versions, .. } => {
                format!("without {}", versions.iter().map(|id| short(id)).collect::<Vec<_>>().join(", "))
            }
            What::Reject { .. } => "rejected".to_owned(),
            What::Correct { field, value, .. } => format!("{} corrected to {value}", field.name()),
            What::Grade { grade, .. } => {
                let axes = [
                    ("occurrence", &grade.occurrence),
                    ("attribution", &grade.attribution),
                    ("breach", &grade.breach),
                    ("finding", &grade.finding),
                ];
                let given = axes.into_iter().filter_map(|(axis, value)| Some(format!("{axis} {}", value.as_deref()?)));
                format!("graded {}", given.collect::<Vec<_>>().join(", "))
            }
            What::Annotate { note, .. } => format!("note: {note}"),
            What::Mark { report, mark } => format!("{} marked in {}", marked(mark), short(report)),
            What::Unmark { report, unmark } => format!("{} taken out of {}", unmarked(unmark), short(report)),
            What::Protect { name, .. } => format!("{name} protected"),
            What::Restrict { report, to } => format!("{} restricted to {}", short(report), to.name()),
            What::Agreement { agreement, .. } => format!("agreement {agreement} written down"),
            What::Find { violation, .. } => format!("found of {violation}"),
        };
        let told = format!(
            "{} {} {}: {} ({})",
            made.seq,
            made.at.get(..10).unwrap_or(&made.at),
            made.who,
            what,
            made.decision.reason
        );
        let options = textwrap::Options::new(look.width).initial_indent("  ").subsequent_indent("    ");
        let _ = writeln!(out, "{}", textwrap::fill(&told, options));
    }
}

/// Outlets and how much they gave.
pub fn sources(sources: &[Source]) -> String {
    if sources.is_empty() {
        return "nothing found\n".to_owned();
    }
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(["outlet", "reports", "shared text", "kind", "country", "side", "first", "last"]);
    for source in sources {
        let profile = source.profile.as_ref();
        let text = |text: Option<&String>| text.cloned().unwrap_or_default();
        table.add_row([
            source.outlet.clone(),
            source.reports.to_string(),
            source.shared.to_string(),
            text(profile.and_then(|outlet| outlet.kind.as_ref())),
            text(profile.and_then(|outlet| outlet.country.as_ref())),
            text(profile.and_then(|outlet| outlet.side.as_ref())),
            text(source.first.as_ref()),
            text(source.last.as_ref()),
        ]);
    }
    trimmed(&table)
}

fn marked(mark: &Mark) -> String {
    match mark {
        Mark::Incident { kind, .. } => label(*kind).to_owned(),
        Mark::Statement { act, speaker_name, .. } => {
            format!("statement ({}) of {}", name_of(*act), speaker_name.as_deref().unwrap_or("a speaker"))
        }
        Mark::Value { field, value, counted, .. } => {
            let whom = counted.map(|whom| format!(" ({})", name_of(whom).replace('_', " "))).unwrap_or_default();
            format!("{} {value}{whom}", field.name())
        }
        Mark::Claim { says, party, .. } => {
            let party = party.as_ref().map(|party| format!(" {party}")).unwrap_or_default();
            format!("claim {}{party}", name_of(*says).replace('_', " "))
        }
    }
}

const fn unmarked(unmark: &Unmark) -> &'static str {
    match unmark {
        Unmark::Incident { .. } => "incident",
        Unmark::Statement { .. } => "statement",
        Unmark::Value { field, .. } => field.name(),
        Unmark::Claim { .. } => "claim",
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn status(card: &Card) -> String {
    let status = if card.is_rejected() { "rejected" } else { card.gathered.status.name() };
    let graded = card.decisions.iter().rev().find_map(|made| match &made.decision.what {
        What::Grade { grade, .. } => grade.occurrence.clone(),
        _ => None,
    });
    let mut status = status.replace('_', " ");
    if let Some(grade) = graded {
        status = format!("{} by an analyst; {status}", grade.replace('_', " "));
    }
    let differ = card.disputed();
    if differ.is_empty() { status } else { format!("{status}; differ on {}", differ.join(", ")) }
}

fn day(gathered: &Gathered) -> String {
    let Some(date) = &gathered.date else { return "no day".to_owned() };
    match (date.start.as_deref(), date.end.as_deref()) {
        (Some(start), Some(end)) if start != end => format!("{start} to {end}"),
        (Some(day), _) | (None, Some(day)) => day.to_owned(),
        (None, None) => "no day".to_owned(),
    }
}

fn place(gathered: &Gathered) -> String {
    let Some(place) = &gathered.place else { return "no place".to_owned() };
    let mut parts: Vec<&str> =
        [&place.name, &place.admin, &place.country].into_iter().flatten().map(String::as_str).collect();
    parts.dedup();
    if parts.is_empty() { "no place".to_owned() } else { parts.join(", ") }
}

/// An incident of a reading on one line: what, when, where, by whom, how many.
pub fn in_brief(incident: &Incident) -> String {
    let mut parts = vec![name_of(incident.kind).replace('_', " ")];
    if let Some(date) = &incident.date {
        let (start, end) = (date.start.as_deref().unwrap_or_default(), date.end.as_deref().unwrap_or_default());
        parts.push(if start == end { start.to_owned() } else { format!("{start} to {end}") });
    }
    if let Some(place) = &incident.place {
        parts.extend(place.name.clone());
        parts.extend(place.lat.zip(place.lon).map(|(lat, lon)| format!("at {lat}, {lon}")));
    }
    let names: Vec<&str> = incident.actors.iter().map(|actor| actor.name.as_str()).collect();
    if !names.is_empty() {
        parts.push(format!("by {}", names.join(" and ")));
    }
    for (what, count) in [("killed", incident.toll.killed), ("injured", incident.toll.injured)] {
        let count = range(count);
        if !count.is_empty() {
            parts.push(format!("{what} {count}"));
        }
    }
    parts.join(", ")
}

fn range(range: TollRange) -> String {
    match (range.min, range.max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("{min} or more"),
        (None, Some(max)) => format!("up to {max}"),
        (None, None) => String::new(),
    }
}
