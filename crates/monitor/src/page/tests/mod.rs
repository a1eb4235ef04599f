//! Pages of our own, written in every format.

mod hostile;
mod sample;

use super::*;
use sample::{drawings, everything};

/// Write the page, and drawings of other sizes, to a folder, to be looked at: `TRUCELINE_PAGES=folder`.
#[test]
fn pages_to_look_at() {
    let Some(folder) = std::env::var_os("TRUCELINE_PAGES").map(std::path::PathBuf::from) else { return };
    let page = everything();
    std::fs::write(folder.join("page.html"), page.html()).unwrap();
    std::fs::write(folder.join("page.txt"), page.text(80)).unwrap();
    std::fs::write(folder.join("page.md"), page.markdown()).unwrap();
    std::fs::write(folder.join("page.docx"), page.docx().unwrap()).unwrap();
    std::fs::write(folder.join("drawings.html"), drawings::others().html()).unwrap();
}

#[test]
fn text() {
    insta::assert_snapshot!(everything().text(80));
}

#[test]
fn narrow_text() {
    insta::assert_snapshot!(everything().text(40));
}

#[test]
fn html() {
    insta::assert_snapshot!(everything().html());
}

#[test]
fn markdown() {
    insta::assert_snapshot!(everything().markdown());
}

/// The parts of a DOCX file.
fn parts(docx: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    (0..archive.len())
        .map(|n| {
            let mut file = archive.by_index(n).unwrap();
            let mut part = String::new();
            std::io::Read::read_to_string(&mut file, &mut part).unwrap();
            (file.name().unwrap().into_owned(), part)
        })
        .collect()
}

/// Panics where XML is not well formed.
fn read_through(xml: &str) {
    let mut reader = quick_xml::Reader::from_str(xml);
    while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
}

#[test]
fn docx() {
    let parts = parts(&everything().docx().unwrap());
    let document = &parts.iter().find(|(name, _)| name == "word/document.xml").unwrap().1;
    insta::assert_snapshot!(document.replace("<w:p>", "\n<w:p>").replace("<w:tr>", "\n<w:tr>"));
}

#[test]
fn a_page_of_nothing_is_written() {
    let page = Page {
        sections: vec![Section { blocks: vec![Block::Table(Table::default())], ..Section::default() }],
        ..Page::default()
    };
    assert!(page.html().contains("<main>"));
    assert!(page.text(0).contains("None."));
    assert!(page.markdown().contains("None."));
    assert!(page.docx().is_ok());
}

#[test]
fn notes_are_led_to_and_back() {
    let html = everything().html();
    for link in html.split("href=\"#").skip(1) {
        let id = link.split('"').next().unwrap();
        assert_eq!(html.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
    }
}
