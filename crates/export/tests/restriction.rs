//! What is restricted is in no export of what people of a lower role see, whatever the format.
#![allow(clippy::unwrap_used)]

mod common;

use common::{CANARY, CLINIC, Story, TIMES, WIRE, add, decide, empty, incident_at, out_of, unpacked};
use truceline_export::{Format, View};
use truceline_ledger::{Ledger, Part, Role, What, store::Open};

/// Tells of what the wire and the times tell of, with more.
const OREL: Story = Story { place: WIRE.place, day: WIRE.day, killed: (Some(97), Some(97), "97"), ..CANARY };

#[test]
fn what_is_restricted_is_in_no_export_for_who_may_not_see_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("truceline.db").display().to_string();
    let mut whole = Ledger::open(&at, Open::OrMake).unwrap();
    add(&mut whole, &[WIRE, OREL, TIMES, CLINIC]);
    let orel = incident_at(&mut whole, "Orel");
    decide(&mut whole, What::Annotate { incident: orel, note: "heard from the canary".into() }, 3);
    let report = whole.reports().unwrap().remove(1);
    decide(&mut whole, What::Restrict { report: report.clone(), to: Role::Editor }, 4);
    let mut without = empty();
    add(&mut without, &[WIRE, TIMES, CLINIC]);
    for role in Role::ALL {
        let mut part = Part::new(Ledger::open(&at, Open::ToLook).unwrap(), role).unwrap();
        for format in Format::ALL {
            let (bytes, written) = out_of(part.ledger(), format, None);
            if role >= Role::Editor {
                let all = unpacked(&bytes);
                let hxl =
                    matches!(format, Format::Hxl | Format::Geojson | Format::Acled | Format::Ucdp | Format::Polecat);
                assert!(hxl || all.contains("Canary") || all.contains("97"), "{}", format.name());
                continue;
            }
            let (expected, told) = out_of(&mut without, format, None);
            assert_eq!(bytes, expected, "{} as {role:?}", format.name());
            assert_eq!((written.incidents, written.left_out), (told.incidents, told.left_out), "{}", format.name());
            assert!(!unpacked(&bytes).to_lowercase().contains("canary"), "{}", format.name());
        }
        let marked = View::new(part.ledger()).unwrap().restricted_incidents().unwrap();
        assert_eq!(marked.len(), usize::from(role >= Role::Editor));
    }
}
