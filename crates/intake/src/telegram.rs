//! Chats and channels as Telegram Desktop exports them in JSON (`result.json`): each message with text is a report.
//!
//! Messages without text (a picture alone) and those that the app writes (someone joined) are no reports.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use serde::Deserialize;
use serde_json::value::RawValue;
use truceline_record::{Problem, ProblemCode};

use crate::Intake;
use crate::compose::Composer;
use crate::html::one_line;
use crate::jsonl::origin_of;
use crate::nest::Nest;
use crate::origin::Canonical;

/// Whether `sample`, the lower-case ASCII of an input's start, starts as an export does.
pub(crate) fn starts(sample: &str) -> bool {
    let sample = sample.trim_start_matches(|c: char| c == '?' || c.is_whitespace());
    let has = |key: &str| sample.contains(key);
    let message = has("\"date_unixtime\"") || has("\"from_id\"") || has("\"actor_id\"");
    let chat = has("\"messages\"") && has("\"type\"") && has("\"id\"");
    sample.starts_with('{')
        && (chat && message
            || has("\"personal_information\"") && has("\"chats\"")
            || has("\"about\"") && has("\"chats\""))
}

/// An export of all chats.
#[derive(Deserialize)]
struct All<'a> {
    #[serde(borrow)]
    chats: Option<List<'a>>,
    #[serde(borrow)]
    left_chats: Option<List<'a>>,
}

#[derive(Deserialize)]
struct List<'a> {
    #[serde(borrow, default)]
    list: Vec<Chat<'a>>,
}

#[derive(Deserialize)]
struct Chat<'a> {
    name: Option<String>,
    id: Option<i64>,
    #[serde(borrow)]
    messages: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Message<'a> {
    id: Option<i64>,
    #[serde(rename = "type")]
    kind: Option<String>,
    date: Option<String>,
    date_unixtime: Option<String>,
    from: Option<String>,
    #[serde(borrow)]
    text: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Piece<'a> {
    #[serde(borrow)]
    text: Option<&'a RawValue>,
}

/// One intake a message with text.
pub(crate) fn take(name: &str, bytes: &[u8], nest: &mut Nest<'_>) -> Vec<Intake> {
    let mark = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let body = bytes.get(mark..).unwrap_or(&[]);
    let damaged = |what: String| {
        let message = format!("{name}: the export is damaged: {what}; export the chat again");
        Problem::new(ProblemCode::Damaged, message)
    };
    let mut problems = Vec::new();
    let source = match std::str::from_utf8(body) {
        Ok(source) => source,
        Err(e) => {
            problems
                .push(damaged(format!("not UTF-8 at byte {}, the messages up to there are read", e.valid_up_to() + 1)));
            body.get(..e.valid_up_to()).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or("")
        }
    };
    let (chats, many) = match chats(source) {
        Ok(found) => found,
        Err(why) => {
            if problems.is_empty() {
                problems.push(damaged(format!("{why}, the messages up to there are read")));
            }
            (whole_messages(source), false)
        }
    };
    let mut taken = Vec::new();
    for chat in &chats {
        let prefix = if many { format!("{}/", chat.id.unwrap_or_default()) } else { String::new() };
        for (n, raw) in chat.messages.iter().enumerate() {
            let start = mark + place(raw, source);
            match serde_json::from_str::<Message<'_>>(raw.get()) {
                Ok(message) => {
                    let own = message.id.map_or_else(|| format!("message {}", n + 1), |id| id.to_string());
                    taken.extend(report(&format!("{name}#{prefix}{own}"), raw, start, &message, chat, nest));
                }
                Err(why) => {
                    let id = format!("{name}#{prefix}message {}", n + 1);
                    let message = format!("{id}: not a message: {why}; it is left out, the others are read");
                    taken.push(Intake::unread(id, ProblemCode::BrokenLine, message));
                }
            }
        }
    }
    if taken.is_empty() {
        let mut empty = Intake::of(name, bytes, nest.options);
        if problems.is_empty() {
            empty.problem(ProblemCode::Empty, format!("{name}: there is no message with text in the export"));
        }
        taken.push(empty);
    }
    if let Some(first) = taken.first_mut() {
        first.problems.extend(problems);
    }
    taken
}

/// The chats of an export, and whether it is one of many chats; or why it is none.
fn chats(source: &str) -> Result<(Vec<Chat<'_>>, bool), String> {
    let all: All<'_> = serde_json::from_str(source).map_err(|e| e.to_string())?;
    if all.chats.is_some() || all.left_chats.is_some() {
        let lists = [all.chats, all.left_chats].into_iter().flatten();
        return Ok((lists.flat_map(|l| l.list).collect(), true));
    }
    serde_json::from_str(source).map(|chat| (vec![chat], false)).map_err(|e| e.to_string())
}

/// The whole messages of an export of one chat that was cut off.
fn whole_messages(source: &str) -> Vec<Chat<'_>> {
    let Some((before, after)) = source.split_once("\"messages\"") else { return Vec::new() };
    let name = before.split_once("\"name\"").and_then(|(_, rest)| {
        let rest = rest.trim_start().strip_prefix(':')?;
        serde_json::Deserializer::from_str(rest).into_iter::<String>().next()?.ok()
    });
    let mut rest =
        after.trim_start().strip_prefix(':').map(str::trim_start).and_then(|r| r.strip_prefix('[')).unwrap_or("");
    let mut chat = Chat { name, id: None, messages: Vec::new() };
    loop {
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
        let Some(Ok(message)) = values.next() else { break };
        chat.messages.push(message);
        rest = rest.get(values.byte_offset()..).unwrap_or("").trim_start();
        match rest.strip_prefix(',') {
            Some(next) => rest = next,
            None => break,
        }
    }
    vec![chat]
}

/// The byte of `source` at which `raw`, a part of it, starts.
fn place(raw: &RawValue, source: &str) -> usize {
    (raw.get().as_ptr() as usize).saturating_sub(source.as_ptr() as usize)
}

/// The report that a message is, if it has text. It starts at byte `start` of the input.
fn report(
    id: &str,
    raw: &RawValue,
    start: usize,
    message: &Message<'_>,
    chat: &Chat<'_>,
    nest: &Nest<'_>,
) -> Option<Intake> {
    if message.kind.as_deref().is_some_and(|k| k != "message") {
        return None;
    }
    let mut intake = Intake::of(id, raw.get().as_bytes(), nest.options);
    let mut out = Composer::new(Canonical::AsGiven, nest.options.limits.max_chars);
    let at = |piece: &RawValue| start + place(piece, raw.get());
    for piece in pieces(message.text?) {
        let text: String = serde_json::from_str(piece.get()).ok()?;
        out.mapped(&text, &origin_of(piece.get(), at(piece)));
    }
    out.finish(&mut intake);
    if intake.report.text.trim().is_empty() {
        return None;
    }
    let report = &mut intake.report;
    if report.source.is_none() {
        report.source = message.from.as_deref().or(chat.name.as_deref()).and_then(one_line);
    }
    if report.published.is_none() {
        report.published = published(message.date.as_deref(), message.date_unixtime.as_deref());
        if report.published.is_none() {
            let why = format!("{id}: the message has no date that can be understood; give it with --published");
            intake.problem(ProblemCode::BadDate, why);
        }
    }
    intake.finish();
    Some(intake)
}

/// The strings that a text is made of: it is a string, or a list of strings and of objects that have one.
fn pieces(text: &RawValue) -> Vec<&RawValue> {
    if text.get().starts_with('"') {
        return vec![text];
    }
    let parts: Vec<&RawValue> = serde_json::from_str(text.get()).unwrap_or_default();
    let of = |part| -> Option<&RawValue> {
        let part: &RawValue = part;
        if part.get().starts_with('"') {
            return Some(part);
        }
        serde_json::from_str::<Piece<'_>>(part.get()).ok()?.text.filter(|t| t.get().starts_with('"'))
    };
    parts.into_iter().filter_map(of).collect()
}

/// When a message was sent. The export gives the clock of the machine that made it, and the moment; together they give
/// the offset.
fn published(date: Option<&str>, moment: Option<&str>) -> Option<String> {
    let local: Option<DateTime> = date.and_then(|d| d.parse().ok());
    let moment = moment.and_then(|m| Timestamp::from_second(m.parse().ok()?).ok());
    let Some(moment) = moment else { return local.map(|l| l.to_string()) };
    let utc = moment.to_zoned(TimeZone::UTC).datetime();
    let offset = local.and_then(|l| i32::try_from(l.duration_since(utc).as_secs()).ok());
    let offset = offset.filter(|o| o.abs() <= 14 * 3600 && o % 900 == 0).and_then(|o| Offset::from_seconds(o).ok());
    let zoned = moment.to_zoned(TimeZone::fixed(offset.unwrap_or(Offset::UTC)));
    Some(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, take as take_any};
    use truceline_record::Span;

    const EXPORT: &str = r#"{
 "name": "Black Heron Brigade",
 "type": "public_channel",
 "id": 1234567890,
 "messages": [
  {"id": 1, "type": "service", "date": "2031-04-02T09:00:00", "date_unixtime": "1932886800", "actor": "x", "actor_id": "channel1", "action": "create_channel", "text": ""},
  {"id": 2, "type": "message", "date": "2031-04-02T10:15:00", "date_unixtime": "1932891300", "from": "Black Heron Brigade", "from_id": "channel1",
   "text": ["We aimed at a ", {"type": "bold", "text": "police post\n"}, {"type": "link", "text": "\ud83d\udd25 x"}], "text_entities": []},
  {"id": 3, "type": "message", "date": "2031-04-02T10:20:00", "from": "Tavin Orrel", "from_id": "user2", "text": "We do not know them."},
  {"id": 4, "type": "message", "date": "2031-04-02T10:30:00", "date_unixtime": "1932892200", "from": "x", "photo": "a.jpg", "text": ""},
  {"id": 5, "type": "message", "text": 7},
  {"id": "six"}
 ]
}"#;

    fn taken(json: &str) -> Vec<Intake> {
        take_any("result.json", json.as_bytes(), &Options::default())
    }

    #[test]
    fn a_message_with_text_is_a_report() {
        let got = taken(EXPORT);
        let ids: Vec<&str> = got.iter().map(|i| i.report.id.as_str()).collect();
        assert_eq!(ids, ["result.json#2", "result.json#3", "result.json#message 6"]);
        let report = &got[0].report;
        assert_eq!(report.text, "We aimed at a police post\n🔥 x");
        assert_eq!(report.source.as_deref(), Some("Black Heron Brigade"));
        assert_eq!(got[1].report.source.as_deref(), Some("Tavin Orrel"));
        assert_eq!(got[1].report.published.as_deref(), Some("2031-04-02T10:20:00"));
        let bytes = got[0].origin.bytes(Span::new(14, 25)).unwrap();
        assert_eq!(&EXPORT[bytes], "police post");
        let bytes = got[0].origin.bytes(Span::new(26, 27)).unwrap();
        assert_eq!(&EXPORT[bytes], "\\ud83d\\udd25");
        assert_eq!(got[2].problems[0].code, ProblemCode::BrokenLine);
    }

    #[test]
    fn the_offset_is_had_from_both_dates() {
        let when = |date: &str, moment| published(Some(date), Some(moment));
        assert_eq!(when("2031-04-02T12:00:00", "1932883200").as_deref(), Some("2031-04-02T12:00:00+04:00"));
        assert_eq!(when("2031-04-02T08:07:00", "1932883200").as_deref(), Some("2031-04-02T08:00:00+00:00"));
        assert_eq!(published(None, Some("1932883200")).as_deref(), Some("2031-04-02T08:00:00+00:00"));
        assert_eq!(published(Some("yesterday"), None), None);
    }

    #[test]
    fn an_export_of_many_chats_and_one_that_was_cut_off() {
        let all = format!(r#"{{"about": "x", "chats": {{"about": "y", "list": [{EXPORT}, {EXPORT}]}}}}"#);
        let got = taken(&all);
        assert_eq!((got.len(), got[0].report.id.as_str()), (6, "result.json#1234567890/2"));
        let end = EXPORT.find("We do not").unwrap();
        let got = taken(&EXPORT[..end]);
        assert_eq!((got.len(), got[0].report.id.as_str()), (1, "result.json#2"));
        assert_eq!(got[0].problems[0].code, ProblemCode::Damaged);
        assert_eq!(taken(&EXPORT[..EXPORT.find("{\"id\": 2").unwrap()])[0].report.text, "");
    }
}
