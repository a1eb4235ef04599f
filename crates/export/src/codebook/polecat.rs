//! What POLECAT's columns hold beyond the record's own values.

use super::About;
use crate::cell::Cell;

pub(super) fn cell(about: &About<'_>, holds: &str) -> Option<Cell> {
    let kind = about.version.map_or(about.item.card.gathered.kind, |version| version.account.kind);
    let code = about.codes.of(kind).and_then(|codes| codes.plover.as_ref());
    Some(match holds {
        "plover_type" => code.map(|code| code.kind.clone()).into(),
        "plover_mode" => code.and_then(|code| code.mode.clone()).into(),
        "plover_quad" => code.and_then(|code| about.book.codes.get(&code.kind).cloned()).into(),
        "program" => concat!("truceline ", env!("CARGO_PKG_VERSION")).into(),
        _ => return None,
    })
}
