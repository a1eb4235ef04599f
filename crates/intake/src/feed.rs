//! Feeds: RSS, Atom, JSON Feed. Each entry is a report.
//!
//! The formats are known to the `feed-rs` crate, which this file alone names. It gives dates in UTC; what "today" means
//! in a report hangs on the day where it was written, so the offset that the feed gives is kept beside.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use feed_rs::model::{Entry, Feed, Text};
use feed_rs::parser::Builder;
use jiff::civil::{Date, DateTime as Civil};
use jiff::tz::TimeZone;
use truceline_record::ProblemCode;

use crate::guarded::guarded;
use crate::html::one_line;
use crate::nest::Nest;
use crate::{Intake, date, html};

/// How deep the elements of a feed may nest. Feeds nest less than ten deep, pages in them are text; the parser goes one
/// level of the stack deeper for each.
const DEEPEST: usize = 200;

/// Whether `sample`, the lower-case ASCII of an input's start, starts as a feed does.
pub(crate) fn starts(sample: &str) -> bool {
    if sample.trim_start().starts_with('{') {
        return sample.contains("https://jsonfeed.org/version/") && sample.contains("\"version\"");
    }
    let mut rest = sample.trim_start_matches(['?', ' ', '\t', '\r', '\n']);
    loop {
        let skipped = match rest {
            r if r.starts_with("<!--") => r.split_once("-->"),
            r if r.starts_with("<?") => r.split_once("?>"),
            // A document type may hold declarations of its own.
            r if r.starts_with("<!") && r.find('[').is_some_and(|open| r.find('>').is_some_and(|end| open < end)) => {
                r.split_once("]>")
            }
            r if r.starts_with("<!") => r.split_once('>'),
            _ => break,
        };
        let Some((_, after)) = skipped else { return false };
        rest = after.trim_start();
    }
    let root = rest.strip_prefix('<').and_then(|r| r.split(['>', ' ', '\t', '\r', '\n', '/']).next()).unwrap_or("");
    match root {
        "rss" | "feed" => true,
        "rdf:rdf" => rest.contains("http://purl.org/rss/") || rest.contains("my.netscape.com/rdf"),
        _ => false,
    }
}

/// Dates as the feed writes them, by the moment that they mean.
#[derive(Default)]
struct Dates {
    written: BTreeMap<DateTime<Utc>, String>,
    unknown: Vec<String>,
}

impl Dates {
    /// The moment that `given` means.
    fn moment(&mut self, given: &str) -> Option<DateTime<Utc>> {
        let moment = date::understood(given).and_then(|iso| Some((instant(&iso)?, iso)));
        match moment {
            Some((moment, iso)) => {
                self.written.entry(moment).or_insert(iso);
                Some(moment)
            }
            None => {
                self.unknown.push(given.chars().take(60).collect());
                None
            }
        }
    }
}

/// The moment of an ISO 8601 date, or date and time; without an offset, in UTC.
fn instant(iso: &str) -> Option<DateTime<Utc>> {
    let civil = |time: Civil| time.to_zoned(TimeZone::UTC).ok().map(|z| z.timestamp());
    let timestamp = iso
        .parse::<jiff::Timestamp>()
        .ok()
        .or_else(|| civil(iso.parse::<Civil>().ok()?))
        .or_else(|| civil(iso.parse::<Date>().ok()?.at(0, 0, 0, 0)))?;
    DateTime::from_timestamp(timestamp.as_second(), 0)
}

/// One intake an entry.
pub(crate) fn take(name: &str, bytes: &[u8], nest: &mut Nest<'_>) -> Vec<Intake> {
    let dates = Arc::new(Mutex::new(Dates::default()));
    let mut problem = None;
    let feed = match parse(bytes, &dates) {
        Ok(feed) => Some(feed),
        Err(why) => {
            let saved = whole_entries(bytes).and_then(|whole| parse(&whole, &dates).ok());
            let what = if saved.is_some() { "its entries up to there are read" } else { "nothing of it is read" };
            problem = Some(format!("{name}: the feed is damaged: {why}; {what}; get it again from where it came"));
            saved
        }
    };
    let dates = std::mem::take(&mut *dates.lock().unwrap_or_else(PoisonError::into_inner));
    let mut taken = Vec::new();
    if let Some(feed) = &feed {
        let outlet = feed.title.as_ref().and_then(|t| plain(&t.content));
        for (n, entry) in feed.entries.iter().enumerate() {
            taken.push(report(name, n, entry, feed, outlet.as_deref(), &dates, nest));
        }
    }
    if taken.is_empty() {
        let mut empty = Intake::of(name, bytes, nest.options);
        match problem.take() {
            Some(message) => empty.problem(ProblemCode::Damaged, message),
            None => empty.problem(ProblemCode::Empty, format!("{name}: there is no entry in the feed")),
        }
        return vec![empty];
    }
    if let Some(first) = taken.first_mut() {
        if let Some(message) = problem {
            first.problem(ProblemCode::Damaged, message);
        }
        if let Some(given) = dates.unknown.first() {
            let message = format!(
                "{name}: {} dates of the feed are not understood, such as {given:?}; give the day with --published",
                dates.unknown.len()
            );
            first.problem(ProblemCode::BadDate, message);
        }
    }
    taken
}

/// The feed that `bytes` are, or why they are none.
fn parse(bytes: &[u8], dates: &Arc<Mutex<Dates>>) -> Result<Feed, String> {
    if depth(bytes) > DEEPEST {
        return Err(format!("its elements are nested more than {DEEPEST} deep"));
    }
    let known = Arc::clone(dates);
    let parser = Builder::new()
        .timestamp_parser(move |given| known.lock().unwrap_or_else(PoisonError::into_inner).moment(given))
        .id_generator(|_, _, _| String::new())
        .build();
    // Its parsers are recursive and use cells; a fault in them must not stop the batch.
    match guarded(|| parser.parse(bytes)) {
        Some(Ok(feed)) => Ok(feed),
        Some(Err(error)) => Err(error.to_string()),
        None => Err("its parser stumbled over it".to_owned()),
    }
}

/// At the most how deep the elements of the XML `bytes` nest. Counted without regard to names, so never too low where
/// elements are closed.
fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut most) = (0usize, 0);
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|&b| b == b'<') {
        rest = rest.get(at + 1..).unwrap_or(&[]);
        let skip_to: &[u8] = match rest {
            [b'!', b'[', ..] => b"]]>",
            [b'!', b'-', ..] => b"-->",
            [b'!' | b'?', ..] => b">",
            [b'/', ..] => {
                depth = depth.saturating_sub(1);
                continue;
            }
            _ => {
                let end = rest.iter().position(|&b| b == b'>').unwrap_or(rest.len());
                if end.checked_sub(1).and_then(|e| rest.get(e)) != Some(&b'/') {
                    depth += 1;
                    most = most.max(depth);
                }
                rest = rest.get(end..).unwrap_or(&[]);
                continue;
            }
        };
        let end = rest.windows(skip_to.len()).position(|w| w == skip_to).unwrap_or(rest.len());
        rest = rest.get(end..).unwrap_or(&[]);
    }
    most
}

/// A feed that was cut off, up to its last whole entry and closed there.
fn whole_entries(bytes: &[u8]) -> Option<Vec<u8>> {
    let ends: [(&[u8], &[u8]); 3] =
        [(b"</entry>", b"</feed>"), (b"</item>", b"</channel></rss>"), (b"</item>", b"</rdf:RDF>")];
    let start: String =
        bytes.iter().take(4096).map(|&b| if b.is_ascii() { char::from(b).to_ascii_lowercase() } else { '?' }).collect();
    let (end, close) = match start {
        s if s.contains("<rdf:rdf") => ends[2],
        s if s.contains("<rss") => ends[1],
        _ => ends[0],
    };
    let at = bytes.windows(end.len()).rposition(|w| w == end)?;
    Some([bytes.get(..at + end.len())?, close].concat())
}

/// The report that entry `n` is.
fn report(
    name: &str,
    n: usize,
    entry: &Entry,
    feed: &Feed,
    outlet: Option<&str>,
    dates: &Dates,
    nest: &Nest<'_>,
) -> Intake {
    let own = Some(entry.id.trim()).filter(|id| !id.is_empty()).map_or_else(|| (n + 1).to_string(), str::to_owned);
    let id = format!("{name}#{own}");
    let (body, part) = body(entry);
    let mut intake = Intake::of(&id, body.as_bytes(), nest.options);
    html::take_all(body.as_bytes(), nest.options, &mut intake);
    intake.origin.within(&format!("entry {}, {part}", n + 1));
    let report = &mut intake.report;
    report.title = entry.title.as_ref().and_then(|t| plain(&t.content));
    report.url = address(entry);
    if report.source.is_none() {
        let of_entry = || entry.source.as_deref().and_then(one_line).filter(|s| !s.starts_with("http"));
        let author = || feed.authors.iter().chain(&entry.authors).find_map(|p| one_line(p.name.as_deref()?));
        report.source = of_entry().or_else(|| outlet.map(str::to_owned)).or_else(author);
    }
    if report.published.is_none() {
        let moment = entry.published.or(entry.updated);
        report.published = moment.and_then(|m| dates.written.get(&m).cloned());
    }
    if let (true, Some(title)) = (report.text.is_empty(), &report.title) {
        // Many feeds give headlines alone: they are what there is to read.
        report.text.clone_from(title);
        intake.origin = crate::Origin::default();
        intake.origin.push_made_text(&intake.report.text);
        intake.origin.within(&format!("entry {}, title", n + 1));
    }
    intake.finish();
    intake
}

/// What an entry says, as HTML, and what that part of it is called. The longer of content and summary: some feeds put
/// the text into the one, some into the other.
fn body(entry: &Entry) -> (String, &'static str) {
    let content = entry.content.as_ref().and_then(|c| {
        let body = c.body.clone()?;
        let kind = c.content_type.to_string();
        Some(if kind.starts_with("text/plain") { as_html(&body) } else { body })
    });
    let summary = entry.summary.as_ref().map(|Text { content_type, content, .. }| {
        if content_type.to_string().starts_with("text/plain") { as_html(content) } else { content.clone() }
    });
    match (content, summary) {
        (Some(content), Some(summary)) if content.len() >= summary.len() => (content, "content"),
        (Some(content), None) => (content, "content"),
        (_, Some(summary)) => (summary, "summary"),
        (None, None) => (String::new(), "content"),
    }
}

/// Plain text as HTML. What feeds declare as plain is often HTML nevertheless, and stays so.
fn as_html(text: &str) -> String {
    let markup = ["</", "/>", "<p>", "<br>"].iter().any(|tag| text.contains(tag));
    if markup { text.to_owned() } else { html_escape::encode_text(text).replace("\n\n", "<p>").replace('\n', "<br>") }
}

/// A title or name without markup, on one line.
fn plain(text: &str) -> Option<String> {
    let decoded = html_escape::decode_html_entities(text);
    let mut out = String::new();
    let mut rest = decoded.as_ref();
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        match tag.split_once('>') {
            Some((_, after)) if tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') => rest = after,
            _ => {
                out.push('<');
                rest = tag;
            }
        }
    }
    out.push_str(rest);
    one_line(&out)
}

/// Where the entry was published.
fn address(entry: &Entry) -> Option<String> {
    let web = |href: &str| href.starts_with("http://") || href.starts_with("https://");
    let links = entry.links.iter().filter(|l| web(&l.href));
    let alternate = links.clone().find(|l| l.rel.as_deref().is_none_or(|r| r == "alternate"));
    let link = alternate.or_else(|| links.clone().next()).map(|l| l.href.clone());
    link.or_else(|| Some(entry.id.clone()).filter(|id| web(id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Canonical, Options, take as take_any};
    use truceline_record::Span;

    const RSS: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
<rss version="2.0"><channel><title>Northlight Radio</title><link>https://northlight.example/</link>
<item><title>Assembly &amp;amp; army trade blame</title><link>https://northlight.example/n/1</link><guid isPermaLink="false">nr-1</guid>
<pubDate>Wed, 05 Mar 2031 23:30:00 -0500</pubDate>
<description><![CDATA[<p>The army said it held its fire &mdash; the Assembly denied that.</p><p>Nobody was hurt.</p>]]></description></item>
<item><title>Mortars near Harrow bridge</title><pubDate>soon</pubDate></item>
<item><guid>nr-1</guid><description>&b; and three dead</description></item>
</channel></rss>"#;

    fn taken(xml: &str) -> Vec<Intake> {
        take_any("feed.xml", xml.as_bytes(), &Options::default())
    }

    #[test]
    fn an_entry_is_a_report_with_its_own_date_and_address() {
        let taken = taken(RSS);
        let ids: Vec<&str> = taken.iter().map(|i| i.report.id.as_str()).collect();
        assert_eq!(ids, ["feed.xml#nr-1", "feed.xml#2", "feed.xml#nr-1~2"]);
        let report = &taken[0].report;
        assert_eq!(report.text, "The army said it held its fire — the Assembly denied that.\n\nNobody was hurt.");
        assert_eq!(report.title.as_deref(), Some("Assembly & army trade blame"));
        assert_eq!(report.source.as_deref(), Some("Northlight Radio"));
        assert_eq!(report.url.as_deref(), Some("https://northlight.example/n/1"));
        assert_eq!(report.published.as_deref(), Some("2031-03-05T23:30:00-05:00"));
        assert_eq!(taken[0].origin.how(), Canonical::Markup);
        assert_eq!(taken[0].origin.part(3), Some("entry 1, summary"));
        assert_eq!(taken[0].origin.bytes(Span::new(0, 3)), Some(3..6));
        assert_eq!(taken[0].problems[0].code, ProblemCode::BadDate);
        assert!(taken[0].problems[0].message.contains("\"soon\""), "{}", taken[0].problems[0].message);
    }

    #[test]
    fn a_headline_alone_is_what_there_is_and_entities_of_the_document_are_not_put_in() {
        let taken = taken(RSS);
        assert_eq!((taken[1].report.text.as_str(), taken[1].problems.len()), ("Mortars near Harrow bridge", 0));
        assert_eq!(taken[2].report.text, "&b; and three dead");
    }

    #[test]
    fn atom_and_json_feeds_are_read() {
        let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Velmark Broadcasting</title><id>x</id>
            <updated>2031-03-05T10:00:00Z</updated><entry><id>urn:1</id><title>Truce</title>
            <link href="https://vb.example/1"/><updated>2031-03-05T10:00:00+03:00</updated>
            <content type="text">The army said: 3 &lt; 4.</content></entry></feed>"#;
        let taken = taken(atom);
        let report = &taken[0].report;
        assert_eq!((report.id.as_str(), report.text.as_str()), ("feed.xml#urn:1", "The army said: 3 < 4."));
        assert_eq!(report.published.as_deref(), Some("2031-03-05T10:00:00+03:00"));
        assert_eq!(report.source.as_deref(), Some("Velmark Broadcasting"));
        let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "ANA", "items":
            [{"id": "7", "content_text": "The Assembly denied it.", "date_published": "2031-03-05T10:00:00Z"}]}"#;
        let taken = take_any("a.json", json.as_bytes(), &Options::default());
        assert_eq!(taken[0].report.text, "The Assembly denied it.");
        assert_eq!(taken[0].report.id, "a.json#7");
    }

    #[test]
    fn a_feed_that_was_cut_off_gives_the_entries_before() {
        let at = RSS.rfind("<item>").unwrap_or(0);
        let taken = taken(&RSS[..at + 20]);
        assert_eq!(taken.len(), 2);
        assert_eq!(taken[0].problems[0].code, ProblemCode::Damaged);
        assert!(taken[0].problems[0].message.contains("entries up to there are read"));
    }

    #[test]
    fn nothing_in_it_and_nested_too_deep() {
        let empty = taken("<rss version=\"2.0\"><channel><title>x</title></channel></rss>");
        assert_eq!(empty[0].problems[0].code, ProblemCode::Empty);
        let deep = format!("<rss version=\"2.0\"><channel><item>{}", "<a>".repeat(200_000));
        let deep = taken(&deep);
        assert!(deep[0].problems[0].message.contains("nested more than 200 deep"), "{}", deep[0].problems[0].message);
    }
}
