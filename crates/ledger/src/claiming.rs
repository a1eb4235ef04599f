//! What a statement says of an incident, as a person has it.

use serde_json::{Value, json};
use truceline_record::{Claim, ClaimSays};

/// Whether it is about a party.
const fn of_party(says: ClaimSays) -> bool {
    use ClaimSays::{ClaimsResponsibility, NotResponsible, Responsible};
    matches!(says, Responsible | NotResponsible | ClaimsResponsibility)
}

/// That it names a party where it is about one, and only there.
pub(crate) fn check(says: ClaimSays, party: Option<&str>) -> Result<(), String> {
    match (of_party(says), party.map(str::trim)) {
        (true, None | Some("")) => Err("say which party did it, or did not".to_owned()),
        (false, Some(_)) => Err("what is said is about no party: leave it out".to_owned()),
        _ => Ok(()),
    }
}

/// Put it among the claims of an incident; gives what gives way to it: the same, and what the same statement was read to say to the contrary.
pub(crate) fn put(claims: &mut Vec<Claim>, by: Option<String>, says: ClaimSays, party: Option<String>) -> Vec<Value> {
    let new = Claim { by, says, party };
    let before = claims.extract_if(.., |old| *old == new || contrary(old, &new)).map(|old| json!(old)).collect();
    claims.push(new);
    before
}

/// Take out what a statement was read to say; gives that.
pub(crate) fn out(claims: &mut Vec<Claim>, by: Option<&str>, says: ClaimSays, party: Option<&str>) -> Vec<Value> {
    let is =
        |one: &Claim| one.by.as_deref() == by && one.says == says && (party.is_none() || one.party.as_deref() == party);
    claims.extract_if(.., |one| is(one)).map(|one| json!(one)).collect()
}

/// Whether one statement cannot have meant both.
fn contrary(one: &Claim, other: &Claim) -> bool {
    use ClaimSays::{DidNotHappen, Happened, Intentional, NotResponsible, Unintentional};
    let opposed = |one, other| match one {
        Happened => other == DidNotHappen,
        Intentional => other == Unintentional,
        NotResponsible => of_party(other) && other != NotResponsible,
        _ => false,
    };
    let same_party = !of_party(one.says) || one.party == other.party;
    one.by == other.by && same_party && (opposed(one.says, other.says) || opposed(other.says, one.says))
}
