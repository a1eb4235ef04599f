//! Whom names and descriptions mean, on a list of our own about the invented conflict.

#![allow(clippy::expect_used, reason = "helpers of tests")]

use proptest::prelude::*;
use std::sync::LazyLock;
use truceline_ground::actors::{Actors, ActorsError, By, Context, Role};

const KESTOVA: &str = r#"
[[actor]]
id = "kestova"
name = "Kestova"
kind = "state"
acts_as = "kestova-forces"
country = "XK"
aliases = [{ name = "Arvenholt", roles = ["speaker", "actor"] }]
source = "invented"

[[actor]]
id = "kestova-forces"
name = "Kestovan government forces"
kind = "organisation"
class = "state_forces"
country = "XK"
source = "invented"

[[actor]]
id = "northern-assembly"
name = "Northern Assembly"
kind = "organisation"
class = "rebel_group"
country = "XK"
aliases = ["NA", "Assembly of the North", { name = "the Assembly", in = ["XK"] }]
source = "invented"

[[actor]]
id = "heron"
name = "Black Heron Brigade"
kind = "organisation"
class = "rebel_group"
parent = "northern-assembly"
country = "XK"
source = "invented"

[[actor]]
id = "dosta"
name = "Mirel Dosta"
kind = "person"
country = "XK"
aliases = ["Dosta", { name = "Kestovan Foreign Minister", from = "2031-02-01", to = "2033-05-31" }]
source = "invented"

[[actor]]
id = "sarnem-monitor"
name = "Sarnem Centre for Human Rights"
kind = "organisation"
country = "XK"
aliases = ["SCHR"]
source = "invented"

[country.XK]
words = ["Kestovan", "Kestova"]
actors = { state = "kestova", forces = "kestova-forces", rebels = "northern-assembly" }
"#;

static LIST: LazyLock<Actors> =
    LazyLock::new(|| Actors::bundled().and_then(|list| list.with_file(KESTOVA)).expect("good files"));

fn ask(surface: &str, country: Option<&str>, role: Role) -> Option<String> {
    LIST.resolve(surface, &Context { date: None, country, role }).map(|r| r.id.to_owned())
}

#[track_caller]
fn means(surface: &str, role: Role, id: &str) {
    assert_eq!(ask(surface, Some("XK"), role).as_deref(), Some(id), "{surface}");
}

#[track_caller]
fn means_nobody(surface: &str, role: Role) {
    assert_eq!(ask(surface, Some("XK"), role), None, "{surface}");
}

#[test]
fn a_name_is_found_however_it_is_written() {
    for surface in [
        "Northern Assembly",
        "the NORTHERN ASSEMBLY",
        "Northern-Assembly",
        "the Northern Assembly's",
        "the Northern Assemblys",
        "N.A.",
    ] {
        means(surface, Role::Speaker, "northern-assembly");
    }
    means_nobody("na", Role::Speaker);
}

#[test]
fn a_name_counts_where_it_is_the_head() {
    means("the rebel Black Heron Brigade", Role::Actor, "heron");
    means("Black Heron Brigade fighters", Role::Actor, "heron");
    means("fighters from the Black Heron Brigade", Role::Actor, "heron");
    means("Black Heron Brigade positions", Role::Target, "heron");
    means("the Sarnem Centre for Human Rights, a monitoring group", Role::Speaker, "sarnem-monitor");
    means("a monitoring group, the Sarnem Centre for Human Rights", Role::Speaker, "sarnem-monitor");
    means("a network known as the Sarnem Centre for Human Rights", Role::Speaker, "sarnem-monitor");
    means("Minister of State Mirel Dosta", Role::Speaker, "dosta");
    means("Mrs Dosta", Role::Speaker, "dosta");
    means_nobody("Alva Dosta", Role::Speaker);
    means_nobody("a source in Arvenholt", Role::Speaker);
    means_nobody("a baker near the Northern Assembly", Role::Speaker);
    means_nobody("the Northern Assembly and the Black Heron Brigade", Role::Actor);
    means_nobody("anti-Northern Assembly fighters", Role::Actor);
}

#[test]
fn a_spokesman_speaks_and_does_not_act() {
    means("a spokesman for the Northern Assembly", Role::Speaker, "northern-assembly");
    means("a Northern Assembly spokeswoman", Role::Speaker, "northern-assembly");
    means_nobody("a spokesman for the Northern Assembly", Role::Target);
    means_nobody("Joren Pask spokesman for the Northern Assembly", Role::Speaker);
}

#[test]
fn descriptions_hang_on_the_country() {
    for surface in
        ["government forces", "regime warplanes", "warplanes of the regime", "Kestovan jets", "the government's troops"]
    {
        means(surface, Role::Actor, "kestova-forces");
    }
    means("rebel fighters", Role::Actor, "northern-assembly");
    assert_eq!(ask("government forces", None, Role::Actor), None);
    assert_eq!(ask("rebels", None, Role::Actor), None);
    assert_eq!(ask("Kestovan rebels", None, Role::Actor).as_deref(), Some("northern-assembly"));
    for surface in
        ["warplanes", "militants", "terrorists", "Velmark-backed troops", "Kestovan and Velmark jets", "a jet"]
    {
        means_nobody(surface, Role::Actor);
    }
}

#[test]
fn a_state_acts_by_its_forces() {
    means("Kestova", Role::Speaker, "kestova");
    means("Kestova", Role::Actor, "kestova-forces");
    means("Kestovan", Role::Actor, "kestova-forces");
    means("Arvenholt", Role::Speaker, "kestova");
    means_nobody("Arvenholt", Role::Target);
}

#[test]
fn an_office_is_its_holder_s_on_his_days() {
    let on = |date: Option<&str>| {
        let date = date.map(|d| d.parse().expect("a day"));
        LIST.resolve("the Kestovan foreign minister", &Context { date, country: None, role: Role::Speaker })
            .map(|r| r.name.to_owned())
    };
    assert_eq!(on(Some("2032-01-01")).as_deref(), Some("Mirel Dosta"));
    assert_eq!(on(Some("2034-01-01")), None);
    assert_eq!(on(None), None);
}

#[test]
fn the_answer_says_by_what() {
    let context = Context { date: None, country: Some("XK"), role: Role::Actor };
    let answer = LIST.resolve("army units of the government", &context).expect("an answer");
    assert_eq!((answer.rule, answer.alias.as_str()), (By::Rule("armed forces"), "army unit"));
    let answer = LIST.resolve("the Assembly", &context).expect("an answer");
    assert_eq!((answer.rule, answer.alias.as_str()), (By::Name, "the Assembly"));
}

#[test]
fn a_file_of_one_s_own_goes_over_the_bundled_list() {
    let own = "[[actor]]\nid = \"reuters\"\nname = \"Thomson Reuters\"\nkind = \"outlet\"\nsource = \"ours\"\n";
    let list = Actors::bundled().and_then(|l| l.with_file(own)).expect("good files");
    assert_eq!(list.get("reuters").map(|a| a.name.as_str()), Some("Thomson Reuters"));
    let orphan = own.replace("source", "parent = \"nobody\"\nsource");
    let error = Actors::bundled().and_then(|l| l.with_file(&orphan)).err();
    assert_eq!(error, Some(ActorsError::Missing { entry: "reuters".into(), line: 1, other: "nobody".into() }));
    let country = format!("{own}\n[country.XK]\nactors = {{ forces = \"no-one\" }}\n");
    let error = Actors::bundled().and_then(|l| l.with_file(&country)).err();
    assert_eq!(error, Some(ActorsError::Missing { entry: "XK".into(), line: 7, other: "no-one".into() }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_surface_has_one_answer_or_none(surface in "(\\PC{0,12}|the |of |fighters |Northern Assembly|, |NA|a spokesman for |Kestovan ){0,12}") {
        let context = Context { date: None, country: Some("XK"), role: Role::Speaker };
        assert_eq!(LIST.resolve(&surface, &context), LIST.resolve(&surface, &context));
        truceline_ground::actors::defined_in(&surface);
    }
}
