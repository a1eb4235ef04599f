//! The rooms in a row: from a report ready for reading to its reading.

use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use thiserror::Error;
use truceline_extract::{Extracted, Lexicon, LexiconError, extract};
use truceline_ground::actors::{Actors, ActorsError};
use truceline_ground::places::{self, Gazetteer, GazetteerError, Resolver};
use truceline_ground::times::{Calendar, CalendarError, Times, times};
use truceline_ground::{Grounded, ground};
use truceline_intake::Intake;
use truceline_parse::{Parse, ParseError, Parser};
use truceline_reconcile::{Reconciled, reconcile};
use truceline_record::{MadeBy, Problem, ProblemCode, Reading, Report, Time};

/// Why there is no reader.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The parser could not be made.
    #[error(transparent)]
    Parser(#[from] ParseError),
    /// The lexicons could not be read.
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
    /// The words of time expressions could not be read.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// The list of actors could not be read.
    #[error(transparent)]
    Actors(#[from] ActorsError),
    /// The places could not be read.
    #[error(transparent)]
    Gazetteer(#[from] GazetteerError),
}

/// Reads reports. One is enough for all threads.
pub struct Reader {
    parser: Parser,
    lexicon: Lexicon,
    calendar: Calendar,
    actors: Actors,
    resolver: Resolver,
    made_by: MadeBy,
}

/// What the program knows of words and of the world.
struct Known {
    lexicon: Lexicon,
    calendar: Calendar,
    actors: Actors,
    gazetteer: Gazetteer,
}

impl Known {
    fn bundled() -> Result<Self, ReadError> {
        Ok(Self {
            lexicon: Lexicon::bundled()?,
            calendar: Calendar::bundled()?,
            actors: Actors::bundled()?,
            gazetteer: Gazetteer::bundled()?,
        })
    }
}

/// What each room made of one report.
#[derive(Clone, Debug)]
pub struct Rooms {
    /// The report, from the intake.
    pub report: Report,
    /// What could not be read as it should.
    pub problems: Vec<Problem>,
    /// From `parse`.
    pub parse: Parse,
    /// From `ground`: the times that the report speaks of.
    pub times: Times,
    /// From `extract`.
    pub extracted: Extracted,
    /// From `ground`: what the words of events mean.
    pub grounded: Grounded,
    /// From `reconcile`.
    pub reconciled: Reconciled,
}

impl Reader {
    /// A reader with the lexicons that the program holds, and its encoder or the one in the folder `weights`.
    ///
    /// # Errors
    ///
    /// When the encoder or a lexicon cannot be loaded.
    pub fn new(weights: Option<&Path>) -> Result<Self, ReadError> {
        // side by side: each takes a while to unpack, and whoever reads a single report waits for both
        let (parser, known) = thread::scope(|scope| {
            let known = scope.spawn(Known::bundled);
            (weights.map_or_else(Parser::bundled, Parser::from_folder), known.join())
        });
        let Known { lexicon, calendar, actors, gazetteer } = known.unwrap_or_else(|panic| resume_unwind(panic))?;
        let parser = parser?;
        let made_by = MadeBy {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            model: parser.model().to_owned(),
            lexicon: format!("{}+{}+{}", lexicon.digest(), calendar.digest(), Actors::digest()),
        };
        Ok(Self { parser, lexicon, calendar, actors, resolver: Resolver::new(gazetteer), made_by })
    }

    /// The same with a user's places, which are in the file `own`.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or is no gazetteer.
    pub fn with_gazetteer(mut self, own: &Path) -> Result<Self, ReadError> {
        let gazetteer = Gazetteer::bundled()?.with_own(own)?;
        // they have a say in the reading, so the reading names them
        self.made_by.lexicon.extend(gazetteer.own_digest().map(|digest| format!("+{digest}")));
        self.resolver = Resolver::new(gazetteer);
        Ok(self)
    }

    /// Annotate a text, whatever its language.
    ///
    /// # Errors
    ///
    /// When the encoder does not run.
    pub fn parse(&self, text: &str) -> Result<Parse, ParseError> {
        self.parser.parse(text)
    }

    /// Annotate a text that is cut already; see [`Parser::parse_cut`].
    ///
    /// # Errors
    ///
    /// When the encoder does not run.
    pub fn parse_cut(&self, text: &str) -> Result<Parse, ParseError> {
        self.parser.parse_cut(text)
    }

    /// The versions of all that has a say in its readings.
    pub const fn made_by(&self) -> &MadeBy {
        &self.made_by
    }

    /// The list of actors that names are resolved against.
    pub(crate) const fn actors(&self) -> &Actors {
        &self.actors
    }

    /// What places are resolved by.
    pub(crate) const fn resolver(&self) -> &Resolver {
        &self.resolver
    }

    /// Read one report: a pure function of the intake, the encoder and the lexicons.
    ///
    /// A report in a language that is not read yet keeps its text, with a problem that names the language. One whose
    /// language could not be told is read as English.
    pub fn read(&self, intake: Intake) -> Reading {
        self.reading(self.rooms(intake))
    }

    /// What each room makes of one report, on the way to its reading.
    pub fn rooms(&self, intake: Intake) -> Rooms {
        let Intake { report, mut problems, .. } = intake;
        let foreign = report.language.as_deref().filter(|code| !is_english(code));
        let mut parse = Parse::default();
        let mut found = Times::default();
        let extracted = match foreign {
            Some(code) => {
                let message = format!("language not supported yet: {code}");
                problems.push(Problem::new(ProblemCode::LanguageNotSupported, message));
                Extracted::default()
            }
            None if report.text.trim().is_empty() => Extracted::default(),
            None => match self.parser.parse(&report.text) {
                Ok(annotated) => {
                    parse = annotated;
                    found = times(&report, &parse, &self.calendar);
                    extract(&report, &parse, &self.lexicon)
                }
                Err(e) => {
                    problems.push(Problem::new(ProblemCode::NotAnnotated, e.to_string()));
                    Extracted::default()
                }
            },
        };
        let grounded = ground(&report, &extracted, &found, &self.actors, &self.resolver);
        let reconciled = reconcile(&report.text, &extracted, &grounded);
        Rooms { report, problems, parse, times: found, extracted, grounded, reconciled }
    }

    /// The reading that the rooms came to.
    pub fn reading(&self, rooms: Rooms) -> Reading {
        let Rooms { report, problems, times, extracted, reconciled, .. } = rooms;
        let Reconciled { incidents, disputes, summary } = reconciled;
        let Extracted { sentences, mentions, mut entities, statements, figures, agreements, .. } = extracted;
        let context = truceline_ground::context(&report, &self.actors);
        places::ground(&self.resolver, &report, context, &mentions, &mut entities);
        Reading {
            report,
            day: times.anchor.map(|day| day.to_string()),
            sentences,
            mentions,
            entities,
            times: times.list.into_iter().map(Time::from).collect(),
            statements,
            incidents,
            disputes,
            figures,
            agreements,
            summary,
            problems,
            made_by: self.made_by.clone(),
        }
    }
}

fn is_english(code: &str) -> bool {
    code.split(['-', '_']).next().is_some_and(|language| language.eq_ignore_ascii_case("en"))
}

#[cfg(test)]
mod tests {
    use truceline_record::Report;

    use super::*;

    fn intake(language: Option<&str>, text: &str) -> Intake {
        let report = Report {
            id: "r".to_owned(),
            language: language.map(str::to_owned),
            text: text.to_owned(),
            ..Report::default()
        };
        Intake { report, ..Intake::default() }
    }

    #[test]
    fn one_reader_serves_all_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Reader>();
    }

    #[test]
    fn a_language_that_is_not_read_yet_is_a_problem_and_the_text_stays() {
        let reading = Reader::new(None).unwrap().read(intake(Some("ar"), "قال الجيش إنه لم يطلق النار."));
        assert_eq!(reading.report.text, "قال الجيش إنه لم يطلق النار.");
        assert_eq!(reading.problems.len(), 1);
        assert_eq!(reading.problems[0].code, ProblemCode::LanguageNotSupported);
        assert_eq!(reading.problems[0].message, "language not supported yet: ar");
        assert!(reading.sentences.is_empty() && reading.statements.is_empty());
    }

    #[test]
    fn english_and_what_could_not_be_told_are_read() {
        let reader = Reader::new(None).unwrap();
        for language in [None, Some("en"), Some("en-GB"), Some("EN")] {
            let reading = reader.read(intake(language, "The army said that it held its fire."));
            assert!(reading.problems.is_empty(), "{language:?}");
            assert_eq!(reading.made_by.version, env!("CARGO_PKG_VERSION"));
        }
    }

    #[test]
    fn problems_of_the_intake_are_kept() {
        let unread = Intake::unread("gone.txt", ProblemCode::Unreadable, "gone.txt: no such file");
        let reading = Reader::new(None).unwrap().read(unread.clone());
        assert_eq!(reading.problems, unread.problems);
        assert_eq!(reading.report.id, "gone.txt");
    }
}
