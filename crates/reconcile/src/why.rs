//! Why an incident is what it is: the mentions that it was made of, and which of them gave each value.
//!
//! This relates a finished record back to the events that it came from, by spans; it decides nothing anew. Where several rules could have
//! given a value, the answer names the one that must have.

use truceline_extract::{Event, Extracted};
use truceline_ground::Grounded;
use truceline_record::{CharIndex, Claim, ClaimSays, Incident, Reality, Span};

use crate::{View, claims, cluster, incident};

/// The log odds from which what the encoder says counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// That mentions are of one incident, on average.
    pub same: f32,
    /// That the report is chiefly about an incident.
    pub main: f32,
    /// That a statement makes a claim.
    pub says: f32,
}

/// The log odds from which what the encoder says counts.
pub const THRESHOLDS: Thresholds = Thresholds { same: cluster::ONE, main: incident::MAIN, says: claims::SAYS };

/// What an incident was made of. Events are counted from 0, in the order of [`Extracted::events`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Why {
    /// The events that are its mentions, in the order of the text.
    pub mentions: Vec<usize>,
    /// The pairs of its mentions.
    pub joined: Vec<Pair>,
    /// The other incident that is nearest to being the same one, where there is another.
    pub nearest: Option<Nearest>,
    /// The words that gave the date.
    pub date: Option<Given>,
    /// The words that gave the place.
    pub place: Option<Given>,
    /// For each claim of the incident, what gave it.
    pub claims: Vec<Basis>,
    /// Claims that the encoder weighed and did not take, the likeliest first.
    pub refused: Vec<Refused>,
}

/// Two mentions, and what speaks for their being of one incident.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The earlier event.
    pub first: usize,
    /// The later event.
    pub second: usize,
    /// The encoder's log odds that they are of one incident.
    pub odds: f32,
    /// What their types speak against it.
    pub unlike: f32,
    /// What days, places, tolls, doers, words and distance speak against it; below zero where they speak for it.
    pub apart: f32,
}

/// Another incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearest {
    /// Its id.
    pub incident: String,
    /// The mean over all pairs of mentions, with all that speaks for and against them.
    pub odds: f32,
}

/// Words that gave a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// The words.
    pub span: Span,
    /// The event that they belong to.
    pub event: usize,
    /// Whether they are only near it: in its sentence, with no word of its own that tells.
    pub near: bool,
}

/// What gave a claim.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Basis {
    /// The narrator's own words name the event.
    Narrator(usize),
    /// The encoder links the statement to the event with these log odds.
    Encoder {
        /// The event.
        event: usize,
        /// The log odds.
        odds: f32,
    },
    /// The event stands in the statement, whose act says so.
    Act(usize),
    /// None of these.
    Unknown,
}

/// A claim that was weighed and not taken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Refused {
    /// The statement, counted from 0.
    pub statement: usize,
    /// What it would have said.
    pub says: ClaimSays,
    /// The encoder's log odds.
    pub odds: f32,
    /// The event.
    pub event: usize,
}

/// Why each of the `incidents` of a report is what it is, in their order.
pub fn why(text: &str, extracted: &Extracted, grounded: &Grounded, incidents: &[Incident]) -> Vec<Why> {
    let view = View { text, index: CharIndex::new(text), extracted, grounded };
    let groups: Vec<Vec<usize>> = incidents.iter().map(|i| mentions(extracted, i)).collect();
    let one = |(n, i): (usize, &Incident)| {
        let own = groups[n].as_slice();
        let claims: Vec<Basis> = i.claims.iter().map(|c| basis(extracted, own, c)).collect();
        Why {
            joined: pairs(&view, own),
            nearest: nearest(&view, &groups, n, incidents),
            date: i.date.as_ref().and_then(|d| {
                let near = |n: usize| grounded.nearby.get(n).and_then(|n| n.date);
                given(extracted, own, &d.spans, |e| &e.dates, near)
            }),
            place: i.place.as_ref().and_then(|p| {
                let near = |n: usize| {
                    grounded.nearby.get(n).and_then(|n| n.within.filter(|w| p.spans.contains(w)).or(n.place))
                };
                given(extracted, own, &p.spans, |e| &e.places, near)
            }),
            refused: refused(extracted, own, i),
            claims,
            mentions: own.to_vec(),
        }
    };
    incidents.iter().enumerate().map(one).collect()
}

/// The events whose triggers are those of an incident.
fn mentions(extracted: &Extracted, i: &Incident) -> Vec<usize> {
    let of = |e: &Event| i.triggers.iter().any(|t| t.contains(e.trigger));
    (0..extracted.events.len()).filter(|&n| of(&extracted.events[n])).collect()
}

fn pair(view: &View, first: usize, second: usize) -> Option<Pair> {
    let odds = *view.extracted.same.get(first)?.get(second)?;
    let (a, b) = (view.extracted.events.get(first)?, view.extracted.events.get(second)?);
    let unlike = cluster::unlike(a.kind, b.kind);
    Some(Pair { first, second, odds, unlike, apart: cluster::apart(view, a, b) })
}

fn pairs(view: &View, own: &[usize]) -> Vec<Pair> {
    let later = |n: usize| own[n + 1..].iter().map(move |&b| (own[n], b));
    (0..own.len()).flat_map(later).filter_map(|(a, b)| pair(view, a, b)).collect()
}

fn nearest(view: &View, groups: &[Vec<usize>], n: usize, incidents: &[Incident]) -> Option<Nearest> {
    let mean = |other: &[usize]| {
        let all = groups[n].iter().flat_map(|&a| other.iter().map(move |&b| (a.min(b), a.max(b))));
        let odds: Vec<f32> = all.filter_map(|(a, b)| pair(view, a, b)).map(|p| p.odds - p.unlike - p.apart).collect();
        (!odds.is_empty()).then(|| odds.iter().sum::<f32>() / odds.len() as f32)
    };
    let others = (0..groups.len()).filter(|&m| m != n).filter_map(|m| Some((mean(&groups[m])?, m)));
    let (odds, m) = others.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
    Some(Nearest { incident: incidents[m].id.clone(), odds })
}

/// The event whose words `spans` are, else the one that they are near.
fn given<'e>(
    extracted: &'e Extracted,
    own: &[usize],
    spans: &[Span],
    told: impl Fn(&'e Event) -> &'e Vec<Span>,
    near: impl Fn(usize) -> Option<Span>,
) -> Option<Given> {
    let span = *spans.first()?;
    let by_word = own.iter().find(|&&n| told(&extracted.events[n]).iter().any(|s| span.contains(*s)));
    let by_place = || own.iter().find(|&&n| near(n) == Some(span));
    let (event, near) = by_word.map(|&n| (n, false)).or_else(|| by_place().map(|&n| (n, true)))?;
    Some(Given { span, event, near })
}

fn basis(extracted: &Extracted, own: &[usize], claim: &Claim) -> Basis {
    let event = |n: usize| &extracted.events[n];
    let Some(id) = &claim.by else {
        // of the narrator's mentions, the first told as a fact that names who did it, where that is what is claimed
        let says = |n: &usize| event(*n).by.is_none();
        let names = |n: &usize| claim.party.is_none() || !event(*n).actors.is_empty();
        let rank = |n: &usize| (event(*n).reality != Reality::Actual, !names(n), *n);
        let best = own.iter().copied().filter(says).min_by_key(rank);
        return best.map_or(Basis::Unknown, Basis::Narrator);
    };
    let Some(statement) = extracted.statements.iter().position(|s| s.id == *id) else { return Basis::Unknown };
    let weighed = |n: usize| event(n).claims.iter().filter(move |c| c.statement == statement);
    let told = own.iter().flat_map(|&n| weighed(n).filter(|c| c.says == claim.says).map(move |c| (c.odds, n)));
    let likeliest = told.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let plain = claims::plain(extracted.statements[statement].act);
    let by_act = |n: &usize| event(*n).by == Some(statement) && (plain || weighed(*n).next().is_none());
    let act = own.iter().copied().find(by_act);
    match (likeliest, act) {
        (Some((odds, event)), None) => Basis::Encoder { event, odds },
        (Some((odds, event)), Some(_)) if odds > claims::PLAIN => Basis::Encoder { event, odds },
        (_, Some(event)) => Basis::Act(event),
        (None, None) => Basis::Unknown,
    }
}

/// How far below the threshold a claim may be to be told of.
const CLOSE: f32 = 1.0;
/// How many are told of.
const TOLD: usize = 3;

fn refused(extracted: &Extracted, own: &[usize], i: &Incident) -> Vec<Refused> {
    let close = THRESHOLDS.says - CLOSE..=THRESHOLDS.says;
    let taken = |statement: usize, says: ClaimSays| {
        let id = extracted.statements.get(statement).map(|s| s.id.as_str());
        i.claims.iter().any(|c| c.by.as_deref() == id && c.says == says)
    };
    let all = own.iter().flat_map(|&event| extracted.events[event].claims.iter().map(move |c| (event, c)));
    let mut out: Vec<Refused> = all
        .filter(|(_, c)| close.contains(&c.odds) && !taken(c.statement, c.says))
        .map(|(event, c)| Refused { statement: c.statement, says: c.says, odds: c.odds, event })
        .collect();
    out.sort_by(|a, b| b.odds.total_cmp(&a.odds).then((a.statement, a.says).cmp(&(b.statement, b.says))));
    let mut seen = Vec::new();
    out.retain(|r| {
        let new = !seen.contains(&(r.statement, r.says));
        seen.push((r.statement, r.says));
        new
    });
    out.truncate(TOLD);
    out
}

#[cfg(test)]
mod tests {
    use truceline_extract::Claimed;
    use truceline_ground::Nearby;
    use truceline_record::{Act, IncidentType, Quote, Statement};

    use super::*;

    const TEXT: &str = "a b c d e f g h i j k l m n o p q r s t u v w x y z ";

    fn event(start: u32, kind: IncidentType) -> Event {
        Event::new(Span::new(start, start + 4), kind)
    }

    fn statement() -> Statement {
        Statement {
            id: "s1".into(),
            speaker: vec![Span::new(10, 12)],
            speaker_name: None,
            cue: vec![Span::new(12, 14)],
            content: vec![Span::new(14, 30)],
            quote: Quote::Indirect,
            act: Act::Deny,
            addressee: vec![],
            within: None,
        }
    }

    /// "shot fired on Friday s1 says no strike: TEXT": two shellings that are one, a clash that is another.
    fn read() -> (Extracted, Grounded, Vec<Incident>) {
        let mut events =
            vec![event(0, IncidentType::Shelling), event(20, IncidentType::AirStrike), event(40, IncidentType::Talks)];
        events[0].dates = vec![Span::new(6, 9)];
        events[1].by = Some(0);
        events[1].claims = vec![
            Claimed { statement: 0, says: ClaimSays::DidNotHappen, odds: 2.5 },
            Claimed { statement: 0, says: ClaimSays::NotResponsible, odds: 0.5 },
        ];
        let same = vec![vec![9.0, 2.0, -4.0], vec![2.0, 9.0, -1.0], vec![-4.0, -1.0, 9.0]];
        let extracted = Extracted { events, same, statements: vec![statement()], ..Extracted::default() };
        let nearby = |date| Nearby { date, ..Nearby::default() };
        let grounded = Grounded {
            nearby: vec![nearby(None), nearby(None), nearby(Some(Span::new(46, 49)))],
            ..Grounded::default()
        };
        let incidents = crate::reconcile(TEXT, &extracted, &grounded);
        (extracted, grounded, incidents.incidents)
    }

    #[test]
    fn an_incident_is_led_back_to_its_mentions() {
        let (extracted, grounded, incidents) = read();
        let all = why(TEXT, &extracted, &grounded, &incidents);
        assert_eq!(all.iter().map(|w| w.mentions.clone()).collect::<Vec<_>>(), [vec![0, 1], vec![2]]);
        let [pair] = all[0].joined.as_slice() else { panic!("{:?}", all[0].joined) };
        assert_eq!((pair.first, pair.second, pair.odds), (0, 1, 2.0));
        assert_eq!(pair.unlike, 0.0, "one family of types");
        let nearest = all[1].nearest.as_ref().unwrap();
        assert_eq!(nearest.incident, "i1");
        assert!(nearest.odds < THRESHOLDS.same);
    }

    #[test]
    fn a_value_is_led_back_to_its_words() {
        let (extracted, grounded, incidents) = read();
        let all = why(TEXT, &extracted, &grounded, &incidents);
        assert_eq!(all[0].date, Some(Given { span: Span::new(6, 9), event: 0, near: false }));
        let mut dated = incidents;
        dated[1].date = Some(truceline_record::DateRange {
            start: None,
            end: None,
            precision: None,
            spans: vec![Span::new(46, 49)],
        });
        let all = why(TEXT, &extracted, &grounded, &dated);
        assert_eq!(all[1].date, Some(Given { span: Span::new(46, 49), event: 2, near: true }));
    }

    #[test]
    fn a_claim_is_led_back_to_what_gave_it() {
        let (extracted, grounded, incidents) = read();
        let all = why(TEXT, &extracted, &grounded, &incidents);
        let of = |by: Option<&str>, says| {
            let claim = Claim { by: by.map(str::to_owned), says, party: None };
            basis(&extracted, &all[0].mentions, &claim)
        };
        assert_eq!(of(None, ClaimSays::Happened), Basis::Narrator(0));
        assert_eq!(of(Some("s1"), ClaimSays::DidNotHappen), Basis::Act(1), "a denial speaks plainly");
        assert_eq!(of(Some("s9"), ClaimSays::Happened), Basis::Unknown);
        let mut vague = extracted.clone();
        vague.statements[0].act = Act::Assert;
        let of = |says| basis(&vague, &all[0].mentions, &Claim { by: Some("s1".to_owned()), says, party: None });
        assert_eq!(of(ClaimSays::DidNotHappen), Basis::Encoder { event: 1, odds: 2.5 });
        assert_eq!(of(ClaimSays::NotResponsible), Basis::Encoder { event: 1, odds: 0.5 });
        assert_eq!(of(ClaimSays::Unconfirmed), Basis::Unknown);
        let [refused] = all[0].refused.as_slice() else { panic!("{:?}", all[0].refused) };
        assert_eq!((refused.says, refused.statement), (ClaimSays::NotResponsible, 0));
    }
}
