//! `truceline agreement`, `violations`, `talks` and `brief`.

use std::fs;
use std::path::Path;

use serde::Serialize;
use truceline_export::View;
use truceline_ledger::{Decision, What};
use truceline_monitor::page::Page;
use truceline_monitor::{
    Agreement, Asked, Days, MonitorError, Notetaker, Watch, compliance, listing, processes, proposals, slug, violations,
};

use super::ledger::{Sight, by, existing, sign};
use super::read::look;
use super::{Failure, Outcome, print};
use crate::args::ledger::{LedgerFile, Shape};
use crate::args::monitor::{AgreementCommand, BriefArgs, Paper, ShownArgs, SpanArgs};

/// The first and last days that a ledger may speak of.
const ALWAYS: (&str, &str) = ("0001-01-01", "9999-12-31");

pub(super) fn agreement(command: &AgreementCommand) -> Result<Outcome, Failure> {
    match command {
        AgreementCommand::Add { files, reason, ledger, who } => {
            let mut written = Vec::new();
            // all are checked before the first is kept
            for path in files {
                let text = read(path)?;
                written.push((Agreement::parse(&path.display().to_string(), &text)?, text));
            }
            let mut ledger = existing(ledger)?;
            let mut out = String::new();
            for (agreement, text) in written {
                let id = slug(&agreement.name);
                let what = What::Agreement { agreement: id.clone(), text };
                let head = ledger.decide(Decision { what, reason: reason.clone() }, &by(who))?;
                out.push_str(&format!(
                    "{id}: entry {} of the journal; `truceline decide undo {}` takes it back\n",
                    head.seq, head.seq
                ));
            }
            sign(&mut ledger, who);
            print(out.as_bytes())
        }
        AgreementCommand::Check { files } => {
            let mut out = String::new();
            for path in files {
                let agreement = Agreement::parse(&path.display().to_string(), &read(path)?)?;
                out.push_str(&format!(
                    "{}: {}, {} terms\n",
                    path.display(),
                    agreement.name,
                    agreement.provisions.len()
                ));
            }
            print(out.as_bytes())
        }
        AgreementCommand::List { shown } => seen(shown, None, |_, watch| match shown.format {
            Shape::Pretty => Ok(page(&listing::agreements(watch), shown)),
            Shape::Jsonl => lines(watch.agreements()),
        }),
        AgreementCommand::Show { agreement, shown } => seen(shown, None, |view, watch| {
            let known = watch.agreement(agreement)?;
            if shown.format == Shape::Jsonl {
                return lines(std::slice::from_ref(known));
            }
            let lines = compliance(view, watch, always()?)?;
            Ok(page(&listing::agreement(watch, known, &lines), shown))
        }),
    }
}

pub(super) fn alleged(args: &SpanArgs) -> Result<Outcome, Failure> {
    let days = days(args)?;
    seen(&args.shown, Some(days), |view, watch| {
        let agreement = args.agreement.as_deref().map(|name| watch.agreement(name)).transpose()?;
        let mut found = violations(view, watch)?;
        found.retain(|violation| {
            let within = violation.days.is_none_or(|when| when.gap(days) == 0);
            within && agreement.is_none_or(|known| violation.agreement.as_ref() == Some(&known.id))
        });
        match args.shown.format {
            Shape::Pretty => Ok(page(&listing::violations(watch, &found), &args.shown)),
            Shape::Jsonl => lines(&found),
        }
    })
}

pub(super) fn talks(args: &SpanArgs) -> Result<Outcome, Failure> {
    let days = days(args)?;
    seen(&args.shown, Some(days), |_, watch| {
        let (processes, proposals) = (processes(watch, Some(days)), proposals(watch, Some(days)));
        match args.shown.format {
            Shape::Pretty => Ok(page(&listing::talks(watch, &processes, &proposals), &args.shown)),
            Shape::Jsonl => Ok(lines(&processes)? + &lines(&proposals)?),
        }
    })
}

pub(super) fn brief(args: &BriefArgs) -> Result<Outcome, Failure> {
    if args.format == Paper::Docx && args.out.is_none() {
        return Err(Failure::NeedsFile("docx"));
    }
    let days = Days::new(Some(&args.from), Some(&args.to))
        .ok_or_else(|| MonitorError::Period { from: args.from.clone(), to: args.to.clone() })?;
    let asked = Asked { days, agreement: args.agreement.clone(), area: args.area.clone() };
    let mut sight = Sight::of_exports(&args.ledger, &args.sight)?;
    let mut view = View::blurred(sight.ledger(), args.blur)?;
    let page = truceline_monitor::brief(&mut view, &Notetaker::new()?, &asked)?;
    let look_args = crate::args::LookArgs { color: crate::args::Colour::Never, width: args.width };
    let bytes = match args.format {
        Paper::Text => page.text(look(&look_args, false).width).into_bytes(),
        Paper::Html => page.html().into_bytes(),
        Paper::Md => page.markdown().into_bytes(),
        Paper::Docx => page.docx().map_err(MonitorError::from)?,
    };
    match &args.out {
        None => print(&bytes),
        Some(path) => {
            let fail = |error| Failure::File { path: path.display().to_string(), error };
            fs::write(path, bytes).map_err(fail)?;
            Ok(Outcome::Clean)
        }
    }
}

/// The alleged violation that the beginning of an id means.
pub(super) fn violation(id: &str, ledger: &LedgerFile) -> Result<String, Failure> {
    let mut ledger = existing(ledger)?;
    let mut view = View::new(&mut ledger)?;
    let watch = Watch::new(&mut view, &Notetaker::new()?, None, None)?;
    let found = violations(&mut view, &watch)?;
    let ids: Vec<&String> = found.iter().map(|violation| &violation.id).filter(|known| known.starts_with(id)).collect();
    match ids.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(MonitorError::Unknown(format!(
            "no alleged violation has an id that begins with {id:?}; `truceline violations` lists them"
        ))
        .into()),
        many => {
            Err(MonitorError::Unknown(format!("{} alleged violations have an id that begins with {id:?}", many.len()))
                .into())
        }
    }
}

/// Print what `show` makes of what may be seen of a ledger.
fn seen(
    shown: &ShownArgs,
    days: Option<Days>,
    show: impl FnOnce(&mut View<'_>, &Watch) -> Result<String, Failure>,
) -> Result<Outcome, Failure> {
    let mut sight = Sight::of_lists(&shown.ledger, &shown.sight)?;
    let mut view = View::new(sight.ledger())?;
    let bounded = days.filter(|days| always().is_ok_and(|always| *days != always));
    let watch = Watch::new(
        &mut view,
        &Notetaker::new()?,
        bounded.map(|days| days.to),
        bounded.map(|days| (days.from, days.to)),
    )?;
    let text = show(&mut view, &watch)?;
    print(text.as_bytes())
}

fn page(page: &Page, shown: &ShownArgs) -> String {
    page.text(look(&shown.look, false).width)
}

fn lines<T: Serialize>(list: &[T]) -> Result<String, Failure> {
    let mut text = String::new();
    for one in list {
        text.push_str(&serde_json::to_string(one)?);
        text.push('\n');
    }
    Ok(text)
}

fn days(args: &SpanArgs) -> Result<Days, Failure> {
    let (from, to) = (args.from.as_deref().unwrap_or(ALWAYS.0), args.to.as_deref().unwrap_or(ALWAYS.1));
    let wrong = || MonitorError::Period { from: from.to_owned(), to: to.to_owned() };
    Ok(Days::new(Some(from), Some(to)).ok_or_else(wrong)?)
}

fn always() -> Result<Days, Failure> {
    let (from, to) = ALWAYS;
    let wrong = || MonitorError::Period { from: from.to_owned(), to: to.to_owned() };
    Ok(Days::new(Some(from), Some(to)).ok_or_else(wrong)?)
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::File { path: path.display().to_string(), error })
}
