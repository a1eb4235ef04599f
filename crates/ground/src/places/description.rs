//! Places that are described, not named: "the city", "the province", "the capital".
//!
//! A description with "the" means the place of that kind that the report spoke of last, as far as the names that were resolved tell. What else
//! has no place of its own gets the report's setting at that point.

use super::gazetteer::{Gazetteer, PlaceEntry, PlaceId};
use super::index::Feature;
use super::phrase::{Offset, tokens};
use super::resolve::{Precision, Resolution};
use super::words::Words;

/// Give mentions without a place the one that they describe, or their setting.
pub(super) fn describe(gazetteer: &Gazetteer, words: &Words, text: &str, found: &mut [Resolution]) {
    let chars: Vec<char> = text.chars().collect();
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|n| found.get(*n).map(|r| (r.span.start, r.span.end)));
    // only places below a country's level are a setting
    let local = |r: &Resolution| {
        let entry = gazetteer.entry(r.place.filter(|_| !r.people)?)?;
        let wide = matches!(entry.feature, Feature::Country | Feature::Continent | Feature::Area | Feature::Water);
        (!wide || entry.admin1().is_some()).then_some(entry.id)
    };
    let settled: Vec<Option<PlaceId>> = order.iter().map(|n| found.get(*n).and_then(local)).collect();
    for (at, n) in order.iter().enumerate() {
        let Some(resolution) = found.get(*n).filter(|r| r.place.is_none() && r.within.is_none()) else { continue };
        let before = || settled.get(..at).unwrap_or_default().iter().rev().copied().flatten();
        let after = settled.get(at..).unwrap_or_default().iter().copied().flatten().next();
        let span = resolution.span;
        let inside: String =
            chars.get(span.start as usize..(span.end as usize).min(chars.len())).unwrap_or_default().iter().collect();
        let noun = resolution.name.is_empty().then(|| noun(words, &inside)).flatten();
        let meant = noun.and_then(|noun| before().find_map(|id| described(gazetteer, noun, &inside, id)));
        let setting = before().next().or(after);
        let Some(resolution) = found.get_mut(*n) else { continue };
        match meant {
            Some(entry) => {
                resolution.place = Some(entry.id);
                resolution.offset = Offset::At;
                resolution.precision = Some(match entry.feature {
                    Feature::Admin1 => Precision::Admin1,
                    Feature::Country => Precision::Country,
                    _ => Precision::Exact,
                });
            }
            None => resolution.setting = setting,
        }
    }
}

/// The kind of place in "the city", "The besieged town"; nothing where it says more than that.
fn noun(words: &Words, inside: &str) -> Option<Feature> {
    let lower = inside.to_lowercase();
    let tokens = tokens(&lower);
    let (last, rest) = tokens.split_last()?;
    let plain = rest.iter().all(|t| words.is(t.word, "filler"))
        && rest.first().is_some_and(|t| ["the", "its"].contains(&t.word));
    words.noun(last.word).filter(|_| plain)
}

/// The place of the kind `noun` that `id` is or lies in.
fn described<'g>(gazetteer: &'g Gazetteer, noun: Feature, inside: &str, id: PlaceId) -> Option<PlaceEntry<'g>> {
    let entry = gazetteer.entry(id)?;
    match noun {
        Feature::Settlement if inside.to_lowercase().ends_with("capital") => None,
        Feature::Settlement | Feature::Quarter => (entry.feature == noun).then_some(entry),
        Feature::Admin1 => entry.admin1().and_then(|code| gazetteer.unit(code)),
        Feature::Country => gazetteer.unit(entry.country()),
        _ => None,
    }
}
