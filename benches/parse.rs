//! From text to annotated text, on one thread: `cargo bench -p truceline-benches --bench parse`. Items are words.
#![expect(clippy::expect_used, reason = "a bench without its input has nothing to measure")]

use divan::Bencher;
use divan::counter::ItemsCount;
use truceline_benches::{count_words, some_texts};
use truceline_parse::Parser;

fn main() {
    divan::main();
}

/// About 5,000 words, report by report.
#[divan::bench(sample_count = 10)]
fn parse(bencher: Bencher<'_, '_>) {
    let texts = some_texts(5_000).expect("texts to read");
    let words: usize = texts.iter().map(|t| count_words(t)).sum();
    let parser = Parser::bundled().expect("the bundled weights");
    let parse_all = || texts.iter().map(|t| parser.parse(t).expect("a parse").words.len()).sum::<usize>();
    bencher.counter(ItemsCount::new(words)).bench_local(parse_all);
}

/// Loading the weights, which every start of the program pays for.
#[divan::bench(sample_count = 10)]
fn load() -> Parser {
    Parser::bundled().expect("the bundled weights")
}
