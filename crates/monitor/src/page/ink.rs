//! The colours of a page and its drawings: by name, so that they follow light and dark and what is printed. Neighbours differ in lightness
//! as well as in hue, and nothing is told by colour alone.

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Words.
    Words,
    /// Words that stand back: scales, credits.
    Soft,
    /// Lines that only guide the eye.
    Guide,
    /// What is counted or measured.
    Measure,
    /// What is set beside it.
    Beside,
    /// The ground that things are drawn on.
    Paper,
    /// Land on a map.
    Land,
    /// Water on a map.
    Water,
    /// Coasts and borders on a map.
    Border,
}

impl Ink {
    /// All of them.
    pub(crate) const ALL: [Self; 9] = [
        Self::Words,
        Self::Soft,
        Self::Guide,
        Self::Measure,
        Self::Beside,
        Self::Paper,
        Self::Land,
        Self::Water,
        Self::Border,
    ];

    /// Its name in a page's style.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Soft => "soft",
            Self::Guide => "guide",
            Self::Measure => "measure",
            Self::Beside => "beside",
            Self::Paper => "paper",
            Self::Land => "land",
            Self::Water => "water",
            Self::Border => "border",
        }
    }

    /// On light ground and on paper, in red, green and blue: each another, since drawings tell by it what it is for.
    pub(crate) const fn rgb(self) -> [u8; 3] {
        match self {
            Self::Words => [0x1B, 0x1F, 0x23],
            Self::Soft => [0x56, 0x5D, 0x66],
            Self::Guide => [0xC9, 0xCE, 0xD4],
            Self::Measure => [0xA6, 0x3A, 0x1E],
            Self::Beside => [0x2F, 0x6B, 0x8F],
            Self::Paper => [0xFF, 0xFF, 0xFF],
            Self::Land => [0xF3, 0xF0, 0xE8],
            Self::Water => [0xDC, 0xE7, 0xEE],
            Self::Border => [0x8A, 0x8F, 0x96],
        }
    }

    /// The same as it is written.
    pub(crate) fn light(self) -> String {
        let [red, green, blue] = self.rgb();
        format!("#{red:02X}{green:02X}{blue:02X}")
    }

    /// On dark ground.
    pub(crate) fn dark(self) -> String {
        let colour = match self {
            Self::Words => "#E8EAED",
            Self::Soft => "#A9B0B8",
            Self::Guide => "#41474E",
            Self::Measure => "#F08A6B",
            Self::Beside => "#7DB9DC",
            Self::Paper => "#15181C",
            Self::Land => "#2A2D31",
            Self::Water => "#18222B",
            Self::Border => "#767C84",
        };
        colour.to_owned()
    }
}
