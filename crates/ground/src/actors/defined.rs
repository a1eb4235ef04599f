//! Names that a text itself explains: "the Northern Assembly (NA)", "the Sarnem Guard, formerly the Harbour Watch".

/// What stands between a name and its other name.
const BRIDGES: [&str; 8] = [
    ", formerly known as ",
    ", previously known as ",
    ", also known as ",
    ", better known as ",
    ", formerly ",
    ", known as ",
    " also known as ",
    " formerly known as ",
];

/// Small words that a name may hold.
const WITHIN: [&str; 9] = ["of", "for", "and", "in", "the", "on", "to", "al", "de"];

/// Pairs of a name and the other name that the text gives it, in the order of the text.
///
/// "X (ABC)" counts where the letters are initials of the words before the bracket; "X, formerly Y" and the like where both are capitalised.
///
/// ```
/// use truceline_ground::actors::defined_in;
/// let pairs = defined_in("Fighters of the Northern Assembly (NA) left Dolvik.");
/// assert_eq!(pairs, [("Northern Assembly".to_owned(), "NA".to_owned())]);
/// ```
pub fn defined_in(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (open, _) in text.match_indices('(') {
        let Some(inside) = text[open + 1..].split_once(')').map(|(a, _)| a) else { continue };
        if let Some(long) = initials(text[..open].trim_end(), inside) {
            found.push((open, (long, inside.to_owned())));
        }
    }
    let mut taken = 0;
    for (at, _) in text.char_indices() {
        let Some(bridge) = BRIDGES.iter().find(|b| at >= taken && text[at..].starts_with(**b)) else { continue };
        taken = at + bridge.len();
        if let (Some(long), Some(short)) = (name_before(&text[..at]), name_after(&text[taken..])) {
            found.push((at, (long, short)));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, pair)| pair).collect()
}

/// The words at the end of `before` whose initials are `short`.
fn initials(before: &str, short: &str) -> Option<String> {
    let letters: Vec<char> = short.chars().filter(|c| *c != '.').collect();
    if letters.len() < 2 || letters.len() > 8 || !letters.iter().all(|c| c.is_uppercase()) {
        return None;
    }
    let mut left = letters.len();
    let mut start = before.len();
    for word in before.rsplit([' ', '-', '\n']) {
        let first = word.chars().next()?;
        let at = start.checked_sub(word.len())?;
        if first.to_uppercase().eq(letters[left - 1].to_uppercase()) && first.is_uppercase() {
            left -= 1;
            if left == 0 {
                return Some(before[at..].to_owned());
            }
        } else if !WITHIN.contains(&word) {
            return None;
        }
        start = at.checked_sub(1)?;
    }
    None
}

fn capital(word: &str) -> bool {
    word.trim_start_matches(['"', '“', '‘', '\'']).chars().next().is_some_and(char::is_uppercase)
        || word.strip_prefix("al-").is_some_and(capital)
}

/// The capitalised words at the end of a text.
fn name_before(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut first = words.len();
    for (i, word) in words.iter().enumerate().rev() {
        if i + 1 < words.len() && word.ends_with(['.', ',', ';', ':', ')']) {
            break;
        }
        if capital(word) && !["The", "A", "An"].contains(word) {
            first = i;
        } else if first == words.len() || !WITHIN.contains(word) || *word == "the" {
            break;
        }
    }
    (first < words.len()).then(|| words[first..].join(" "))
}

/// The capitalised words at the start of a text, an article left aside.
fn name_after(text: &str) -> Option<String> {
    let mut name: Vec<&str> = Vec::new();
    let mut held = Vec::new();
    for word in text.split_whitespace().skip_while(|w| *w == "the") {
        let bare = word.trim_end_matches(['.', ',', ';', ':', ')', '"', '”']);
        if capital(bare) {
            name.append(&mut held);
            name.push(bare);
        } else if !name.is_empty() && WITHIN.contains(&bare) {
            held.push(bare);
        } else {
            break;
        }
        if bare.len() < word.len() {
            break;
        }
    }
    (!name.is_empty()).then(|| name.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(String, String)> {
        defined_in(text)
    }

    #[test]
    fn initials_in_brackets() {
        let got = pairs(
            "the Sarnem Centre for Human Rights (SCHR) and the Council of the North (CN), with five (5) others (AB)",
        );
        assert_eq!(
            got,
            [
                ("Sarnem Centre for Human Rights".to_owned(), "SCHR".to_owned()),
                ("Council of the North".to_owned(), "CN".to_owned()),
            ]
        );
    }

    #[test]
    fn former_and_other_names() {
        let got = pairs(
            "The Sarnem Guard, formerly the Harbour Watch, left. The Black Heron Brigade, also known as Heron Front, stayed.",
        );
        assert_eq!(
            got,
            [
                ("Sarnem Guard".to_owned(), "Harbour Watch".to_owned()),
                ("Black Heron Brigade".to_owned(), "Heron Front".to_owned()),
            ]
        );
    }

    #[test]
    fn what_defines_nothing() {
        assert!(pairs("(NA) Dolvik, formerly quiet, was hit (see below) by (").is_empty());
    }
}
