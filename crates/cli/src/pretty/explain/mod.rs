//! Why incidents are what they are: each value with the words that it comes from, what gave it, and the scores.

mod made;
mod said;
mod sheet;
mod told;

use truceline_record::{CharIndex, Incident};

use super::layout::{Layout, plural};
use super::text::{Lines, clean};
use super::{BOLD, DIM, Look, PLAIN, Page, happened};
use crate::explained::Explained;
use sheet::Sheet;

/// Show why the incidents of the numbers `chosen` are what they are, each line ended.
pub fn explain(explained: &Explained, chosen: &[usize], look: Look) -> String {
    let reading = &explained.reading;
    let page = Page {
        reading,
        index: CharIndex::new(&reading.report.text),
        lines: Lines::new(&reading.report.text, &reading.sentences, look.places),
        layout: Layout::new(look),
    };
    let mut out = String::new();
    page.head(&mut out);
    for &n in chosen {
        let (Some(incident), Some(why)) = (reading.incidents.get(n), explained.whys.get(n)) else { continue };
        let mut sheet = Sheet { page: &page, explained, incident, why, number: n, out: &mut out };
        sheet.show();
    }
    out.push('\n');
    if chosen.is_empty() {
        page.layout.wrapped(&mut out, "No incidents: nothing in this report was read as one.", "", PLAIN);
    } else {
        page.layout.wrapped(&mut out, &legend(explained, chosen.len()), "", DIM);
    }
    out
}

/// What the numbers mean, and what gave them.
fn legend(explained: &Explained, shown: usize) -> String {
    let made = &explained.reading.made_by;
    let all = explained.reading.incidents.len();
    format!(
        "{shown} of {} · m1, m2, ...: mentions of the incident · [ ]: the words that a value comes from · log odds: 0 is even, +2 about 7 to \
         1 for, -2 about 7 to 1 against; they say how sure the encoder is of the words, not whether it happened · truceline {} · {}",
        plural(all, "incident"),
        made.version,
        clean(&made.model),
    )
}

impl Sheet<'_, '_> {
    fn show(&mut self) {
        let Incident { id, .. } = self.incident;
        let heading = format!("{id} · {}", happened::heading(self.page, self.incident));
        self.out.push('\n');
        self.page.layout.wrapped(self.out, &heading, "", BOLD);
        self.mentions();
        self.kind();
        self.reality();
        self.main();
        self.date();
        self.place();
        self.parties();
        self.tolls();
        self.claims();
        self.disputes();
    }
}

#[cfg(test)]
mod tests;
