//! Mentions of the record, and the entities that they are of.

use truceline_parse::Upos;
use truceline_record::{Entity, Mention, MentionKind};

use crate::rules::name::name;
use crate::view::{View, is_article};

/// Kinds whose mentions are of somebody or something with a name.
const NAMED: [MentionKind; 4] =
    [MentionKind::Person, MentionKind::Organisation, MentionKind::Location, MentionKind::Facility];

/// The mentions of a text, each with its entity where it names one; entities in the order of their first mention.
pub(crate) fn entities(view: &View) -> (Vec<Mention>, Vec<Entity>) {
    let mut mentions = Vec::new();
    let mut entities: Vec<Entity> = Vec::new();
    for m in &view.parse.mentions {
        let Some(span) = view.span(&m.words) else { continue };
        let named = NAMED.contains(&m.kind) && m.words.clone().any(|n| view.word(n).upos == Upos::Propn);
        let entity = named.then(|| name(view, &m.words)).flatten();
        // nothing but an article may be left of a name
        let entity = entity.filter(|n| !is_article(&n.text) && !n.text.ends_with('-')).map(|n| {
            let at = entities.iter().position(|e| e.kind == m.kind && same(e, &n.text, m.kind)).unwrap_or_else(|| {
                let id = format!("e{}", entities.len() + 1);
                entities.push(Entity {
                    id,
                    kind: m.kind,
                    name: n.text.clone(),
                    aliases: Vec::new(),
                    country: None,
                    lat: None,
                    lon: None,
                    gazetteer_id: None,
                    actor_code: None,
                });
                entities.len() - 1
            });
            let e = &mut entities[at];
            if n.text != e.name && !e.aliases.contains(&n.text) {
                // the fuller form is the name
                if m.kind == MentionKind::Person && n.text.len() > e.name.len() {
                    let short = std::mem::replace(&mut e.name, n.text);
                    e.aliases.push(short);
                } else {
                    e.aliases.push(n.text);
                }
            }
            e.id.clone()
        });
        mentions.push(Mention { start: span.start, end: span.end, kind: m.kind, entity });
    }
    (mentions, entities)
}

/// Whether `name` is another mention of `entity`: the same name, or a person's last name.
fn same(entity: &Entity, name: &str, kind: MentionKind) -> bool {
    let matches = |known: &str| {
        known.eq_ignore_ascii_case(name)
            || kind == MentionKind::Person && (last_of(known, name) || last_of(name, known))
    };
    matches(&entity.name) || entity.aliases.iter().any(|a| matches(a))
}

/// Whether `short` is one word and the last of `long`.
fn last_of(long: &str, short: &str) -> bool {
    !short.contains(' ') && long.split(' ').next_back().is_some_and(|last| last.eq_ignore_ascii_case(short))
}
