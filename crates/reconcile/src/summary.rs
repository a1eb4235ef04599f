//! What a reader must know, in at most six lines, each tied to the words it is made from.

use truceline_record::{
    Act, Agreement, ClaimSays, Dispute, DisputeAspect, Incident, IncidentType, Reality, Span, Statement, SummaryLine,
    Toll, merged,
};

use crate::View;

/// Lines at most.
const LINES: usize = 6;
/// Characters of a quoted content at most.
const QUOTED: usize = 140;

/// The summary: main incidents by whose account, what is disputed, what is demanded, proposed or agreed.
pub(crate) fn summary(
    view: &View,
    incidents: &[Incident],
    disputes: &[Dispute],
    agreements: &[Agreement],
) -> Vec<SummaryLine> {
    let mut out: Vec<SummaryLine> = incidents.iter().filter(|i| i.main).take(3).map(|i| happened(view, i)).collect();
    out.extend(disputes.iter().take(2).filter_map(|d| disputed(view, d, incidents)));
    let wants = |s: &&Statement| matches!(s.act, Act::Demand | Act::Propose | Act::Commit | Act::Threaten);
    out.extend(view.extracted.statements.iter().filter(wants).take(2).filter_map(|s| wanted(view, s)));
    out.extend(
        agreements.iter().take(1).map(|a| SummaryLine {
            text: format!("{}: {}", a.name, a.status.replace('_', " ")),
            spans: a.spans.clone(),
        }),
    );
    out.truncate(LINES);
    out
}

fn happened(view: &View, i: &Incident) -> SummaryLine {
    let mut spans = i.triggers.clone();
    let mut text = label(i.kind).to_owned();
    if i.reality != Reality::Actual {
        let word = match i.reality {
            Reality::Planned => "planned",
            Reality::Hypothetical => "possible",
            Reality::Denied => "said not to have happened",
            Reality::Actual => "",
        };
        text += &format!(" ({word})");
    }
    if let Some(p) = &i.place
        && let Some(name) = &p.name
    {
        text += &format!(", {name}");
        spans.extend(&p.spans);
    }
    if let Some(d) = &i.date {
        let day = d.start.clone().or_else(|| d.spans.first().map(|&s| view.words(s)));
        if let Some(day) = day {
            text += &format!(", {day}");
            spans.extend(&d.spans);
        }
    }
    let tolls = [("killed", &i.killed), ("injured", &i.injured)];
    for (what, rows) in tolls {
        for row in rows.iter().take(3) {
            text += &format!("; {} {what}", amount(row));
            if let Some(who) = view.speaker(row.by.as_deref()) {
                text += &format!(", according to {who}");
            }
            spans.extend(&row.spans);
        }
    }
    for c in i.claims.iter().filter(|c| !matches!(c.says, ClaimSays::Happened | ClaimSays::Unconfirmed)).take(3) {
        let who = view.speaker(c.by.as_deref()).unwrap_or_else(|| "the report".into());
        let party = c.party.clone().unwrap_or_else(|| "somebody".into());
        text += &match c.says {
            ClaimSays::Responsible => format!("; {who} names {party}"),
            ClaimSays::NotResponsible => format!("; {who} says that {party} did not do it"),
            ClaimSays::ClaimsResponsibility => format!("; {who} says that it did it"),
            ClaimSays::DidNotHappen => format!("; {who} says that it did not happen"),
            _ => format!("; {who} speaks of intent"),
        };
        if let Some(s) = view.statement(c.by.as_deref()) {
            spans.extend(&s.cue);
        }
    }
    SummaryLine { text, spans: merged(spans) }
}

/// "25 or more", "up to 10", "about 20".
pub(crate) fn amount(row: &Toll) -> String {
    let number = match (row.min, row.max) {
        (Some(a), Some(b)) if a == b && row.approximate => format!("about {a}"),
        (Some(a), Some(b)) if a == b => a.to_string(),
        (Some(a), Some(b)) => format!("{a} to {b}"),
        (Some(a), None) => format!("{a} or more"),
        (None, Some(b)) => format!("up to {b}"),
        (None, None) => String::new(),
    };
    let who = match row.who {
        truceline_record::TollWho::Total => "",
        truceline_record::TollWho::Civilian => " civilian",
        truceline_record::TollWho::Combatant => " combatant",
        truceline_record::TollWho::Child => " child",
        truceline_record::TollWho::Woman => " woman",
        truceline_record::TollWho::Man => " man",
        truceline_record::TollWho::Medic => " medic",
        truceline_record::TollWho::Journalist => " journalist",
        truceline_record::TollWho::AidWorker => " aid worker",
    };
    let many = row.min != Some(1) || row.max != Some(1);
    let who = match (who, many) {
        ("", _) => String::new(),
        (" child", true) => " children".to_owned(),
        (" woman", true) => " women".to_owned(),
        (" man", true) => " men".to_owned(),
        (w, true) => format!("{w}s"),
        (w, false) => w.to_owned(),
    };
    number + &who
}

fn disputed(view: &View, d: &Dispute, incidents: &[Incident]) -> Option<SummaryLine> {
    let on = match d.aspect {
        DisputeAspect::Killed => "how many were killed",
        DisputeAspect::Injured => "how many were injured",
        DisputeAspect::Responsibility => "who did it",
        DisputeAspect::Occurrence => "whether it happened",
        DisputeAspect::Intent => "whether it was meant",
        DisputeAspect::Figure => "a figure",
        DisputeAspect::Status => "where it stands",
        DisputeAspect::Other => "what happened",
    };
    let side = |s: &truceline_record::DisputeSide| {
        let who = view.speaker(s.by.as_deref()).unwrap_or_else(|| "the report".into());
        format!("{who}: {}", s.says)
    };
    let mut spans: Vec<Span> =
        d.sides.iter().filter_map(|s| view.statement(s.by.as_deref())).flat_map(|s| s.cue.iter().copied()).collect();
    if let Some(i) = incidents.iter().find(|i| Some(&i.id) == d.incident.as_ref()) {
        spans.extend(&i.triggers);
    }
    if spans.is_empty() {
        return None;
    }
    let text = format!("disputed, {on}: {}", d.sides.iter().map(side).collect::<Vec<_>>().join("; "));
    Some(SummaryLine { text, spans: merged(spans) })
}

fn wanted(view: &View, s: &Statement) -> Option<SummaryLine> {
    let who = view.speaker(Some(&s.id))?;
    let first = *s.content.first()?;
    let mut said = view.words(first);
    if said.chars().count() > QUOTED {
        said = said.chars().take(QUOTED).collect::<String>() + "…";
    }
    let does = match s.act {
        Act::Demand => "demands",
        Act::Propose => "proposes",
        Act::Commit => "commits to",
        _ => "threatens",
    };
    let spans = s.speaker.iter().chain(&s.cue).chain([&first]).copied().collect();
    Some(SummaryLine { text: format!("{who} {does}: {said}"), spans: merged(spans) })
}

/// What an incident's type is called.
pub fn label(kind: IncidentType) -> &'static str {
    use IncidentType as T;
    match kind {
        T::AirStrike => "Air strike",
        T::Shelling => "Shelling",
        T::ArmedClash => "Armed clash",
        T::SuicideBombing => "Suicide bombing",
        T::RemoteExplosive => "Bomb or mine",
        T::ChemicalAttack => "Chemical attack",
        T::Shooting => "Shooting",
        T::Execution => "Execution",
        T::Abduction => "Abduction",
        T::Arrest => "Arrest",
        T::Torture => "Torture",
        T::SexualViolence => "Sexual violence",
        T::Siege => "Siege",
        T::Displacement => "Displacement",
        T::Evacuation => "Evacuation",
        T::TerritoryTaken => "Territory taken",
        T::AidDelivery => "Aid delivery",
        T::AidObstructed => "Aid obstructed",
        T::Destruction => "Destruction",
        T::Protest => "Protest",
        T::Talks => "Talks",
        T::Agreement => "Agreement",
        T::Ceasefire => "Ceasefire",
        T::CeasefireViolation => "Ceasefire violation",
        T::Release => "Release",
        T::Deployment => "Deployment",
        T::Disarmament => "Disarmament",
        T::OtherViolence => "Violence",
        T::Other => "Event",
    }
}

#[cfg(test)]
mod tests {
    use truceline_record::{Act, ClaimSays, IncidentType as T};

    use crate::testing::Told;

    #[test]
    fn the_summary_says_what_happened_by_whose_account_and_what_is_wanted() {
        let told = Told::new("Dosta said a raid killed 12. Orrel called for a halt.");
        let told = told.says("Dosta", Act::Assert, "a raid killed 12").says("Orrel", Act::Demand, "a halt");
        let told = told.event("raid", T::AirStrike).main(2.0).killed("12", Some(12), Some(12), 1.0);
        let read = told.claim(1, ClaimSays::Happened, 1.0).read(&[]);
        let lines: Vec<_> = read.summary.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(lines, ["Air strike; 12 killed, according to Dosta", "Orrel demands: a halt"]);
        assert!(read.summary.iter().all(|l| !l.spans.is_empty()));
    }
}
