//! The agreements that one report speaks of: its names of truces, gathered.
//!
//! A name that says nothing of its own ("the truce", "that deal") is of the agreement that was named last; one that says something else is another.

use serde::Serialize;

use super::features::{Features, key};
use crate::days::Days;
use crate::report::{Named, Notes, Stage};

/// An agreement as one report has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Local {
    /// The places in the report's list of names.
    pub(crate) names: Vec<usize>,
    #[serde(skip)]
    pub(crate) features: Features,
}

/// The agreements of a report, in the order in which they are named.
pub(crate) fn locals(notes: &Notes) -> Vec<Local> {
    let mut locals: Vec<Local> = Vec::new();
    for (n, named) in notes.named.iter().enumerate() {
        let mut features = Features::of(named, notes.country.as_deref());
        features.told = notes.day.map(|day| Days { from: day, to: day });
        let wanted = matches!(named.stage, Stage::Proposed | Stage::Negotiated) && !named.general;
        let at = if named.fresh { None } else { fitting(&locals, &features, named, wanted) };
        match at.and_then(|at| locals.get_mut(at)) {
            Some(local) => {
                local.names.push(n);
                local.features.take(&features);
            }
            None => locals.push(Local { names: vec![n], features }),
        }
    }
    locals
}

/// The agreement that a name is of.
fn fitting(locals: &[Local], features: &Features, named: &Named, wanted: bool) -> Option<usize> {
    if named.general || (features.is_plain() && !wanted) {
        // what was named last; of what is there rather than of what is only wanted
        let latest = |made: bool| {
            let fit = locals.iter().enumerate().filter(|(_, local)| local.features.made || !made);
            fit.max_by_key(|(_, local)| local.names.last().copied()).map(|(at, _)| at)
        };
        return latest(true).or_else(|| latest(false));
    }
    let against = |local: &Local| local.features.weigh(features).iter().filter(|reason| reason.weight <= -2.0).count();
    let shares = |local: &Local| local.features.weigh(features).iter().any(|reason| reason.weight >= 1.5);
    let wants = |local: &Local| local.features.made == features.made || !wanted;
    let same_key = |local: &Local| {
        key(&named.name).is_none_or(|key| {
            local.features.keys.is_empty() || local.features.keys.contains(&key) || !local.features.made
        })
    };
    locals.iter().rposition(|local| against(local) == 0 && shares(local)).or_else(|| {
        let at = locals.iter().rposition(|local| against(local) == 0 && wants(local))?;
        // another name of its own needs something shared, or nothing else named
        (same_key(&locals[at]) || locals.len() == 1).then_some(at)
    })
}
