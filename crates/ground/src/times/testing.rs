//! Small parses made by hand, for tests of rules.

use truceline_parse::{Parse, Upos, Word};
use truceline_record::{Report, Span};

use super::cursor::Cursor;
use super::tokens::{Kind, View, cut};
use super::{Calendar, Times};

/// A report with a text.
pub(super) fn report(text: &str, published: Option<&str>) -> Report {
    Report { text: text.to_owned(), published: published.map(str::to_owned), ..Report::default() }
}

/// What is found in a text whose words hang on the last verb before them, or the first of the sentence: a word that ends in "ed", "will" or a form of "be".
pub(super) fn found(text: &str, published: Option<&str>) -> Times {
    super::times(&report(text, published), &parse(text), &Calendar::bundled().unwrap())
}

/// Values and days of what is found, as one line a time: `value from..to`.
pub(super) fn lines(text: &str, published: Option<&str>) -> Vec<String> {
    let days = |t: &super::Time| match (t.from, t.to) {
        (Some(from), Some(to)) if from == to => format!(" {from}"),
        (Some(from), Some(to)) => format!(" {from}..{to}"),
        (None, Some(to)) => format!(" ..{to}"),
        _ => String::new(),
    };
    let chars: Vec<char> = text.chars().collect();
    let words = |t: &super::Time| chars[t.span.start as usize..t.span.end as usize].iter().collect::<String>();
    found(text, published).list.iter().map(|t| format!("{}: {}{}", words(t), t.value, days(t))).collect()
}

/// What `read` reads at the start of a text.
pub(super) fn reading<T>(text: &str, read: impl Fn(Cursor) -> Option<T>) -> Option<T> {
    let (parse, calendar) = (parse(text), Calendar::bundled().unwrap());
    read(Cursor::new(&View::new(text, &parse, &calendar), 0))
}

/// A flat parse: one sentence, every word under its verb.
pub(super) fn parse(text: &str) -> Parse {
    let tokens = cut(text);
    let chars: Vec<char> = text.chars().collect();
    let form = |s: Span| chars[s.start as usize..s.end as usize].iter().collect::<String>();
    let future = |w: &str| matches!(w, "will" | "shall");
    let verb = tokens.iter().position(|t| t.lower.ends_with("ed") || future(&t.lower));
    let words: Vec<Word> = tokens
        .iter()
        .enumerate()
        .map(|(n, t)| {
            let is_verb = verb == Some(n);
            let feats = if is_verb && !future(&t.lower) { "Tense=Past" } else { "_" };
            let upos = match t.kind {
                _ if is_verb => Upos::Verb,
                Kind::Mark => Upos::Punct,
                Kind::Digits => Upos::Num,
                Kind::Letters if t.capital => Upos::Propn,
                Kind::Letters => Upos::Noun,
            };
            Word { head: verb.filter(|_| !is_verb), ..word(&form(t.span), upos, feats, t.span) }
        })
        .collect();
    let all = 0..words.len();
    Parse { words, sentences: vec![all], ..Parse::default() }
}

/// A parse of `form|UPOS|feats|head ...`, heads from 1, 0 the root, and its text.
pub(super) fn tree(words: &str) -> (String, Parse) {
    let (mut text, mut out) = (String::new(), Vec::new());
    for part in words.split(' ') {
        let fields: Vec<&str> = part.split('|').collect();
        let upos = [Upos::Adj, Upos::Adp, Upos::Aux, Upos::Noun, Upos::Pron, Upos::Propn, Upos::Verb]
            .into_iter()
            .find(|u| u.name() == fields[1])
            .unwrap();
        if !text.is_empty() {
            text.push(' ');
        }
        let at = text.chars().count() as u32;
        let span = Span::new(at, at + fields[0].chars().count() as u32);
        let head: usize = fields[3].parse().unwrap();
        out.push(Word { head: head.checked_sub(1), ..word(fields[0], upos, fields[2], span) });
        text.push_str(fields[0]);
    }
    let all = 0..out.len();
    (text, Parse { words: out, sentences: vec![all], ..Parse::default() })
}

fn word(form: &str, upos: Upos, feats: &str, span: Span) -> Word {
    Word {
        span,
        form: form.to_owned(),
        lemma: form.to_lowercase(),
        upos,
        feats: feats.into(),
        head: None,
        deprel: "dep".into(),
        starts_paragraph: false,
    }
}
