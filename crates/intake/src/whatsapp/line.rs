//! The head of a message: date, time, sender.

use jiff::civil::{Date, DateTime, Time};

use super::order::Order;

/// The longest name of a sender, in code points.
const SENDER: usize = 80;

/// What stands before a message's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head<'l> {
    /// The three numbers of the date, as written.
    pub(super) date: [u16; 3],
    /// Whether one of them has a zero before it.
    pub(super) padded: bool,
    /// What stands between them.
    pub(super) separator: char,
    hour: i8,
    minute: i8,
    second: i8,
    /// Nothing for what the app tells itself.
    pub(super) sender: Option<&'l str>,
    /// The byte of the line at which the text starts.
    pub(super) text: usize,
}

impl Head<'_> {
    /// When it was sent by the telephone's clock, with its date in this `order`; nothing if there is no such moment.
    pub(super) fn published(&self, order: Order) -> Option<String> {
        let [a, b, c] = self.date;
        let (year, month, day) = match order {
            Order::Day => (c, b, a),
            Order::Month => (c, a, b),
            Order::Year => (a, b, c),
        };
        let year = if year < 100 { 2000 + year } else { year };
        let date = Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()?;
        let time = Time::new(self.hour, self.minute, self.second, 0).ok()?;
        Some(DateTime::from_parts(date, time).strftime("%Y-%m-%dT%H:%M:%S").to_string())
    }
}

/// The head that `line` starts with, if it starts a message: `[date, time] sender: ` or `date, time - sender: `.
pub(super) fn head(line: &str) -> Option<Head<'_>> {
    let mut at = Cursor { line, at: 0 };
    at.skip();
    let bracket = at.eat('[');
    let (a, separator) = (at.number()?, at.one_of(&['/', '.', '-'])?);
    let b = at.number()?;
    at.one_of(&[separator])?;
    let c = at.number()?;
    // "12. 3. 2031." has a full stop behind the year as well.
    if separator == '.' {
        at.eat('.');
    }
    at.one_of(&[',', '،', ' '])?;
    at.skip();
    let hour = at.number()?;
    at.one_of(&[':', '.'])?;
    let minute = at.number()?;
    let second = if at.eat(':') || at.eat('.') { at.number()?.value } else { 0 };
    at.skip();
    let half = at.half();
    at.skip();
    at.one_of(if bracket { &[']'] } else { &['-', '–'] })?;
    at.skip_spaces();
    let hour = match half {
        Some(_) if hour.value == 0 || hour.value > 12 => return None,
        Some(true) => hour.value % 12 + 12,
        Some(false) => hour.value % 12,
        None => hour.value,
    };
    let (sender, text) = sender(line, at.at);
    Some(Head {
        date: [a.value, b.value, c.value],
        padded: [a, b].iter().any(|n| n.padded),
        separator,
        hour: hour.try_into().ok()?,
        minute: minute.value.try_into().ok()?,
        second: second.try_into().ok()?,
        sender,
        text,
    })
}

/// The sender that stands at byte `at` of `line`, if one does, and where the text starts.
fn sender(line: &str, at: usize) -> (Option<&str>, usize) {
    let rest = line.get(at..).unwrap_or("");
    // A message whose first line is blank ends its head without a space.
    let end = rest.find(": ").or_else(|| rest.strip_suffix(':').map(str::len));
    match end.and_then(|end| rest.get(..end).map(|name| (name, end))) {
        Some((name, end)) if !name.trim().is_empty() && name.chars().count() <= SENDER => {
            let text = at + (end + 2).min(rest.len());
            (Some(name.trim_matches(|c: char| c.is_whitespace() || is_mark(c))), text)
        }
        _ => (None, at),
    }
}

/// Characters that only set the direction of writing.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[derive(Clone, Copy)]
struct Number {
    value: u16,
    padded: bool,
}

struct Cursor<'l> {
    line: &'l str,
    at: usize,
}

impl<'l> Cursor<'l> {
    fn rest(&self) -> &'l str {
        self.line.get(self.at..).unwrap_or("")
    }

    fn skip_while(&mut self, test: fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(test).len();
    }

    /// White space and marks of direction.
    fn skip(&mut self) {
        self.skip_while(|c| c.is_whitespace() || is_mark(c));
    }

    fn skip_spaces(&mut self) {
        self.skip_while(|c| c == ' ');
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.one_of(&[wanted]).is_some()
    }

    fn one_of(&mut self, wanted: &[char]) -> Option<char> {
        self.skip_while(is_mark);
        let c = self.rest().chars().next().filter(|c| wanted.contains(c))?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// A number of one to four digits, in European, Arabic or Persian digits.
    fn number(&mut self) -> Option<Number> {
        self.skip();
        let mut digits = 0;
        let (mut value, mut padded) = (0u16, false);
        while let Some((c, digit)) = self.rest().chars().next().and_then(|c| Some((c, digit(c)?))) {
            padded |= digits == 0 && digit == 0;
            digits += 1;
            if digits > 4 {
                return None;
            }
            value = value * 10 + digit;
            self.at += c.len_utf8();
        }
        (digits > 0).then_some(Number { value, padded })
    }

    /// Whether the hour is of the second half of the day, where that is told.
    fn half(&mut self) -> Option<bool> {
        let rest = self.rest();
        let word: String =
            rest.chars().take_while(|c| !matches!(c, ']' | '-' | '–')).filter(|c| c.is_alphabetic()).collect();
        let half = match word.to_lowercase().as_str() {
            "am" | "ص" => false,
            "pm" | "م" => true,
            _ => return None,
        };
        self.at += rest.find([']', '-', '–']).unwrap_or(rest.len());
        Some(half)
    }
}

fn digit(c: char) -> Option<u16> {
    let value = match c {
        '0'..='9' => c as u32 - '0' as u32,
        '٠'..='٩' => c as u32 - '٠' as u32,
        '۰'..='۹' => c as u32 - '۰' as u32,
        _ => return None,
    };
    u16::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_and_what_is_none() {
        let cases = [
            ("12/03/2031, 05:41 - A: b", Some((Some("A"), "b"))),
            ("[12.03.31, 05:41:09] A B: c: d", Some((Some("A B"), "c: d"))),
            ("3/12/31, 12:41 AM - A joined", Some((None, "A joined"))),
            ("12. 3. 2031. 05:41 - A: b", Some((Some("A"), "b"))),
            ("[12/03/2031, 5:41 p. m.] A: b", Some((Some("A"), "b"))),
            ("12/03/2031, 05:41 - A:", Some((Some("A"), ""))),
            ("12/03/2031 they came at 05:41 - A: b", None),
            ("[1] A: b", None),
            ("12/03.2031, 05:41 - A: b", None),
            ("123456/3/2031, 05:41 - A: b", None),
            ("", None),
        ];
        for (line, expected) in cases {
            let got = head(line).map(|h| (h.sender, line.get(h.text..).unwrap()));
            assert_eq!(got, expected, "{line}");
        }
        let noon = head("3/12/31, 12:41 PM - A: b").unwrap();
        assert_eq!(noon.published(Order::Month).as_deref(), Some("2031-03-12T12:41:00"));
        assert_eq!(head("31/12/31, 12:41 - A: b").unwrap().published(Order::Month), None);
    }
}
