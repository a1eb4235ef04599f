//! Add readings, one a line as `truceline read --format jsonl` prints them, and tell how fast it went:
//! `add_readings LEDGER READINGS.jsonl`.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::time::Instant;

use truceline_ledger::{Added, Arrival, By, Ledger, store::Open};
use truceline_record::Reading;

/// Readings between two lines of output.
const STEP: u32 = 1000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(at), Some(readings)) = (args.next(), args.next()) else {
        return Err("give a ledger and a file of readings".into());
    };
    let mut ledger = Ledger::open(&at, Open::OrMake)?;
    let by = By { who: "example".to_owned(), at: "2031-03-14T09:30:00Z".to_owned() };
    let mut out = std::io::stdout().lock();
    let (mut since, mut added, mut known) = (Instant::now(), 0, 0);
    for line in BufReader::new(File::open(readings)?).lines() {
        let line = line?;
        let reading: Reading = serde_json::from_str(&line)?;
        match ledger.add(&Arrival { reading: &reading, original: Some(line.as_bytes().into()) }, &by)? {
            Added::New { .. } => added += 1,
            Added::Known { .. } => known += 1,
        }
        if (added + known) % STEP == 0 {
            writeln!(out, "{} readings, the last {STEP} in {:.2} s", added + known, since.elapsed().as_secs_f64())?;
            since = Instant::now();
        }
    }
    writeln!(out, "{added} added, {known} known, {} with a main incident", ledger.links()?.len())?;
    Ok(())
}
