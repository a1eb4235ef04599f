//! E-mails as they were sent (`.eml`): the text, and the attachments that can be read.
//!
//! Transfer encodings, charsets and the tree of parts are known to the `mail-parser` crate, which this file alone names.

use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use truceline_record::ProblemCode;

use crate::compose::Composer;
use crate::guarded::guarded;
use crate::html::one_line;
use crate::nest::Nest;
use crate::origin::Canonical;
use crate::sniff::{Format, binary, sniff};
use crate::{Intake, Options, check_date, html, text};

/// Fields that a mail has and few other texts.
const TELLING: &[&str] = &[
    "message-id",
    "mime-version",
    "received",
    "return-path",
    "delivered-to",
    "content-type",
    "content-transfer-encoding",
    "dkim-signature",
    "reply-to",
    "in-reply-to",
    "x-mailer",
];

/// Whether `sample`, the lower-case ASCII of an input's start, starts as a mail does: with fields, one of them `from`
/// or `received`, one telling. If it is `named` as a mail, a sender with a date or a subject will do.
pub(crate) fn starts(sample: &str, named: bool) -> bool {
    let mut fields = Vec::new();
    for line in sample.lines() {
        if line.trim().is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) && !fields.is_empty() {
            continue;
        }
        let field = line.split_once(':').map(|(name, _)| name);
        match field.filter(|f| !f.is_empty() && f.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'))
        {
            Some(field) => fields.push(field),
            None => return false,
        }
    }
    let has = |name: &str| fields.contains(&name);
    let telling = TELLING.iter().any(|t| has(t));
    (has("from") || has("received")) && (telling || named && (has("date") || has("subject")))
}

/// One intake for the mail, and one or more for each attachment that can be read.
pub(crate) fn take(name: &str, bytes: &[u8], nest: &mut Nest<'_>) -> Vec<Intake> {
    let mut intake = Intake::of(name, bytes, nest.options);
    // Mails are written by whoever likes; a fault in their parser must not stop the batch.
    let parsed = guarded(|| MessageParser::default().parse(bytes)).flatten();
    let Some(mail) = parsed.filter(|m| !m.parts.is_empty()) else {
        let message = format!("{name}: the mail is damaged and cannot be read; save it again as .eml");
        intake.problem(ProblemCode::Damaged, message);
        return vec![intake];
    };
    describe(&mail, nest.options, &mut intake);
    body(&mail, nest.options, &mut intake);
    let mut left_out = Vec::new();
    let mut attached = Vec::new();
    for &id in &mail.attachments {
        let Some(part) = mail.part(id) else { continue };
        attach(name, id as usize, part, &intake, nest, &mut attached, &mut left_out);
    }
    if !left_out.is_empty() {
        let message = format!(
            "{name}: not read of what is attached: {}; save it as text or HTML, if it holds any, and read that",
            left_out.join(", ")
        );
        intake.problem(ProblemCode::Binary, message);
    }
    intake.finish();
    let mut taken = vec![intake];
    taken.append(&mut attached);
    taken
}

/// Fill in what the mail says of itself.
fn describe(mail: &Message<'_>, options: &Options, intake: &mut Intake) {
    intake.report.title = mail.subject().and_then(one_line);
    if options.source.is_none() {
        let from = mail.from().and_then(|a| a.first());
        let name = from.and_then(|a| a.name.as_deref()).and_then(one_line);
        intake.report.source = name.or_else(|| from.and_then(|a| a.address.as_deref()).and_then(one_line));
    }
    if options.published.is_none() {
        let date = mail.date().map(mail_parser::DateTime::to_rfc3339);
        intake.report.published = date.filter(|d| check_date(d).is_ok());
        if intake.report.published.is_none() {
            let message =
                format!("{}: the mail has no date that can be understood; give it with --published", intake.report.id);
            intake.problem(ProblemCode::BadDate, message);
        }
    }
}

/// Fill in the text: that of the plain parts, or of the HTML parts where there is twice as much (newsletters often have
/// no more than a link in their plain part).
fn body(mail: &Message<'_>, options: &Options, intake: &mut Intake) {
    let name = intake.report.id.clone();
    let plain = parts(mail, &mail.text_body, options, &name);
    let marked = parts(mail, &mail.html_body, options, &name);
    let length = |parts: &[(usize, Intake)]| parts.iter().map(|(_, i)| i.origin.len()).sum::<u32>();
    let (chosen, how) = if length(&marked) > 2 * length(&plain) {
        (marked, Canonical::Markup)
    } else {
        let plain_only = plain.iter().all(|(_, i)| i.origin.how() == Canonical::Text);
        (plain, if plain_only { Canonical::Text } else { Canonical::Markup })
    };
    let mut out = Composer::new(how, options.limits.max_chars);
    for (id, part) in chosen {
        out.blank_line();
        out.start_part(format!("part {id}"));
        out.piece(&part);
        intake.problems.extend(part.problems);
    }
    out.finish(intake);
}

/// The texts of the parts `ids`, with their numbers.
fn parts(mail: &Message<'_>, ids: &[u32], options: &Options, name: &str) -> Vec<(usize, Intake)> {
    let mut out = Vec::new();
    for &id in ids {
        let Some(part) = mail.part(id) else { continue };
        let mut intake = Intake::default();
        intake.report.id = name.to_owned();
        match &part.body {
            // A charset that the mail does not tell, or tells wrong, is told by the bytes.
            PartType::Text(text) => match unencoded(mail, part).filter(|_| text.contains('\u{FFFD}')) {
                Some(bytes) => text::take(bytes, options, &mut intake),
                None => {
                    text::take(text.as_bytes(), options, &mut intake);
                    let lost = text.matches('\u{FFFD}').count();
                    if lost > 0 {
                        let message = format!(
                            "{name}: {lost} characters of part {id} of the mail do not fit its charset and stand as \u{FFFD}"
                        );
                        intake.problem(ProblemCode::Charset, message);
                    }
                }
            },
            PartType::Html(html) => html::take_all(html.as_bytes(), options, &mut intake),
            _ => continue,
        }
        if part.is_encoding_problem {
            let message = format!("{name}: part {id} of the mail does not fit its encoding; some of it may be missing");
            intake.problem(ProblemCode::Charset, message);
        }
        if !intake.report.text.trim().is_empty() {
            out.push((id as usize, intake));
        }
    }
    out
}

/// The bytes of a part that was sent without a transfer encoding.
fn unencoded<'m>(mail: &'m Message<'_>, part: &MessagePart<'_>) -> Option<&'m [u8]> {
    let plain = part.encoding == Encoding::None;
    let bytes = mail.raw_message.get(part.offset_body as usize..part.offset_end as usize);
    bytes.filter(|_| plain)
}

/// Read part `id` as an attachment of `mail`.
fn attach(
    name: &str,
    id: usize,
    part: &MessagePart<'_>,
    mail: &Intake,
    nest: &mut Nest<'_>,
    attached: &mut Vec<Intake>,
    left_out: &mut Vec<String>,
) {
    let kind = part.content_type().map(|c| (c.ctype().to_ascii_lowercase(), c.subtype().map(str::to_ascii_lowercase)));
    let kind = kind.map(|(a, b)| format!("{a}/{}", b.unwrap_or_default())).unwrap_or_default();
    // A picture of the layout, or the signature that mail programs check, is no report.
    let inline = part.content_disposition().is_some_and(|d| d.ctype().eq_ignore_ascii_case("inline"));
    let picture = ["image/", "audio/", "video/", "font/"].iter().any(|k| kind.starts_with(k));
    if kind.ends_with("-signature") || picture && (inline || part.content_id().is_some()) {
        return;
    }
    let file = part.attachment_name().and_then(one_line).unwrap_or_else(|| format!("part {id}"));
    let own = format!("{name}#{id}/{file}");
    let bytes = match &part.body {
        PartType::Message(inner) => inner.raw_message(),
        _ => part.contents(),
    };
    let text = kind.is_empty()
        || matches!(kind.as_str(), "text/plain" | "text/html" | "application/octet-stream" | "application/xhtml+xml");
    if !text && matches!(sniff(&file, bytes), Format::Text | Format::Html) {
        left_out.push(format!("{file} ({})", binary(bytes).unwrap_or(&kind)));
        return;
    }
    match nest.packed(&own, &format!("part {id}, {file}"), bytes) {
        Ok(taken) => {
            for mut intake in taken {
                let report = &mut intake.report;
                if report.source.is_none() {
                    report.source.clone_from(&mail.report.source);
                }
                if report.published.is_none() {
                    report.published.clone_from(&mail.report.published);
                }
                attached.push(intake);
            }
        }
        Err(looks) => left_out.push(format!("{file} ({looks})")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::take as take_any;
    use truceline_record::Span;

    fn taken(mail: &str) -> Vec<Intake> {
        take_any("a.eml", mail.as_bytes(), &Options::default())
    }

    const HEAD: &str = "From: Sela Marrow <marrow@assembly.example>\r\nTo: desk@northlight.example\r\n\
        Date: Wed, 12 Mar 2031 21:00:00 +0200\r\nSubject: =?utf-8?q?Statement_on_Sarnem?=\r\nMIME-Version: 1.0\r\n";

    #[test]
    fn a_plain_mail_is_a_report_of_its_sender() {
        let got = taken(&format!(
            "{HEAD}Content-Type: text/plain; charset=windows-1252\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
             We did not fire, =93not once=94.\r\nThe army did.\r\n"
        ));
        let report = &got[0].report;
        assert_eq!(report.text, "We did not fire, “not once”.\nThe army did.");
        assert_eq!(report.title.as_deref(), Some("Statement on Sarnem"));
        assert_eq!(report.source.as_deref(), Some("Sela Marrow"));
        assert_eq!(report.published.as_deref(), Some("2031-03-12T21:00:00+02:00"));
        assert_eq!((report.id.as_str(), got.len(), got[0].problems.len()), ("a.eml", 1, 0));
        assert_eq!(got[0].origin.part(0), Some("part 0"));
        assert_eq!(got[0].origin.bytes(Span::new(0, 2)), Some(0..2));
    }

    #[test]
    fn html_is_read_where_the_plain_part_says_little_and_attachments_are_reports() {
        let got = taken(&format!(
            "{HEAD}Content-Type: multipart/mixed; boundary=B\r\n\r\n\
             --B\r\nContent-Type: multipart/alternative; boundary=C\r\n\r\n\
             --C\r\nContent-Type: text/plain\r\n\r\nSee the web.\r\n\
             --C\r\nContent-Type: text/html\r\n\r\n<style>p {{}}</style><p>The army denied that it had shelled the \
             market.</p><p>Nobody believes it.</p>\r\n--C--\r\n\
             --B\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=\"list.txt\"\r\n\r\nFourteen names.\r\n\
             --B\r\nContent-Type: image/jpeg\r\nContent-Disposition: attachment; filename=\"gate.jpg\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n/9j/4AAQSkZJRgABAQAAAQABAAD=\r\n\
             --B\r\nContent-Type: message/rfc822\r\n\r\n\
             From: a@b.example\r\nMessage-ID: <1@b.example>\r\nDate: Tue, 11 Mar 2031 08:00:00 +0000\r\n\r\nOrders came at noon.\r\n\
             --B--\r\n"
        ));
        let told: Vec<(&str, &str)> = got.iter().map(|i| (i.report.id.as_str(), i.report.text.as_str())).collect();
        assert_eq!(
            told,
            [
                ("a.eml", "The army denied that it had shelled the market.\n\nNobody believes it."),
                ("a.eml#4/list.txt", "Fourteen names."),
                ("a.eml#6/part 6", "Orders came at noon."),
            ]
        );
        assert_eq!(got[0].problems.len(), 1);
        assert!(got[0].problems[0].message.contains("gate.jpg (a JPEG image)"), "{}", got[0].problems[0].message);
        assert_eq!(got[1].report.published, got[0].report.published);
        assert_eq!(got[2].report.published.as_deref(), Some("2031-03-11T08:00:00Z"));
        assert_eq!(got[2].origin.part(0), Some("part 6, part 6 / part 0"));
    }

    #[test]
    fn a_charset_that_is_not_told_is_told_by_the_bytes() {
        let (russian, _, _) =
            encoding_rs::WINDOWS_1251.encode("Представитель армии заявил, что войска не входили в город в среду.");
        let bytes = [HEAD.as_bytes(), b"\r\n", &russian, b"\r\n"].concat();
        let got = take_any("a.eml", &bytes, &Options::default()).remove(0);
        assert_eq!(got.report.text, "Представитель армии заявил, что войска не входили в город в среду.");
        assert_eq!((got.report.language.as_deref(), got.problems.len()), (Some("ru"), 0));
    }

    #[test]
    fn texts_that_only_look_like_a_mail_are_texts() {
        assert!(!starts("from: the front\nthe army said: no\n\n", false));
        assert!(!starts("kestova: army denies shelling\n\n", false));
        assert!(starts("from: a@b.example\nsubject: x\n\n", true));
        assert!(starts("received: from x\n\tby y\nfrom: a\nmessage-id: <1>\n\n", false));
    }

    #[test]
    fn mails_packed_in_mails_end_somewhere() {
        let mut mail = "From: a@b.example\r\nMessage-ID: <0>\r\n\r\nDeep.\r\n".to_owned();
        for n in 0..30 {
            mail = format!(
                "From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b{n}\"\r\n\r\n\
                 --b{n}\r\n\r\nLevel {n}.\r\n--b{n}\r\nContent-Type: message/rfc822\r\n\r\n{mail}\r\n--b{n}--\r\n"
            );
        }
        let got = taken(&mail);
        assert_eq!(got.len(), 6);
        assert_eq!(got[5].problems[0].code, ProblemCode::TooLarge);
        assert!(got[5].problems[0].message.contains("more than 4 deep"));
    }
}
