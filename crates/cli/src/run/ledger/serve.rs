//! `truceline serve`.

use std::io::{self, Write};
use std::sync::Arc;

use truceline_desk::{About, Desk, Opened, Read, Taken};
use truceline_intake::{Limits, Options, take};

use super::super::read::{reader, tell};
use super::super::{Failure, Outcome};
use super::add::read_all;
use super::{by, signer};
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
        let options =
            Options { source: about.source.clone(), published: about.published.clone(), limits: Limits::default() };
        let read = read_all(take(name, bytes, &options), Some(bytes), &self.0);
        read.into_iter().map(|read| Taken { reading: read.reading, original: read.original }).collect()
    }
}
