//! What a page says of itself: its title, its outlet, its address, when it was published.

use serde_json::Value;

use crate::date;
use crate::html::tokens::Tag;

/// What pages call the moment of publication in their `meta` tags, the surest first; in lower case.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "rnews:datepublished",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "article_date_original",
    "originalpublicationdate",
    "publication_date",
    "publish_date",
    "publish-date",
    "publishdate",
    "pubdate",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "date",
];

/// How deep linked data is gone into.
const DEEPEST: usize = 8;

/// When the page was published, an ISO 8601 date, or date and time: by its `meta` tags, its linked data, its marked up
/// times, or its `address`, in this order. Dates in its text are not looked at: they may be of anything.
pub(crate) fn published(tags: &[Tag], address: Option<&str>) -> Option<String> {
    let meta = |name: &&str| {
        tags.iter()
            .filter(|t| t.name == "meta" && calls(t).any(|n| n.eq_ignore_ascii_case(name)))
            .find_map(|t| date::understood(t.get("content")?))
    };
    let linked = || {
        let data = tags.iter().filter(|t| t.name == "script").filter_map(|t| serde_json::from_str(&t.inner).ok());
        data.into_iter().find_map(|v: Value| date::understood(in_linked_data(&v, DEEPEST)?))
    };
    let marked = || {
        let of = |t: &Tag| date::understood(t.get("datetime").or_else(|| t.get("content"))?);
        let named = tags.iter().filter(|t| t.get("itemprop").is_some_and(|p| p.eq_ignore_ascii_case("datePublished")));
        named.chain(tags.iter().filter(|t| t.name == "time")).find_map(of)
    };
    PUBLISHED.iter().find_map(meta).or_else(linked).or_else(marked).or_else(|| date::in_address(address?))
}

/// What a `meta` tag calls its content.
fn calls(tag: &Tag) -> impl Iterator<Item = &str> {
    ["property", "name", "itemprop"].into_iter().filter_map(|key| tag.get(key))
}

fn in_linked_data(value: &Value, deepest: usize) -> Option<&str> {
    let deeper = deepest.checked_sub(1)?;
    match value {
        Value::Object(fields) => match fields.get("datePublished") {
            Some(Value::String(date)) => Some(date),
            _ => fields.values().find_map(|v| in_linked_data(v, deeper)),
        },
        Value::Array(items) => items.iter().find_map(|v| in_linked_data(v, deeper)),
        _ => None,
    }
}

/// The page's title as it gives it: for sharing, else in its head.
pub(crate) fn title(tags: &[Tag]) -> Option<String> {
    let shared = tags.iter().filter(|t| t.name == "meta" && calls(t).any(|n| n.eq_ignore_ascii_case("og:title")));
    let head = tags.iter().filter(|t| t.name == "title").map(|t| t.inner.as_str());
    shared.filter_map(|t| t.get("content")).chain(head).find_map(one_line)
}

/// The address that the page says is its own.
pub(crate) fn address(tags: &[Tag]) -> Option<String> {
    let canonical =
        tags.iter().filter(|t| t.name == "link" && t.get("rel").is_some_and(|r| r.eq_ignore_ascii_case("canonical")));
    let shared = tags.iter().filter(|t| t.name == "meta" && calls(t).any(|n| n.eq_ignore_ascii_case("og:url")));
    canonical
        .filter_map(|t| t.get("href"))
        .chain(shared.filter_map(|t| t.get("content")))
        .find_map(|url| one_line(url).filter(|u| u.starts_with("http://") || u.starts_with("https://")))
}

/// The name of the outlet that the page gives, else the host of its `address`.
pub(crate) fn outlet(tags: &[Tag], address: Option<&str>) -> Option<String> {
    let names = ["og:site_name", "application-name", "dc.publisher", "publisher"];
    let named = |name: &&str| {
        tags.iter()
            .filter(|t| t.name == "meta" && calls(t).any(|n| n.eq_ignore_ascii_case(name)))
            .find_map(|t| one_line(t.get("content")?))
    };
    let host = || address.and_then(truceline_record::host).and_then(one_line);
    names.iter().find_map(named).or_else(host)
}

/// `text` on one line, if there is any.
pub(crate) fn one_line(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}
