//! `truceline parse`: what the encoder says of the words, in CoNLL-U. For scoring the parse, and for whoever wants it alone.

use std::fmt::Write as _;
use std::io::{self, Write};

use truceline_intake::Options;
use truceline_parse::{Parse, Word};

use super::{Failure, Outcome, closed};
use crate::args::ParseArgs;
use crate::fetched::rules;
use crate::inputs::Inputs;
use crate::reader::Reader;

pub(super) fn parse(args: &ParseArgs) -> Result<Outcome, Failure> {
    let options = Options::default();
    let reader = Reader::new(args.weights.weights.as_deref())?;
    let mut out = io::BufWriter::new(io::stdout());
    let mut outcome = Outcome::Clean;
    for input in Inputs::new(&args.paths, options.clone(), rules(false)) {
        for intake in input.intakes(&options) {
            let mut told: Vec<String> = intake.problems.iter().map(ToString::to_string).collect();
            let text = &intake.report.text;
            let parse = if args.cut { reader.parse_cut(text) } else { reader.parse(text) };
            let parse = parse.unwrap_or_else(|error| {
                told.push(error.to_string());
                Parse::default()
            });
            if let Err(error) = out.write_all(conllu(&intake.report.id, &parse).as_bytes()) {
                return closed(error, outcome);
            }
            for line in told {
                outcome = Outcome::Problems;
                // Where standard error is closed, there is nobody to tell; the exit code still does.
                let _ = writeln!(io::stderr().lock(), "truceline: {}: {line}", intake.report.id);
            }
        }
    }
    out.flush().map_or_else(|error| closed(error, outcome), |()| Ok(outcome))
}

/// A report as CoNLL-U. Words count from 1 in each sentence; head 0 is the root.
fn conllu(id: &str, parse: &Parse) -> String {
    let mut out = format!("# newdoc id = {}\n", id.replace(char::is_control, " "));
    for s in &parse.sentences {
        for (n, w) in parse.words[s.clone()].iter().enumerate() {
            if n == 0 && w.starts_paragraph {
                out.push_str("# newpar\n");
            }
            let head = w.head.map_or(0, |h| h - s.start + 1);
            let Word { form, lemma, upos, feats, deprel, .. } = w;
            // Writing to a string does not fail.
            let _ = writeln!(out, "{}\t{form}\t{lemma}\t{}\t_\t{feats}\t{head}\t{deprel}\t_\t_", n + 1, upos.name());
        }
        out.push('\n');
    }
    out
}
