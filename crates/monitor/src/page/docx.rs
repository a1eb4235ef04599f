//! A page as DOCX, for those who go on writing in it. The library that writes such files numbers their parts by counters of the whole
//! process, so that no two runs give the same bytes; the little that a page needs is written here.

use std::io::{Cursor, Write};

use quick_xml::escape::escape;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::body::body;
use super::clean::clean;
use super::{Page, PageError};

/// Parts that are the same for every page.
const TYPES: &str = include_str!("docx/content_types.xml");
const RELATIONS: &str = include_str!("docx/relations.xml");
const STYLES: &str = include_str!("docx/styles.xml");
const NUMBERING: &str = include_str!("docx/numbering.xml");
const FOOTER: &str = include_str!("docx/footer.xml");
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

impl Page {
    /// The page as a DOCX file. Drawings are given in words.
    ///
    /// # Errors
    ///
    /// When it does not fit into such a file.
    pub fn docx(&self) -> Result<Vec<u8>, PageError> {
        let (document, links) = body(self);
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let parts = [
            ("[Content_Types].xml", TYPES.to_owned()),
            ("_rels/.rels", RELATIONS.to_owned()),
            ("docProps/core.xml", properties(self)),
            ("word/document.xml", document),
            ("word/_rels/document.xml.rels", relations(&links)),
            ("word/styles.xml", STYLES.to_owned()),
            ("word/numbering.xml", NUMBERING.to_owned()),
            ("word/footer1.xml", FOOTER.to_owned()),
        ];
        // the same time always: a file that says when it was made is another file each time
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        for (name, part) in parts {
            zip.start_file(name, options)?;
            zip.write_all(HEAD.as_bytes())?;
            zip.write_all(part.as_bytes())?;
        }
        Ok(zip.finish()?.into_inner())
    }
}

fn properties(page: &Page) -> String {
    format!(
        "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:language>en</dc:language></cp:coreProperties>",
        escape(clean(&page.title))
    )
}

/// What the document leads to: its own parts, and addresses.
fn relations(links: &[String]) -> String {
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut all =
        String::from("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
    for (id, kind) in [("styles", "styles"), ("numbering", "numbering"), ("footer1", "footer")] {
        all.push_str(&format!("<Relationship Id=\"{id}\" Type=\"{KIND}/{kind}\" Target=\"{id}.xml\"/>"));
    }
    for (at, link) in links.iter().enumerate() {
        all.push_str(&format!(
            "<Relationship Id=\"link{at}\" Type=\"{KIND}/hyperlink\" Target=\"{}\" TargetMode=\"External\"/>",
            escape(clean(link))
        ));
    }
    all.push_str("</Relationships>");
    all
}
