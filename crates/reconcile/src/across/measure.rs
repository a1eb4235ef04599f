//! In what two versions are alike and in what they differ, as features with values; symmetric.

use truceline_record::TollRange;

use super::blocks::{family, violent};
use super::words::shared;
use super::{Days, Site, Version, Word};

/// A feature of a pair, and its value: 1 for what holds, else a share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fact {
    pub(super) feature: &'static str,
    pub(super) value: f64,
}

/// Every feature, by the names that `data/linking.toml` uses.
pub(super) const FEATURES: [&str; 52] = [
    "days.same",
    "days.meet",
    "days.vague",
    "days.1",
    "days.2_3",
    "days.4_10",
    "days.far",
    "days.told",
    "days.told_apart",
    "told.same",
    "told.1",
    "told.2_4",
    "told.5_14",
    "told.far",
    "place.same",
    "place.alike",
    "place.near",
    "place.region",
    "place.other",
    "place.country",
    "place.apart",
    "place.abroad",
    "place.named",
    "type.same",
    "type.family",
    "type.violence",
    "type.unlike",
    "killed.same_many",
    "killed.same_some",
    "killed.same_few",
    "killed.fit",
    "killed.near",
    "killed.differ",
    "injured.same",
    "injured.fit",
    "injured.differ",
    "actors.same",
    "actors.differ",
    "targets.share",
    "targets.differ",
    "words.main",
    "words.other",
    "names.main",
    "names.other",
    "names.rare",
    "title.alike",
    "title.rare",
    "main.one",
    "main.none",
    "words.none",
    "names.none",
    "title.none",
];

/// Days over which an interval is vague.
const VAGUE: i32 = 10;
/// Kilometres within which two points may be one place.
const NEAR: f64 = 12.0;
/// Weight from which a shared word is more than chance.
const RARE: f32 = 5.0;
/// Shared rare words beyond which more say nothing more.
const ENOUGH: usize = 4;

/// The facts of a pair.
pub(super) fn facts(a: &Version, b: &Version) -> Vec<Fact> {
    let mut out = Vec::with_capacity(16);
    let mut holds = |feature: Option<&'static str>| out.extend(feature.map(|feature| Fact { feature, value: 1.0 }));
    holds(days(a, b));
    holds(told(a, b));
    holds(place(a, b));
    let named = |x: &Version, y: &Version| x.place.as_ref().is_some_and(|p| names(p, &y.names));
    holds((named(a, b) || named(b, a)).then_some("place.named"));
    holds(Some(kind(a, b)));
    holds(killed(a, b));
    holds(injured(a, b));
    holds(parties(&a.actors, &b.actors).map(|same| if same { "actors.same" } else { "actors.differ" }));
    holds(parties(&a.targets, &b.targets).map(|same| if same { "targets.share" } else { "targets.differ" }));
    holds(match (a.main, b.main) {
        (true, true) => None,
        (false, false) => Some("main.none"),
        _ => Some("main.one"),
    });
    let both = a.main && b.main;
    let mut share = |x: &[Word], y: &[Word], alike, none, rare| {
        let Some((value, some)) = alike_words(x, y) else {
            out.push(Fact { feature: none, value: 1.0 });
            return;
        };
        out.push(Fact { feature: alike, value });
        if let Some(feature) = rare
            && some > 0
        {
            out.push(Fact { feature, value: some.min(ENOUGH) as f64 / ENOUGH as f64 });
        }
    };
    share(&a.words, &b.words, if both { "words.main" } else { "words.other" }, "words.none", None);
    share(&a.names, &b.names, if both { "names.main" } else { "names.other" }, "names.none", Some("names.rare"));
    if both {
        share(&a.title, &b.title, "title.alike", "title.none", Some("title.rare"));
    }
    out
}

/// Days between two intervals; 0 where they meet.
pub(super) const fn gap(a: Days, b: Days) -> i32 {
    let (ab, ba) = (b.first - a.last, a.first - b.last);
    let most = if ab > ba { ab } else { ba };
    if most > 0 { most } else { 0 }
}

fn days(a: &Version, b: &Version) -> Option<&'static str> {
    let Some((x, y)) = a.days.zip(b.days) else {
        // what a report is chiefly about is mostly of its own day or the one before
        let told = |v: &Version| v.days.or_else(|| v.told.filter(|_| v.main).map(|t| Days { first: t - 1, last: t }));
        let (x, y) = (told(a)?, told(b)?);
        return Some(if gap(x, y) == 0 { "days.told" } else { "days.told_apart" });
    };
    let long = |d: Days| d.last - d.first >= VAGUE;
    Some(match gap(x, y) {
        0 if long(x) || long(y) => "days.vague",
        0 if x == y && x.first == x.last => "days.same",
        0 => "days.meet",
        1 => "days.1",
        2..=3 => "days.2_3",
        4..=10 => "days.4_10",
        _ => "days.far",
    })
}

fn told(a: &Version, b: &Version) -> Option<&'static str> {
    Some(match (a.told? - b.told?).abs() {
        0 => "told.same",
        1 => "told.1",
        2..=4 => "told.2_4",
        5..=14 => "told.5_14",
        _ => "told.far",
    })
}

/// Kilometres between two points, on a sphere.
pub fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (la, lb) = (a.0.to_radians(), b.0.to_radians());
    let (dlat, dlon) = (lb - la, (b.1 - a.1).to_radians());
    let h = (dlat / 2.0).sin().powi(2) + la.cos() * lb.cos() * (dlon / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

fn place(a: &Version, b: &Version) -> Option<&'static str> {
    let (a, b) = (a.place.as_ref()?, b.place.as_ref()?);
    let fine = !a.key.is_empty() && !b.key.is_empty();
    let both = |x: &str, y: &str| !x.is_empty() && !y.is_empty();
    let far = a.at.zip(b.at).map(|(x, y)| kilometres(x, y));
    let abroad = both(&a.country, &b.country) && a.country != b.country;
    let region = both(&a.admin, &b.admin).then(|| a.admin == b.admin);
    // a city that its region is called after may stand for the region
    let whole = |p: &Site| p.key.is_empty() || p.seat;
    Some(match () {
        // names repeat: two towns of one name are told by their coordinates
        () if fine && a.key == b.key && far.is_none_or(|km| km < 50.0) => "place.same",
        () if far.is_some_and(|km| km <= NEAR) && fine => "place.near",
        () if fine && far.is_none() && spelt(&a.key, &b.key) => "place.alike",
        () if abroad => "place.abroad",
        () if region == Some(false) => "place.apart",
        () if region == Some(true) && (whole(a) || whole(b)) => "place.region",
        () if fine && (far.is_some() || region == Some(true)) => "place.other",
        () => "place.country",
    })
}

/// Whether two keys may be one name's: one holds the other, or they differ by a letter in many.
fn spelt(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.len() >= 4 && (long.contains(short) || strsim::normalized_levenshtein(a, b) >= 0.8)
}

/// Whether a place's name stands among words of names.
fn names(place: &Site, names: &[Word]) -> bool {
    let own: Vec<&str> = place.name.split(' ').filter(|w| w.len() > 3).collect();
    !place.key.is_empty()
        && !own.is_empty()
        && own.iter().all(|o| names.iter().any(|w| w.text() == *o || w.is(&place.key)))
}

fn kind(a: &Version, b: &Version) -> &'static str {
    match () {
        () if a.kind == b.kind => "type.same",
        () if family(a.kind) == family(b.kind) => "type.family",
        () if violent(a.kind) && violent(b.kind) => "type.violence",
        () => "type.unlike",
    }
}

fn killed(a: &Version, b: &Version) -> Option<&'static str> {
    let same = a.figures.iter().filter(|n| b.figures.contains(n)).max();
    if let Some(&n) = same {
        return Some(match n {
            10.. => "killed.same_many",
            3..=9 => "killed.same_some",
            _ => "killed.same_few",
        });
    }
    Some(match ratio(a.killed, b.killed)? {
        r if r <= 1.0 => "killed.fit",
        r if r < 2.0 => "killed.near",
        _ => "killed.differ",
    })
}

fn injured(a: &Version, b: &Version) -> Option<&'static str> {
    let (x, y) = (a.injured, b.injured);
    Some(match ratio(x, y)? {
        _ if x.min == y.min && x.min.is_some_and(|n| n > 1) => "injured.same",
        r if r < 2.0 => "injured.fit",
        _ => "injured.differ",
    })
}

/// How many times the one range is more than the other; 1 where they meet. A least number without a greatest one is taken for up to a third more.
fn ratio(a: TollRange, b: TollRange) -> Option<f64> {
    let range = |t: TollRange| {
        let low = t.min.or(t.max)?;
        let high = t.max.unwrap_or_else(|| low.saturating_add(low.div_ceil(3))).max(low);
        Some((f64::from(low), f64::from(high)))
    };
    let ((al, ah), (bl, bh)) = (range(a)?, range(b)?);
    let (low, high) = if ah < bl { (ah, bl) } else { (bh, al) };
    Some(if low >= high { 1.0 } else { high / low.max(0.5) })
}

/// Whether two lists of parties share one; none where either is empty.
fn parties(a: &[String], b: &[String]) -> Option<bool> {
    let same = |x: &str, y: &str| x == y || x.split(' ').any(|w| w.len() > 4 && y.split(' ').any(|v| v == w));
    (!a.is_empty() && !b.is_empty()).then(|| a.iter().any(|x| b.iter().any(|y| same(x, y))))
}

/// What two lists of words share, as a part of the geometric mean of what each weighs, and how many of these are rare; none where either is empty.
fn alike_words(a: &[Word], b: &[Word]) -> Option<(f64, usize)> {
    let sum = |words: &[Word]| words.iter().fold(0.0, |all, w| all + f64::from(w.weight()));
    let mean = (sum(a) * sum(b)).sqrt();
    let (both, rare) = shared(a, b)
        .fold((0.0, 0), |(all, rare), w| (all + f64::from(w.weight()), rare + usize::from(w.weight() >= RARE)));
    (mean > 0.0).then(|| (both / mean, rare))
}
