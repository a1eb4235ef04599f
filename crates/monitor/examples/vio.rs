use truceline_ledger::{Ledger, store::Open};
use truceline_monitor::*;
fn main() {
    let p = std::env::args().nth(1).unwrap();
    let mut l = Ledger::open(&p, Open::Existing).unwrap();
    let mut v = truceline_export::View::new(&mut l).unwrap();
    let n = Notetaker::new().unwrap();
    let w = Watch::new(&mut v, &n, None, None).unwrap();
    let vs = violations(&mut v, &w).unwrap();
    println!("{}", vs.len());
    for x in vs {
        println!(
            "{} {:?} {:?} place={:?} accused={:?} inc={:?} count={:?} kind={} terms={:?}\n   status {:?} / {:?}",
            x.id,
            x.agreement,
            x.days.map(|d| (d.from.to_string(), d.to.to_string())),
            x.place,
            x.accused,
            x.incidents.iter().map(|i| &i[..6]).collect::<Vec<_>>(),
            x.count.map(|c| (c.min, c.max, c.shares)),
            x.kind,
            x.terms,
            x.status.occurrence.is,
            x.status.attribution
        );
        for a in x.alleged_by {
            println!("     by {} [{:?}] {}", a.by, a.rule, a.quote);
        }
        for a in x.answers {
            println!("     ANSWER {} {:?} {}", a.by, a.says, a.quote);
        }
    }
}
