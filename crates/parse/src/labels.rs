//! The labels that the heads' scores stand for, as shipped beside the weights.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;
use truceline_record::{ClaimSays, IncidentType, MentionKind, Reality};

use crate::{ParseError, PartKind};

/// Label sets, in the order of the heads' outputs.
pub(crate) struct Labels {
    pub(crate) upos: Vec<Upos>,
    pub(crate) feats: Vec<Arc<str>>,
    pub(crate) lemma: Vec<LemmaScript>,
    /// Inflected forms, lower case, with the lemma that they have as a part of speech.
    forms: HashMap<String, Vec<(Upos, String)>>,
    /// Common forms, lower case, with the parts of speech that they can be, by their number.
    tags: HashMap<String, Vec<usize>>,
    pub(crate) deprel: Vec<Arc<str>>,
    /// Kinds of mention; tag `2k + 1` begins kind `k`, tag `2k + 2` goes on.
    pub(crate) mention: Vec<MentionKind>,
    /// Types of incident, tagged in the same way.
    pub(crate) trigger: Vec<IncidentType>,
    /// Kinds of parts, tagged in the same way.
    pub(crate) part: Vec<PartKind>,
    pub(crate) say: Vec<ClaimSays>,
    pub(crate) reality: Vec<Reality>,
    pub(crate) act: Vec<truceline_record::Act>,
    pub(crate) quote: Vec<truceline_record::Quote>,
}

#[derive(Deserialize)]
struct Raw {
    upos: Vec<Upos>,
    feats: Vec<Arc<str>>,
    lemma: Vec<String>,
    forms: Vec<String>,
    tags: Vec<String>,
    deprel: Vec<Arc<str>>,
    mention: Vec<String>,
    trigger: Vec<String>,
    part: Vec<String>,
    say: Vec<ClaimSays>,
    reality: Vec<Reality>,
    act: Vec<truceline_record::Act>,
    quote: Vec<truceline_record::Quote>,
}

impl Labels {
    pub(crate) fn new(json: &[u8]) -> Result<Self, ParseError> {
        let bad = |e: String| ParseError::Weights(format!("labels: {e}"));
        let raw: Raw = serde_json::from_slice(json).map_err(|e| bad(e.to_string()))?;
        let lemma = raw
            .lemma
            .iter()
            .map(|s| LemmaScript::new(s).ok_or_else(|| bad(format!("lemma script {s}"))))
            .collect::<Result<_, _>>()?;
        let mut forms: HashMap<String, Vec<(Upos, String)>> = HashMap::new();
        for line in &raw.forms {
            let mut parts = line.split(' ');
            let (Some(form), Some(upos), Some(lemma)) = (parts.next(), parts.next(), parts.next()) else {
                return Err(bad(format!("inflected form {line}")));
            };
            let upos = serde_json::from_value(upos.into()).map_err(|e| bad(e.to_string()))?;
            forms.entry(form.to_owned()).or_default().push((upos, lemma.to_owned()));
        }
        let tag =
            |upos: &str| raw.upos.iter().position(|u| serde_json::from_value(upos.into()).is_ok_and(|v: Upos| v == *u));
        let tags = raw.tags.iter().map(|line| {
            let mut parts = line.split(' ');
            let form = parts.next().unwrap_or_default().to_owned();
            let can_be: Option<Vec<usize>> = parts.map(tag).collect();
            can_be
                .filter(|all| !all.is_empty())
                .map(|all| (form, all))
                .ok_or_else(|| bad(format!("common form {line}")))
        });
        Ok(Self {
            tags: tags.collect::<Result<_, _>>()?,
            forms,
            upos: raw.upos,
            feats: raw.feats,
            lemma,
            deprel: raw.deprel,
            mention: kinds(&raw.mention)?,
            trigger: kinds(&raw.trigger)?,
            part: kinds(&raw.part)?,
            say: raw.say,
            reality: raw.reality,
            act: raw.act,
            quote: raw.quote,
        })
    }
}

/// The kinds that BIO tags begin, in the tags' order.
fn kinds<K: serde::de::DeserializeOwned>(tags: &[String]) -> Result<Vec<K>, ParseError> {
    let begun = tags.iter().filter_map(|tag| tag.strip_prefix("B-"));
    begun
        .map(|kind| serde_json::from_value(kind.into()).map_err(|e| ParseError::Weights(format!("labels: {e}"))))
        .collect()
}

impl Labels {
    /// The likeliest part of speech of a form, of those that a common form can be: a word of a text without punctuation, or between names,
    /// is else taken for what stands there in other texts. In capitals it may be a name besides: "IS has besieged the base".
    pub(crate) fn upos_of(&self, form: &str, scores: &[f32]) -> Upos {
        let better = |a: usize, b: usize| if scores[b] > scores[a] { b } else { a };
        let capitals = form.len() > 1 && form.bytes().all(|b| b.is_ascii_uppercase());
        let name = self.upos.iter().position(|&u| u == Upos::Propn).filter(|_| capitals);
        let known = self.tags.get(&form.to_lowercase());
        let known = known.and_then(|all| all.iter().copied().chain(name).reduce(better));
        self.upos[known.unwrap_or_else(|| (1..scores.len()).fold(0, better))]
    }

    /// The lemma of a form: that of a known inflected form, else what the likeliest script makes of it.
    pub(crate) fn lemma_of(&self, form: &str, upos: Upos, script: usize) -> String {
        let known = self.forms.get(&form.to_lowercase()).and_then(|all| all.iter().find(|(u, _)| *u == upos));
        known.map_or_else(|| self.lemma[script].apply(form), |(_, lemma)| lemma.clone())
    }
}

/// Universal Dependencies' universal parts of speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs)] // UD defines them
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    X,
}

impl Upos {
    /// The tag as UD writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Adj => "ADJ",
            Self::Adp => "ADP",
            Self::Adv => "ADV",
            Self::Aux => "AUX",
            Self::Cconj => "CCONJ",
            Self::Det => "DET",
            Self::Intj => "INTJ",
            Self::Noun => "NOUN",
            Self::Num => "NUM",
            Self::Part => "PART",
            Self::Pron => "PRON",
            Self::Propn => "PROPN",
            Self::Punct => "PUNCT",
            Self::Sconj => "SCONJ",
            Self::Sym => "SYM",
            Self::Verb => "VERB",
            Self::X => "X",
        }
    }
}

/// How a lemma comes of its form: characters off the end, what to put there, and whether the case stays.
pub(crate) struct LemmaScript {
    cut: usize,
    add: String,
    keep_case: bool,
}

impl LemmaScript {
    /// From `CUT:ADD:k` (case kept) or `CUT:ADD:l` (lower-cased first).
    fn new(script: &str) -> Option<Self> {
        let (cut, rest) = script.split_once(':')?;
        let (add, case) = rest.rsplit_once(':')?;
        Some(Self { cut: cut.parse().ok()?, add: add.into(), keep_case: case == "k" })
    }

    /// The lemma of `form`; the form itself where the script cuts more than there is.
    pub(crate) fn apply(&self, form: &str) -> String {
        let base: Vec<char> =
            if self.keep_case { form.chars().collect() } else { form.to_lowercase().chars().collect() };
        match base.len().checked_sub(self.cut) {
            Some(left) => base[..left].iter().collect::<String>() + &self.add,
            None => base.into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_make_lemmas() {
        let lemma = |script: &str, form: &str| LemmaScript::new(script).unwrap().apply(form);
        assert_eq!(lemma("3::l", "Shelling"), "shell");
        assert_eq!(lemma("1:y:l", "Said"), "saiy");
        assert_eq!(lemma("2:y:l", "Said"), "say");
        assert_eq!(lemma("0::k", "Sarnem"), "Sarnem");
        assert_eq!(lemma("9::l", "was"), "was");
    }

    #[test]
    fn a_common_form_can_only_be_what_the_treebanks_give_it() {
        let labels = Labels::new(include_bytes!("../../../weights/labels.json")).unwrap();
        let score = |u: &Upos| match u {
            Upos::Num => 3.0,
            Upos::Aux => 1.0,
            _ => 0.0,
        };
        let scores: Vec<f32> = labels.upos.iter().map(score).collect();
        assert_eq!(labels.upos_of("Were", &scores), Upos::Aux);
        assert_eq!(labels.upos_of("Sarnem", &scores), Upos::Num, "of a name they say nothing");
        let name =
            |form| labels.upos_of(form, &labels.upos.iter().map(|&u| f32::from(u == Upos::Propn)).collect::<Vec<_>>());
        assert_eq!((name("IS"), name("Is")), (Upos::Propn, Upos::Aux));
    }
}
