use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Span;

/// An attribution: somebody other than the narrator says, denies, demands, thinks ... something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Statement {
    /// `s1`, `s2`, ... in the order of the text.
    pub id: String,
    /// Who says it, in the report's words. Empty where no source is named.
    pub speaker: Vec<Span>,
    /// The speaker's name as far as the report tells it, with pronouns and short forms resolved.
    pub speaker_name: Option<String>,
    /// The words that attribute: "said", "according to", a colon. Empty where there are none.
    pub cue: Vec<Span>,
    /// What is said. Split where the attribution stands in its midst.
    pub content: Vec<Span>,
    /// Whether the words are the speaker's own.
    pub quote: Quote,
    /// What the speaker does by saying it.
    pub act: Act,
    /// Whom it is said to: "told CNN".
    #[serde(default)]
    pub addressee: Vec<Span>,
    /// The statement within whose content this one stands: "Reuters quoted the army as saying".
    pub within: Option<String>,
}

/// Whether a statement's content is the speaker's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Quote {
    /// Verbatim throughout.
    Direct,
    /// In the reporter's words.
    Indirect,
    /// The reporter's words with some of the speaker's own in quotation marks.
    Mixed,
}

/// What a speaker does by a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Says that something is so.
    Assert,
    /// Says that something alleged is not so, or not its doing.
    Deny,
    /// Blames another party.
    Accuse,
    /// Concedes what others said or what speaks against itself.
    Admit,
    /// Says that it did it.
    ClaimResponsibility,
    /// Voices regret or an apology.
    Regret,
    /// Calls for, orders, urges.
    Demand,
    /// Puts forward a plan.
    Propose,
    /// Promises, agrees, announces what it will do.
    Commit,
    /// Announces harm.
    Threaten,
    /// Condemns.
    Condemn,
    /// Backs another's plan, act or word.
    Support,
    /// Rejects a plan, demand or act.
    Oppose,
    /// Is not sure, or does not believe it.
    Doubt,
    /// Says what will or may come.
    Predict,
    /// Would not, or did not, say.
    Decline,
    /// Anything else.
    Other,
}

impl Act {
    /// The name that the record uses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Assert => "assert",
            Self::Deny => "deny",
            Self::Accuse => "accuse",
            Self::Admit => "admit",
            Self::ClaimResponsibility => "claim_responsibility",
            Self::Regret => "regret",
            Self::Demand => "demand",
            Self::Propose => "propose",
            Self::Commit => "commit",
            Self::Threaten => "threaten",
            Self::Condemn => "condemn",
            Self::Support => "support",
            Self::Oppose => "oppose",
            Self::Doubt => "doubt",
            Self::Predict => "predict",
            Self::Decline => "decline",
            Self::Other => "other",
        }
    }

    /// All acts, in the order of their declaration.
    pub const ALL: [Self; 17] = [
        Self::Assert,
        Self::Deny,
        Self::Accuse,
        Self::Admit,
        Self::ClaimResponsibility,
        Self::Regret,
        Self::Demand,
        Self::Propose,
        Self::Commit,
        Self::Threaten,
        Self::Condemn,
        Self::Support,
        Self::Oppose,
        Self::Doubt,
        Self::Predict,
        Self::Decline,
        Self::Other,
    ];
}
