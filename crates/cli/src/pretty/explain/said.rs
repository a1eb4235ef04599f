//! What is said of an incident: the claims of each source, and where they differ.

use truceline_reconcile::{Basis, THRESHOLDS};
use truceline_record::{Claim, DisputeAspect};

use super::super::text::clean;
use super::super::{BOLD, DISPUTE, happened};
use super::sheet::{Sheet, odds, threshold};

impl Sheet<'_, '_> {
    pub(super) fn claims(&mut self) {
        let incident = self.incident;
        for (n, claim) in incident.claims.iter().enumerate() {
            self.value(if n == 0 { "claims" } else { "" }, &happened::claim(self.page, claim), BOLD);
            self.quoted(claim.by.as_deref());
            let basis = self.why.claims.get(n).copied().unwrap_or(Basis::Unknown);
            self.note(&self.basis(claim, basis));
        }
        if incident.claims.is_empty() {
            self.value("claims", "none", BOLD);
        }
        let refused: Vec<String> = self
            .why
            .refused
            .iter()
            .filter_map(|r| {
                let by = self.page.reading.statements.get(r.statement)?.id.clone();
                let claim = Claim { by: Some(by.clone()), says: r.says, party: None };
                let said = happened::claim(self.page, &claim);
                Some(format!("{said} ({by} of {}, {})", self.mention(r.event), odds(r.odds)))
            })
            .collect();
        if !refused.is_empty() {
            let from = threshold(THRESHOLDS.says);
            self.note(&format!("weighed and not taken, for log odds of {from} or less: {}", refused.join("; ")));
        }
    }

    /// What a statement says, and where.
    fn quoted(&mut self, by: Option<&str>) {
        let Some(s) = self.statement(by) else { return };
        match s.cue.first().or(s.speaker.first()) {
            Some(&span) => self.words_as(&format!("{}, ", s.id), span),
            None => self.note(&s.id),
        }
        let content = self.content(s);
        if !content.is_empty() {
            self.note(&format!("what is said: {content}"));
        }
    }

    fn basis(&self, claim: &Claim, basis: Basis) -> String {
        let from = threshold(THRESHOLDS.says);
        match basis {
            Basis::Encoder { event, odds: told } => {
                let mention = self.mention(event);
                let rule = if told > THRESHOLDS.says {
                    format!("a claim above {from}")
                } else {
                    format!("not above {from}, but the likeliest of a statement that {mention} stands in")
                };
                format!("encoder: log odds {} that the statement says so of {mention}; {rule}", odds(told))
            }
            Basis::Narrator(event) if claim.party.is_some() => format!(
                "rule: {} stands in no statement, so the report itself says it, and names who did it",
                self.mention(event)
            ),
            Basis::Narrator(event) => {
                format!(
                    "rule: {} stands in no statement, so the report itself says that it happened",
                    self.mention(event)
                )
            }
            Basis::Act(event) => {
                let act = self.statement(claim.by.as_deref()).map_or("other", |s| s.act.name()).replace('_', " ");
                format!("rule: {} stands in what is said, and the statement's act is to {act}", self.mention(event))
            }
            Basis::Unknown => "rule: the statement holds no mention, and answers what was last spoken of".to_owned(),
        }
    }

    pub(super) fn disputes(&mut self) {
        let id = &self.incident.id;
        let all: Vec<_> = self.page.reading.disputes.iter().filter(|d| d.incident.as_ref() == Some(id)).collect();
        for (n, d) in all.iter().enumerate() {
            let (on, rule) = aspect(d.aspect);
            self.value(if n == 0 { "disputed" } else { "" }, on, DISPUTE);
            for side in &d.sides {
                let who = happened::speaker(self.page, side.by.as_deref());
                let at = side.by.as_ref().map(|id| format!(" ({id})")).unwrap_or_default();
                self.note(&format!("{who}{at}: {}", clean(&side.says)));
            }
            self.note(&format!("rule: {rule}; the program does not say who is right"));
        }
    }
}

const fn aspect(aspect: DisputeAspect) -> (&'static str, &'static str) {
    match aspect {
        DisputeAspect::Occurrence => {
            ("whether it happened", "one source says that it happened, or who did it, another that it did not happen")
        }
        DisputeAspect::Responsibility => {
            ("who did it", "one source names who did it, or takes it on itself, another says that they did not do it")
        }
        DisputeAspect::Intent => (
            "whether it was meant",
            "one source says that it was meant, or blames somebody, another that it was not meant",
        ),
        DisputeAspect::Killed => ("how many were killed", "two sources give different totals"),
        DisputeAspect::Injured => ("how many were injured", "two sources give different totals"),
        DisputeAspect::Figure => ("a figure", "two sources give different numbers"),
        DisputeAspect::Status => ("where it stands", "two sources differ on it"),
        DisputeAspect::Other => ("what happened", "two sources differ on it"),
    }
}
