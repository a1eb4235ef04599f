//! A drawing as it stands in a page: only shapes and words are let through, so that a page runs nothing and loads nothing, whoever drew.

use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::writer::Writer;
use quick_xml::{Reader, XmlVersion};

use super::clean::clean;

/// The elements that draw. `title` is not among them: a page gives its own.
const ELEMENTS: [&str; 11] =
    ["svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"];

/// What may be said of them. None of these can hold a script or an address, but for `url(...)`, which is looked for.
const ATTRIBUTES: [&str; 38] = [
    "class",
    "cx",
    "cy",
    "d",
    "dominant-baseline",
    "dx",
    "dy",
    "fill",
    "fill-opacity",
    "fill-rule",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "height",
    "opacity",
    "paint-order",
    "points",
    "preserveAspectRatio",
    "r",
    "rx",
    "ry",
    "stroke",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "transform",
    "viewBox",
    "width",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
];

/// The drawing `svg` with the name `title` and the words `description`, which are read out in its stead; `id` begins the names of the
/// two. `None` where it is no drawing.
pub(super) fn safe(svg: &str, id: &str, title: &str, description: &str) -> Option<String> {
    let mut reader = Reader::from_str(svg);
    let mut writer = Writer::new(Vec::new());
    let mut open: Vec<String> = Vec::new();
    let mut begun = false;
    // how deep within an element that is left out
    let mut out = 0_usize;
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) if !begun => {
                if start.name().as_ref() != "svg" {
                    return None;
                }
                begun = true;
                let mut root = element(&start);
                root.push_attribute(("role", "img"));
                root.push_attribute(("aria-labelledby", format!("{id}-title").as_str()));
                root.push_attribute(("aria-describedby", format!("{id}-words").as_str()));
                writer.write_event(Event::Start(root)).ok()?;
                named(&mut writer, "title", &format!("{id}-title"), title)?;
                named(&mut writer, "desc", &format!("{id}-words"), description)?;
                open.push("svg".to_owned());
            }
            Event::Start(start) => {
                if out > 0 || !ELEMENTS.contains(&start.name().as_ref()) {
                    out += 1;
                    continue;
                }
                writer.write_event(Event::Start(element(&start))).ok()?;
                open.push(start.name().as_ref().to_owned());
            }
            Event::Empty(empty) if out == 0 && ELEMENTS.contains(&empty.name().as_ref()) => {
                writer.write_event(Event::Empty(element(&empty))).ok()?;
            }
            Event::End(_) if out > 0 => out -= 1,
            Event::End(_) => {
                writer.write_event(Event::End(BytesEnd::new(open.pop()?))).ok()?;
                if open.is_empty() {
                    return String::from_utf8(writer.into_inner()).ok();
                }
            }
            Event::Text(text) if out == 0 && begun => {
                writer.write_event(Event::Text(text)).ok()?;
            }
            Event::GeneralRef(reference) if out == 0 && begun => {
                writer.write_event(Event::GeneralRef(reference)).ok()?;
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// The same element with what may be said of it.
fn element<'e>(of: &BytesStart<'_>) -> BytesStart<'e> {
    let mut element = BytesStart::new(of.name().as_ref().to_owned());
    for attribute in of.attributes().filter_map(Result::ok) {
        let key = attribute.key.as_ref();
        let Ok(value) = attribute.normalized_value(XmlVersion::Implicit1_0) else { continue };
        // an address in a style is `url(...)`, or the same in escapes
        let loads = value.to_ascii_lowercase().contains("url") || value.contains('\\');
        if ATTRIBUTES.contains(&key) && !loads {
            element.push_attribute((key, clean(&value).as_ref()));
        }
    }
    element
}

fn named(writer: &mut Writer<Vec<u8>>, element: &str, id: &str, words: &str) -> Option<()> {
    let mut start = BytesStart::new(element);
    start.push_attribute(("id", id));
    writer.write_event(Event::Start(start)).ok()?;
    writer.write_event(Event::Text(BytesText::new(&clean(words)))).ok()?;
    writer.write_event(Event::End(BytesEnd::new(element))).ok()
}
