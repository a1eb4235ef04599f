//! Words on a map: each where it covers no other.

use std::fmt::Write as _;

use crate::page::clean;
use crate::page::ink::Ink;

/// How wide a letter is of its height, about.
const LETTER: f64 = 0.56;

/// How the ground around words is drawn.
const HALO: &str = "stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"";

/// A part of a map that is taken: left, top, right, bottom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Part(pub(super) f64, pub(super) f64, pub(super) f64, pub(super) f64);

impl Part {
    fn meets(self, other: Self) -> bool {
        self.0 < other.2 && other.0 < self.2 && self.1 < other.3 && other.1 < self.3
    }
}

/// How words are set.
#[derive(Clone, Copy)]
pub(super) struct Type {
    pub(super) size: f64,
    pub(super) ink: Ink,
    pub(super) heavy: bool,
    /// The ground that the words stand on, which is drawn around them to set them off.
    pub(super) ground: Option<Ink>,
}

/// Where words stand to the point that they are given.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Side {
    Right,
    Left,
    Above,
    Below,
}

/// What stands on a map so far.
pub(super) struct Labels {
    taken: Vec<Part>,
    edge: Part,
}

impl Labels {
    /// None on a map that reaches to `edge`.
    pub(super) fn new(edge: Part) -> Self {
        Self { taken: Vec::new(), edge }
    }

    /// Keep words off a part.
    pub(super) fn take(&mut self, part: Part) {
        self.taken.push(part);
    }

    fn is_free(&self, part: Part) -> bool {
        let Part(left, top, right, bottom) = self.edge;
        part.0 >= left
            && part.1 >= top
            && part.2 <= right
            && part.3 <= bottom
            && !self.taken.iter().any(|t| t.meets(part))
    }

    /// Write `words` beside `at`, `away` from it, if there is room on one of `sides`. Says whether there was.
    pub(super) fn beside(
        &mut self,
        svg: &mut String,
        words: &str,
        at: (f64, f64),
        away: f64,
        sides: &[Side],
        set: Type,
    ) -> bool {
        let width = width(words, set.size);
        let half = set.size / 2.0;
        for side in sides {
            let (x, y, anchor, left) = match side {
                Side::Right => (at.0 + away, at.1, "start", at.0 + away),
                Side::Left => (at.0 - away, at.1, "end", at.0 - away - width),
                Side::Above => (at.0, at.1 - away - half, "middle", at.0 - width / 2.0),
                Side::Below => (at.0, at.1 + away + half, "middle", at.0 - width / 2.0),
            };
            let part = Part(left - 2.0, y - half - 2.0, left + width + 2.0, y + half + 2.0);
            if self.is_free(part) {
                self.take(part);
                write(svg, words, (x, y), anchor, set);
                return true;
            }
        }
        false
    }

    /// Write `words` with their middle at `at`, if there is room. Says whether there was.
    pub(super) fn over(&mut self, svg: &mut String, words: &str, at: (f64, f64), set: Type) -> bool {
        self.beside(svg, words, (at.0, at.1 + set.size / 2.0), 0.0, &[Side::Above], set)
    }
}

/// About how wide words are.
pub(super) fn width(words: &str, size: f64) -> f64 {
    clean(words).chars().count() as f64 * size * LETTER
}

/// Write words with their middle at the height of `at`.
pub(super) fn write(svg: &mut String, words: &str, at: (f64, f64), anchor: &str, set: Type) {
    let (ink, colour) = (set.ink.name(), set.ink.light());
    let heavy = if set.heavy { " font-weight=\"bold\"" } else { "" };
    let (class, ground) = match set.ground {
        Some(ground) => (format!(" stroke-{}", ground.name()), format!(" stroke=\"{}\" {HALO}", ground.light())),
        None => (" bare".to_owned(), String::new()),
    };
    let _ = writeln!(
        svg,
        "<text x=\"{:.1}\" y=\"{:.1}\" dy=\"0.35em\" text-anchor=\"{anchor}\" font-size=\"{}\" class=\"fill-{ink}{class}\" fill=\"{colour}\"{heavy}{ground}>{}</text>",
        at.0,
        at.1,
        set.size,
        quick_xml::escape::escape(clean(words)),
    );
}
