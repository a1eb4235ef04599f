//! What a terminal shows of agreements, alleged violations and talks: pages without a period of their own.

use truceline_record::Span;

use crate::agreement::Known;
use crate::compliance::Line;
use crate::days::Days;
use crate::page::{Block, Note, Page, Run, Section, Table};
use crate::process::{Process, Proposed, Source};
use crate::violation::Violation;
use crate::watch::Watch;

/// Reports of an agreement that are listed.
const REPORTS: usize = 30;

fn text(words: impl Into<String>) -> Run {
    Run::Text(words.into())
}

fn days(days: Option<Days>) -> String {
    match days {
        None => "not told".to_owned(),
        Some(days) if days.from == days.to => days.from.to_string(),
        Some(days) => format!("{} to {}", days.from, days.to),
    }
}

/// The notes of a page over what a watch sees.
struct Notes<'a> {
    watch: &'a Watch,
    list: Vec<Note>,
}

impl Notes<'_> {
    fn add(&mut self, report: &str, span: Span) -> Option<Run> {
        let seen = self.watch.one(report)?;
        let at = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        let day = seen.notes.day.map_or(String::new(), |day| format!(", {day}"));
        let source = format!("{}{day}: {}", seen.outlet, seen.title.as_deref().unwrap_or(&seen.name));
        let note = Note {
            source,
            quote: seen.quote(span),
            span: (at(span.start), at(span.end)),
            url: seen.url.clone(),
            report: Some(seen.id.clone()),
        };
        let place = self.list.iter().position(|known| *known == note);
        Some(Run::Note(place.map_or_else(
            || {
                self.list.push(note);
                self.list.len()
            },
            |place| place + 1,
        )))
    }
}

fn page(title: &str, sections: Vec<Section>, notes: Vec<Note>) -> Page {
    Page { title: title.to_owned(), sections, notes, ..Page::default() }
}

fn table(id: &str, heading: &str, head: &[&str], rows: Vec<Vec<Vec<Run>>>) -> Section {
    let head = head.iter().map(|&name| name.to_owned()).collect();
    let none = || Block::Paragraph(vec![text("None.")]);
    let block = if rows.is_empty() { none() } else { Block::Table(Table { caption: heading.to_owned(), head, rows }) };
    Section { id: id.to_owned(), heading: heading.to_owned(), blocks: vec![block] }
}

/// All agreements of a watch.
pub fn agreements(watch: &Watch) -> Page {
    let rows = watch.agreements.iter().map(|known| {
        let stands =
            format!("{}{}", known.status.words(), known.status_day.map_or(String::new(), |day| format!(" ({day})")));
        let written =
            known.written.as_ref().map_or(String::new(), |agreement| format!("{} terms", agreement.provisions.len()));
        let cells = [
            known.id.clone(),
            known.name.clone(),
            stands,
            days(known.begins),
            known.reports.len().to_string(),
            written,
        ];
        cells.into_iter().map(|cell| vec![text(cell)]).collect()
    });
    let head = ["id", "name", "stands", "from", "reports", "written"];
    page("Agreements", vec![table("agreements", "Agreements", &head, rows.collect())], Vec::new())
}

/// One agreement: its terms, what is said of it, and what is said of its terms.
pub fn agreement(watch: &Watch, known: &Known, lines: &[Line]) -> Page {
    let mut notes = Notes { watch, list: Vec::new() };
    let mut facts: Vec<(&str, String)> = vec![("id", known.id.clone())];
    let names: Vec<String> = known.names.iter().map(|naming| format!("{} ({})", naming.name, naming.reports)).collect();
    facts.push(("names in reports", names.join("; ")));
    if let Some(agreement) = &known.written {
        for (what, list) in [
            ("other names", &agreement.names),
            ("parties", &agreement.parties),
            ("guarantors", &agreement.guarantors),
            ("mediators", &agreement.mediators),
            ("excluded", &agreement.excluded),
            ("area", &agreement.area),
        ] {
            facts.push((what, list.join(", ")));
        }
        for (what, when) in
            [("declared", &agreement.declared), ("effective", &agreement.effective), ("end", &agreement.end)]
        {
            facts.push((what, when.as_ref().map_or(String::new(), ToString::to_string)));
        }
        for (what, word) in
            [("class", &agreement.class), ("purpose", &agreement.purpose), ("source", &agreement.source)]
        {
            facts.push((what, word.clone().unwrap_or_default()));
        }
    }
    facts.push(("by, according to reports", known.parties.join(", ")));
    facts.push(("excluded, according to reports", known.excluded.join(", ")));
    facts.push(("area, according to reports", known.area.join(", ")));
    facts.push(("from", known.begins.map_or(String::new(), |begins| days(Some(begins)))));
    facts.push(("until", known.ends.map_or(String::new(), |ends| days(Some(ends)))));
    facts.push(("hours", known.hours.map_or(String::new(), |hours| hours.to_string())));
    let stands =
        format!("{}{}", known.status.words(), known.status_day.map_or(String::new(), |day| format!(" ({day})")));
    facts.push(("stands", stands));
    let rows = facts.into_iter().filter(|(_, value)| !value.is_empty());
    let facts = table(
        "facts",
        "What it is",
        &["", ""],
        rows.map(|(what, value)| vec![vec![text(what)], vec![text(value)]]).collect(),
    );
    let history = known.history.iter().map(|evidence| {
        let mut words = vec![text(evidence.stage.words())];
        words.extend(notes.add(&evidence.report, sentence(watch, &evidence.report, evidence.span)));
        vec![vec![text(evidence.day.map_or("day not told".to_owned(), |day| day.to_string()))], words]
    });
    let history = table("history", "How far it came, according to reports", &["day", "stage"], history.collect());
    let terms = lines.iter().filter(|line| line.agreement == known.id).map(|line| {
        let mut said = Vec::new();
        for entry in &line.entries {
            let day = entry.day.map_or(String::new(), |day| format!("{day} "));
            said.push(text(format!(
                "{}{day}{} ({})",
                if said.is_empty() { "" } else { "; " },
                if entry.done { "done" } else { "not done" },
                entry.by
            )));
            said.extend(notes.add(&entry.report, entry.span));
        }
        vec![
            vec![text(line.provision.clone())],
            vec![text(line.kind.replace('_', " "))],
            vec![text(line.due.clone())],
            said,
        ]
    });
    let terms = table("terms", "Terms", &["term", "kind", "due", "said to be done or not"], terms.collect());
    let reports = known.reports.iter().take(REPORTS).map(|told| {
        let why: Vec<String> =
            told.reasons.iter().map(|reason| format!("{} ({:+.1})", reason.why, reason.weight)).collect();
        let cells = [told.day.map_or(String::new(), |day| day.to_string()), told.name.clone(), why.join("; ")];
        cells.into_iter().map(|cell| vec![text(cell)]).collect()
    });
    let heading = format!("Reports that speak of it: {}", known.reports.len());
    let reports = table("reports", &heading, &["day", "report", "why it is this one"], reports.collect());
    page(&known.name, vec![facts, history, terms, reports], notes.list)
}

fn sentence(watch: &Watch, report: &str, span: Span) -> Span {
    watch.one(report).map_or(span, |seen| seen.sentence(span))
}

/// Alleged violations.
pub fn violations(watch: &Watch, violations: &[Violation]) -> Page {
    let mut notes = Notes { watch, list: Vec::new() };
    let rows = violations.iter().map(|violation| {
        let mut by = Vec::new();
        for accuser in &violation.alleged_by {
            by.push(text(format!("{}{}", if by.is_empty() { "" } else { "; " }, accuser.by)));
            by.extend(notes.add(&accuser.report, accuser.span));
        }
        let mut answers = Vec::new();
        for answer in &violation.answers {
            answers.push(text(format!(
                "{}{} {}",
                if answers.is_empty() { "" } else { "; " },
                answer.by,
                answer.says.words()
            )));
            answers.extend(notes.add(&answer.report, answer.span));
        }
        let what = match &violation.count {
            Some(count) => {
                format!("count: {}", count.min.or(count.max).map_or(String::new(), |number| number.to_string()))
            }
            None => violation.terms.first().map_or(String::new(), |term| term.kind.replace('_', " ")),
        };
        let accused =
            if violation.accused.is_empty() { "nobody named".to_owned() } else { violation.accused.join(", ") };
        let status = &violation.status;
        let stands =
            [&status.occurrence, &status.attribution, &status.breach].map(|axis| axis.is.replace('_', " ")).join(", ");
        vec![
            vec![text(violation.id.clone())],
            vec![text(days(violation.days))],
            vec![text(violation.agreement.clone().unwrap_or_default())],
            vec![text(what)],
            by,
            vec![text(accused)],
            answers,
            vec![text(stands)],
        ]
    });
    let head = ["id", "day", "agreement", "term", "alleged by", "accused", "answers", "stands"];
    let rows = rows.collect();
    page("Alleged violations", vec![table("violations", "Alleged violations", &head, rows)], notes.list)
}

/// Talks and proposals.
pub fn talks(watch: &Watch, processes: &[Process], proposals: &[Proposed]) -> Page {
    let mut notes = Notes { watch, list: Vec::new() };
    let mut told = |sources: &[Source]| {
        let mut runs = Vec::new();
        for source in sources {
            if runs.is_empty() {
                runs.push(Run::Quote(source.quote.clone()));
            }
            runs.extend(notes.add(&source.report, source.span));
        }
        runs
    };
    let first =
        |sources: &[Source]| sources.first().and_then(|source| source.day).map_or(String::new(), |day| day.to_string());
    let mut sections = Vec::new();
    let rows = processes.iter().map(|process| {
        let with: Vec<String> = process
            .with
            .iter()
            .map(|(name, possibly)| if *possibly { format!("possibly {name}") } else { name.clone() })
            .collect();
        let how = if process.planned { "planned or wanted" } else { "told as held" };
        let places = process.places.iter().cloned().collect::<Vec<_>>().join(", ");
        vec![
            vec![text(first(&process.told))],
            vec![text(with.join(", "))],
            vec![text(places)],
            vec![text(how)],
            told(&process.told),
        ]
    });
    let head = ["day", "who takes part", "where", "how", "in whose words"];
    sections.push(table("talks", "Talks", &head, rows.collect()));
    let rows = proposals.iter().map(|proposal| {
        let list = |names: &std::collections::BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join(", ");
        let (backed, rejected) = (list(&proposal.backed_by), list(&proposal.rejected_by));
        vec![
            vec![text(first(&proposal.told))],
            vec![text(proposal.author.clone())],
            told(&proposal.told),
            vec![text(backed)],
            vec![text(rejected)],
        ]
    });
    sections.push(table("proposals", "Proposals", &["day", "by", "what", "backed by", "rejected by"], rows.collect()));
    page("Talks and proposals", sections, notes.list)
}
