//! `truceline verify` and `truceline journal`.

use std::fs;
use std::io::{self, Read};

use truceline_ledger::{Head, Proof};

use super::super::{Failure, Outcome, print};
use super::existing;
use crate::args::ledger::{JournalCommand, Shape, VerifyArgs};

/// Entries printed at a time.
const PAGE: i64 = 1000;

pub(in crate::run) fn verify(args: &VerifyArgs) -> Result<Outcome, Failure> {
    let mut ledger = existing(&args.ledger)?;
    let kept = args.head.clone().map(|(seq, hash)| Head { seq, hash });
    let verified = ledger.verify(kept.as_ref())?;
    let text = match args.format {
        Shape::Jsonl => serde_json::to_string(&verified)? + "\n",
        Shape::Pretty => {
            let mut lines: Vec<String> = verified.faults.iter().map(ToString::to_string).collect();
            lines.push(format!(
                "{} reports, {} entries in the journal, signed up to entry {}: {}",
                verified.reports,
                verified.head.seq,
                verified.signed,
                if verified.faults.is_empty() {
                    "all as the journal says".to_owned()
                } else {
                    format!("{} faults", verified.faults.len())
                }
            ));
            lines.join("\n") + "\n"
        }
    };
    print(text.as_bytes())?;
    Ok(if verified.faults.is_empty() { Outcome::Clean } else { Outcome::Problems })
}

pub(in crate::run) fn journal(command: &JournalCommand) -> Result<Outcome, Failure> {
    match command {
        JournalCommand::Head { ledger } => {
            let head = existing(ledger)?.head()?;
            print(format!("{}:{}\n", head.seq, head.hash).as_bytes())
        }
        JournalCommand::List { after, ledger } => {
            let mut ledger = existing(ledger)?;
            let mut seq = *after;
            loop {
                let entries = ledger.journal(seq, PAGE)?;
                let Some(last) = entries.last() else { return Ok(Outcome::Clean) };
                seq = last.seq;
                for entry in &entries {
                    print((serde_json::to_string(entry)? + "\n").as_bytes())?;
                }
            }
        }
        JournalCommand::Prove { entry, ledger } => {
            let proof = existing(ledger)?.prove(*entry)?;
            print((serde_json::to_string_pretty(&proof)? + "\n").as_bytes())
        }
        JournalCommand::Check { proof: path } => {
            let unreadable = |why: String| Failure::Proof { path: path.display().to_string(), why };
            let mut text = String::new();
            let read = if path.as_os_str() == "-" {
                io::stdin().read_to_string(&mut text)
            } else {
                fs::read_to_string(path).map(|read| text.insert_str(0, &read)).map(|()| 0)
            };
            read.map_err(|error| unreadable(error.to_string()))?;
            let proof: Proof = serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
            match proof.check() {
                Ok(()) => print(
                    format!(
                        "entry {} is part of the journal of {} entries that {} signed\n",
                        proof.seq, proof.head.seq, proof.signer
                    )
                    .as_bytes(),
                ),
                Err(why) => {
                    print(format!("the proof does not hold: {why}\n").as_bytes())?;
                    Ok(Outcome::Problems)
                }
            }
        }
    }
}
