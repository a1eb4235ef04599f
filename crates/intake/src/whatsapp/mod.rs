//! Chats as WhatsApp exports them (`.txt`, from Android and iOS): each message with text is a report.
//!
//! A message starts with a date, a time and a sender, in the ways of the telephone's region; lines without them belong
//! to the message before. The times are those of the telephone's clock, of which the export does not tell the offset.

mod line;
mod order;

use truceline_record::{ProblemCode, Span};

use crate::charset::{charset, decode};
use crate::nest::Nest;
use crate::normalise::Normaliser;
use crate::{Intake, language};
use line::Head;
use order::Order;

/// How much of an input is looked at.
const SAMPLE: usize = 16 * 1024;

/// What the app writes in the place of what it does not export, and what was taken back.
const PLACEHOLDERS: &[&str] = &[
    "<media omitted>",
    "null",
    "image omitted",
    "video omitted",
    "audio omitted",
    "sticker omitted",
    "gif omitted",
    "document omitted",
    "contact card omitted",
    "this message was deleted",
    "this message was deleted.",
    "you deleted this message",
    "you deleted this message.",
    "missed voice call",
    "missed video call",
];

/// Whether `bytes`, which the user calls `name`, start as an export does: the first line that is not blank starts a
/// message, and two lines start messages with a sender (one is enough where the name tells WhatsApp).
pub(crate) fn starts(name: &str, bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(SAMPLE)).unwrap_or(bytes);
    let text = String::from_utf8_lossy(head);
    let mut lines = text.trim_start_matches('\u{FEFF}').lines().filter(|l| !l.trim().is_empty()).take(200).peekable();
    if lines.peek().is_none_or(|first| line::head(first).is_none()) {
        return false;
    }
    let sent = lines.filter(|l| line::head(l).is_some_and(|h| h.sender.is_some())).count();
    sent >= if name.to_ascii_lowercase().contains("whatsapp") { 1 } else { 2 }
}

/// A message: its head, the number of the line where it starts, and the bytes of the text that it says.
struct Message<'t> {
    head: Head<'t>,
    line: usize,
    start: usize,
    end: usize,
}

/// One intake a message with text.
pub(crate) fn take(name: &str, bytes: &[u8], nest: &mut Nest<'_>) -> Vec<Intake> {
    let (encoding, mark) = charset(bytes, None);
    let mut whole = Normaliser::new(u32::MAX as usize - 1);
    let decoded = decode(bytes, mark, encoding, &mut whole);
    let messages = messages(&whole.text);
    let order = order::of(messages.iter().map(|m| &m.head));
    let mut taken = Vec::new();
    // Code points and bytes are walked along together: a chat may be long.
    let (mut byte, mut char) = (0, 0u32);
    let mut char_at = |to: usize| {
        char += whole.text.get(byte..to).map_or(0, |t| t.chars().count()) as u32;
        byte = to;
        char
    };
    for message in &messages {
        let text = whole.text.get(message.start..message.end).unwrap_or("");
        let Some(sender) = message.head.sender.filter(|_| says(text)) else { continue };
        let span = Span::new(char_at(message.start), char_at(message.end));
        let id = format!("{name}#{}", message.line);
        let mut intake = Intake::of(&id, text.as_bytes(), nest.options);
        intake.origin = whole.origin.slice(span);
        intake.report.text = text.to_owned();
        cut(&mut intake, nest.options.limits.max_chars);
        if let Some(original) = intake.origin.bytes(Span::new(0, intake.origin.len())).and_then(|r| bytes.get(r)) {
            intake.report.digest = Some(crate::digest(original));
        }
        if intake.report.source.is_none() {
            intake.report.source = crate::html::one_line(sender);
        }
        if intake.report.published.is_none() {
            intake.report.published = message.head.published(order.order);
            if intake.report.published.is_none() {
                let why = format!("{id}: there is no such day as that of the message; give it with --published");
                intake.problem(ProblemCode::BadDate, why);
            }
        }
        intake.report.language = language::of(&intake.report.text).map(str::to_owned);
        taken.push(intake);
    }
    if taken.is_empty() {
        let mut empty = Intake::of(name, bytes, nest.options);
        empty.problem(ProblemCode::Empty, format!("{name}: there is no message with text in the export"));
        taken.push(empty);
    }
    if let Some(first) = taken.first_mut() {
        if let Some(message) = decoded.message(name) {
            first.problem(ProblemCode::Charset, message);
        }
        if !order.sure && nest.options.published.is_none() {
            let read = match order.order {
                Order::Day => "the day first",
                Order::Month => "the month first",
                Order::Year => "the year first",
            };
            let message = format!(
                "{name}: the dates of the chat may have the day or the month first; they are read with {read}; if that \
                 is wrong, set the telephone to another region and export the chat again"
            );
            first.problem(ProblemCode::BadDate, message);
        }
    }
    taken
}

/// Whether `text` says something of its own: it is not what the app wrote.
fn says(text: &str) -> bool {
    let bare = text.trim();
    // The app marks what it writes itself by a character that sets the direction.
    !bare.is_empty() && !bare.starts_with('\u{200E}') && !PLACEHOLDERS.contains(&bare.to_lowercase().as_str())
}

fn messages(text: &str) -> Vec<Message<'_>> {
    let mut out: Vec<Message<'_>> = Vec::new();
    let mut at = 0;
    for (n, line) in text.split('\n').enumerate() {
        let end = at + line.len();
        if let Some(head) = line::head(line) {
            out.push(Message { start: at + head.text, end, head, line: n + 1 });
        } else if let Some(last) = out.last_mut().filter(|_| !line.trim().is_empty()) {
            last.end = end;
        }
        at = end + 1;
    }
    for message in &mut out {
        let body = text.get(message.start..message.end).unwrap_or("");
        message.end = message.start + body.trim_end().len();
    }
    out
}

fn cut(intake: &mut Intake, max: usize) {
    if intake.origin.len() as usize > max {
        let end = crate::limits::cut(&intake.report.text, max);
        intake.report.text.truncate(end);
        intake.origin.truncate(intake.report.text.chars().count() as u32);
        let message = crate::limits::cut_short(&intake.report.id, intake.origin.len() as usize);
        intake.problem(ProblemCode::Truncated, message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, take as take_any};

    fn taken(text: &str) -> Vec<Intake> {
        take_any("WhatsApp Chat with Dolvik news.txt", text.as_bytes(), &Options::default())
    }

    fn told(text: &str) -> Vec<(String, String, String)> {
        let of = |i: &Intake| {
            (
                i.report.source.clone().unwrap_or_default(),
                i.report.published.clone().unwrap_or_default(),
                i.report.text.clone(),
            )
        };
        taken(text).iter().map(of).collect()
    }

    fn row(source: &str, published: &str, text: &str) -> (String, String, String) {
        (source.to_owned(), published.to_owned(), text.to_owned())
    }

    #[test]
    fn android_and_ios_in_the_ways_of_many_regions() {
        let android = "12/03/2031, 05:40 - Messages and calls are end-to-end encrypted.\n\
            12/03/2031, 05:41 - Harl Immet: Shells on the market.\nThree dead: two men, one woman.\n\n\
            13/03/2031, 21:05 - +99 555 0101: <Media omitted>\n13/03/2031, 21:06 - +99 555 0101: It was the army.";
        let expected = [
            row("Harl Immet", "2031-03-12T05:41:00", "Shells on the market.\nThree dead: two men, one woman."),
            row("+99 555 0101", "2031-03-13T21:06:00", "It was the army."),
        ];
        assert_eq!(told(android), expected);
        assert_eq!(taken(android)[0].report.id, "WhatsApp Chat with Dolvik news.txt#2");
        let ios = "\u{200E}[3/12/31, 5:41:09\u{202F}AM] Harl Immet: Shells on the market.\nThree dead: two men, one woman.\n\
            [3/13/31, 9:06:00 PM] +99 555 0101: It was the army.\n[3/13/31, 9:07:00 PM] Harl Immet: \u{200E}image omitted\n";
        let mut with_seconds = expected.clone();
        with_seconds[0].1 = "2031-03-12T05:41:09".to_owned();
        assert_eq!(told(ios), with_seconds);
        let german = "[12.03.31, 05:41:09] Harl Immet: Shells on the market.\nThree dead: two men, one woman.\n\
            [13.03.31, 21:06:00] +99 555 0101: It was the army.";
        assert_eq!(told(german), with_seconds);
        let iso = "2031-03-12, 05:41 - Harl Immet: Shells on the market.\nThree dead: two men, one woman.\n\
            2031-03-13 21:06 - +99 555 0101: It was the army.";
        assert_eq!(told(iso), expected);
        let arabic = "١٢‏/٣‏/٢٠٣١، ٥:٤١ ص - Harl Immet: Shells on the market.\nThree dead: two men, one woman.\n\
            ١٣‏/٣‏/٢٠٣١، ٩:٠٦ م - +99 555 0101: It was the army.";
        assert_eq!(told(arabic), expected);
        for text in [android, ios, german, iso, arabic] {
            assert!(taken(text).iter().all(|i| i.problems.is_empty()), "{text}");
        }
    }

    #[test]
    fn spans_lead_to_the_bytes_of_the_export() {
        let text = "\u{FEFF}12.03.31, 05:41 - Ö: Erste.\r\n13.03.31, 05:41 - Ö: Schüsse am\r\nMarkt.\r\n";
        let got = taken(text);
        assert_eq!(got[1].report.text, "Schüsse am\nMarkt.");
        let bytes = got[1].origin.bytes(Span::new(0, got[1].origin.len())).unwrap();
        assert_eq!(&text[bytes], "Schüsse am\r\nMarkt.");
    }

    #[test]
    fn dates_that_may_be_read_two_ways_are_told() {
        let got = taken("3/4/31, 05:41 - A: One.\n3/5/31, 05:41 - A: Two.");
        assert_eq!(got[0].problems[0].code, ProblemCode::BadDate);
        assert_eq!(got[0].report.published.as_deref(), Some("2031-03-04T05:41:00"));
    }

    #[test]
    fn a_log_that_is_no_chat_is_a_text() {
        assert!(!starts("log.txt", b"12/03/2031, 05:40 - Shelling\n12/03/2031, 05:50 - More of it\n"));
        assert!(!starts("WhatsApp.txt", b"The army said: no.\n12/03/2031, 05:40 - A: b\n"));
    }
}
