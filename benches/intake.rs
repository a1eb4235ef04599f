//! From bytes to reports: `cargo bench -p truceline-benches --bench intake`.
#![expect(clippy::expect_used, reason = "a bench without its input has nothing to measure")]

use divan::Bencher;
use divan::counter::BytesCount;
use truceline_benches::{json_lines, page, texts};
use truceline_intake::{Options, take};

fn main() {
    divan::main();
}

/// Each report as a file of plain text.
#[divan::bench]
fn text(bencher: Bencher<'_, '_>) {
    files(bencher, "report.txt", texts().expect("texts to read"));
}

/// Each report as a web page: finding the main text is most of the work.
#[divan::bench(sample_count = 10)]
fn html(bencher: Bencher<'_, '_>) {
    files(bencher, "report.html", texts().expect("texts to read").iter().map(|t| page(t)).collect());
}

/// All reports as one file of JSON Lines.
#[divan::bench]
fn lines(bencher: Bencher<'_, '_>) {
    files(bencher, "reports.jsonl", vec![json_lines(&texts().expect("texts to read"))]);
}

fn files(bencher: Bencher<'_, '_>, name: &str, files: Vec<String>) {
    let bytes: usize = files.iter().map(String::len).sum();
    let options = Options::default();
    let take_all = || files.iter().map(|f| take(name, f.as_bytes(), &options).len()).sum::<usize>();
    bencher.counter(BytesCount::new(bytes)).bench_local(take_all);
}
