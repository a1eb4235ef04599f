//! The decisions that there are, each with its reason.

use serde::{Deserialize, Serialize};

use crate::LedgerError;
use crate::correction::{Correction, Field};
use crate::marks::{Mark, Unmark};
use crate::role::Role;

/// A decision, with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Decision {
    /// What is decided.
    #[serde(flatten)]
    pub what: What,
    /// Why.
    pub reason: String,
}

/// What is decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum What {
    /// The versions of an incident belong together.
    Confirm {
        /// The incident.
        incident: String,
    },
    /// Incidents are one.
    Merge {
        /// The one.
        incident: String,
        /// The others.
        with: Vec<String>,
    },
    /// Incidents are not one: what is read never joins them.
    Apart {
        /// One.
        incident: String,
        /// The others, which are not one among themselves either.
        from: Vec<String>,
    },
    /// Some versions of an incident are another.
    Split {
        /// The incident.
        incident: String,
        /// The versions that are not of it, by their ids or their reports'.
        versions: Vec<String>,
    },
    /// It is no incident, or not one for this ledger.
    Reject {
        /// The incident.
        incident: String,
    },
    /// A value is another.
    Correct {
        /// The incident.
        incident: String,
        /// Which value.
        field: Field,
        /// What it is, in the form that the field takes.
        value: String,
    },
    /// An analyst's grading.
    Grade {
        /// The incident.
        incident: String,
        /// The four axes.
        #[serde(flatten)]
        grade: Grade,
    },
    /// A note.
    Annotate {
        /// The incident.
        incident: String,
        /// The note.
        note: String,
    },
    /// Something stands on words of a report.
    Mark {
        /// The report.
        report: String,
        /// What, and on which words.
        #[serde(flatten)]
        mark: Mark,
    },
    /// What was read, or marked before, does not stand on words of a report.
    Unmark {
        /// The report.
        report: String,
        /// What, and on which words.
        #[serde(flatten)]
        unmark: Unmark,
    },
    /// A name must not leave the ledger.
    Protect {
        /// What it is a name of.
        what: Protected,
        /// The name.
        name: String,
    },
    /// A report is kept for people of a role, and of those that may more.
    Restrict {
        /// The report.
        report: String,
        /// The least role that sees it.
        to: Role,
    },
    /// An agreement is written down, with its terms; in place of what was written under this name before.
    Agreement {
        /// What it is called here.
        agreement: String,
        /// Its text, in the form that `truceline agreement` takes.
        text: String,
    },
    /// A finding on an alleged violation.
    Find {
        /// The alleged violation.
        violation: String,
        /// The four axes.
        #[serde(flatten)]
        grade: Grade,
    },
}

/// What can be protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Protected {
    /// A speaker or an outlet.
    Source,
    /// A place.
    Place,
}

/// An analyst's grading: four separate axes, and whose finding it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Grade {
    /// Did it happen: `alleged`, `under_verification`, `verified`, `inconclusive`, `unfounded`, `duplicate`, `out_of_scope`.
    pub occurrence: Option<String>,
    /// Who did it: `none`, `claimed_by_other`, `denied`, `admitted`, `verified_to_party`, `verified_unattributed`.
    pub attribution: Option<String>,
    /// Does it break a term: `not_assessed`, `arguable`, `found`, `not_a_breach`.
    pub breach: Option<String>,
    /// Whose finding: `monitoring_body`, `party`, `ngo`, `court`, `analyst`.
    pub finding: Option<String>,
}

impl Grade {
    /// What each axis may be.
    pub const AXES: [(&'static str, &'static [&'static str]); 4] = [
        (
            "occurrence",
            &["alleged", "under_verification", "verified", "inconclusive", "unfounded", "duplicate", "out_of_scope"],
        ),
        (
            "attribution",
            &["none", "claimed_by_other", "denied", "admitted", "verified_to_party", "verified_unattributed"],
        ),
        ("breach", &["not_assessed", "arguable", "found", "not_a_breach"]),
        ("finding", &["monitoring_body", "party", "ngo", "court", "analyst"]),
    ];

    fn check(&self) -> Result<(), LedgerError> {
        let given = [&self.occurrence, &self.attribution, &self.breach, &self.finding];
        if given.iter().all(|axis| axis.is_none()) {
            return Err(LedgerError::Decision("a grade needs at least one of its axes".to_owned()));
        }
        for ((axis, known), given) in Self::AXES.into_iter().zip(given) {
            if let Some(value) = given.as_deref().filter(|value| !known.contains(value)) {
                let known = known.join(", ");
                return Err(LedgerError::Decision(format!("{axis} cannot be {value:?}; it is one of {known}")));
            }
        }
        Ok(())
    }
}

impl What {
    /// The report that it is about, if it is about one.
    pub fn report(&self) -> Option<&str> {
        match self {
            Self::Mark { report, .. } | Self::Unmark { report, .. } | Self::Restrict { report, .. } => Some(report),
            _ => None,
        }
    }

    /// The report that it marks something in, if it does.
    pub(crate) fn marks(&self) -> Option<&str> {
        match self {
            Self::Mark { report, .. } | Self::Unmark { report, .. } => Some(report),
            _ => None,
        }
    }

    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Confirm { .. } => "confirm",
            Self::Merge { .. } => "merge",
            Self::Apart { .. } => "apart",
            Self::Split { .. } => "split",
            Self::Reject { .. } => "reject",
            Self::Correct { .. } => "correct",
            Self::Grade { .. } => "grade",
            Self::Annotate { .. } => "annotate",
            Self::Mark { .. } => "mark",
            Self::Unmark { .. } => "unmark",
            Self::Protect { .. } => "protect",
            Self::Restrict { .. } => "restrict",
            Self::Agreement { .. } => "agreement",
            Self::Find { .. } => "find",
        }
    }

    /// What it is about, where that is no incident.
    pub(crate) fn subject(&self) -> Option<&str> {
        match self {
            Self::Mark { report, .. } | Self::Unmark { report, .. } | Self::Restrict { report, .. } => Some(report),
            Self::Protect { name, .. } => Some(name),
            Self::Agreement { agreement, .. } => Some(agreement),
            Self::Find { violation, .. } => Some(violation),
            Self::Confirm { .. }
            | Self::Merge { .. }
            | Self::Apart { .. }
            | Self::Split { .. }
            | Self::Reject { .. }
            | Self::Correct { .. }
            | Self::Grade { .. }
            | Self::Annotate { .. } => None,
        }
    }

    /// The incident that it is about, by its id when it was decided, where it is about one.
    pub fn incident(&mut self) -> Option<&mut String> {
        match self {
            Self::Confirm { incident }
            | Self::Merge { incident, .. }
            | Self::Apart { incident, .. }
            | Self::Split { incident, .. }
            | Self::Reject { incident }
            | Self::Correct { incident, .. }
            | Self::Grade { incident, .. }
            | Self::Annotate { incident, .. } => Some(incident),
            Self::Mark { .. }
            | Self::Unmark { .. }
            | Self::Protect { .. }
            | Self::Restrict { .. }
            | Self::Agreement { .. }
            | Self::Find { .. } => None,
        }
    }
}

impl Decision {
    /// That it has a reason and makes sense by itself.
    pub(crate) fn check(&self) -> Result<(), LedgerError> {
        if self.reason.trim().is_empty() {
            return Err(LedgerError::Decision("a decision needs a reason".to_owned()));
        }
        match &self.what {
            What::Correct { field, value, .. } => {
                Correction::parse(*field, value).map(|_| ()).map_err(LedgerError::Decision)
            }
            What::Grade { grade, .. } => grade.check(),
            What::Protect { name, .. } if name.trim().is_empty() => {
                Err(LedgerError::Decision("a name is needed to protect it".to_owned()))
            }
            What::Restrict { to: Role::Viewer, .. } => Err(LedgerError::Decision(
                "everybody may see what viewers may; restrict it to analyst, editor or administrator".to_owned(),
            )),
            What::Agreement { agreement, .. } if agreement.trim().is_empty() => {
                Err(LedgerError::Decision("an agreement needs a name".to_owned()))
            }
            What::Find { grade, .. } => grade.check(),
            _ => Ok(()),
        }
    }
}
