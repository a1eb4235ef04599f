//! From annotated text to times: `cargo bench -p truceline-benches --bench ground`. Items are words.
#![expect(clippy::expect_used, reason = "a bench without its input has nothing to measure")]

use divan::Bencher;
use divan::counter::ItemsCount;
use truceline_benches::{count_words, some_texts};
use truceline_ground::times::{Calendar, times};
use truceline_parse::Parser;
use truceline_record::Report;

fn main() {
    divan::main();
}

/// About 5,000 words that were parsed before.
#[divan::bench(sample_count = 20)]
fn days(bencher: Bencher<'_, '_>) {
    let texts = some_texts(5_000).expect("texts to read");
    let words: usize = texts.iter().map(|t| count_words(t)).sum();
    let parser = Parser::bundled().expect("the bundled weights");
    let calendar = Calendar::bundled().expect("the bundled calendar");
    let parsed: Vec<_> = texts
        .into_iter()
        .map(|text| {
            let parse = parser.parse(&text).expect("a parse");
            (Report { text, ..Report::default() }, parse)
        })
        .collect();
    let find_all = || parsed.iter().map(|(report, parse)| times(report, parse, &calendar).list.len()).sum::<usize>();
    bencher.counter(ItemsCount::new(words)).bench_local(find_all);
}
