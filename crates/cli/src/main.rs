//! The `truceline` program.

use std::io::Write;
use std::panic;
use std::process::ExitCode;

use clap::Parser;
use truceline_cli::{Outcome, args::Args, run};

fn main() -> ExitCode {
    // what a library says as it gives a damaged document up is told as a problem of the report
    let told = panic::take_hook();
    panic::set_hook(Box::new(move |panicked| {
        if !truceline_intake::is_guarded() {
            told(panicked);
        }
    }));
    match run(&Args::parse()) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Problems) => ExitCode::from(1),
        Err(failure) => {
            // Where standard error is closed too, there is nobody left to tell.
            let _ = writeln!(std::io::stderr(), "truceline: {failure}");
            ExitCode::from(2)
        }
    }
}
