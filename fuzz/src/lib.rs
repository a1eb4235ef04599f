//! What must hold of the intake of any bytes.

use truceline_intake::{Intake, Limits, Options, take};
use truceline_record::Span;

/// Take `bytes` in as `name` and check what is promised of every intake.
pub fn check(name: &str, bytes: &[u8]) -> Vec<Intake> {
    // A low limit, so that cutting is reached by small inputs.
    let options = Options { limits: Limits { max_chars: 2000, ..Limits::default() }, ..Options::default() };
    let taken = take(name, bytes, &options);
    assert!(!taken.is_empty(), "no intake");
    for intake in &taken {
        let chars = intake.report.text.chars().count() as u32;
        assert_eq!(intake.origin.len(), chars, "the origin maps another text");
        assert!(chars <= 2000, "longer than the limit");
        assert!(!intake.report.id.is_empty(), "no id");
        assert!(chars > 0 || !intake.problems.is_empty(), "no text and no problem");
        for at in 0..chars {
            for end in [at + 1, chars] {
                if let Some(range) = intake.origin.bytes(Span::new(at, end)) {
                    assert!(range.start < range.end && range.end <= bytes.len(), "{range:?} of {}", bytes.len());
                }
            }
        }
    }
    taken
}
