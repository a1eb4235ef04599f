//! PDF documents: the text of their pages.
//!
//! The document says when its file was made, which is not when a report was published, so that date is not taken.

mod pages;

use truceline_record::{Page, ProblemCode};

pub use self::pages::{Pages, ReadPages, pages};
use crate::compose::Composer;
use crate::origin::Canonical;
use crate::{Intake, Options, text};

/// From which share of letters on that are written from right to left the order of a page's words is in doubt, in
/// hundredths.
const RIGHT_TO_LEFT: usize = 5;

/// Fill `intake` with the text of the document that `bytes` are.
pub(crate) fn take(bytes: &[u8], options: &Options, intake: &mut Intake) {
    let name = intake.report.id.clone();
    let read = options.pdf.unwrap_or(pages);
    let Pages { count, texts } = match read(bytes, &options.limits) {
        Ok(pages) => pages,
        Err(why) => {
            let (code, message) = if has(bytes, b"/Encrypt") {
                (ProblemCode::Unreadable, format!("{name}: the document is locked ({why}); save it without a password"))
            } else {
                (
                    ProblemCode::Damaged,
                    format!("{name}: the document is damaged ({why}); get it again, or print it anew"),
                )
            };
            return intake.problem(code, message);
        }
    };
    let mut out = Composer::new(Canonical::Pages, options.limits.max_chars);
    let (mut blank, mut failed, mut placed) = (Vec::new(), Vec::new(), Vec::new());
    for (n, page) in texts.iter().enumerate() {
        if out.full() {
            break;
        }
        let Some(page) = page else {
            failed.push(n + 1);
            continue;
        };
        let page = tidy(page);
        if page.is_empty() {
            blank.push(n + 1);
            continue;
        }
        out.blank_line();
        out.start_part(format!("page {}", n + 1));
        let start = out.len();
        out.made(&page);
        placed.push(Page { page: u32::try_from(n + 1).unwrap_or(u32::MAX), start, end: out.len() });
    }
    out.finish(intake);
    let chars = intake.origin.len();
    placed.retain_mut(|p| {
        p.end = p.end.min(chars);
        p.start < p.end
    });
    intake.report.pages = placed;
    intake.report.title = text::title(&intake.report.text);
    tell(&name, count, count.min(options.limits.max_pages), &blank, &failed, intake);
}

/// Say what of the document was not read, or not for sure.
fn tell(name: &str, pages: usize, read: usize, blank: &[usize], failed: &[usize], intake: &mut Intake) {
    if pages == 0 || blank.len() == read && read > 0 {
        let message = format!(
            "{name}: the document holds pictures of text, or none: on its {pages} pages there is nothing to read; run a \
             text recognition over it and read what that gives"
        );
        return intake.problem(ProblemCode::Empty, message);
    }
    if pages > read {
        let message =
            format!("{name}: {pages} pages are more than the limit of {read}: the others are left out; split it");
        intake.problem(ProblemCode::Truncated, message);
    }
    if !failed.is_empty() {
        let message = format!("{name}: {} could not be read and left out; print the document anew", listed(failed));
        intake.problem(ProblemCode::Damaged, message);
    }
    if !blank.is_empty() {
        let message = format!(
            "{name}: {} without text, or with pictures of it: left out; look there yourself, or run a text recognition",
            listed(blank)
        );
        intake.problem(ProblemCode::Truncated, message);
    }
    let letters = intake.report.text.chars().filter(|c| c.is_alphabetic());
    let (mut all, mut back) = (0, 0);
    letters.for_each(|c| {
        all += 1;
        back += usize::from(matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'));
    });
    if back * 100 > all * RIGHT_TO_LEFT {
        let message = format!(
            "{name}: text that is written from right to left may stand in the wrong order, as PDF documents do not tell \
             it; compare it with the pages, or read the text from another format"
        );
        intake.problem(ProblemCode::UnsureText, message);
    }
    let lost =
        intake.report.text.chars().filter(|&c| c == '\u{FFFD}' || ('\u{E000}'..='\u{F8FF}').contains(&c)).count();
    if lost > 0 {
        let message = format!(
            "{name}: {lost} characters are unknown, as the document's fonts do not tell them; compare with the pages"
        );
        intake.problem(ProblemCode::UnsureText, message);
    }
}

/// "page 3", "pages 3, 4 and 9", or how many there are.
fn listed(pages: &[usize]) -> String {
    const SHOWN: usize = 10;
    match pages {
        [one] => format!("page {one}"),
        [start @ .., last] if pages.len() <= SHOWN => {
            let start: Vec<String> = start.iter().map(usize::to_string).collect();
            format!("pages {} and {last}", start.join(", "))
        }
        _ => format!("{} pages", pages.len()),
    }
}

fn has(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|w| w == words)
}

/// A page's text with its lines joined to paragraphs: a page breaks lines where they reach its edge, a text where
/// something new begins. A line goes on in the next one unless it ends well before the others do, or the next starts as
/// an item of a list does. Spaces that only set columns apart are one.
fn tidy(page: &str) -> String {
    let lines: Vec<String> = page.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let length = |line: &String| line.chars().count();
    let mut lengths: Vec<usize> = lines.iter().map(length).filter(|&n| n > 0).collect();
    lengths.sort_unstable();
    // Most lines of running text end near the edge: that of the upper quarter does, whatever headings there are.
    let edge = lengths.get(lengths.len() * 3 / 4).copied().unwrap_or(0);
    let mut out = String::new();
    let mut before: Option<&String> = None;
    for line in &lines {
        if line.is_empty() {
            before = None;
            continue;
        }
        match before {
            _ if out.is_empty() => {}
            None => out.push_str("\n\n"),
            Some(last) if starts_item(line) || length(last) * 100 < edge * FULL => out.push('\n'),
            // A word that was parted at the line's end, or a hyphen that stood there: which, cannot be told.
            Some(last) if last.ends_with('-') => {}
            Some(_) => out.push(' '),
        }
        out.push_str(line);
        before = Some(line);
    }
    out
}

/// How much of the way to the edge a line goes that is broken there, in hundredths: a word of usual length was too long
/// for the rest.
const FULL: usize = 75;

/// Whether `line` starts as an item of a list does: with a bullet, a dash, or a number and a full stop or bracket.
fn starts_item(line: &str) -> bool {
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with(['•', '●', '▪', '‣', '◦', '·', '–', '—', '*', '\u{F0B7}'])
        || line.starts_with("- ")
        || (1..=3).contains(&(line.len() - number.len()))
            && number.starts_with([')', '.'])
            && number.get(1..2) == Some(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, take as take_any};

    /// A PDF document of `pages`, each of lines of text; a page without lines is blank.
    fn pdf(pages: &[&[&str]]) -> Vec<u8> {
        let drawn = |lines: &&[&str]| {
            let lines = lines.iter().map(|l| format!("({l}) Tj T* ")).collect::<String>();
            format!("BT /F1 11 Tf 14 TL 72 720 Td {lines}ET")
        };
        drawn_as(&pages.iter().map(drawn).collect::<Vec<_>>())
    }

    /// A PDF document with the content of each of its pages.
    fn drawn_as(pages: &[String]) -> Vec<u8> {
        let kids: Vec<String> = (0..pages.len()).map(|n| format!("{} 0 R", 4 + 2 * n)).collect();
        let mut objects = vec![
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        ];
        for (n, content) in pages.iter().enumerate() {
            objects.push(format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> \
                 /Contents {} 0 R >>",
                5 + 2 * n
            ));
            objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
        }
        let mut out = "%PDF-1.4\n".to_owned();
        let mut places = Vec::new();
        for (n, object) in objects.iter().enumerate() {
            places.push(out.len());
            out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", n + 1));
        }
        let start = out.len();
        out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
        places.iter().for_each(|at| out.push_str(&format!("{at:010} 00000 n \n")));
        out.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1));
        out.into_bytes()
    }

    const FIRST: &[&str] = &[
        "The Lowland Truce Monitoring Mission logged fourteen violations of the truce on",
        "Wednesday, nine of them by the army. Three people were killed in Dolvik.",
        "",
        "The army denied this.",
    ];
    const LAST: &[&str] = &["The Northern Assembly said that it would answer on Friday."];

    fn taken(bytes: &[u8], limits: Limits) -> Intake {
        take_any("report.pdf", bytes, &Options { limits, ..Options::default() }).remove(0)
    }

    #[test]
    fn pages_are_read_with_their_numbers() {
        let got = taken(&pdf(&[FIRST, &[], LAST]), Limits::default());
        let text = &got.report.text;
        assert!(
            text.starts_with(
                "The Lowland Truce Monitoring Mission logged fourteen violations of the truce on Wednesday, nine"
            ),
            "{text}"
        );
        assert!(text.ends_with("denied this.\n\nThe Northern Assembly said that it would answer on Friday."), "{text}");
        let pages: Vec<(u32, String)> = got
            .report
            .pages
            .iter()
            .map(|p| (p.page, text.chars().skip(p.start as usize).take((p.end - p.start) as usize).collect()))
            .collect();
        assert_eq!((pages[0].0, pages[1].0, pages.len()), (1, 3, 2));
        assert_eq!(pages[1].1, LAST[0]);
        let last = got.report.pages[1].start;
        assert_eq!((got.origin.part(last), got.origin.part(0)), (Some("page 3"), Some("page 1")));
        assert_eq!(got.problems.len(), 1);
        assert!(got.problems[0].message.contains("page 2 without text"), "{}", got.problems[0].message);
    }

    #[test]
    fn pictures_of_text_too_many_pages_and_damage_are_told() {
        let blank = taken(&pdf(&[&[], &[]]), Limits::default());
        assert_eq!((blank.problems[0].code, blank.problems.len()), (ProblemCode::Empty, 1));
        assert!(blank.problems[0].message.contains("on its 2 pages there is nothing to read"));
        let long = taken(&pdf(&[LAST, LAST, LAST]), Limits { max_pages: 2, ..Limits::default() });
        assert_eq!((long.problems[0].code, long.report.pages.len()), (ProblemCode::Truncated, 2));
        let cut = taken(&pdf(&[FIRST, FIRST]), Limits { max_chars: 40, ..Limits::default() });
        assert!(cut.report.text.chars().count() <= 40 && cut.report.pages.len() == 1);
        let damaged = taken(b"%PDF-1.4\n1 0 obj\n<< /Type", Limits::default());
        assert_eq!((damaged.problems[0].code, damaged.report.text.as_str()), (ProblemCode::Damaged, ""));
    }

    #[test]
    fn columns_stay_columns() {
        let column = |x: u32, words: &str| {
            let lines = (0..6).map(|n| format!("({words} line {n} of six in its column) Tj T* ")).collect::<String>();
            format!("BT /F1 9 Tf 12 TL {x} 700 Td {lines}ET ")
        };
        let got = taken(&drawn_as(&[column(60, "Left") + &column(320, "Right")]), Limits::default());
        let (left, right) = (got.report.text.rfind("Left").unwrap(), got.report.text.find("Right").unwrap());
        assert!(left < right, "{}", got.report.text);
    }

    #[test]
    fn lines_are_joined_to_paragraphs() {
        let page = "SITUATION REPORT\nThe mission logged four breaches of the truce by the army on Tues-\nday and in the night \
            that followed, all of them   near\nthe river.\n1. Harrow bridge: shots.\n2. Sarnem: none.\n\nIt said so.";
        assert_eq!(
            tidy(page),
            "SITUATION REPORT\nThe mission logged four breaches of the truce by the army on Tues-day and in the night that \
             followed, all of them near the river.\n1. Harrow bridge: shots.\n2. Sarnem: none.\n\nIt said so."
        );
    }
}
