use proptest::prelude::*;
use truceline_record::{CharIndex, IncidentType, ProblemCode, Span, TollRange};

use super::*;
use crate::{Format, Limits, sniff, take};

const MAPPING: &str = "\
log = \"Valley log\"
source = \"Valley Monitor\"
key = \"No\"
dates = \"day-month-year\"
[columns]
date = \"Day\"
type = \"What\"
place = \"Town\"
lat = \"Lat\"
lon = \"Lon\"
killed = \"Dead\"
injured_civilian_min = \"Hurt from\"
injured_civilian_max = \"Hurt to\"
actors = \"Blamed\"
by = \"Source\"
notes = \"Notes\"
[types]
\"Raid from the air\" = \"air_strike\"
[every_row]
country = \"Orlania\"
";

const LOG: &str = "\
No,Day,What,Town,Lat,Lon,Dead,Hurt from,Hurt to,Blamed,Source,Notes,Seen by
V-1,05/03/2031,raid from the air,Orel,51.2,33.4,20-30,3,5,Orlan army; Heron Brigade,Orel hospital,\"Two bombs fell
on the market.\",Ana
V-2,06/03/2031,Shelling,Brody,52.9,36,at least 4,unknown,,,,,
";

fn mapping() -> Mapping {
    Mapping::parse(MAPPING).unwrap()
}

fn open(text: &str) -> Result<Log, Problem> {
    Log::open("valley.csv", text.as_bytes(), &mapping(), &Options::default())
}

fn told(log: &Log) -> Vec<String> {
    log.problems()
        .iter()
        .map(ToString::to_string)
        .chain(log.entries().flat_map(|e| e.reading.problems).map(|p| p.to_string()))
        .collect()
}

/// The words of a span.
fn words(entry: &Entry, span: Span) -> String {
    let text = &entry.reading.report.text;
    CharIndex::new(text).slice(text, span).to_owned()
}

#[test]
fn a_row_is_a_report_whose_values_stand_in_its_text() {
    let log = open(LOG).unwrap();
    assert_eq!(told(&log), Vec::<String>::new());
    let entries: Vec<Entry> = log.entries().collect();
    let first = &entries[0];
    let report = &first.reading.report;
    assert_eq!((report.id.as_str(), report.source.as_deref()), ("Valley log#V-1", Some("Valley Monitor")));
    assert_eq!(
        report.text,
        "No: V-1\nDay: 05/03/2031\nWhat: raid from the air\nTown: Orel\nLat: 51.2\nLon: 33.4\nDead: 20-30\nHurt from: 3\nHurt to: 5\n\
         Blamed: Orlan army; Heron Brigade\nSource: Orel hospital\nNotes: Two bombs fell\non the market.\nSeen by: Ana\ncountry: Orlania"
    );
    let row = report.row.as_ref().unwrap();
    assert_eq!((row.key.as_str(), row.file.as_str(), row.row), ("V-1", "valley.csv", 2));
    let incident = &first.reading.incidents[0];
    assert_eq!(incident.kind, IncidentType::AirStrike);
    let spans = |spans: &[Span]| spans.iter().map(|&span| words(first, span)).collect::<Vec<_>>();
    assert_eq!(spans(&incident.triggers), ["raid from the air", "Two bombs fell\non the market."]);
    let date = incident.date.as_ref().unwrap();
    assert_eq!((date.start.as_deref(), spans(&date.spans)), (Some("2031-03-05"), vec!["05/03/2031".to_owned()]));
    let place = incident.place.as_ref().unwrap();
    assert_eq!((place.name.as_deref(), place.lat, place.lon), (Some("Orel"), Some(51.2), Some(33.4)));
    assert_eq!(spans(&place.spans), ["Orel", "51.2", "33.4", "Orlania"]);
    assert_eq!(incident.toll.killed, TollRange { min: Some(20), max: Some(30) });
    let hurt = &incident.injured[0];
    assert_eq!((hurt.min, hurt.max, spans(&hurt.spans)), (Some(3), Some(5), vec!["3".to_owned(), "5".to_owned()]));
    let actors: Vec<(&str, Vec<String>)> = incident.actors.iter().map(|a| (a.name.as_str(), spans(&a.spans))).collect();
    assert_eq!(
        actors,
        [("Orlan army", vec!["Orlan army".to_owned()]), ("Heron Brigade", vec!["Heron Brigade".to_owned()])]
    );
    assert_eq!(incident.claims.len(), 2);
    let said = &first.reading.statements[0];
    assert_eq!((spans(&said.speaker), spans(&said.cue)), (vec!["Orel hospital".to_owned()], vec!["Source".to_owned()]));
    assert_eq!(incident.killed[0].by.as_deref(), Some("s1"));
    let original = String::from_utf8(first.original.clone().unwrap()).unwrap();
    assert!(
        original.starts_with("No,Day,What") && original.ends_with(",Ana\n") && original.contains("V-1"),
        "{original}"
    );

    let second = &entries[1].reading;
    assert_eq!(second.incidents[0].toll.killed, TollRange { min: Some(4), max: None });
    assert!(second.incidents[0].injured.is_empty() && second.statements.is_empty());
}

#[test]
fn a_cell_that_cannot_be_used_is_told_with_its_place_and_the_remedy_and_the_row_stays() {
    let log = open(
        &LOG.replace("20-30", "many")
            .replace("51.2,33.4", "91,33.4")
            .replace("Shelling", "Bang")
            .replace("06/03/2031", "soon"),
    )
    .unwrap();
    assert_eq!(
        told(&log),
        [
            "valley.csv, row 2, column \"Dead\": \"many\" is no number of people; write it as 25, 20-30, 25+, at least 25, up to 10, or about 20",
            "valley.csv, row 2, column \"Lat\": \"91\" is no latitude; write degrees from -90 to 90, as 51.25",
            "valley.csv, row 3, column \"What\": \"Bang\" is no known type of incident; say under [types] in the mapping which it is, as \"shelling\"",
            "valley.csv, row 3, column \"Day\": \"soon\" is no day; write it as 2031-03-05, 5 March 2031, or two of them with .. between",
        ]
    );
    let entries: Vec<Entry> = log.entries().collect();
    assert_eq!(entries[0].reading.incidents[0].place.as_ref().unwrap().lat, None);
    assert_eq!(entries[1].reading.incidents[0].kind, IncidentType::Other);
}

#[test]
fn days_that_may_be_others_stop_the_log_until_the_mapping_says_which() {
    let mapping = Mapping::parse(&MAPPING.replace("dates = \"day-month-year\"\n", "")).unwrap();
    let refused = Log::open("valley.csv", LOG.as_bytes(), &mapping, &Options::default()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "valley.csv, row 2, column \"Day\": \"05/03/2031\" may be one of two days; say dates = \"day-month-year\" or \"month-day-year\" in the mapping; \
         so in 1 row more"
    );
    let clear = LOG.replace("05/03/2031", "25/03/2031").replace("06/03/2031", "2031-03-06");
    assert!(Log::open("valley.csv", clear.as_bytes(), &mapping, &Options::default()).is_ok());
}

#[test]
fn a_log_that_the_mapping_is_not_of_is_refused() {
    let refused = |text: &str| open(text).unwrap_err().to_string();
    let lacking = refused("No,Day,Town,Lat,Lon,Dead,Blamed,Source,Notes\n1,2,3\n");
    assert_eq!(
        lacking,
        "valley.csv: no column is called \"What\" or \"Hurt from\" or \"Hurt to\"; it has \"No\", \"Day\", \"Town\", \"Lat\", \"Lon\", \"Dead\", \"Blamed\", \
         \"Source\", \"Notes\": mend the mapping"
    );
    assert!(refused(&LOG.replace("Seen by", "No")).contains("two columns are called \"No\""));
    assert!(refused("").contains("the file is empty"));
    assert!(refused("\n\n").contains("the table is empty"));
    assert_eq!(open(&format!("Incidents in the valley\n\n{LOG}")).unwrap().len(), 2);
    let header = Mapping::parse(&format!("header = 7\n{MAPPING}")).unwrap();
    let error = Log::open("valley.csv", LOG.as_bytes(), &header, &Options::default()).unwrap_err();
    assert!(error.message.contains("row 7: no names of columns stand there"), "{error}");
    let twice = Mapping::parse(&MAPPING.replace("notes = \"Notes\"", "notes = \"Source\"")).unwrap();
    let error = Log::open("valley.csv", LOG.as_bytes(), &twice, &Options::default()).unwrap_err();
    assert!(error.message.contains("gives column \"Source\" to by and notes"), "{error}");
}

#[test]
fn rows_that_share_a_key_are_told_unless_they_are_the_same() {
    let same = format!("{LOG}V-2,06/03/2031,Shelling,Brody,52.9,36,at least 4,unknown,,,,,\n");
    let log = open(&same).unwrap();
    assert_eq!((log.len(), told(&log).len()), (3, 0));
    let log = open(&same.replace(
        "V-2,06/03/2031,Shelling,Brody,52.9,36,at least 4,unknown,,,,,\nV-2,06",
        "V-2,06/03/2031,Shelling,Brody,52.9,36,9,unknown,,,,,\n,06",
    ))
    .unwrap();
    assert_eq!(log.len(), 2);
    assert_eq!(
        told(&log),
        ["valley.csv, row 4: it has no key, and is not kept; give it one, or take `key` out of the mapping"]
    );
    let log = open(&format!("{LOG}V-2,06/03/2031,Shelling,Brody,52.9,36,9,unknown,,,,,,more\n")).unwrap();
    assert_eq!((log.len(), told(&log).len()), (2, 1));
    assert!(told(&log)[0].contains("row 3 has the key \"V-2\" and says something else"), "{:?}", told(&log));
    let log = open(&format!("{LOG}V-3,06/03/2031,Shelling,Brody,52.9,36,9,unknown,,,,,,more\n")).unwrap();
    assert!(told(&log)[0].contains("1 cell beyond the last column, \"Seen by\""), "{:?}", told(&log));
    assert!(log.entries().nth(2).unwrap().reading.report.text.contains("column 14: more"));
}

#[test]
fn what_a_row_comes_to_hangs_on_the_mapping_and_not_on_where_it_stands() {
    let of = |log: &Log, at: usize| log.entries().nth(at).unwrap().reading.report;
    let first = of(&open(LOG).unwrap(), 1);
    let moved = LOG.replace("V-1,", "V-0,05/03/2031,Shelling,Lisk,,,,,,,,,\nV-1,");
    let moved = of(&open(&moved).unwrap(), 2);
    let (one, other) = (first.row.unwrap(), moved.row.unwrap());
    assert_eq!((&one.values, &first.text, &one.key), (&other.values, &moved.text, &other.key));
    assert_ne!(one.row, other.row);
    let mapping = Mapping::parse(&MAPPING.replace("killed =", "injured =")).unwrap();
    let log = Log::open("valley.csv", LOG.as_bytes(), &mapping, &Options::default()).unwrap();
    assert_ne!(of(&log, 1).row.unwrap().values, one.values);
}

#[test]
fn a_workbook_gives_the_same_rows_as_a_text() {
    let csv = "Day,What,Town,Lat\n2031-03-05,shelling,Orel,\"51,25\"\n";
    let rows = super::xlsx::tests::row(1, &["Day", "What", "Town", "Lat", "Lon"])
        + r#"<row r="2"><c r="A2" s="1"><v>47912</v></c><c r="B2" t="inlineStr"><is><t>shelling</t></is></c><c r="C2" t="inlineStr"><is><t>Orel</t></is></c><c r="D2"><v>51.25</v></c><c r="E2"><v>33.5</v></c></row>"#;
    let mapping = Mapping::parse("log = \"a\"\ndecimal = \",\"\n[columns]\ndate = \"Day\"\ntype = \"What\"\nplace = \"Town\"\nlat = \"Lat\"\nlon = \"Lon\"").unwrap();
    let log = Log::open("a.xlsx", &super::xlsx::tests::workbook(&rows), &mapping, &Options::default()).unwrap();
    let reading = log.entries().next().unwrap().reading;
    assert_eq!(reading.problems, []);
    let place = reading.incidents[0].place.clone().unwrap();
    assert_eq!((place.lat, place.lon), (Some(51.25), Some(33.5)));
    assert_eq!(reading.incidents[0].date.as_ref().unwrap().start.as_deref(), Some("2031-03-05"));
    assert_eq!(reading.report.row.as_ref().unwrap().sheet.as_deref(), Some("Log"));
    assert_eq!(reading.report.id, "a.xlsx#2");
    let refused = Log::open("a.csv", csv.as_bytes(), &mapping, &Options::default()).unwrap_err();
    assert!(refused.message.contains("no column is called \"Lon\""));
}

#[test]
fn formulas_that_cannot_be_computed_are_told() {
    let rows = super::xlsx::tests::row(1, &["Day", "Dead"])
        + r#"<row r="2"><c r="A2" t="inlineStr"><is><t>2031-03-05</t></is></c><c r="B2" t="e"><f>A9</f><v>#REF!</v></c></row>"#;
    let mapping = Mapping::parse("log = \"a\"\n[columns]\ndate = \"Day\"\nkilled = \"Dead\"").unwrap();
    let log = Log::open("a.xlsx", &super::xlsx::tests::workbook(&rows), &mapping, &Options::default()).unwrap();
    assert_eq!(
        told(&log),
        [
            "a.xlsx, sheet \"Log\", row 2, column \"Dead\": \"#REF!\" is what a formula gives that cannot be computed; mend the formula"
        ]
    );
}

#[test]
fn a_mapping_is_proposed_that_a_person_can_go_on_with() {
    let proposed = propose(
        "logs/valley.csv",
        LOG.replace("What", "Type").replace("Dead", "Killed").as_bytes(),
        None,
        &Options::default(),
    )
    .unwrap();
    for line in [
        "log = \"valley\"",
        "key = \"No\"",
        "# dates = \"day-month-year\"",
        "date = \"Day\"  # 05/03/2031",
        "type = \"Type\"  # raid from the air",
        "killed = \"Killed\"  # 20-30",
        "# \"Seen by\"  # Ana",
        "# \"raid from the air\" = \"other\"",
        "\"Shelling\" = \"shelling\"",
    ] {
        assert!(proposed.lines().any(|l| l == line), "{line}\n{proposed}");
    }
    let mapping = Mapping::parse(&proposed).unwrap();
    let clear =
        LOG.replace("What", "Type").replace("Dead", "Killed").replace("05/03", "25/03").replace("06/03", "26/03");
    assert_eq!(Log::open("valley.csv", clear.as_bytes(), &mapping, &Options::default()).unwrap().len(), 2);
    let told = propose("a.csv", b"Date,Killed\n5/3/2031,1\n25/3/2031,2\n", None, &Options::default()).unwrap();
    assert!(told.contains("\ndates = \"day-month-year\"\n"), "{told}");
}

#[test]
fn the_columns_of_code_books_are_known() {
    let acled = "event_id_cnty,event_date,sub_event_type,actor1,actor2,admin1,country,location,latitude,longitude,source,notes,fatalities\n\
                 ORL1,05 March 2031,Air/drone strike,Orlan army,Civilians,Sava,Orlania,Orel,51.2,33.4,Valley Post,\"On 5 March, a strike.\",3\n";
    let mapping = Mapping::parse(&propose("acled.csv", acled.as_bytes(), None, &Options::default()).unwrap()).unwrap();
    let log = Log::open("acled.csv", acled.as_bytes(), &mapping, &Options::default()).unwrap();
    let reading = log.entries().next().unwrap().reading;
    assert_eq!((reading.problems.len(), reading.incidents[0].kind), (0, IncidentType::AirStrike));
    assert_eq!(reading.incidents[0].toll.killed, TollRange { min: Some(3), max: Some(3) });
    assert_eq!(reading.incidents[0].targets[0].name, "Civilians");
}

#[test]
fn a_table_without_a_mapping_is_not_read_as_prose() {
    assert_eq!(sniff("valley.csv", LOG.as_bytes()), Format::Sheet);
    assert_eq!(sniff("valley.xlsx", &super::xlsx::tests::workbook("")), Format::Sheet);
    assert_eq!(sniff("valley.txt", LOG.as_bytes()), Format::Text);
    let taken = take("valley.csv", LOG.as_bytes(), &Options::default());
    assert_eq!(taken[0].problems[0].code, ProblemCode::NoMapping);
    assert!(taken[0].report.text.is_empty());
}

#[test]
fn large_logs_are_bounded() {
    let options = |limits| Options { limits, ..Options::default() };
    let small = options(Limits { max_bytes: 100, ..Limits::default() });
    assert_eq!(Log::open("a.csv", LOG.as_bytes(), &mapping(), &small).unwrap_err().code, ProblemCode::TooLarge);
    let short = options(Limits { max_chars: 200, ..Limits::default() });
    let log = Log::open("a.csv", LOG.as_bytes(), &mapping(), &short).unwrap();
    assert_eq!((log.len(), told(&log).len()), (1, 1));
    let open_quote = format!("{LOG}V-3,\"{}", "x,\n".repeat(10_000));
    assert!(open(&open_quote).is_ok_and(|log| log.len() == 3));
}

proptest! {
    #[test]
    fn any_cells_give_spans_within_the_text(cells in prop::collection::vec("\\PC{0,12}|[0-9/.-]{0,10}|\"[^\"]{0,8}\"", 1..40)) {
        let rows: Vec<String> = cells.chunks(13).map(|row| row.join(",")).collect();
        let text = format!("{}\n{}\n", LOG.lines().next().unwrap(), rows.join("\n"));
        if let Ok(log) = open(&text) {
            for entry in log.entries() {
                let json = serde_json::to_string(&entry.reading).unwrap();
                prop_assert!(crate::reading(&json).is_ok(), "{json}");
            }
        }
    }

    #[test]
    fn any_mapping_is_one_or_is_refused(text in "\\PC{0,60}") {
        let _ = Mapping::parse(&text);
        let _ = Mapping::parse(&format!("log = \"a\"\n{text}\n[columns]\ndate = \"Day\""));
    }

    #[test]
    fn what_is_proposed_is_a_mapping(names in prop::collection::vec("\\PC{0,12}|[a-z_ ]{0,12}|date|type", 1..12), cells in prop::collection::vec("\\PC{0,12}", 1..24)) {
        let quoted = |cells: &[String]| cells.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect::<Vec<_>>().join(",");
        let text = format!("{}\n{}\n", quoted(&names), quoted(&cells));
        if let Ok(proposed) = propose("a.csv", text.as_bytes(), None, &Options::default()) {
            prop_assert!(matches!(Mapping::parse(&proposed), Ok(_) | Err(MappingError::NoColumns)), "{proposed}");
        }
    }
}
