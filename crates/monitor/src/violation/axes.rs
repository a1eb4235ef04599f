//! The status of an alleged violation on four separate axes: did it happen, who did it, does it break the term, and whose finding each of these is.

use serde::Serialize;
use truceline_ledger::{Finding, Made, What};

use super::gather::Answered;
use crate::watch::Answer;

/// One axis, and whose word it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Axis {
    /// Its value: one of the field's (`truceline decide grade --help`).
    pub is: String,
    /// Whose word or finding.
    pub by: String,
    /// Since when: the day of a decision; none where reports say so.
    pub since: Option<String>,
}

/// The axes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Axes {
    /// Did it happen.
    pub occurrence: Axis,
    /// Who did it.
    pub attribution: Axis,
    /// Does it break the term.
    pub breach: Axis,
    /// Whose finding: `monitoring_body`, `party`, `ngo`, `court`, `analyst`; none where nobody found anything.
    pub finding: Option<String>,
}

/// Where it stands by what is said, then by what people found, the last decision last.
pub(super) fn axes(
    accusers: &[String],
    accused: bool,
    answers: &[Answered],
    decided: &[Made],
    findings: &[&Finding],
) -> Axes {
    let words = |is: &str, by: String| Axis { is: is.to_owned(), by, since: None };
    let of = |answer: Answer| {
        let by: Vec<&str> =
            answers.iter().filter(|answered| answered.says == answer).map(|answered| answered.by.as_str()).collect();
        (!by.is_empty()).then(|| by.join(", "))
    };
    let attribution =
        match (of(Answer::Admits).or_else(|| of(Answer::Regrets)).or_else(|| of(Answer::NotMeant)), of(Answer::Denies))
        {
            (Some(by), _) => words("admitted", by),
            (None, Some(by)) => words("denied", by),
            (None, None) if accused => words("claimed_by_other", accusers.join(", ")),
            (None, None) => words("none", accusers.join(", ")),
        };
    let mut axes = Axes {
        occurrence: words("alleged", accusers.join(", ")),
        attribution,
        breach: words("not_assessed", "nobody".to_owned()),
        finding: None,
    };
    for made in decided {
        if let What::Grade { grade, .. } = &made.decision.what {
            axes.set(grade, &made.who, &made.at);
        }
    }
    for finding in findings {
        axes.set(&finding.grade, &finding.who, &finding.at);
    }
    axes
}

impl Axes {
    fn set(&mut self, grade: &truceline_ledger::Grade, who: &str, at: &str) {
        let found = |is: &String| Axis {
            is: is.clone(),
            by: who.to_owned(),
            since: Some(at.get(..10).unwrap_or(at).to_owned()),
        };
        if let Some(is) = &grade.occurrence {
            self.occurrence = found(is);
        }
        if let Some(is) = &grade.attribution {
            self.attribution = found(is);
        }
        if let Some(is) = &grade.breach {
            self.breach = found(is);
        }
        if let Some(is) = &grade.finding {
            self.finding = Some(is.clone());
        }
    }
}
