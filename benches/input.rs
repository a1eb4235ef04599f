//! What the benches read: real news where the shared corpora stand beside this repository, else our own examples.

use std::path::Path;

/// The texts to be read, one a report, in a fixed order.
///
/// # Errors
///
/// When neither the corpora nor an example can be read; the message says where they should be.
pub fn texts() -> Result<Vec<String>, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let corpus = root.join("../shared/corpora/polnear/dev.jsonl");
    if corpus.is_file() {
        return of_lines(&read(&corpus)?);
    }
    let examples = root.join("examples");
    let entries = std::fs::read_dir(&examples).map_err(|e| format!("{}: {e}", examples.display()))?;
    let mut paths: Vec<_> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.retain(|p| p.extension().is_some_and(|x| x == "txt"));
    paths.sort();
    if paths.is_empty() {
        return Err(format!("nothing to read: no {} and no .txt in {}", corpus.display(), examples.display()));
    }
    paths.iter().map(|p| read(p)).collect()
}

/// The first texts that hold at least `words` words together, or all of them.
///
/// # Errors
///
/// As [`texts`].
pub fn some_texts(words: usize) -> Result<Vec<String>, String> {
    let mut left = words;
    let mut out = Vec::new();
    for text in texts()? {
        if left == 0 {
            break;
        }
        left = left.saturating_sub(count_words(&text));
        out.push(text);
    }
    Ok(out)
}

/// How many words, parted by white space, the text has.
pub fn count_words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// The texts as JSON Lines, the way `truceline read` takes many.
pub fn json_lines(texts: &[String]) -> String {
    let line = |(n, text): (usize, &String)| {
        format!("{}\n", serde_json::json!({"report": {"id": n.to_string(), "text": text}}))
    };
    texts.iter().enumerate().map(line).collect()
}

/// The text as a web page with a menu and a footer round it.
pub fn page(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    let paragraphs: String =
        escaped.split('\n').filter(|p| !p.trim().is_empty()).map(|p| format!("<p>{p}</p>\n")).collect();
    format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"><title>Report</title></head><body>\
         <nav><ul><li><a href=\"/\">Home</a></li><li><a href=\"/world\">World</a></li></ul></nav>\
         <article><h1>Report</h1>\n{paragraphs}</article><footer><p>All rights reserved</p></footer></body></html>"
    )
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

fn of_lines(lines: &str) -> Result<Vec<String>, String> {
    let text = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).map_err(|e| e.to_string())?;
        value["report"]["text"].as_str().map(str::to_owned).ok_or_else(|| "a line without report.text".to_owned())
    };
    lines.lines().filter(|l| !l.trim().is_empty()).map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back_as_they_went() {
        let texts = vec!["“Hold,” she said.".to_owned(), "Two\n\nparagraphs".to_owned()];
        assert_eq!(of_lines(&json_lines(&texts)), Ok(texts));
        assert!(of_lines("{\"report\": {}}").is_err());
    }

    #[test]
    fn a_page_holds_each_paragraph() {
        let page = page("Shells & mines\n\nQuiet < 1 km");
        assert!(page.contains("<p>Shells &amp; mines</p>\n<p>Quiet &lt; 1 km</p>"), "{page}");
    }
}
