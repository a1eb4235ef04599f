//! Cells of tables, and what keeps a spreadsheet program from taking text for a formula.

/// One cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number.
    Real(f64),
}

impl Cell {
    /// Names with `; ` between; nothing where there are none.
    pub(crate) fn list<T: AsRef<str>>(names: &[T]) -> Self {
        Self::from(names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("; "))
    }

    /// As a table of text has it: text harmless, numbers as they are.
    pub(crate) fn written(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => harmless(text),
            Self::Whole(number) => number.to_string(),
            Self::Real(number) => number.to_string(),
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Whole(number.into())
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        Self::Whole(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Real(number)
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::from(if value { "yes" } else { "no" })
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// Text that no spreadsheet program takes for a formula: an apostrophe stands before what begins like one, and before an apostrophe.
pub fn harmless(text: &str) -> String {
    if is_risky(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text that was made harmless.
pub fn restored(text: &str) -> &str {
    text.strip_prefix('\'').unwrap_or(text)
}

/// Programs skip blanks and invisible marks before a formula, and some read signs of full width as the common ones.
fn is_risky(text: &str) -> bool {
    if text.starts_with(['\'', '\t', '\r', '\n']) {
        return true;
    }
    let marks = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{FEFF}' | '\u{200B}'..='\u{200F}');
    let signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹢', '﹣', '﹦', '﹫', '−'];
    text.trim_start_matches(marks).starts_with(signs)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_text() {
        let formulas = [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝1",
            "－1",
            "＋1",
            "＠x",
            " =1",
            "\u{FEFF}=1",
            "'=1",
            "'",
        ];
        for formula in formulas {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        for text in ["", "Orel", "1-2", "a=b", "\"=1\""] {
            assert_eq!(harmless(text), text);
        }
        assert_eq!(Cell::Real(-33.4).written(), "-33.4");
    }

    proptest! {
        #[test]
        fn what_was_made_harmless_comes_back(text in "['=+@\\t\\r\\n ＝－-]{0,4}\\PC{0,20}") {
            let safe = harmless(&text);
            prop_assert_eq!(restored(&safe), text.as_str());
            prop_assert!(!is_risky(&safe) || safe.starts_with('\''));
        }
    }
}
