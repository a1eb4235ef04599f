//! Who is counted among the dead or hurt of an event did not do it.
//!
//! Why: soldiers who "fell" are the subject of the sentence, and a record that names them as those who fired accuses the victims.
//! Example: in *Two soldiers fell to sniper fire*, `Two soldiers` are killed, and who fired is not said. Of a suicide bombing, the bomber
//! is among both.

use truceline_record::{IncidentType, Span};

use crate::events::Counted;

/// Whether `party`, said to have done what an event of this kind is, is counted in one of its tolls.
pub(crate) fn suffers(kind: IncidentType, party: Span, tolls: &[Counted]) -> bool {
    kind != IncidentType::SuicideBombing && tolls.iter().any(|t| t.span.overlaps(party))
}

#[cfg(test)]
mod tests {
    use super::*;
    use truceline_record::TollWho;

    #[test]
    fn the_dead_did_not_do_it_but_bombers_did() {
        let span = Span::new(0, 12);
        let dead = [Counted {
            who: TollWho::Combatant,
            min: Some(2),
            max: Some(2),
            approximate: false,
            span,
            by: None,
            odds: 0.,
            struck: false,
            known: false,
            group: None,
        }];
        assert!(suffers(IncidentType::Shooting, Span::new(4, 12), &dead));
        assert!(!suffers(IncidentType::Shooting, Span::new(20, 30), &dead));
        assert!(!suffers(IncidentType::SuicideBombing, Span::new(4, 12), &dead));
    }
}
