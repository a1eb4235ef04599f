//! Which statement a statement stands within.
//!
//! Why: "Northlight Radio quoted the army as saying" has two speakers, and what the army says reaches us only through the radio.
//! Example: there the army's statement stands within the radio's.

use crate::statements::Draft;
use crate::view::View;

/// Cues by which one source passes on another's words.
const RELAYS: [&str; 5] = ["quote", "cite", "relay", "attribute", "report"];

/// Give each statement the innermost one that holds its cue, or relays its source.
pub(crate) fn nest(view: &View, drafts: &mut [Draft]) {
    for inner in 0..drafts.len() {
        let cue = drafts[inner].cue.start;
        let mut best: Option<(usize, usize)> = None;
        for (outer, o) in drafts.iter().enumerate() {
            if outer == inner || !(o.says(cue) || relays(view, o, &drafts[inner])) {
                continue;
            }
            let size = o.content.iter().map(ExactSizeIterator::len).sum();
            if best.is_none_or(|(least, _)| size < least) {
                best = Some((size, outer));
            }
        }
        if let Some((_, outer)) = best
            && !reaches(drafts, outer, inner)
        {
            drafts[inner].statement.within = Some(drafts[outer].statement.id.clone());
        }
    }
}

/// Whether `outer` quotes the source of `inner` with the same content: its cue relays, and the inner source follows it.
fn relays(view: &View, outer: &Draft, inner: &Draft) -> bool {
    let Some(source) = &inner.source else { return false };
    let relaying = outer.cue.clone().any(|n| RELAYS.contains(&view.word(n).lemma.as_str()));
    let same = inner.content.iter().any(|c| outer.says(c.start) || outer.says(c.end - 1));
    relaying
        && same
        && source.start >= outer.cue.end
        && source.start - outer.cue.end <= 3
        && inner.cue.start > outer.cue.start
}

/// Whether following `within` from `from` comes to `to`: such a link would close a circle.
fn reaches(drafts: &[Draft], from: usize, to: usize) -> bool {
    let mut at = Some(from);
    while let Some(n) = at {
        if n == to {
            return true;
        }
        at = drafts[n].statement.within.as_ref().and_then(|id| drafts.iter().position(|d| d.statement.id == *id));
    }
    false
}

#[cfg(test)]
mod tests {
    use truceline_parse::{Attribution, Mentioned};
    use truceline_record::{Act, MentionKind, Quote};

    use crate::statements::statements;
    use crate::testing::{check_parse, with_mention};

    #[test]
    fn a_quoted_source_stands_within_the_one_that_quotes_it() {
        let words = "Radio|nsubj|2 quoted|root|0 army|obj|2 saying|advcl|2 bridge|nsubj|6 fell|ccomp|4";
        let mut parse = with_mention(words, Mentioned { words: 0..1, kind: MentionKind::Organisation });
        let told = |source: usize, content: usize| Attribution {
            source: Some(source..source + 1),
            cue: source + 1..source + 2,
            content: std::iter::once(content..6).collect(),
            act: Act::Assert,
            quote: Quote::Indirect,
        };
        parse.1.attributions = vec![told(0, 2), told(2, 4)];
        check_parse(&parse, |view| {
            let within: Vec<_> = statements(view).into_iter().map(|d| d.statement.within).collect();
            assert_eq!(within, [None, Some("s1".to_owned())]);
        });
    }
}
