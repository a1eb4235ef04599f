use std::io::BufRead;
use truceline_monitor::Notetaker;
use truceline_record::*;
fn main() {
    let n = Notetaker::new().unwrap();
    let ids: Vec<String> = std::env::args().skip(1).collect();
    for l in std::io::stdin().lock().lines() {
        let r: Reading = serde_json::from_str(&l.unwrap()).unwrap();
        if !ids.is_empty() && !ids.contains(&r.report.id) {
            continue;
        }
        let x = n.notes(&r);
        if x.named.is_empty()
            && x.alleged.is_empty()
            && x.calm.is_empty()
            && x.talks.is_empty()
            && x.proposals.is_empty()
        {
            continue;
        }
        let ix = CharIndex::new(&r.report.text);
        let s = |p: Span| ix.slice(&r.report.text, p).to_string();
        println!("## {} {:?} {:?}", r.report.id, x.day.map(|d| d.to_string()), x.country);
        for (i, m) in x.named.iter().enumerate() {
            println!(
                "  N{i} [{}] {:?} {}{} when={:?} by={:?} ex={:?} area={:?} h={:?} | {:?}",
                m.name,
                m.stage,
                if m.fresh { "fresh " } else { "" },
                if m.general { "general" } else { "" },
                m.when.map(|d| (d.from.to_string(), d.to.to_string())),
                m.parties.iter().map(|p| &p.name).collect::<Vec<_>>(),
                m.excluded.iter().map(|p| &p.name).collect::<Vec<_>>(),
                m.area,
                m.hours,
                m.stage_spans.iter().map(|&p| s(p)).collect::<Vec<_>>()
            );
        }
        for a in &x.alleged {
            println!(
                "  A{} {:?} by={:?} accused={:?} of=N{:?} inc={:?} count={:?} prov={:?}\n      {}",
                a.number,
                a.rule,
                a.by,
                a.accused.iter().map(|p| &p.name).collect::<Vec<_>>(),
                a.names,
                a.incidents,
                a.count.as_ref().map(|c| (c.min, c.max, c.total, c.shares.clone())),
                a.provision,
                s(a.sentence)
            );
        }
        for d in &x.denied {
            println!("  D {:?} {}", d.by, s(d.span));
        }
        for c in &x.calm {
            println!("  C {:?} {:?} {:?} {}", c.by, c.days, c.area, s(c.span));
        }
        for t in &x.talks {
            println!(
                "  T {:?} planned={} {:?} {}",
                t.by,
                t.planned,
                t.with.iter().map(|p| (&p.party.name, p.possibly)).collect::<Vec<_>>(),
                s(t.span)
            );
        }
        for t in &x.proposals {
            println!("  P author={:?} by={:?} +{:?} -{:?} {}", t.author, t.by, t.backed_by, t.rejected_by, s(t.span));
        }
    }
}
