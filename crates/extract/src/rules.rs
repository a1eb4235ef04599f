//! Rules of reading, one a file.

pub(crate) mod act;
pub(crate) mod addressee;
pub(crate) mod antecedent;
pub(crate) mod colon;
pub(crate) mod continued;
pub(crate) mod coordinate;
pub(crate) mod deed;
pub(crate) mod doer;
pub(crate) mod edges;
pub(crate) mod harmed;
pub(crate) mod holder;
pub(crate) mod kind;
pub(crate) mod known;
pub(crate) mod name;
pub(crate) mod nobody;
pub(crate) mod party;
pub(crate) mod quotation;
pub(crate) mod reality;
pub(crate) mod resolve;
pub(crate) mod subject;
pub(crate) mod tallied;
pub(crate) mod toll;
pub(crate) mod victim;
pub(crate) mod who;
pub(crate) mod whole_name;
pub(crate) mod within;
