//! What must hold of the intake of any bytes.

use std::collections::BTreeSet;
use std::io::{Cursor, Write};

use serde_json::json;
use truceline_intake::{Format, Intake, Limits, Options, sniff, take};
use truceline_ledger::{By, Ledger, Signer, store::Open};
use truceline_record::Span;

/// Take `bytes` in as `name` and check what is promised of every intake.
pub fn check(name: &str, bytes: &[u8]) -> Vec<Intake> {
    // A low limit, so that cutting is reached by small inputs.
    let options = Options { limits: Limits { max_chars: 2000, ..Limits::default() }, ..Options::default() };
    let taken = take(name, bytes, &options);
    assert!(!taken.is_empty(), "no intake");
    let ids: BTreeSet<&str> = taken.iter().map(|i| i.report.id.as_str()).collect();
    let given = matches!(sniff(name, bytes), Format::JsonLines | Format::Readings);
    assert!(given || ids.len() == taken.len(), "two reports of one id");
    for intake in &taken {
        let chars = intake.report.text.chars().count() as u32;
        assert_eq!(intake.origin.len(), chars, "the origin maps another text");
        assert!(chars <= 2000, "longer than the limit");
        assert!(!intake.report.id.is_empty(), "no id");
        assert!(chars > 0 || !intake.problems.is_empty(), "no text and no problem");
        assert!(intake.report.pages.iter().all(|p| p.start < p.end && p.end <= chars), "a page past the end");
        for at in 0..chars {
            for end in [at + 1, chars] {
                if let Some(range) = intake.origin.bytes(Span::new(at, end)) {
                    // In a part that was packed, positions are of its bytes once unpacked.
                    let within = intake.origin.part(at).is_some() || range.end <= bytes.len();
                    assert!(range.start < range.end && within, "{range:?} of {}", bytes.len());
                }
            }
        }
    }
    taken
}

/// A zip archive of `files`, stored as they are, so that the fuzzer sees what it changes.
pub fn zip(files: &[(&str, &[u8])]) -> Option<Vec<u8>> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in files {
        out.start_file(*name, stored).ok()?;
        out.write_all(bytes).ok()?;
    }
    Some(out.finish().ok()?.into_inner())
}

/// Do `work` with an empty ledger, which must be sound after it.
pub fn into_ledger(work: impl FnOnce(&mut Ledger, &By)) {
    let Ok(mut ledger) = Ledger::open(":memory:", Open::OrMake) else { return };
    work(&mut ledger, &By { who: "ana".to_owned(), at: "2031-03-14T09:30:00Z".to_owned() });
    let verified = ledger.verify(None).map(|verified| verified.faults);
    assert!(verified.as_ref().is_ok_and(Vec::is_empty), "{verified:?}");
}

/// A bundle of these files, signed as it should be, with a manifest that lists them.
pub fn bundle(journal: &[u8], readings: &[u8]) -> Option<Vec<u8>> {
    let path = std::env::temp_dir().join(format!("truceline-fuzz-{}.key", std::process::id()));
    let signer = Signer::open(&path).ok()?;
    let files = [("journal.jsonl", journal), ("heads.jsonl", b"".as_slice()), ("readings.jsonl", readings)];
    let listed = files.map(
        |(path, bytes)| json!({"path": path, "size": bytes.len(), "blake3": blake3::hash(bytes).to_hex().to_string()}),
    );
    // the end of the journal as its last line tells it
    let last = journal.trim_ascii_end().rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
    let last: serde_json::Value = serde_json::from_slice(last).unwrap_or_default();
    let manifest = json!({
        "format": "truceline bundle", "version": 1, "head": {"seq": last["seq"].as_i64().unwrap_or(0), "hash": last["hash"].as_str().unwrap_or("")},
        "reports": 0, "left_out": {"reports": 0, "originals": 0, "decisions": 0}, "files": listed, "signer": signer.public(),
    })
    .to_string();
    let signature = signer.sign_text(&manifest) + "\n";
    let mut all = files.to_vec();
    all.extend([("manifest.json", manifest.as_bytes()), ("manifest.sig", signature.as_bytes())]);
    zip(&all)
}
