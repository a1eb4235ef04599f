//! Whose sight of a ledger counts: where reports are restricted, commands look into what people of a role see of it.

use truceline_ledger::store::Open;
use truceline_ledger::{Ledger, Part, Role};

use super::super::Failure;
use super::super::read::tell;
use super::existing;
use crate::args::ledger::{LedgerFile, SightArgs};

/// A ledger, as it is looked into.
pub(in crate::run) enum Sight {
    /// All of it.
    Whole(Box<Ledger>),
    /// What people of a role see.
    Part(Box<Part>),
}

impl Sight {
    /// For who sits at this terminal: all of it, unless they ask for less. That there is what is restricted is told.
    pub(in crate::run) fn of_lists(file: &LedgerFile, asked: &SightArgs) -> Result<Self, Failure> {
        let Some(role) = asked.role else {
            let mut ledger = existing(file)?;
            let restricted = ledger.restrictions()?.len();
            if restricted > 0 {
                tell(&[format!(
                    "{} restricted and told with the rest; --for ROLE shows what a role sees",
                    are(restricted)
                )]);
            }
            return Ok(Self::Whole(Box::new(ledger)));
        };
        Self::of(file, role)
    }

    /// For what leaves this terminal: what viewers see, unless they ask for more.
    pub(in crate::run) fn of_exports(file: &LedgerFile, asked: &SightArgs) -> Result<Self, Failure> {
        let sight = Self::of(file, asked.role.unwrap_or(Role::Viewer))?;
        if let Self::Part(part) = &sight {
            let left = part.left_out();
            tell(&[format!("{} restricted and left out; --for ROLE takes in what a role sees", are(left))]);
        }
        Ok(sight)
    }

    fn of(file: &LedgerFile, role: Role) -> Result<Self, Failure> {
        let mut ledger = existing(file)?;
        if ledger.restrictions()?.values().all(|restriction| restriction.to <= role) {
            return Ok(Self::Whole(Box::new(ledger)));
        }
        let whole = Ledger::open(&file.at, Open::ToLook)?;
        Ok(Self::Part(Box::new(Part::new(whole, role)?)))
    }

    /// It as a ledger.
    pub(in crate::run) const fn ledger(&mut self) -> &mut Ledger {
        match self {
            Self::Whole(ledger) => ledger,
            Self::Part(part) => part.ledger(),
        }
    }
}

fn are(reports: usize) -> String {
    if reports == 1 { "1 report is".to_owned() } else { format!("{reports} reports are") }
}
