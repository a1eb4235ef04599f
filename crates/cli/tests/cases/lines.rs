//! The lines of a block: groups of `key: value`, parted by blank lines.

use crate::file::Flaw;

/// A line of a block with its number in the file.
pub(crate) type Line<'t> = (usize, &'t str);

/// `key: value`, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key<'t> {
    pub(crate) line: usize,
    pub(crate) key: &'t str,
    pub(crate) value: &'t str,
}

/// Lines that belong together: what one item of the record must be.
#[derive(Clone, Debug)]
pub(crate) struct Group<'t> {
    /// Line of its first key.
    pub(crate) line: usize,
    pub(crate) keys: Vec<Key<'t>>,
}

/// The groups of a block, and the line of it that says `others: allowed`.
pub(crate) fn groups<'t>(file: &str, lines: &[Line<'t>]) -> Result<(Vec<Group<'t>>, Option<usize>), Flaw> {
    let (mut out, mut others) = (Vec::new(), None);
    for lines in lines.split(|(_, l)| l.trim().is_empty()) {
        let mut keys = Vec::new();
        for &(line, text) in lines {
            let flaw = |what: String| Flaw::new(file, line, what);
            let Some((key, value)) = text.split_once(':') else {
                return Err(flaw(format!("`{}` is no `key: value`", text.trim())));
            };
            let (key, value) = (key.trim(), value.trim());
            match (key, value) {
                ("others", "allowed") => others = Some(line),
                ("others", _) => return Err(flaw("the only value of `others` is `allowed`".into())),
                (_, "") => {
                    return Err(flaw(format!(
                        "`{key}` has no value; write `{key}: -` for none, or leave the line out"
                    )));
                }
                _ => keys.push(Key { line, key, value }),
            }
        }
        if let Some(first) = keys.first() {
            out.push(Group { line: first.line, keys });
        }
    }
    Ok((out, others))
}

/// The groups of a `never` block, where `others` has no meaning.
pub(crate) fn patterns<'t>(file: &str, lines: &[Line<'t>]) -> Result<Vec<Group<'t>>, Flaw> {
    match groups(file, lines)? {
        (found, None) => Ok(found),
        (_, Some(line)) => Err(Flaw::new(file, line, "`others` has no meaning in a `never` block")),
    }
}

/// For each of `wanted` the place of the one of `found` that fits best, each used once. `wrong` counts what is wrong with a
/// pair, and is `None` where the two do not belong together.
pub(crate) fn pairs(wanted: usize, found: usize, wrong: impl Fn(usize, usize) -> Option<usize>) -> Vec<Option<usize>> {
    let mut scored: Vec<(usize, usize, usize)> = Vec::new();
    for w in 0..wanted {
        scored.extend((0..found).filter_map(|f| wrong(w, f).map(|n| (n, w, f))));
    }
    scored.sort_unstable();
    let mut out = vec![None; wanted];
    for (_, w, f) in scored {
        if out[w].is_none() && !out.contains(&Some(f)) {
            out[w] = Some(f);
        }
    }
    out
}
