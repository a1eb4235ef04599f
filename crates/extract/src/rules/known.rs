//! One person killed or hurt who is spoken of as known: "the boy", "the victim", "he".
//!
//! Why: such words may mean somebody whom the report has counted already, or whom it counts nowhere else; a record in which nobody died of a deadly
//! shooting is wrong, and so is one in which two did.
//! Example: *We now know the name of the boy killed in Sarnem.* → one child killed, where the report gives that incident no other toll.

use std::ops::Range;

use truceline_parse::{Role, Trigger, Upos};

use crate::rules::deed::Deed;
use crate::rules::harmed;
use crate::rules::no_victims;
use crate::rules::toll::Figure;
use crate::rules::who;
use crate::view::View;
use truceline_record::TollWho;

/// Sentences behind that of an event, as far as they name none of their own, in which who was hurt may be said to have died.
const BEHIND: usize = 2;

/// The person whom the words of `t` kill or hurt, by the grammar, in a role, or in the sentences right behind.
pub(crate) fn one(view: &View, t: &Trigger) -> Vec<(Range<usize>, Figure)> {
    let by_grammar = harmed::sufferers(view, &t.words).into_iter();
    let deed = |role| match role {
        Role::Killed => Some(Deed::Killed),
        Role::Injured => Some(Deed::Injured),
        _ => None,
    };
    let in_roles = t.roles.iter().filter_map(|b| Some((b.words.clone().find(|&n| is_known(view, n))?, deed(b.role)?)));
    let mut found: Vec<(usize, Deed)> = by_grammar.chain(in_roles).chain(behind(view, t)).collect();
    // who is hurt and dies is dead
    found.sort_by_key(|(n, deed)| (*deed != Deed::Killed, *n));
    found.into_iter().find_map(|(n, deed)| figure(view, n, deed)).into_iter().collect()
}

/// Who dies in the sentences behind an event that name no other.
fn behind(view: &View, t: &Trigger) -> Vec<(usize, Deed)> {
    let own = view.sentence(t.words.start);
    let named = |s: &Range<usize>| view.parse.triggers.iter().any(|o| s.contains(&o.words.start));
    // the last event of its sentence
    if view.parse.triggers.iter().any(|o| view.sentence(o.words.start) == own && o.words.start > t.words.start) {
        return Vec::new();
    }
    let sentences = view.parse.sentences.iter().skip(own + 1).take(BEHIND).take_while(|s| !named(s));
    let dying = sentences.flat_map(|s| s.clone()).filter_map(|n| harmed::sufferer_of(view, n));
    dying.filter(|(_, deed)| *deed == Deed::Killed).collect()
}

fn is_known(view: &View, n: usize) -> bool {
    let word = view.word(n);
    match word.upos {
        // "her driver" is another
        Upos::Pron => {
            let owner = view.word(n).relation() == "nmod" && view.form(n).eq_ignore_ascii_case("her");
            matches!(view.low_form(n), "he" | "she" | "him" | "her") && !owner
        }
        Upos::Noun => {
            let the = |d: usize| matches!(view.low_form(d), "the" | "this" | "that");
            word.feats.contains("Number=Sing")
                && view.dependents(n).any(the)
                && who::counted(view, n..n + 1).is_some()
                // "the family", "the death": singular nouns that count, and mean no one person
                && !view.is_one_of(n, &view.lexicon.harm.no_one)
        }
        _ => false,
    }
}

fn figure(view: &View, n: usize, deed: Deed) -> Option<(Range<usize>, Figure)> {
    if !is_known(view, n) || no_victims::neither(view, n) {
        return None;
    }
    let words = n..n + 1;
    let who = if view.word(n).upos == Upos::Pron { TollWho::Total } else { who::counted(view, words.clone())? };
    let span = view.span(&words)?;
    Some((words, Figure { who, min: Some(1), max: Some(1), approximate: false, span, deed: Some(deed), group: None }))
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use truceline_parse::{Parse, Upos};
    use truceline_record::IncidentType;
    use truceline_record::TollWho::{self, Child, Total};

    use crate::rules::deed::Deed::{self, Killed, Struck};
    use crate::testing::{check_parse, trigger, with_tree};

    /// Who is known to suffer in the first of some trees, of which only that one has a trigger.
    fn found(trees: &[&str], words: Range<usize>) -> Vec<(TollWho, Option<Deed>)> {
        let (mut text, mut parse) = (String::new(), Parse::default());
        for tree in trees {
            let (own, mut p) = with_tree(tree);
            let (at, from) = (text.chars().count() as u32, parse.words.len());
            for w in &mut p.words {
                (w.span.start, w.span.end) = (w.span.start + at, w.span.end + at);
                w.head = w.head.map(|h| h + from);
                w.upos = match &*w.form {
                    "killed" | "shot" | "died" => Upos::Verb,
                    "she" | "She" => Upos::Pron,
                    _ => w.upos,
                };
                if &*w.form == "died" {
                    w.lemma = "die".into();
                }
                if matches!(&*w.form, "boy" | "victim" | "family") {
                    (w.upos, w.feats) = (Upos::Noun, "Number=Sing".into());
                }
            }
            parse.words.append(&mut p.words);
            parse.sentences.push(from..parse.words.len());
            text = format!("{text}{own} ");
        }
        parse.triggers.push(trigger(words, IncidentType::Shooting));
        let out = std::cell::RefCell::new(Vec::new());
        check_parse(&(text, parse), |v| {
            let all = super::one(v, &v.parse.triggers[0]);
            *out.borrow_mut() = all.into_iter().map(|(_, f)| (f.who, f.deed)).collect();
        });
        out.into_inner()
    }

    #[test]
    fn the_boy_is_one_and_a_boy_is_not_known() {
        let tree = |article: &str| format!("{article}|det|2 boy|nsubj:pass|4 was|aux:pass|4 killed|root|0");
        assert_eq!(found(&[&tree("The")], 3..4), [(Child, Some(Killed))]);
        assert!(found(&[&tree("A")], 3..4).is_empty());
    }

    #[test]
    fn a_family_is_no_one_person() {
        assert!(found(&["The|det|2 family|nsubj:pass|4 was|aux:pass|4 killed|root|0"], 3..4).is_empty());
    }

    #[test]
    fn who_is_shot_dies_a_sentence_later() {
        let shot = "She|nsubj:pass|3 was|aux:pass|3 shot|root|0";
        assert_eq!(found(&[shot], 2..3), [(Total, Some(Struck))]);
        let died = "The|det|2 victim|nsubj|3 died|root|0";
        assert_eq!(found(&[shot, died], 2..3), [(Total, Some(Killed))]);
        let quiet = "It|nsubj|2 rained|root|0";
        assert_eq!(found(&[shot, quiet, quiet, died], 2..3), [(Total, Some(Struck))], "too far off");
    }
}
