//! The `truceline` program.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use truceline_cli::{Outcome, args::Args, run};

fn main() -> ExitCode {
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
