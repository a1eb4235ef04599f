//! Web pages, from bytes to reports.

#![allow(clippy::expect_used, reason = "helpers of tests")]

use std::time::{Duration, Instant};

use truceline_intake::{Canonical, Intake, Options, take};
use truceline_record::{ProblemCode, Span};

const PAGE: &str = r#"<!DOCTYPE html>
<html lang="en"><head>
<meta charset="utf-8">
<title>Army denies shelling Harrow bridge | Arven News Agency</title>
<meta property="og:site_name" content="Arven News Agency">
<link rel="canonical" href="https://ana.example/news/army-denies">
<meta property="article:published_time" content="2031-03-05T18:30:00Z">
<style>p { color: red }</style>
<script>var a = "<p>not text</p>";</script>
</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/war">The truce</a></li></ul></nav>
<article>
<h1>Army denies shelling Harrow bridge</h1>
<p>ARVENHOLT &mdash; The Kestovan army <b>denied</b> on Tuesday that its guns had fired at the
   Harrow bridge, a day after the Northern Assembly said that four of its fighters had been killed there.</p>
<p>&ldquo;No unit of ours was within reach&rdquo;, a spokesman said. The Assembly&#146;s spokeswoman, Sela Marrow, told
Velmark Broadcasting that she had seen the craters herself &amp; counted eleven of them.</p>
<h2>What monitors say</h2>
<p>The Lowland Truce Monitoring Mission said it would send a patrol to the bridge on Wednesday, and that both sides had
promised it safe passage. Its head, Anneke Voss, urged them to keep to the Dolvik truce of 3 March.</p>
<p>The hospital in Sarnem said it had received nine wounded people, two of them children, since Monday evening.</p>
</article>
<footer><p>© ANA 2031. All rights reserved.</p></footer>
</body></html>
"#;

fn page_with(source: &[u8], options: &Options) -> Intake {
    let mut taken = take("page.html", source, options);
    assert_eq!(taken.len(), 1);
    taken.remove(0)
}

fn page(source: &[u8]) -> Intake {
    page_with(source, &Options::default())
}

/// The original bytes of the first place of `words` in the text.
fn bytes<'s>(intake: &Intake, source: &'s [u8], words: &str) -> &'s [u8] {
    let text = &intake.report.text;
    let at = text.find(words).expect(words);
    let start = text[..at].chars().count() as u32;
    let span = Span::new(start, start + words.chars().count() as u32);
    &source[intake.origin.bytes(span).expect(words)]
}

fn codes(intake: &Intake) -> Vec<ProblemCode> {
    intake.problems.iter().map(|p| p.code).collect()
}

#[test]
fn a_page_gives_its_main_text_and_what_it_says_of_itself() {
    let got = page(PAGE.as_bytes());
    assert_eq!(got.problems, []);
    let report = &got.report;
    assert_eq!(report.id, "page.html");
    assert_eq!(report.title.as_deref(), Some("Army denies shelling Harrow bridge"));
    assert_eq!(report.source.as_deref(), Some("Arven News Agency"));
    assert_eq!(report.url.as_deref(), Some("https://ana.example/news/army-denies"));
    assert_eq!(report.published.as_deref(), Some("2031-03-05T18:30:00Z"));
    assert_eq!(report.language.as_deref(), Some("en"));
    let paragraphs: Vec<&str> = report.text.split("\n\n").collect();
    assert_eq!(paragraphs.len(), 6, "{paragraphs:#?}");
    assert_eq!(paragraphs[0], "Army denies shelling Harrow bridge");
    assert!(
        paragraphs[1]
            .starts_with("ARVENHOLT — The Kestovan army denied on Tuesday that its guns had fired at the Harrow")
    );
    assert!(
        paragraphs[2].starts_with("“No unit of ours was within reach”, a spokesman said. The Assembly’s spokeswoman")
    );
    assert_eq!(paragraphs[3], "What monitors say");
    assert!(!report.text.contains("rights reserved") && !report.text.contains("Home"), "{}", report.text);
}

#[test]
fn every_character_of_the_main_text_maps_to_the_source() {
    let got = page(PAGE.as_bytes());
    assert_eq!(got.origin.how(), Canonical::Page);
    let source = PAGE.as_bytes();
    for (words, expected) in [
        ("ARVENHOLT — The", "ARVENHOLT &mdash; The"),
        ("army denied on", "army <b>denied</b> on"),
        ("at the Harrow bridge", "at the\n   Harrow bridge"),
        ("“No unit", "&ldquo;No unit"),
        ("Assembly’s", "Assembly&#146;s"),
        ("herself & counted", "herself &amp; counted"),
        ("What monitors say", "What monitors say"),
        ("since Monday evening.", "since Monday evening."),
    ] {
        assert_eq!(std::str::from_utf8(bytes(&got, source, words)).unwrap(), expected);
    }
    for (n, c) in got.report.text.chars().enumerate() {
        let mapped = got.origin.bytes(Span::new(n as u32, n as u32 + 1));
        assert!(c == '\n' || mapped.is_some(), "{c:?} at {n} maps to nothing");
    }
}

#[test]
fn a_page_in_a_legacy_charset_maps_to_its_own_bytes() {
    let declared = PAGE.replace("utf-8", "windows-1252").replace("&mdash;", "—");
    let source: Vec<u8> = declared
        .chars()
        .map(|c| match c {
            '—' => 0x97,
            '©' => 0xA9,
            c => u8::try_from(c).unwrap(),
        })
        .collect();
    let got = page(&source);
    assert_eq!(got.problems, []);
    assert_eq!(bytes(&got, &source, "ARVENHOLT — The"), b"ARVENHOLT \x97 The");
    assert_eq!(bytes(&got, &source, "since Monday evening."), b"since Monday evening.");
}

#[test]
fn the_options_win_over_the_page() {
    let options =
        Options { source: Some("Northlight Radio".into()), published: Some("2031-04-01".into()), ..Options::default() };
    let got = page_with(PAGE.as_bytes(), &options);
    assert_eq!(got.report.source.as_deref(), Some("Northlight Radio"));
    assert_eq!(got.report.published.as_deref(), Some("2031-04-01"));
}

#[test]
fn dates_come_from_what_the_page_marks_as_its_date() {
    let with = |head: &str, body: &str| {
        let source = format!(
            "<html><head>{head}</head><body>{body}<p>The Assembly said on 1 May 2031 that it would not fire.</p></body></html>"
        );
        page(source.as_bytes()).report.published
    };
    let cases = [
        ("<meta name=\"date\" content=\"5 March 2031\">", "", Some("2031-03-05")),
        ("<meta name='pubdate' content='05/03/2031'>", "", None),
        (
            "<script type='application/ld+json'>{\"@graph\": [{\"datePublished\": \"2031-03-06T08:00:00+02:00\"}]}</script>",
            "<time datetime=\"2031-03-09\">9 March</time>",
            Some("2031-03-06T08:00:00+02:00"),
        ),
        (
            "<script type='application/ld+json'>{broken</script>",
            "<time datetime=2031-03-09>9 March</time>",
            Some("2031-03-09"),
        ),
        ("", "<span itemprop=datePublished content=2031-03-07></span>", Some("2031-03-07")),
        ("<link rel=canonical href='https://vb.example/2031/03/08/a'>", "", Some("2031-03-08")),
        ("", "", None),
    ];
    for (head, body, expected) in cases {
        assert_eq!(with(head, body).as_deref(), expected, "{head}{body}");
    }
}

#[test]
fn a_page_without_a_body_is_told() {
    for source in [
        "<html><head><title>Truce</title></head></html>",
        "<!doctype html>",
        "<html><body></body></html>",
        "<html><frameset><frame src=a></frameset></html>",
        "<html><body><script>var a;</script></body></html>",
    ] {
        let got = page(source.as_bytes());
        assert_eq!(got.report.text, "", "{source}");
        assert_eq!(codes(&got), [ProblemCode::NoMainText], "{source}");
        assert!(got.problems[0].message.starts_with("page.html: no main text found"), "{}", got.problems[0].message);
    }
    assert_eq!(page(b"<html><head><title>Truce</title></head></html>").report.title.as_deref(), Some("Truce"));
}

#[test]
fn a_page_nested_too_deep_gives_all_its_text() {
    for tag in ["div", "b", "span", "blockquote", "table", "svg"] {
        let source = format!("<html><body>{}The army denied it.<p>So it said.", format!("<{tag}>").repeat(100_000));
        let got = page(source.as_bytes());
        assert_eq!(got.report.text, "The army denied it.\n\nSo it said.", "{tag}");
        assert_eq!(codes(&got), [ProblemCode::NoMainText]);
        assert_eq!(bytes(&got, source.as_bytes(), "denied it."), b"denied it.");
    }
}

#[test]
fn nesting_up_to_the_limit_is_read() {
    let article = &PAGE[PAGE.find("<article>").unwrap()..PAGE.find("<footer>").unwrap()];
    for tag in ["div", "section", "blockquote"] {
        let source =
            format!("<html><body>{}{article}{}", format!("<{tag}>").repeat(250), format!("</{tag}>").repeat(250));
        let got = page(source.as_bytes());
        assert!(got.report.text.contains("No unit of ours"), "{tag}: {:?}", got.problems);
    }
}

#[test]
fn a_page_of_many_tags_is_read_in_time() {
    for (paragraphs, expected) in [(6000, vec![]), (25_000, vec![ProblemCode::NoMainText])] {
        let body = "<p>The army <i>denied</i> that it had fired.</p>\n".repeat(paragraphs);
        let started = Instant::now();
        let got = page(format!("<html><body>{body}</body></html>").as_bytes());
        assert!(started.elapsed() < Duration::from_secs(20), "took {:?}", started.elapsed());
        assert_eq!(codes(&got), expected);
        assert!(got.report.text.starts_with("The army denied that it had fired.\n\nThe army denied"));
    }
}

#[test]
fn odd_markup_loses_no_text() {
    let source = "<html><body><div>3 < 4, the army said<br><br>\"No\" <!-- a > b --><p class='x>y' don't>it <b>denied</p>\
                  that<textarea><p>form</textarea></b> &bogus; R&D</div></body><p";
    let got = page(source.as_bytes());
    for words in ["3 < 4, the army said", "\"No\"", "denied", "&bogus; R&D"] {
        assert!(got.report.text.contains(words), "{words}: {}", got.report.text);
    }
}

#[test]
fn the_same_page_gives_the_same_intake() {
    assert_eq!(page(PAGE.as_bytes()), page(PAGE.as_bytes()));
}
