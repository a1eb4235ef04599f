//! What an incident is: its mentions and what joined them, its type, its reality, whether the report is chiefly about it.

use truceline_reconcile::{THRESHOLDS, label};
use truceline_record::{IncidentType, Reality};

use super::super::{BOLD, PLAIN, happened};
use super::sheet::{Sheet, odds, threshold};

impl Sheet<'_, '_> {
    pub(super) fn mentions(&mut self) {
        for (k, (n, event)) in self.events().into_iter().enumerate() {
            let words = happened::spoken(self.page, &[event.trigger]);
            let sure = format!("log odds: event {}, main {}", odds(event.odds), odds(event.main));
            let parts = [plain(event.kind), reality(event.reality).to_owned(), sure];
            let label = if k == 0 { "mentions" } else { "" };
            self.value(label, &format!("{} “{words}” · {}", self.mention(n), parts.join(" · ")), PLAIN);
            self.words(&[event.trigger]);
            let statement = event.by.and_then(|n| self.page.reading.statements.get(n)).map(|s| s.id.as_str());
            self.whose(statement);
        }
        self.joined();
    }

    fn joined(&mut self) {
        let mut pairs: Vec<String> = Vec::new();
        for &event in self.why.mentions.iter().skip(1) {
            let with = self.why.joined.iter().filter(|p| p.second == event).map(|p| {
                let mut less = Vec::new();
                if p.unlike > 0.0 {
                    less.push(format!("types {}", odds(-p.unlike)));
                }
                if p.apart.abs() > 0.0 {
                    less.push(format!("all else {}", odds(-p.apart)));
                }
                let less = if less.is_empty() { String::new() } else { format!(" ({})", less.join(", ")) };
                format!("{} {}{less}", self.mention(p.first), odds(p.odds))
            });
            pairs.push(format!("{} with {}", self.mention(event), with.collect::<Vec<_>>().join(", ")));
        }
        if pairs.is_empty() {
            self.note(&format!(
                "one mention: nothing was joined; it counts for log odds of an event above {}",
                threshold(truceline_parse::EVENT)
            ));
        } else {
            let rule = format!("joined step by step while the average is above {}", threshold(THRESHOLDS.same));
            self.note(&format!("encoder, log odds that two are one incident: {}; {rule}", pairs.join("; ")));
        }
        if let Some(nearest) = &self.why.nearest {
            self.note(&format!("nearest other incident: {}, average {}", nearest.incident, odds(nearest.odds)));
        }
    }

    pub(super) fn kind(&mut self) {
        let kind = self.incident.kind;
        self.value("type", &plain(kind), BOLD);
        let codes = self.explained.codes.of(kind);
        let acled = codes.and_then(|c| c.acled.as_ref()).map(|c| noted(&c.to_string(), c.note.as_deref()));
        let plover = codes.and_then(|c| c.plover.as_ref()).map(|c| noted(&c.to_string(), c.note.as_deref()));
        for (book, code) in [("ACLED", acled), ("PLOVER", plover)] {
            let code = code.unwrap_or_else(|| "no code for this type".to_owned());
            self.page.layout.wrapped(self.out, &format!("{book}: {code}"), "            ", PLAIN);
        }
        let events = self.events();
        let alike = events.iter().all(|(_, e)| e.kind == kind);
        self.note(match (events.len(), alike) {
            (1, _) => "encoder: the type of its one mention",
            (_, true) => "encoder: the type of all mentions",
            _ => {
                "encoder: the commonest type of the mentions, of equals the first; a type that says little counts less"
            }
        });
        for (n, judged) in events.iter().filter_map(|(n, e)| Some((*n, e.judged?))) {
            let (words, taken) = (self.mention(n), plain(judged));
            self.note(&format!(
                "rule of types: the words of {words}, which the encoder takes for {taken}, leave only others open"
            ));
        }
    }

    pub(super) fn reality(&mut self) {
        self.value("reality", reality(self.incident.reality), BOLD);
        let events = self.events();
        self.note(match events.as_slice() {
            [_] => "as its one mention tells it",
            all if all.iter().any(|(_, e)| e.reality == Reality::Actual) => {
                "one mention that tells it as a fact is enough"
            }
            _ => "no mention tells it as a fact; as the first tells it",
        });
        for (n, event) in events {
            let judged = self.explained.judged.get(n).copied().flatten();
            let words = match judged {
                Some(judged) if judged != event.reality => format!(
                    "{}: {} by the grammar around it (a negation, “could”, “if”, a question); the encoder said {}",
                    self.mention(n),
                    reality(event.reality),
                    reality(judged)
                ),
                Some(_) => continue,
                None => format!("{}: by the encoder or the grammar around it", self.mention(n)),
            };
            self.note(&words);
        }
    }

    pub(super) fn main(&mut self) {
        self.value("main", if self.incident.main { "yes" } else { "no" }, BOLD);
        let top = self.events().iter().map(|(_, e)| e.main).fold(f32::NEG_INFINITY, f32::max);
        let from = threshold(THRESHOLDS.main);
        let rule = if self.incident.main && top <= THRESHOLDS.main {
            format!("no incident of the report is above {from}, and this is the likeliest")
        } else {
            format!("yes above {from}")
        };
        self.note(&format!(
            "encoder, log odds that the report is chiefly about it, of its likeliest mention: {}; {rule}",
            odds(top)
        ));
    }
}

/// A type as a phrase within a line.
fn plain(kind: IncidentType) -> String {
    label(kind).to_lowercase()
}

fn noted(code: &str, note: Option<&str>) -> String {
    note.map_or_else(|| code.to_owned(), |note| format!("{code} ({note})"))
}

const fn reality(reality: Reality) -> &'static str {
    match reality {
        Reality::Actual => "told as a fact",
        Reality::Planned => "planned",
        Reality::Hypothetical => "not certain",
        Reality::Denied => "said not to have happened",
    }
}
