//! A progress bar for long work.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that is done sooner needs no bar.
const LONG: Duration = Duration::from_secs(1);

/// How far reading has come, on standard error; shown only on long work, and only where a person sees it.
pub(crate) struct Progress {
    bar: ProgressBar,
    waiting_since: Option<Instant>,
    reports: u64,
}

impl Progress {
    /// Progress towards `total` bytes, where they are known. Never shown unless `wanted`.
    pub(crate) fn new(total: Option<u64>, wanted: bool) -> Self {
        let (bar, template) = match total {
            Some(total) => (ProgressBar::new(total), "{bar:30} {percent:>3} %  {msg}, {eta} to go"),
            None => (ProgressBar::no_length(), "{spinner} {msg}, {elapsed}"),
        };
        bar.set_draw_target(ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar, waiting_since: wanted.then(Instant::now), reports: 0 }
    }

    /// One input of `size` bytes, which held `reports` reports, is done.
    pub(crate) fn step(&mut self, size: u64, reports: usize) {
        self.reports += reports as u64;
        if self.waiting_since.is_some_and(|since| since.elapsed() > LONG) {
            self.waiting_since = None;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        let reports = self.reports;
        self.bar.set_message(format!("{reports} report{}", if reports == 1 { "" } else { "s" }));
        self.bar.inc(size);
    }

    /// Do `tell`, which writes to standard error, with the bar out of its way.
    pub(crate) fn aside(&self, tell: impl FnOnce()) {
        self.bar.suspend(tell);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
