//! End to end, from bytes to readings, on one thread: `cargo bench -p truceline-benches --bench read`. Items are words.
#![expect(clippy::expect_used, reason = "a bench without its input has nothing to measure")]

use divan::Bencher;
use divan::counter::ItemsCount;
use truceline_benches::{count_words, json_lines, texts};
use truceline_cli::Reader;
use truceline_intake::{Options, take};

fn main() {
    divan::main();
}

/// All texts, given as one file of JSON Lines. The weights are loaded before.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn all(bencher: Bencher<'_, '_>) {
    let texts = texts().expect("texts to read");
    let words: usize = texts.iter().map(|t| count_words(t)).sum();
    let file = json_lines(&texts);
    let reader = Reader::new(None).expect("the bundled weights");
    bencher.counter(ItemsCount::new(words)).bench_local(|| {
        let intakes = take("reports.jsonl", file.as_bytes(), &Options::default());
        intakes.into_iter().map(|intake| reader.read(intake).statements.len()).sum::<usize>()
    });
}
