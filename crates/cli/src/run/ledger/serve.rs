//! `truceline serve`.

use std::io::{self, Cursor, Write};
use std::sync::Arc;

use truceline_desk::{About, Desk, Fetch, Fetched, Opened, Read, Rows, Taken};
use truceline_export::{is_bundle, is_table};
use truceline_fetch::{Address, FetchError, Rules, fetch};
use truceline_intake::sheet::{Entry, Log, Mapping, propose};
use truceline_intake::{Options, take};
use truceline_ledger::Original;

use super::super::read::{reader, tell};
use super::super::{Failure, Outcome};
use super::add::read_all;
use super::{by, signer};
use crate::apart;
use crate::args::ledger::ServeArgs;
use crate::reader::Reader;

pub(in crate::run) fn serve(args: &ServeArgs) -> Result<Outcome, Failure> {
    let reader = reader(&args.weights, &args.gazetteer)?;
    let signer = signer(args.who.key.as_ref());
    if let Err(error) = &signer {
        tell(&[format!("the journal's end is not signed: {error}")]);
    }
    let desk = Desk {
        ledger: args.ledger.at.clone(),
        address: args.address,
        login: args.login,
        who: by(&args.who).who,
        signer: signer.ok(),
        reader: Arc::new(Desks(reader)),
        fetcher: args.fetch.then(|| Arc::new(Web) as Arc<dyn Fetch>),
        told: Box::new(|line| tell(&[line.to_owned()])),
    };
    truceline_desk::serve(desk, |Opened { address, first }| {
        let mut lines = format!("the desk is open at http://{address}/ (Ctrl-C closes it)\n");
        if let Some(key) = first {
            lines += &format!(
                "nobody can log in yet: the first administrator comes in, once, at http://{address}/join#{key}\n"
            );
        }
        // where nobody reads it, the desk is open all the same
        let mut out = io::stdout();
        let _ = out.write_all(lines.as_bytes()).and_then(|()| out.flush());
    })?;
    Ok(Outcome::Clean)
}

/// The reader, as the desk asks it.
struct Desks(Reader);

impl Read for Desks {
    fn read(&self, name: &str, bytes: &[u8], about: &About) -> Vec<Taken> {
        let About { address, source, published } = about.clone();
        let options = Options { source, published, address, pdf: Some(apart::pages), ..Options::default() };
        let read = read_all(take(name, bytes, &options), Some(bytes.into()), (false, is_lines(name)), &self.0).0;
        read.into_iter().map(|read| Taken { reading: read.reading, original: read.original }).collect()
    }

    fn propose(&self, name: &str, bytes: &[u8], source: Option<&str>) -> Result<String, String> {
        if is_table(Cursor::new(bytes)) || is_bundle(Cursor::new(bytes)) {
            return Err(format!("{name}: `truceline export` wrote it; add it with `truceline add`, without a mapping"));
        }
        let options = Options { source: source.map(str::to_owned), ..Options::default() };
        propose(name, bytes, None, &options).map_err(|problem| problem.message)
    }

    fn rows(&self, name: &str, bytes: &[u8], mapping: &str, about: &About, most: usize) -> Result<Rows, String> {
        rows(name, bytes, mapping, about, most)
    }
}

/// The rows of a log, at most `most`: they need no encoder.
fn rows(name: &str, bytes: &[u8], mapping: &str, about: &About, most: usize) -> Result<Rows, String> {
    let mapping = Mapping::parse(mapping).map_err(|error| error.to_string())?;
    let About { source, published, .. } = about.clone();
    let options = Options { source, published, ..Options::default() };
    let log = Log::open(name, bytes, &mapping, &options).map_err(|problem| problem.message)?;
    if log.len() > most {
        let rows = log.len();
        return Err(format!("{name}: it has {rows} rows, and more than {most} come in by `truceline add --mapping`"));
    }
    let file = Original::from(bytes.to_vec());
    let taken = |entry: Entry| {
        // the bytes of a row cannot be told in every log
        let original = entry.original.map_or_else(|| file.clone(), Into::into);
        Taken { reading: entry.reading, original: Some(original) }
    };
    let problems = log.problems().iter().map(|problem| problem.message.clone()).collect();
    Ok(Rows { taken: log.entries().map(taken).collect(), problems })
}

/// Whether a file holds a report or a reading a line.
fn is_lines(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|end| end.eq_ignore_ascii_case("jsonl"))
}

/// The public web, as the desk asks it: on behalf of people who may stand elsewhere, so that no flag opens it further.
struct Web;

impl Fetch for Web {
    fn fetch(&self, address: &str, most: u64) -> Result<Fetched, String> {
        let get = || {
            let answer = fetch(&Address::parse(address, &Rules::WEB)?, &Rules::WEB)?;
            let (at, mut bytes) = (answer.at(), Vec::new());
            answer.write(&mut bytes, |_| most)?;
            Ok(Fetched { at, bytes })
        };
        get().map_err(|error| match error {
            // which names there are in the network that the desk stands in is not told
            FetchError::Refused { address, .. } | FetchError::Unknown { address } => {
                format!("{address}: no machine of the public web has this name; check the address")
            }
            error => error.to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_with_more_rows_than_are_shown_is_refused_and_told_what_to_do() {
        let log = b"ID,Day,Dead\n1,2031-04-02,3\n2,2031-04-03,2\n";
        let mapping = "log = \"harrow\"\nkey = \"ID\"\n[columns]\ndate = \"Day\"\nkilled = \"Dead\"\n";
        let read = |most| rows("harrow.csv", log, mapping, &About::default(), most);
        assert_eq!(read(2).unwrap().taken.len(), 2);
        let told = read(1).unwrap_err();
        assert_eq!(told, "harrow.csv: it has 2 rows, and more than 1 come in by `truceline add --mapping`");
    }
}
