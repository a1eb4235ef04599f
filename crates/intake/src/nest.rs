//! What is packed in an input: how deep, and how much of it is taken.

use truceline_record::ProblemCode;

use crate::limits::size;
use crate::sniff::{Format, binary, sniff};
use crate::{
    Intake, Options, docx, feed, html, jsonl, mail, one, pdf, readings, sheet, telegram, text, wacz, warc, whatsapp,
};

/// What is left of the limits while one input is read with all that is packed in it.
#[derive(Debug)]
pub(crate) struct Nest<'o> {
    /// What the user says.
    pub(crate) options: &'o Options,
    used: Used,
}

/// What was used up of the limits.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Used {
    depth: usize,
    unpacked: u64,
    text: u64,
    originals: u64,
}

/// Why something packed is not read.
pub(crate) type Refusal = (ProblemCode, String);

impl<'o> Nest<'o> {
    pub(crate) fn new(options: &'o Options) -> Self {
        Self::again(options, Used::default())
    }

    /// One of which a part was used up already.
    pub(crate) const fn again(options: &'o Options, used: Used) -> Self {
        Self { options, used }
    }

    /// What is used up by now.
    pub(crate) const fn used(&self) -> Used {
        self.used
    }

    /// Count `bytes` more as unpacked; or say why they are too many.
    pub(crate) fn unpack(&mut self, name: &str, bytes: u64) -> Result<(), Refusal> {
        let max = self.options.limits.max_unpacked_bytes;
        self.used.unpacked = self.used.unpacked.saturating_add(bytes);
        if self.used.unpacked <= max {
            return Ok(());
        }
        let message = format!(
            "{name}: unpacked, the archive is more than the limit of {}: the rest of it is not read; split it",
            size(max)
        );
        Err((ProblemCode::TooLarge, message))
    }

    /// Count the text of `intakes` as kept; or say why it is too much.
    pub(crate) fn keep(&mut self, name: &str, intakes: &[Intake]) -> Result<(), Refusal> {
        /// What a report takes besides its text.
        const REPORT: u64 = 512;
        let max = self.options.limits.max_text_bytes;
        let bytes: u64 = intakes.iter().map(|i| i.report.text.len() as u64 + REPORT).sum();
        self.used.text = self.used.text.saturating_add(bytes);
        if self.used.text <= max {
            return Ok(());
        }
        let message =
            format!("{name}: the reports are more than the limit of {}: the others are not read; split it", size(max));
        Err((ProblemCode::TooLarge, message))
    }

    /// Whether `bytes` more of original bytes may be kept beside the input.
    pub(crate) const fn keep_original(&mut self, bytes: u64) -> bool {
        let kept = self.used.originals.saturating_add(bytes);
        let fits = kept <= self.options.limits.max_original_bytes;
        if fits {
            self.used.originals = kept;
        }
        fits
    }

    /// The intakes of `bytes`, a whole input of `format`.
    pub(crate) fn take(&mut self, format: Format, name: &str, bytes: &[u8]) -> Vec<Intake> {
        let options = self.options;
        let single = |reader: fn(&[u8], &Options, &mut Intake)| vec![one(name, bytes, format, options, reader)];
        match format {
            Format::Text => return single(text::take),
            Format::Html => return single(html::take),
            Format::Pdf => return single(pdf::take),
            Format::JsonLines => return jsonl::take(name, bytes, options),
            Format::Readings => return readings::take(name, bytes, options),
            Format::Sheet => return vec![sheet::unmapped(name)],
            _ => {}
        }
        if let Some(message) = options.limits.too_large_for(format, name, bytes.len() as u64) {
            return vec![Intake::unread(name, ProblemCode::TooLarge, message)];
        }
        let reader = match format {
            Format::Feed => feed::take,
            Format::Docx => docx::take,
            Format::Mail => mail::take,
            Format::Warc => warc::take,
            Format::Wacz => wacz::take,
            Format::Telegram => telegram::take,
            _ => whatsapp::take,
        };
        reader(name, bytes, self)
    }

    /// The intakes of `bytes`, which were packed as `part` (a file name where it has one) in another input; `id` is what
    /// they are called. Nothing where they are not of a format that is read: `Err` then says what they look like.
    pub(crate) fn packed(&mut self, id: &str, part: &str, bytes: &[u8]) -> Result<Vec<Intake>, &'static str> {
        let format = sniff(part, bytes);
        if matches!(format, Format::Text | Format::Html)
            && let Some(looks) = binary(bytes)
        {
            return Err(looks);
        }
        if self.used.depth >= self.options.limits.max_depth {
            let max = self.options.limits.max_depth;
            let message = format!("{id}: packed more than {max} deep; take it out of what it is packed in");
            return Ok(vec![Intake::unread(id, ProblemCode::TooLarge, message)]);
        }
        self.used.depth += 1;
        let mut taken = self.take(format, id, bytes);
        self.used.depth -= 1;
        for intake in &mut taken {
            intake.origin.within(part);
        }
        Ok(taken)
    }
}
