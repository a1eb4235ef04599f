//! Words that would break a page were they markup, and pages of any words.

use proptest::prelude::*;

use super::super::*;
use super::{parts, read_through};

/// What a report may hold to break a page.
const HOSTILE: [&str; 14] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "a | b || c\\",
    "](https://evil.example) ![x](y) <https://evil.example>",
    "\u{1b}[31mred\u{7}\0 and\r\nnext",
    "\u{202e}desrever\u{2066}",
    "=cmd|' /C calc'!A0",
    "# heading ** bold ** ~~gone~~ `code` $x$",
    "1. one - two + three",
    "&lt;b&gt; &amp;amp; </style></title>--><!--",
    "[^1]: a note of its own",
    "قال الجيش \u{2067}إن",
    "www.evil.example http://evil.example :smile: @somebody",
    "]]>\u{fffe}\u{2028}end",
];

/// A page whose words are all hostile.
fn hostile(words: &str) -> Page {
    let text = words.to_owned();
    let runs = || {
        vec![
            Run::Text(text.clone()),
            Run::Strong(text.clone()),
            Run::Quote(text.clone()),
            Run::Note(0),
            Run::Note(1),
            Run::Note(99),
            Run::Break,
            Run::Text(text.clone()),
        ]
    };
    Page {
        title: text.clone(),
        subtitle: vec![text.clone()],
        sections: vec![
            Section {
                id: text.clone(),
                heading: text.clone(),
                blocks: vec![
                    Block::Paragraph(runs()),
                    Block::Small(runs()),
                    Block::List(vec![runs(), Vec::new()]),
                    Block::Headlines(vec![Headline { figure: text.clone(), label: text.clone(), by: runs() }]),
                    Block::Table(Table {
                        caption: text.clone(),
                        head: vec![text.clone()],
                        rows: vec![vec![runs(), runs()], Vec::new()],
                    }),
                    Block::Drawing(Drawing { caption: text.clone(), alt: text.clone(), svg: text.clone() }),
                    Block::Drawing(Drawing {
                        caption: text.clone(),
                        alt: text.clone(),
                        svg: format!(
                            "<svg onload='alert(1)'><script>{text}</script><a href='javascript:x'><text fill='url(https://evil.example)' x='\"&gt;&lt;script&gt;'>kept</text></a><style>{text}</style></svg>"
                        ),
                    }),
                ],
            },
            Section { id: text.clone(), ..Section::default() },
        ],
        notes: vec![Note {
            source: text.clone(),
            quote: text.clone(),
            span: (0, usize::MAX),
            url: Some(format!("javascript:{text}")),
            report: None,
        }],
    }
}

#[test]
fn hostile_words_are_words_in_html() {
    for words in HOSTILE {
        let html = hostile(words).html();
        for bad in ["<script", "<img", "onerror=a", "onload", "javascript:x", "\u{202e}", "\u{1b}", "\0", "<!--"] {
            let shown = html.replace("&lt;script", "").replace("onerror=alert(1)&gt;", "");
            assert!(!shown.contains(bad), "{bad} of {words}");
        }
        assert_eq!(html.matches("<style>").count(), 1);
        assert!(!html.contains("href=\"javascript"));
        assert!(!html.contains("url("));
    }
}

#[test]
fn hostile_words_are_words_in_markdown() {
    let pages: Vec<String> = HOSTILE.iter().map(|words| hostile(words).markdown()).collect();
    insta::assert_snapshot!(pages.join("\n* * *\n\n"));
}

#[test]
fn hostile_words_are_words_in_text() {
    let pages: Vec<String> = HOSTILE.iter().map(|words| hostile(words).text(60)).collect();
    assert!(pages.iter().all(|page| !page.contains(['\u{1b}', '\u{7}', '\0', '\u{202e}', '\r'])));
    insta::assert_snapshot!(pages.join("\n* * *\n\n"));
}

#[test]
fn hostile_words_are_words_in_docx() {
    for words in HOSTILE {
        for (_, part) in parts(&hostile(words).docx().unwrap()) {
            read_through(&part);
            assert!(!part.contains("<script") && !part.contains(['\u{1b}', '\0', '\u{202e}', '\u{fffe}']));
        }
    }
}

fn any_runs() -> impl Strategy<Value = Vec<Run>> {
    let run = prop_oneof![
        any::<String>().prop_map(Run::Text),
        any::<String>().prop_map(Run::Strong),
        any::<String>().prop_map(Run::Quote),
        any::<usize>().prop_map(Run::Note),
        (0_usize..4).prop_map(Run::Note),
        Just(Run::Break),
    ];
    prop::collection::vec(run, 0..5)
}

fn any_block() -> impl Strategy<Value = Block> {
    prop_oneof![
        any_runs().prop_map(Block::Paragraph),
        any_runs().prop_map(Block::Small),
        prop::collection::vec(any_runs(), 0..3).prop_map(Block::List),
        (any::<String>(), any::<String>(), any_runs())
            .prop_map(|(figure, label, by)| Block::Headlines(vec![Headline { figure, label, by }])),
        (
            any::<String>(),
            prop::collection::vec(any::<String>(), 0..4),
            prop::collection::vec(prop::collection::vec(any_runs(), 0..5), 0..4)
        )
            .prop_map(|(caption, head, rows)| Block::Table(Table { caption, head, rows })),
        (any::<String>(), any::<String>(), any::<String>()).prop_map(|(caption, alt, svg)| Block::Drawing(Drawing {
            caption,
            alt,
            svg
        })),
    ]
}

prop_compose! {
    fn any_page()(
        title in any::<String>(),
        subtitle in prop::collection::vec(any::<String>(), 0..3),
        sections in prop::collection::vec((any::<String>(), any::<String>(), prop::collection::vec(any_block(), 0..3)), 0..3),
        notes in prop::collection::vec((any::<String>(), any::<String>(), any::<(usize, usize)>(), any::<Option<String>>()), 0..3),
    ) -> Page {
        Page {
            title,
            subtitle,
            sections: sections.into_iter().map(|(id, heading, blocks)| Section { id, heading, blocks }).collect(),
            notes: notes.into_iter().map(|(source, quote, span, url)| Note { source, quote, span, url, report: None }).collect(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_page_is_written_the_same_twice(page in any_page(), width in 0_usize..200) {
        prop_assert_eq!(page.html(), page.html());
        prop_assert_eq!(page.markdown(), page.markdown());
        prop_assert_eq!(page.text(width), page.text(width));
        let docx = page.docx().unwrap();
        for (_, part) in parts(&docx) {
            read_through(&part);
        }
        prop_assert_eq!(docx, page.docx().unwrap());
    }
}
