//! In place of `pdf.rs` in a program that was built without it.

use truceline_record::ProblemCode;

use crate::{Intake, Options};

pub(crate) fn take(_bytes: &[u8], _options: &Options, intake: &mut Intake) {
    let name = intake.report.id.clone();
    intake.problem(
        ProblemCode::Unreadable,
        format!("{name}: a PDF document, which this program was built without; build it with --features pdf, or give its text (pdftotext makes it)"),
    );
}
