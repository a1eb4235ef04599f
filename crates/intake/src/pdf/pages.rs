//! The text of a document's pages, as the library that reads PDF tells it.
//!
//! What is drawn where is known to the `pdf_oxide` crate, which this file alone names. It panics over some damaged documents, which is caught here, and nests as
//! deep as a document does, which nothing within one process catches: who reads what strangers send calls [`pages`] in a process of its own.

use pdf_oxide::PdfDocument;
use pdf_oxide::converters::ConversionOptions;
use pdf_oxide::layout::TextLine;
use serde::{Deserialize, Serialize};

use crate::Limits;
use crate::guarded::guarded;

/// The pages of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pages {
    /// How many there are.
    pub count: usize,
    /// The text of those that were read, from the first on, within the limits; none of one that cannot be read.
    pub texts: Vec<Option<String>>,
}

/// What reads the pages of a document within limits: [`pages`], or what calls it in another process. An error says why there is nothing to read, in a few words.
pub type ReadPages = fn(&[u8], &Limits) -> Result<Pages, String>;

/// The pages of the document that `bytes` are.
///
/// # Errors
///
/// In a few words why the document cannot be read.
pub fn pages(bytes: &[u8], limits: &Limits) -> Result<Pages, String> {
    let opened = guarded(|| {
        let document = PdfDocument::from_bytes(bytes.to_vec()).map_err(|e| e.to_string())?;
        let count = document.page_count().map_err(|e| e.to_string())?;
        Ok::<_, String>((document, count))
    });
    let (document, count) = opened.unwrap_or_else(|| Err("its parser stumbled over it".to_owned()))?;
    let (mut texts, mut chars) = (Vec::new(), 0);
    for n in 0..count.min(limits.max_pages) {
        if chars > limits.max_chars {
            break;
        }
        // one page must not cost the others
        let text = guarded(|| drawn(&document, n)).flatten();
        chars += text.as_ref().map_or(0, |text| text.chars().count());
        texts.push(text);
    }
    Ok(Pages { count, texts })
}

/// The text of page `n`, line by line, with a blank line where there is more space than between lines.
///
/// The order that the parser tells suits columns; a heading in the middle of the page it may take for another column.
/// Where no line stands beside another, the order is that of the page, from its top down.
fn drawn(document: &PdfDocument, n: usize) -> Option<String> {
    // Cells of a row come one after the other without that; looking for tables only finds some in running text.
    let options = ConversionOptions { extract_tables: false, ..ConversionOptions::default() };
    let told = document.extract_text_with_options(n, &options).ok()?;
    let Ok(mut lines) = document.extract_text_lines(n) else { return Some(told) };
    let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    // Whatever one way of reading leaves out that the other does not is not to be lost.
    if lines.iter().map(|l| solid(&l.text)).sum::<usize>() != solid(&told) {
        return Some(told);
    }
    lines.sort_by(|a, b| b.bbox.y.total_cmp(&a.bbox.y));
    let below = |pair: &[TextLine]| match pair {
        [upper, lower] => upper.bbox.y - lower.bbox.y,
        _ => 0.0,
    };
    let height = |l: &TextLine| l.bbox.height;
    if lines.windows(2).any(|pair| below(pair) < pair.iter().map(height).fold(f32::MAX, f32::min) * BESIDE) {
        return Some(told);
    }
    let mut steps: Vec<f32> = lines.windows(2).map(below).collect();
    steps.sort_by(f32::total_cmp);
    let usual = steps.get(steps.len() / 2).copied().unwrap_or(0.0);
    let mut out = String::new();
    for (at, line) in lines.iter().enumerate() {
        let step = at.checked_sub(1).and_then(|before| lines.get(before..=at)).map_or(0.0, below);
        if at > 0 {
            out.push_str(if step > usual * APART { "\n\n" } else { "\n" });
        }
        out.push_str(&line.text);
    }
    Some(out)
}

/// Lines whose feet are nearer than this share of their height stand beside each other.
const BESIDE: f32 = 0.5;
/// How many times the usual step between lines is more than that.
const APART: f32 = 1.3;
