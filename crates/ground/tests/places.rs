//! What is resolved, and what is left alone. Sentences are our own; the places are facts.
#![allow(clippy::unwrap_used)] // clippy.toml allows it in tests, but not in their helpers

use proptest::prelude::*;
use truceline_ground::places::{Context, Feature, Gazetteer, Match, Offset, Precision, Resolution, Resolver, ground};
use truceline_record::{Entity, Mention, MentionKind, Report, Span};

fn resolver() -> Resolver {
    Resolver::new(Gazetteer::bundled().unwrap())
}

/// Resolve the mentions marked by brackets.
fn resolve(marked: &str) -> Vec<Resolution> {
    let (mut text, mut spans, mut start) = (String::new(), Vec::new(), 0);
    for c in marked.chars() {
        let at = u32::try_from(text.chars().count()).unwrap();
        match c {
            '[' => start = at,
            ']' => spans.push(Span::new(start, at)),
            c => text.push(c),
        }
    }
    resolver().resolve(&text, &spans, Context::default())
}

fn codes(marked: &str) -> Vec<String> {
    let resolver = resolver();
    let code =
        |r: &Resolution| r.place.and_then(|id| resolver.gazetteer().entry(id)).map_or("-", |e| e.code).to_owned();
    resolve(marked).iter().map(code).collect()
}

#[test]
fn spellings_of_a_name_are_one_place() {
    let gazetteer = Gazetteer::bundled().unwrap();
    let ids = |name: &str| {
        let (how, mut found) = gazetteer.named(name);
        if found.is_empty() {
            found = gazetteer.sounding(name).into_iter().map(|(_, e)| e).collect();
        }
        let town = found.into_iter().find(|e| e.feature == Feature::Settlement && e.country() == "SY");
        (how, town.unwrap_or_else(|| panic!("{name} is not found")).gazetteer_id())
    };
    for name in ["Deir Ezzor", "Deir ez-Zor", "Dayr az Zawr", "DEIR EL-ZOR"] {
        assert_eq!(ids(name).1, "geonames:170794", "{name}");
    }
    for name in ["Raqqa", "Ar-Raqqah", "al-Raqqah", "Rakka"] {
        assert_eq!(ids(name).1, "geonames:172955", "{name}");
    }
    assert_eq!(ids("Raqqa").0, Match::Exact);
}

#[test]
fn a_name_that_is_not_found_stays_a_name() {
    let found = &resolve("The monitors reached [Sarnem Tarnok] on foot.")[0];
    assert_eq!((found.place, found.within, found.precision), (None, None, None));
    assert_eq!(found.name, "Sarnem Tarnok");
}

#[test]
fn what_it_lies_in_decides() {
    assert_eq!(codes("The convoy passed [Alexandria], Louisiana at noon.")[0], "US.LA.079");
    assert_eq!(codes("The convoy passed [Tripoli] in Lebanon at noon.")[0].split('.').next(), Some("LB"));
    assert_eq!(codes("Monitors in [Homs], [Hama] and [Tripoli] in Libya called.")[2].split('.').next(), Some("LY"));
}

#[test]
fn the_other_places_decide() {
    assert!(codes("Trucks left [Shreveport] for [Alexandria] and [Baton Rouge].")[1].starts_with("US.LA"));
    assert!(codes("Trucks left [Cairo] for [Alexandria] and [Giza].")[1].starts_with("EG"));
}

#[test]
fn a_unit_is_told_from_its_town() {
    assert_eq!(codes("Calm held in [Idlib province] for a week.")[0], "SY.12");
    for town in ["Calm held in the city of [Idlib] for a week.", "Calm held in [Idlib] for a week."] {
        assert_eq!(resolve(town)[0].precision, Some(Precision::Exact), "{town}");
    }
    assert_eq!(codes("Calm held in [Raqqa] governorate.")[0], "SY.04");
    assert_eq!(resolve("Calm held in [Raqqa] governorate.")[0].precision, Some(Precision::Admin1));
}

#[test]
fn a_quarter_that_is_not_found_keeps_what_it_lies_in() {
    let resolver = resolver();
    let found = &resolve("A shell fell on the [Tarnok neighbourhood] in Aleppo.")[0];
    assert_eq!(found.place, None);
    let within = resolver.gazetteer().entry(found.within.unwrap()).unwrap();
    assert_eq!((within.name, within.country()), ("Aleppo", "SY"));
    assert_eq!(found.precision, Some(Precision::Near));
}

#[test]
fn words_around_a_name_say_how_exact_it_is() {
    let precision = |text: &str| resolve(text)[0].precision.map(Precision::where_prec);
    assert_eq!(precision("Shells fell on [Aleppo]."), Some(1));
    assert_eq!(precision("Shells fell on [eastern Aleppo]."), Some(2));
    assert_eq!(precision("Shells fell near [Aleppo]."), Some(2));
    assert_eq!(precision("Shells fell 60 km north of [Palmyra] in Syria."), Some(3));
    assert_eq!(precision("Shells fell in [Homs province]."), Some(4));
    assert_eq!(precision("Shells fell in [northern Syria]."), Some(5));
    assert_eq!(precision("Shells fell in [Syria]."), Some(6));
    assert_eq!(precision("The ship was stopped in the [Black Sea]."), Some(7));
    assert_eq!(resolve("Shells fell 60 km north of [Palmyra].")[0].offset, Offset::Away(Some(60.0)));
}

#[test]
fn a_town_that_a_longer_name_holds_is_near_the_other_places_or_not_meant() {
    // Humboldt is a town in Tennessee
    let found = |marked: &str| {
        let resolver = resolver();
        let code = |r: &Resolution| r.place.and_then(|id| resolver.gazetteer().entry(id)).map_or("-", |e| e.code);
        resolve(marked).iter().map(|r| format!("{} {}", r.name, code(r))).collect::<Vec<_>>()
    };
    let chicago = found("[Chicago] police came. A man was shot in [Humboldt Park], on the [East Side].");
    assert_eq!(chicago[1..], ["Humboldt Park -", "East Side -"]);
    let near = found("[Aleppo] was calm. Shells fell by [Aleppo Hospital].");
    assert!(near[1].starts_with("Aleppo SY."), "{near:?}");
}

#[test]
fn who_owns_a_place_is_no_town() {
    let names = |marked: &str| resolve(marked).into_iter().map(|r| r.name).collect::<Vec<_>>();
    assert_eq!(names("He was shot in [Robinson's Zara Lane house]."), ["Zara Lane"]);
    let resolver = resolver();
    let found = &resolve("Calm held in [Aleppo's Sarnem Tarnok]")[0];
    assert_eq!((found.name.as_str(), found.place), ("Sarnem Tarnok", None));
    assert_eq!(resolver.gazetteer().entry(found.within.unwrap()).unwrap().name, "Aleppo");
}

#[test]
fn peoples_mean_their_country() {
    let found = &resolve("The [Ukrainian] side agreed.")[0];
    assert!(found.people);
    assert_eq!(codes("The [Ukrainian] side and the [Syrians] agreed."), ["UA", "SY"]);
}

#[test]
fn whose_a_place_is_is_no_part_of_its_name() {
    let names = |marked: &str| resolve(marked).into_iter().map(|r| r.name).collect::<Vec<_>>();
    assert_eq!(names("Calm held in [the Syrian city of Qamishli]."), ["Qamishli"]);
    assert_eq!(names("Calm held in [the Syrian city] of Qamishli."), ["Qamishli"]);
    assert_eq!(names("Calm held in [the Syrian border town of Kobani]."), ["Kobani"]);
    assert_eq!(names("Calm held in [Syrias Idlib province]."), ["Idlib"]);
    assert_eq!(names("Calm held in [a Kestovan-held Sarnem]."), ["Sarnem"]);
    assert_eq!(codes("Calm held in [Syrias Idlib province]."), ["SY.12"]);
}

#[test]
fn a_site_may_be_called_after_a_large_town_that_is_spelt_otherwise() {
    let town = codes("In [Syria], shells fell on [Raqqa] and on [Dair Ezour airport].");
    assert!(town[2].starts_with("SY."), "{town:?}");
    // of villages there are too many alike
    assert_eq!(codes("In [Syria], shells fell on [Raqqa] and on [Tel Hamiss airport].")[2], "-");
    assert_eq!(codes("In [Syria], shells fell on [Raqqa] and on [Tel Hamiss] in the [Hasakeh] province.")[2], "SY.01");
}

#[test]
fn what_a_name_lies_in_holds_throughout_a_report() {
    let found = resolve("Shells fell on [Adra] in [Damascus countryside]. Later [Adra] was calm.");
    assert_eq!(found[0].place, None, "the Adra of Spain");
    assert_eq!((found[2].place, found[2].within), (None, found[0].within));
    assert!(found[2].within.is_some());
    let quarter = &resolve("Shells fell on [Sulaymaniyah neighbourhood] of [Aleppo] on Saturday.")[0];
    assert_eq!((quarter.place, quarter.within.is_some()), (None, true), "a quarter, not the city in Iraq");
}

#[test]
fn an_outlet_has_its_place_in_its_own_country() {
    let text = "Shells fell on Urum.";
    let span = [Span::new(15, 19)];
    let of = |home| {
        let context = Context { source: Some("ahram"), url: None, home };
        resolver().resolve(text, &span, context).remove(0).place
    };
    assert!(of(None).is_some(), "drawn to Ahram in Iran");
    assert_eq!(of(Some("EG")), None);
}

#[test]
fn a_description_is_the_place_spoken_of() {
    let codes = codes("Fighting near [Aleppo] went on. [The city] was dark, and [the province] too.");
    assert_eq!(codes[1], codes[0]);
    assert_eq!(codes[2], "SY.09");
}

#[test]
fn a_resolution_says_why() {
    let found = &resolve("The convoy passed [Alexandria], Louisiana at noon.")[0];
    let best = &found.why[0];
    assert_eq!(Some(best.place), found.place);
    assert!(best.parts.iter().any(|(words, points)| *words == "what the report says it lies in" && *points > 0.0));
    let sum: f64 = best.parts.iter().map(|(_, points)| points).sum();
    assert!((sum - best.score).abs() < 1e-9);
}

#[test]
fn entities_get_their_place() {
    let report = Report { text: "Monitors in Aleppo and Sarnem spoke.".to_owned(), ..Report::default() };
    let mention =
        |start, end, id: &str| Mention { start, end, kind: MentionKind::Location, entity: Some(id.to_owned()) };
    let entity = |id: &str, name: &str| Entity {
        id: id.to_owned(),
        kind: MentionKind::Location,
        name: name.to_owned(),
        aliases: Vec::new(),
        country: None,
        lat: None,
        lon: None,
        gazetteer_id: None,
        actor_code: None,
    };
    let mut entities = [entity("e1", "Aleppo"), entity("e2", "Sarnem")];
    ground(&resolver(), &report, Context::default(), &[mention(12, 18, "e1"), mention(23, 29, "e2")], &mut entities);
    assert_eq!(entities[0].country.as_deref(), Some("SY"));
    assert_eq!(entities[0].gazetteer_id.as_deref(), Some("geonames:170063"));
    assert!(entities[0].lat.is_some_and(|lat| (lat - 36.2).abs() < 0.1));
    assert_eq!((entities[1].country.clone(), entities[1].lat), (None, None));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_spans_of_any_text_are_resolved_alike_each_time(text in "[A-Za-z ,.'éа-я-]{0,120}", cuts in prop::collection::vec((0_u32..130, 0_u32..130), 0..6)) {
        let spans: Vec<Span> = cuts.iter().map(|(a, b)| Span::new(*a.min(b), *a.max(b))).collect();
        let resolver = resolver();
        let first = resolver.resolve(&text, &spans, Context::default());
        prop_assert_eq!(first.len(), spans.len());
        prop_assert_eq!(first, resolver.resolve(&text, &spans, Context::default()));
    }
}
