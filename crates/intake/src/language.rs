//! The language of a text.
//!
//! A report taken for another language than its own loses all its statements, so a guess must be sure: for the Latin
//! alphabet, English function words settle it before any statistics are asked.

use whatlang::{Lang, Script};

/// How many code points are looked at.
const SAMPLE: usize = 6000;
/// From how many letters on a text in the Latin alphabet may be told to be in another language than English.
const LONG: usize = 120;
/// From how many letters on any guess between languages of another alphabet is better than none.
const SOME: usize = 8;

/// Words that every English report holds and other languages seldom do.
const ENGLISH: &[&str] = &[
    "the", "of", "and", "to", "that", "said", "was", "were", "is", "are", "for", "with", "by", "from", "had", "has",
    "have", "they", "their", "it", "its", "which", "who", "not", "but", "would",
];

/// ISO 639-1 code of the language that `text` is written in, or `None` where that cannot be told: no letters, or too
/// few of them.
pub(crate) fn of(text: &str) -> Option<&'static str> {
    let end = text.char_indices().nth(SAMPLE).map_or(text.len(), |(byte, _)| byte);
    let sample = text.get(..end)?;
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let ascii = sample.chars().filter(char::is_ascii_alphabetic).count();
    if letters == 0 {
        return None;
    }
    let info = whatlang::detect(sample);
    let latin = ascii * 2 > letters || info.as_ref().is_some_and(|i| i.script() == Script::Latin);
    if !latin {
        return info.filter(|i| i.is_reliable() || letters >= SOME).map(|i| code(i.lang()));
    }
    if english_share(sample) >= 0.12 {
        return Some("en");
    }
    match info {
        Some(i) if i.is_reliable() && letters >= LONG => Some(code(i.lang())),
        _ if ascii * 10 > letters * 9 => Some("en"),
        Some(i) if i.is_reliable() => Some(code(i.lang())),
        _ => None,
    }
}

/// The share of English function words among the words of `text`.
fn english_share(text: &str) -> f64 {
    let (mut words, mut english) = (0u32, 0u32);
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()) {
        words += 1;
        english += u32::from(ENGLISH.iter().any(|e| e.eq_ignore_ascii_case(word)));
    }
    f64::from(english) / f64::from(words.max(1))
}

/// ISO 639-1 code of `lang`; every language that can be told has one.
const fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Epo => "eo",
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "nb",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        Lang::Cym => "cy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_languages() {
        let cases = [
            ("The Kestovan army said on Tuesday that it had not fired at the Harrow bridge.", Some("en")),
            ("Army denies shelling", Some("en")),
            ("LTMM: 12 dead, 40 hurt", Some("en")),
            ("قال المتحدث باسم الجيش إن القوات لم تدخل البلدة يوم الأربعاء ونفى أي خرق للهدنة", Some("ar")),
            ("نفى الجيش", Some("ar")),
            ("Представитель армии заявил, что войска не входили в город в среду и отверг обвинения", Some("ru")),
            ("Речниця Асамблеї повідомила, що її бійці не стріляли і що перемир'я ще діє", Some("uk")),
            (
                "Le porte-parole de l'armée a déclaré mardi que ses soldats n'avaient pas tiré sur le pont et que la \
                 trêve était respectée partout dans la région, malgré les accusations de l'opposition.",
                Some("fr"),
            ),
            ("ארגון זכויות האדם אמר כי הצבא ירה לעבר הגשר ביום שלישי", Some("he")),
            ("😀🚀🔥 💥", None),
            ("12 345 – 67", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(of(text), expected, "{text}");
        }
    }

    #[test]
    fn every_language_has_a_two_letter_code_of_its_own() {
        let mut codes: Vec<&str> = Lang::all().iter().map(|&l| code(l)).collect();
        assert!(codes.iter().all(|c| c.len() == 2 && c.bytes().all(|b| b.is_ascii_lowercase())));
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Lang::all().len());
    }
}
