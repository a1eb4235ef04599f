use thiserror::Error;

/// Why a store does not do what it is asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is none.
    #[error("{at}: there is no ledger; `truceline add` makes one")]
    Missing {
        /// The path or address.
        at: String,
    },
    /// It does not open.
    #[error("{at}: cannot open the ledger: {why}")]
    Open {
        /// The path or address, without a password.
        at: String,
        /// What the store says.
        why: String,
    },
    /// The file is something else.
    #[error("{at}: not a ledger: {why}")]
    Foreign {
        /// The path.
        at: String,
        /// What it is, as far as can be told.
        why: String,
    },
    /// It was made by a newer program.
    #[error("{at}: made by a newer truceline (form {found}, this one knows {known}); use that version or newer")]
    Newer {
        /// The path or address.
        at: String,
        /// The form of the ledger.
        found: i64,
        /// The newest form that this program knows.
        known: i64,
    },
    /// It could not be brought up to date.
    #[error("{at}: cannot bring the ledger up to date: {why}; it is as it was")]
    Migrate {
        /// The path or address.
        at: String,
        /// What went wrong.
        why: String,
    },
    /// There is no room.
    #[error(
        "{at}: the disk is full; nothing of this report was kept: make room and add again, what is kept already is recognised"
    )]
    Full {
        /// The path or address.
        at: String,
    },
    /// Another writer did not end.
    #[error("{at}: another program has been writing for over a minute; try again when it is done")]
    Busy {
        /// The path or address.
        at: String,
    },
    /// It may only be read.
    #[error("{at}: the ledger may only be read; give yourself the right to write the file and its folder")]
    ReadOnly {
        /// The path or address.
        at: String,
    },
    /// Its bytes are damaged.
    #[error("{at}: the ledger's file is damaged: {why}; run `truceline verify`, and go back to a copy from before")]
    Damaged {
        /// The path or address.
        at: String,
        /// What the store says.
        why: String,
    },
    /// Something else went wrong with a statement.
    #[error("{at}: {why}")]
    Statement {
        /// The path or address.
        at: String,
        /// What the store says.
        why: String,
    },
    /// A row does not hold what it should.
    #[error("a row of the ledger holds {found} where {wanted} should be")]
    Shape {
        /// What should be there.
        wanted: &'static str,
        /// What is there.
        found: &'static str,
    },
}
