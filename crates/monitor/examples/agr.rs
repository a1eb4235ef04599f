use truceline_ledger::{Ledger, store::Open};
use truceline_monitor::*;
fn main() {
    let p = std::env::args().nth(1).unwrap();
    let mut l = Ledger::open(&p, Open::Existing).unwrap();
    let mut v = truceline_export::View::new(&mut l).unwrap();
    let n = Notetaker::new().unwrap();
    let t = std::time::Instant::now();
    let w = Watch::new(&mut v, &n, None, None).unwrap();
    eprintln!("{:?}", t.elapsed());
    for k in w.agreements() {
        println!(
            "{} | {} | {:?} by={:?} ex={:?} area={:?} h={:?} begins={:?} ends={:?} reports={} names={:?}",
            k.id,
            k.name,
            k.status,
            k.parties,
            k.excluded,
            k.area,
            k.hours,
            k.begins.map(|d| (d.from.to_string(), d.to.to_string())),
            k.ends.map(|d| (d.from.to_string(), d.to.to_string())),
            k.reports.len(),
            k.names.iter().map(|n| (&n.name, n.reports)).collect::<Vec<_>>()
        );
        for r in &k.reports {
            println!(
                "      {} {:?} {}",
                r.name,
                r.day.map(|d| d.to_string()),
                r.reasons.iter().map(|r| format!("{} {:+}", r.why, r.weight)).collect::<Vec<_>>().join("; ")
            );
        }
    }
}
