//! Looking into a ledger: `truceline search`, `show`, `timeline`, `disputes`, `sources`, `links`.

use std::fmt::Write;

use serde::Serialize;
use truceline_export::View;
use truceline_ledger::{Card, NotSame, Query, Role};

use super::super::read::{look as look_of, tell};
use super::super::{Failure, Outcome, print};
use super::Sight;
use crate::args::ledger::{LinksArgs, ListArgs, QueryArgs, SearchArgs, Shape, ShowArgs};
use crate::pretty::ledger as pretty;

/// The order in which incidents are listed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Latest,
    Earliest,
}

/// An incident as a line of JSON.
#[derive(Serialize)]
struct Line<'c> {
    #[serde(flatten)]
    card: &'c Card,
    /// The highest role that a report which tells of it is kept for.
    #[serde(skip_serializing_if = "Option::is_none")]
    restricted: Option<Role>,
}

/// Incidents that are shown where the user does not say how many.
const MOST: u32 = 200;

pub(in crate::run) fn search(args: &SearchArgs) -> Result<Outcome, Failure> {
    list(args, args.query.disputed, Order::Latest, pretty::table)
}

pub(in crate::run) fn timeline(args: &SearchArgs) -> Result<Outcome, Failure> {
    list(args, args.query.disputed, Order::Earliest, pretty::timeline)
}

pub(in crate::run) fn disputes(args: &SearchArgs) -> Result<Outcome, Failure> {
    list(args, true, Order::Latest, pretty::disputes)
}

/// What the flags ask for.
pub(super) fn query_of(words: &[String], asked: &QueryArgs) -> Query {
    Query {
        words: (!words.is_empty()).then(|| words.join(" ")),
        from: asked.from.clone(),
        to: asked.to.clone(),
        place: asked.place.clone(),
        within: asked.within,
        actor: asked.actor.clone(),
        outlet: asked.outlet.clone(),
        kind: asked.kind.clone(),
        disputed: asked.disputed,
        min_killed: asked.min_killed,
        status: asked.status.clone(),
        main: asked.main,
        most: asked.most,
    }
}

fn list(
    args: &SearchArgs,
    disputed: bool,
    order: Order,
    people: fn(&[Card], &pretty::Restricted, crate::pretty::Look) -> String,
) -> Result<Outcome, Failure> {
    let most = args.query.most.unwrap_or(MOST);
    // one more tells whether there are more
    let query = Query { disputed, most: Some(most.saturating_add(1)), ..query_of(&args.words, &args.query) };
    let mut sight = Sight::of_lists(&args.ledger, &args.sight)?;
    let ledger = sight.ledger();
    let (mut cards, restricted) = if args.protected {
        (ledger.search(&query)?, ledger.restricted_incidents()?)
    } else {
        let mut view = View::new(ledger)?;
        (view.search(&query)?, view.restricted_incidents()?)
    };
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    if cards.len() > most {
        cards.truncate(most);
        tell(&[format!(
            "the latest {most} are shown, and there are more; ask for something narrower, or for more with --most"
        )]);
    }
    if order == Order::Earliest {
        cards.reverse();
    }
    match args.format {
        Shape::Pretty => print(people(&cards, &restricted, look_of(&args.look, false)).as_bytes()),
        Shape::Jsonl => {
            let mut text = String::new();
            for card in &cards {
                let restricted = restricted.get(&card.id).copied();
                text.push_str(&serde_json::to_string(&Line { card, restricted })?);
                text.push('\n');
            }
            print(text.as_bytes())
        }
    }
}

pub(in crate::run) fn show(args: &ShowArgs) -> Result<Outcome, Failure> {
    let mut sight = Sight::of_lists(&args.ledger, &args.sight)?;
    let ledger = sight.ledger();
    let shown = match &args.as_of {
        _ if !args.protected => View::new(ledger)?.show(&args.incident, args.as_of.as_deref())?,
        Some(at) => ledger.show_as_of(&args.incident, at)?,
        None => ledger.show(&args.incident)?,
    };
    match args.format {
        Shape::Pretty => print(pretty::incident(&shown, look_of(&args.look, false)).as_bytes()),
        Shape::Jsonl => print((serde_json::to_string(&shown)? + "\n").as_bytes()),
    }
}

pub(in crate::run) fn links(asked: &LinksArgs) -> Result<Outcome, Failure> {
    let args = &asked.list;
    let mut text = String::new();
    let mut sight = Sight::of_lists(&args.ledger, &args.sight)?;
    let ledger = sight.ledger();
    if asked.apart {
        let pairs = if args.protected { ledger.not_same()? } else { View::new(ledger)?.not_same()? };
        for (one, NotSame { incident, entry }) in pairs {
            let _ = writeln!(text, "{one}\t{incident}\t{entry}");
        }
        return print(text.as_bytes());
    }
    let (links, closed) = if args.protected { (ledger.links()?, 0) } else { View::new(ledger)?.links()? };
    if closed > 0 {
        tell(&[format!("{closed} reports with protected names are left out; --protected lists them")]);
    }
    for (report, incident) in links {
        // a name with a tab or a line end in it would make a row of its own
        let report: String = report.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let _ = writeln!(text, "{report}\t{incident}");
    }
    print(text.as_bytes())
}

pub(in crate::run) fn sources(args: &ListArgs) -> Result<Outcome, Failure> {
    let mut sight = Sight::of_lists(&args.ledger, &args.sight)?;
    let ledger = sight.ledger();
    let sources = if args.protected { ledger.sources()? } else { View::new(ledger)?.sources()? };
    print(pretty::sources(&sources).as_bytes())
}
