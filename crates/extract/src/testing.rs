//! Views of small hand-made parses, for the tests of rules.

use std::ops::Range;

use truceline_parse::{Mentioned, Parse, Trigger, Upos, Word};
use truceline_record::{IncidentType, MentionKind, Reality, Span};

use crate::Lexicon;
use crate::view::View;

/// A view of `form|deprel|head ...` (heads from 1, 0 the root), words set apart by spaces. Capitalised words are names.
pub(crate) fn parsed(words: &str, check: impl Fn(&View)) {
    check_parse(&parse(words), check);
}

/// The same with one mention.
pub(crate) fn mentioning(words: &str, kind: &str, span: Range<usize>, check: impl Fn(&View)) {
    check_parse(&with_mention(words, Mentioned { words: span, kind: serde_kind(kind) }), check);
}

/// A parse like that of [`parsed`], with one mention, for a test to change further.
pub(crate) fn with_mention(words: &str, mention: Mentioned) -> (String, Parse) {
    let (text, mut p) = parse(words);
    p.mentions.push(mention);
    (text, p)
}

/// A parse like that of [`parsed`], for a test to change further.
pub(crate) fn with_tree(words: &str) -> (String, Parse) {
    parse(words)
}

/// Words that name an event which happened, of which nothing else is known.
pub(crate) fn trigger(words: Range<usize>, kind: IncidentType) -> Trigger {
    let (roles, told) = (Vec::new(), Vec::new());
    Trigger { words, odds: 1.0, kinds: vec![kind], reality: Reality::Actual, main: 1.0, roles, told }
}

/// A view of plain text, words cut at spaces and punctuation, without a tree.
pub(crate) fn glued(text: &str, check: impl Fn(&View)) {
    sentences(&[text], check);
}

/// The same of several sentences.
pub(crate) fn sentences(all: &[&str], check: impl Fn(&View)) {
    check_parse(&cut(all), check);
}

/// A parse of plain text, for a test to change further.
pub(crate) fn plain(text: &str) -> (String, Parse) {
    cut(&[text])
}

fn cut(all: &[&str]) -> (String, Parse) {
    let text = all.join(" ");
    let mut words: Vec<Word> = Vec::new();
    let mut last_alnum = false;
    for (n, c) in text.chars().enumerate() {
        let n = n as u32;
        if c.is_whitespace() {
            last_alnum = false;
            continue;
        }
        match words.last_mut() {
            Some(w) if c.is_alphanumeric() && last_alnum => {
                w.form.push(c);
                w.span.end = n + 1;
            }
            _ => words.push(word(&c.to_string(), "dep", None, n)),
        }
        last_alnum = c.is_alphanumeric();
    }
    for w in &mut words {
        w.upos = upos(&w.form);
        w.lemma = lemma(&w.form);
    }
    let (mut at, mut from, mut ranges) = (0, 0, Vec::new());
    for sentence in all {
        at += sentence.chars().count() as u32;
        let to = words.iter().take_while(|w| w.span.end <= at).count();
        ranges.push(from..to);
        (from, at) = (to, at + 1);
    }
    (text, Parse { words, sentences: ranges, ..Parse::default() })
}

fn parse(words: &str) -> (String, Parse) {
    let (mut text, mut out) = (String::new(), Vec::new());
    for part in words.split(' ') {
        let mut f = part.split('|');
        let (form, deprel) = (f.next().unwrap(), f.next().unwrap());
        let head: usize = f.next().unwrap().parse().unwrap();
        if !text.is_empty() {
            text.push(' ');
        }
        out.push(word(form, deprel, head.checked_sub(1), text.chars().count() as u32));
        text.push_str(form);
    }
    let all = 0..out.len();
    (text, Parse { words: out, sentences: vec![all], ..Parse::default() })
}

fn word(form: &str, deprel: &str, head: Option<usize>, at: u32) -> Word {
    Word {
        span: Span::new(at, at + form.chars().count() as u32),
        form: form.into(),
        lemma: lemma(form),
        upos: if deprel == "root" { Upos::Verb } else { upos(form) },
        feats: "_".into(),
        head,
        deprel: deprel.into(),
        starts_paragraph: false,
    }
}

/// The lemma of those words that tests use in another form.
fn lemma(form: &str) -> String {
    let low = form.to_lowercase();
    let known =
        [("said", "say"), ("told", "tell"), ("women", "woman"), ("fighters", "fighter"), ("monitors", "monitor")];
    known.iter().find(|(f, _)| *f == low).map_or(low, |(_, lemma)| (*lemma).to_owned())
}

fn upos(form: &str) -> Upos {
    match form.chars().next() {
        Some(c) if !c.is_alphanumeric() => Upos::Punct,
        Some(c) if c.is_uppercase() && form != "The" => Upos::Propn,
        _ => Upos::Noun,
    }
}

fn serde_kind(kind: &str) -> MentionKind {
    match kind {
        "person" => MentionKind::Person,
        "organisation" => MentionKind::Organisation,
        "location" => MentionKind::Location,
        other => panic!("no such kind in these tests: {other}"),
    }
}

/// A view of a parse.
pub(crate) fn check_parse((text, p): &(String, Parse), check: impl Fn(&View)) {
    let lexicon = Lexicon::bundled().unwrap();
    check(&View::new(text, p, &lexicon));
}
