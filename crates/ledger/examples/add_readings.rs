//! Add readings, one a line as `truceline read --format jsonl` prints them, and tell how fast it went:
//! `add_readings LEDGER READINGS.jsonl`.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::time::Instant;

use truceline_ledger::{Added, Arrival, By, Ledger, store::Open};
use truceline_record::Reading;

/// Readings between two lines of output.
const STEP: u32 = 1024;
/// Readings to a transaction.
const TOGETHER: usize = 64;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(at), Some(readings)) = (args.next(), args.next()) else {
        return Err("give a ledger and a file of readings".into());
    };
    let mut ledger = Ledger::open(&at, Open::OrMake)?;
    let by = By { who: "example".to_owned(), at: "2031-03-14T09:30:00Z".to_owned() };
    let mut out = std::io::stdout().lock();
    let (mut since, mut added, mut known, mut told) = (Instant::now(), 0, 0, 0);
    let mut lines = BufReader::new(File::open(readings)?).lines().peekable();
    while lines.peek().is_some() {
        // as `truceline add` does
        let lines = lines.by_ref().take(TOGETHER).collect::<Result<Vec<_>, _>>()?;
        let readings = lines.iter().map(|line| serde_json::from_str(line)).collect::<Result<Vec<Reading>, _>>()?;
        let arrival =
            |(reading, line): (_, &'_ String)| Arrival { reading, original: Some(line.as_bytes().to_vec().into()) };
        let arrivals: Vec<Arrival<'_>> = readings.iter().zip(&lines).map(arrival).collect();
        for came in ledger.add_all(&arrivals, &by)? {
            match came {
                Added::New { .. } => added += 1,
                Added::Known { .. } => known += 1,
            }
        }
        if added + known >= told + STEP {
            let (count, took) = (added + known - told, since.elapsed().as_secs_f64());
            told += count;
            writeln!(out, "{told} readings, the last {count} at {:.0} a second", f64::from(count) / took)?;
            since = Instant::now();
        }
    }
    writeln!(out, "{added} added, {known} known, {} with a main incident", ledger.links()?.len())?;
    Ok(())
}
