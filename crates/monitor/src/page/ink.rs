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

    /// On light ground and on paper: upper-case hexadecimal, each another.
    pub(crate) fn light(self) -> &'static str {
        match self {
            Self::Words => "#1B1F23",
            Self::Soft => "#565D66",
            Self::Guide => "#C9CED4",
            Self::Measure => "#A63A1E",
            Self::Beside => "#2F6B8F",
            Self::Paper => "#FFFFFF",
            Self::Land => "#F3F0E8",
            Self::Water => "#DCE7EE",
            Self::Border => "#8A8F96",
        }
    }

    /// On dark ground.
    pub(crate) fn dark(self) -> &'static str {
        match self {
            Self::Words => "#E8EAED",
            Self::Soft => "#A9B0B8",
            Self::Guide => "#41474E",
            Self::Measure => "#F08A6B",
            Self::Beside => "#7DB9DC",
            Self::Paper => "#15181C",
            Self::Land => "#2A2D31",
            Self::Water => "#18222B",
            Self::Border => "#767C84",
        }
    }
}
