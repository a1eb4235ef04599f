//! Talks and proposals: who, when, where, and what was proposed by whom.

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use truceline_monitor::{Days, Process, Proposed, Source, may_be_one};
use utoipa::IntoParams;

use super::answered;
use super::words::{Words, holds, period, sought};
use crate::app::App;
use crate::asked::Part;
use crate::fault::Fault;
use crate::watched::{self, Watched};

/// Days around talks in which what those who take part propose is shown with them.
const AROUND: i64 = 31;
/// What is shown of the kind beside one.
const BESIDE: usize = 30;

/// Which talks.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Only `talks`, or only what is a `proposal`.
    sort: Option<String>,
    /// Part of the name of who takes part, proposes, backs or rejects.
    who: Option<String>,
    /// First day, as 2031-03-05.
    from: Option<String>,
    /// Last day.
    to: Option<String>,
}

/// What is talked of and proposed.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AllTalks {
    /// The talks and proposals, those that were told of last first.
    talks: Vec<Talk>,
    /// How many were found.
    total: usize,
    /// What to ask with as `after` for more; null where there are no more.
    next: Option<String>,
}

/// Talks, or a proposal.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Talk {
    /// Its id.
    id: String,
    /// `talks` or `proposal`.
    sort: &'static str,
    /// The day of the first report that tells of it.
    first: Option<Date>,
    /// The day of the last.
    last: Option<Date>,
    /// Who takes part in talks.
    with: Vec<Participant>,
    /// Whether all reports have talks as planned or wanted only.
    planned: bool,
    /// Where talks are held or to be held, according to reports.
    places: Vec<String>,
    /// When, according to reports.
    when: Vec<Days>,
    /// Who proposes.
    author: Option<String>,
    /// Who backs a proposal.
    backed_by: Vec<String>,
    /// Who rejects it.
    rejected_by: Vec<String>,
    /// How many times it is told.
    told: usize,
    /// The words in which it is told first.
    words: Option<Words>,
}

/// Who takes part in talks.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Participant {
    /// Who.
    name: String,
    /// Whether that is only possible.
    possibly: bool,
}

impl Talk {
    fn of(watched: &Watched, id: &str, sort: &'static str, told: &[Source]) -> Self {
        let day = |source: Option<&Source>| source.and_then(|source| source.day);
        Self {
            id: id.to_owned(),
            sort,
            first: day(told.first()),
            last: day(told.last()),
            with: Vec::new(),
            planned: false,
            places: Vec::new(),
            when: Vec::new(),
            author: None,
            backed_by: Vec::new(),
            rejected_by: Vec::new(),
            told: told.len(),
            words: told.first().and_then(|source| words(watched, source)),
        }
    }

    fn talks(watched: &Watched, process: &Process) -> Self {
        let with = process.with.iter().map(|(name, possibly)| Participant { name: name.clone(), possibly: *possibly });
        Self {
            with: with.collect(),
            planned: process.planned,
            places: process.places.iter().cloned().collect(),
            when: process.when.iter().copied().collect(),
            ..Self::of(watched, &process.id, "talks", &process.told)
        }
    }

    fn proposal(watched: &Watched, proposed: &Proposed) -> Self {
        Self {
            author: Some(proposed.author.clone()),
            backed_by: proposed.backed_by.iter().cloned().collect(),
            rejected_by: proposed.rejected_by.iter().cloned().collect(),
            ..Self::of(watched, &proposed.id, "proposal", &proposed.told)
        }
    }

    /// The days in which it is told.
    fn days(&self) -> Option<Days> {
        self.first.zip(self.last).map(|(from, to)| Days { from: from.min(to), to: from.max(to) })
    }

    fn names(&self) -> impl Iterator<Item = &String> {
        self.with.iter().map(|one| &one.name).chain(&self.author).chain(&self.backed_by).chain(&self.rejected_by)
    }
}

fn words(watched: &Watched, source: &Source) -> Option<Words> {
    Words::of(&watched.watch, &source.report, source.span, source.quote.clone())
}

fn all(watched: &Watched) -> Vec<Talk> {
    let talks = watched.talks.iter().map(|process| Talk::talks(watched, process));
    let mut all: Vec<Talk> =
        talks.chain(watched.proposals.iter().map(|proposed| Talk::proposal(watched, proposed))).collect();
    all.sort_by(|a, b| b.last.cmp(&a.last).then_with(|| a.id.cmp(&b.id)));
    all
}

/// Talks and proposals.
#[utoipa::path(get, path = "/talks", params(Which, Part), responses(
    (status = 200, body = ref("#/components/schemas/AllTalks")),
    (status = 400, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn talks(
    State(app): State<App>,
    which: Result<Query<Which>, QueryRejection>,
    asked: Result<Query<Part>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (Query(which), Query(asked)) = (which?, asked?);
    let key = format!("talks {which:?} {asked:?}");
    asked.limit()?;
    let sort = which.sort.filter(|sort| !sort.is_empty());
    if let Some(sort) = sort.as_deref().filter(|sort| !["talks", "proposal"].contains(sort)) {
        return Err(Fault::Asked(format!("there is no sort {sort:?}; there are talks and proposal")));
    }
    let (who, days) = (sought(which.who.as_deref()), period(which.from, which.to)?);
    answered(&app, &headers, key, async || {
        let watched = watched::watched(&app).await?;
        let mut all = all(&watched);
        all.retain(|talk| {
            sort.as_ref().is_none_or(|sort| talk.sort == sort)
                && who.as_ref().is_none_or(|part| talk.names().any(|name| holds(name, part)))
                && days.is_none_or(|asked| talk.days().is_some_and(|days| days.gap(asked) == 0))
        });
        let list: Vec<&Talk> = all.iter().collect();
        let (page, next) = asked.of(&list, |talk| talk.id.as_str())?;
        Ok(AllTalks { talks: page.into_iter().cloned().collect(), total: all.len(), next })
    })
    .await
}

/// Talks, or a proposal, with the words of all who tell of it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WholeTalk {
    /// What it is, in short.
    #[serde(flatten)]
    talk: Talk,
    /// Who tells of it, in which words, the first first.
    sources: Vec<Telling>,
    /// Of talks: what those who take part propose within a month of them. Of a proposal: the talks that its author takes part in within a month of it.
    beside: Vec<Talk>,
}

/// Who tells of talks or a proposal.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Telling {
    /// Who says so; null where it is the report itself.
    by: Option<String>,
    /// In which words.
    words: Option<Words>,
}

/// One of the talks, or one proposal.
#[utoipa::path(get, path = "/talks/{id}", params(("id" = String, Path, description = "Its id")), responses(
    (status = 200, body = ref("#/components/schemas/WholeTalk")),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 404, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn talk(
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let Path(id) = id?;
    answered(&app, &headers, format!("talk {id:?}"), async || {
        let watched = watched::watched(&app).await?;
        let process = watched.talks.iter().find(|process| process.id == id);
        let proposed = watched.proposals.iter().find(|proposed| proposed.id == id);
        let (talk, told) = match (process, proposed) {
            (Some(process), _) => (Talk::talks(&watched, process), &process.told),
            (None, Some(proposed)) => (Talk::proposal(&watched, proposed), &proposed.told),
            (None, None) => return Err(Fault::Missing(format!("no talks and no proposal have the id {id:?}"))),
        };
        let near = |other: &Talk| talk.days().zip(other.days()).is_some_and(|(a, b)| a.gap(b) <= AROUND);
        let takes_part = |talk: &Talk, author: &String| talk.with.iter().any(|one| may_be_one(&one.name, author));
        let beside = all(&watched).into_iter().filter(|other| {
            other.sort != talk.sort
                && near(other)
                && (other.author.as_ref().is_some_and(|author| takes_part(&talk, author))
                    || talk.author.as_ref().is_some_and(|author| takes_part(other, author)))
        });
        let beside = beside.take(BESIDE).collect();
        let sources =
            told.iter().map(|source| Telling { by: source.by.clone(), words: words(&watched, source) }).collect();
        Ok(WholeTalk { sources, beside, talk })
    })
    .await
}
