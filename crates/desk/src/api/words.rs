//! The words of reports that something is drawn from, as answers tell them.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use truceline_monitor::{Days, Watch};
use truceline_record::Span;

/// Words of a report.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Words {
    /// The report's id.
    report: String,
    /// Who published it.
    outlet: String,
    /// Its title; what it is called where it has none.
    title: String,
    /// Its day.
    day: Option<Date>,
    /// Where in its text they stand.
    span: Span,
    /// The words.
    pub(super) quote: String,
}

impl Words {
    /// Those of a report that `watch` sees; none where it does not.
    pub(super) fn of(watch: &Watch, report: &str, span: Span, quote: String) -> Option<Self> {
        let heading = watch.report(report)?;
        Some(Self {
            report: report.to_owned(),
            outlet: heading.outlet.to_owned(),
            title: heading.title.to_owned(),
            day: heading.day,
            span,
            quote,
        })
    }

    /// The sentence around some.
    pub(super) fn around(watch: &Watch, report: &str, span: Span) -> Option<Self> {
        let (span, quote) = watch.sentence(report, span)?;
        Self::of(watch, report, span, quote)
    }
}

/// Whether `part` is in a name, however it is written.
pub(super) fn holds(name: &str, part: &str) -> bool {
    name.to_lowercase().contains(part)
}

/// What is asked for by a part of a name, in lower case; none where that is empty.
pub(super) fn sought(part: Option<&str>) -> Option<String> {
    part.map(|part| part.trim().to_lowercase()).filter(|part| !part.is_empty())
}

/// Days from one on, up to one, or all.
pub(super) fn period(from: Option<String>, to: Option<String>) -> Result<Option<Days>, crate::fault::Fault> {
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty()).map(crate::asked::day).transpose();
    let (from, to) = (given(from)?, given(to)?);
    if from.is_none() && to.is_none() {
        return Ok(None);
    }
    let always = Days::ALWAYS;
    let day = |text: Option<String>, other: Date| text.and_then(|text| text.parse().ok()).unwrap_or(other);
    let days = Days { from: day(from, always.from), to: day(to, always.to) };
    if days.from > days.to {
        return Err(crate::fault::Fault::Asked("the period has no days: its first is after its last".to_owned()));
    }
    Ok(Some(days))
}
