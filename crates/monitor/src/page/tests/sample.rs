//! A page with everything, and drawings of all sizes.

use super::super::*;

/// A page with everything, about the invented conflict.
pub(super) fn everything() -> Page {
    let text = |words: &str| Run::Text(words.to_owned());
    let quote = |words: &str| Run::Quote(words.to_owned());
    let strong = |words: &str| Run::Strong(words.to_owned());
    let cell = |words: &str| vec![text(words)];
    Page {
        title: "Ceasefire brief: the Harrowgate Accord".to_owned(),
        subtitle: vec![
            "3 to 9 March 2031, northern Kestova".to_owned(),
            "Drawn from 46 reports of 11 sources; 9 reports tell the same as another".to_owned(),
        ],
        sections: vec![
            Section {
                id: "at-a-glance".to_owned(),
                heading: "At a glance".to_owned(),
                blocks: vec![
                    Block::Headlines(vec![
                        Headline {
                            figure: "14".to_owned(),
                            label: "Alleged violations, itemised".to_owned(),
                            by: vec![text("9 by the Northern Assembly, 5 by the government of Kestova"), Run::Note(1), Run::Note(2)],
                        },
                        Headline {
                            figure: "41 to 60".to_owned(),
                            label: "Killed, over all sources".to_owned(),
                            by: vec![text("41: Halse hospital; 60: the Assembly's health office"), Run::Note(3)],
                        },
                        Headline {
                            figure: "at least 112".to_owned(),
                            label: "Injured".to_owned(),
                            by: vec![text("No source gives an upper bound"), Run::Note(3)],
                        },
                        Headline {
                            figure: "2 days".to_owned(),
                            label: "Longest time without a reported strike".to_owned(),
                            by: vec![text("6 and 7 March; 3 reports came in on these days")],
                        },
                    ]),
                    Block::Paragraph(vec![
                        text("The week began with the shelling of "),
                        strong("Halse"),
                        text(", which the Northern Assembly called "),
                        quote("the gravest breach since the accord was signed"),
                        Run::Note(1),
                        text(" and the defence ministry said "),
                        quote("did not come from our positions"),
                        Run::Note(2),
                        text(". Nobody outside the two parties has looked into it so far."),
                    ]),
                    Block::List(vec![
                        vec![strong("New: "), text("the joint commission is to meet on 12 March in Port Amara."), Run::Note(4)],
                        vec![strong("Changed: "), text("the toll of the strike on the granary rose from 11 to 19."), Run::Note(3)],
                        vec![strong("Withdrawn: "), text("the claim that the Tessel bridge was mined."), Run::Note(2)],
                    ]),
                ],
            },
            Section {
                id: "violations".to_owned(),
                heading: "Alleged violations".to_owned(),
                blocks: vec![
                    Block::Table(Table {
                        caption: "Alleged violations of the Harrowgate Accord, by day".to_owned(),
                        head: ["Day", "Place", "What is alleged", "Who alleges", "What the other side says"].map(str::to_owned).to_vec(),
                        rows: (0..12)
                            .map(|n| {
                                vec![
                                    cell(&format!("{} March", 3 + n / 2)),
                                    cell(["Halse", "Tessel bridge", "Orvane", "Port Amara"][n % 4]),
                                    vec![text("Shelling of the eastern quarter, against article 2 (no heavy weapons within 15 km)"), Run::Note(1 + n % 4)],
                                    cell(["Northern Assembly", "Government of Kestova"][n % 2]),
                                    if n % 3 == 0 { cell("No answer found") } else { vec![text("Denies: "), quote("our guns were silent that night"), Run::Note(2), Run::Note(4)] },
                                ]
                            })
                            .collect(),
                    }),
                    Block::Small(vec![text("Counts that a party gives for the whole week stand under Counts and are not added to these.")]),
                    Block::Table(Table { caption: "Findings by third parties".to_owned(), head: vec!["Day".to_owned(), "Finding".to_owned()], rows: Vec::new() }),
                ],
            },
            Section {
                id: "intensity".to_owned(),
                heading: "Intensity and lulls".to_owned(),
                blocks: vec![
                    Block::Drawing(Drawing {
                        caption: "Incidents a day, and how many reports there were".to_owned(),
                        alt: "Incidents rose to 7 on 4 March and fell to none on 6 and 7 March, when only 3 reports came in.".to_owned(),
                        svg: drawings::per_day(),
                    }),
                    Block::Drawing(Drawing {
                        caption: "Killed, as the sources have it".to_owned(),
                        alt: "Granary of Halse: 11 to 19. Tessel bridge: 4. Orvane market: at least 25. Port Amara: no figure.".to_owned(),
                        svg: drawings::ranges(),
                    }),
                    Block::Drawing(Drawing {
                        caption: "Where incidents were reported".to_owned(),
                        alt: "Eleven incidents around Halse, three at the Tessel bridge, one somewhere in the district of Orvane.".to_owned(),
                        svg: drawings::points(),
                    }),
                ],
            },
            Section {
                id: "method".to_owned(),
                heading: "Method and caveats".to_owned(),
                blocks: vec![Block::Small(vec![text(
                    "This brief says who said what. It does not say who is right. Figures are those of the sources named; ranges run from the lowest to the highest figure that any source gives. That no report came in does not mean that nothing happened.",
                )])],
            },
        ],
        notes: vec![
            Note {
                source: "Northern Assembly, communiqué, 4 March 2031".to_owned(),
                quote: "the gravest breach since the accord was signed".to_owned(),
                span: (112, 158),
                url: Some("https://assembly.example/communique/31".to_owned()),
                report: None,
            },
            Note {
                source: "Kestova Wire, 4 March 2031".to_owned(),
                quote: "did not come from our positions".to_owned(),
                span: (540, 571),
                url: Some("https://wire.example/2031/03/04/halse?edition=evening&page=2".to_owned()),
                report: None,
            },
            Note {
                source: "Rights Watch Kestova, 5 March 2031".to_owned(),
                quote: "at least 25 people were killed, the health office said, and 112 injured".to_owned(),
                span: (88, 159),
                url: None,
                report: None,
            },
            Note {
                source: "صحيفة أمارا، ٦ آذار".to_owned(),
                quote: "تجتمع اللجنة المشتركة في ١٢ آذار".to_owned(),
                span: (0, 32),
                url: Some("https://amara.example/".to_owned()),
                report: None,
            },
        ],
    }
}

/// The drawings of the page.
pub(super) mod drawings {
    use super::*;

    use jiff::ToSpan;
    use jiff::civil::date;

    use crate::chart::{Day, Range, per_day as days, ranges as rows};
    use crate::map::{City, Kind, Point, points as map};

    pub(super) fn per_day() -> String {
        let counts = [(4, 9), (7, 14), (3, 8), (0, 3), (0, 0), (2, 6), (5, 9)];
        let first = date(2031, 3, 3);
        let all: Vec<Day> = counts
            .iter()
            .zip(0_i64..)
            .map(|((incidents, reports), n)| Day { day: first + n.days(), incidents: *incidents, reports: *reports })
            .collect();
        days(&all, "Incidents a day")
    }

    pub(super) fn ranges() -> String {
        let row = |label: &str, low, high| Range { label: label.to_owned(), low, high };
        rows(
            &[
                row("Granary of Halse", Some(11), Some(19)),
                row("Tessel bridge", Some(4), Some(4)),
                row("Orvane market", Some(25), None),
                row("Ferry at Port Amara", None, Some(8)),
                row("Road to Halse", None, None),
            ],
            "Killed",
        )
    }

    /// Drawings of few and many days and rows, and of other parts of the earth.
    pub(in crate::page) fn others() -> Page {
        let blocks = [1, 31, 100, 400]
            .into_iter()
            .map(|count: i64| {
                let day = |n: i64| Day {
                    day: date(2031, 3, 3) + n.days(),
                    incidents: (n * 7 % 11) as u32,
                    reports: (n * 5 % 23) as u32,
                };
                days(&(0..count).map(day).collect::<Vec<_>>(), "")
            })
            .chain([rows(
                &(0..30)
                    .map(|n| Range {
                        label: format!("Place {n} with a name that is rather long"),
                        low: (n % 5 > 0).then_some(n * 40),
                        high: (n % 3 > 0).then_some(n * 55),
                    })
                    .collect::<Vec<_>>(),
                "",
            )])
            .chain(
                [
                    vec![(15.6, 32.5, 3.0), (12.0, 24.9, 40.0), (13.6, 25.3, 1.0), (19.6, 37.2, 10.0)],
                    vec![(48.5, 35.0, 10.0), (50.4, 30.5, 2.0), (46.5, 30.7, 2.0), (48.0, 37.8, 20.0)],
                    vec![(-17.0, 179.5, 10.0), (-18.5, -178.5, 2.0)],
                    vec![(64.7, 177.5, 300.0), (64.5, -165.4, 5.0)],
                    vec![(40.0, -100.0, 2.0), (-30.0, 140.0, 2.0), (50.0, 20.0, 600.0), (0.0, 20.0, 9.0)],
                    vec![(89.0, 0.0, 100.0)],
                    vec![(31.5, 34.45, 1.0)],
                ]
                .map(|places| {
                    let point = |(lat, lon, km)| Point { lat, lon, km, count: 140, kind: Kind::Shelling, label: None };
                    map(&places.into_iter().map(point).collect::<Vec<_>>(), &[], "").unwrap()
                }),
            )
            .map(|svg| Block::Drawing(Drawing { caption: "A drawing".to_owned(), alt: String::new(), svg }))
            .collect();
        Page {
            title: "Drawings".to_owned(),
            sections: vec![Section { id: "all".to_owned(), heading: "All".to_owned(), blocks }],
            ..Page::default()
        }
    }

    pub(super) fn points() -> String {
        let point = |lat, lon, km, count, kind, label: Option<&str>| Point {
            lat,
            lon,
            km,
            count,
            kind,
            label: label.map(str::to_owned),
        };
        let city = |name: &str, lat, lon, population| City { name: name.to_owned(), lat, lon, population };
        let all = [
            point(36.2, 37.15, 2.0, 11, Kind::Shelling, Some("Halse")),
            point(35.93, 36.63, 1.0, 3, Kind::Strike, Some("Tessel bridge")),
            point(35.35, 37.6, 30.0, 1, Kind::Clash, Some("district of Orvane")),
            point(36.5, 38.3, 5.0, 1, Kind::Other, None),
            point(36.22, 37.2, 1.0, 1, Kind::Strike, None),
        ];
        let cities = [
            city("Port Amara", 35.52, 35.79, 400_000.0),
            city("Dolvik", 35.13, 36.75, 300_000.0),
            city("Merrow", 36.6, 36.17, 250_000.0),
        ];
        map(&all, &cities, "Where incidents were reported").unwrap()
    }
}
