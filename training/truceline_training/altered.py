"""Documents changed for training: stretches of them, texts as they are scraped, other names, hidden pieces. All labels move along."""
import dataclasses

import torch

from . import corpora

MASK = 103  # [MASK] of the encoder's vocabulary
QUOTE_MARKS = set("\"“”«»„'‘’`") | {"''", "``"}


def slice_doc(doc, a, b):
    """Words a..b of a document, everything counted from a."""
    out = corpora.Doc(doc.id, doc.forms[a:b], [i > 0 and x for i, x in enumerate(doc.breaks[a:b])])
    if doc.ud:
        # a head outside the window counts as the root; cuts fall at sentence ends, so that is rare
        out.ud = [(u, f, l, h - a if a <= h < b else -1, r) for u, f, l, h, r in doc.ud[a:b]]
        out.ends = doc.ends[a:b]
    if doc.entities is not None:
        out.entities = [(s - a, e - a, k) for s, e, k in doc.entities if a <= s and e <= b]
    for name in ("mentions", "inner", "triggers", "parts"):
        spans = getattr(doc, name)
        if spans is not None:
            setattr(out, name, [(s - a, e - a, k) for s, e, k in spans if a <= s and e <= b])
    if doc.facts is not None:
        out.facts = [(i - a, v) for i, v in doc.facts if a <= i < b]
    if doc.events is not None:
        out.events = moved(doc.events, {i: i - a for i in range(a, b)})
    if doc.claims is not None:
        out.claims = [corpora.Claim(c.trigger - a, c.cue - a, c.says) for c in doc.claims if a <= c.trigger < b and a <= c.cue < b]
    if doc.loose is not None:
        out.loose = loosely_moved(doc.loose, {i: i - a for i in range(a, b)})
    if doc.attributions is not None:
        inside = lambda ws: [w - a for w in ws if a <= w < b]
        out.attributions = [(inside(s), inside(c), inside(t), act, q) for s, c, t, act, q in doc.attributions if a <= c[0] < b and inside(t)]
    return out


def moved(events, new):
    """Events with their words renumbered by `new`; a trigger that loses its first word is left out."""
    there = lambda ws: [new[w] for w in ws if w in new]
    return [dataclasses.replace(e, trigger=there(e.trigger), roles={r: k for r, ws in e.roles.items() if (k := there(ws))})
            for e in events if e.trigger[0] in new]


def loosely_moved(loose, new):
    return [dataclasses.replace(e, trigger=new[e.trigger], may={new[w]: r for w, r in e.may.items() if w in new}) for e in loose if e.trigger in new]


def keep_words(doc, keep):
    """The document without the words that `keep` drops. None where a dropped word governs another or is a whole cue."""
    new, n = {}, 0
    for i, k in enumerate(keep):
        if k:
            new[i] = n
            n += 1
    if n == 0:
        return None
    out = corpora.Doc(doc.id, [f for f, k in zip(doc.forms, keep) if k], [], spans=[])
    pending = False
    for b, k in zip(doc.breaks, keep):
        pending |= b
        if k:
            out.breaks.append(pending and bool(out.breaks))
            pending = False
    if doc.ud:
        if any(k and h >= 0 and h not in new for (_, _, _, h, _), k in zip(doc.ud, keep)):
            return None
        out.ud = [(u, f, l, new[h] if h >= 0 else -1, r) for (u, f, l, h, r), k in zip(doc.ud, keep) if k]
        out.ends = [e for e, k in zip(doc.ends, keep) if k]
        if any(e and not k for e, k in zip(doc.ends, keep)):
            return None
    move = lambda s, e: [new[i] for i in range(s, e) if i in new]
    for name in ("entities", "mentions", "inner", "triggers", "parts"):
        spans = getattr(doc, name)
        if spans is not None:
            setattr(out, name, [(m[0], m[-1] + 1, k) for s, e, k in spans if (m := move(s, e))])
    if doc.facts is not None:
        out.facts = [(new[i], v) for i, v in doc.facts if i in new]
    if doc.events is not None:
        out.events = moved(doc.events, new)
    if doc.claims is not None:
        out.claims = [corpora.Claim(new[c.trigger], new[c.cue], c.says) for c in doc.claims if c.trigger in new and c.cue in new]
    if doc.loose is not None:
        out.loose = loosely_moved(doc.loose, new)
    if doc.attributions is not None:
        there = lambda ws: [new[w] for w in ws if w in new]
        out.attributions = [(there(s), there(c), there(t), act, q) for s, c, t, act, q in doc.attributions]
        if any(not c or not t for _, c, t, _, _ in out.attributions):
            return None
    return out


def roughen(doc, rng):
    """Texts as they are scraped: now and then quotation marks or commas are gone, or the marks are of another kind."""
    r = rng.random()
    if r < 0.12:
        gone = QUOTE_MARKS
    elif r < 0.20:
        gone = QUOTE_MARKS | {","}
    elif r < 0.25:
        gone = {",", ".", ";"}
    elif r < 0.45:
        style = rng.choice([('"', '"'), ("''", "''"), ("``", "''"), ("'", "'"), ("“", "”")])
        doc = slice_doc(doc, 0, len(doc.forms))
        for i, f in enumerate(doc.forms):
            if f in ("“", "”", '"', "``", "''"):
                opens = f in ("“", "``") or f == '"' and (i + 1 < len(doc.forms) and (i == 0 or doc.forms[i - 1] in (",", ":", "said", "that")))
                doc.forms[i] = style[0 if opens else 1]
        return doc
    else:
        return doc
    keep = [f not in gone or (doc.ends and doc.ends[i]) for i, f in enumerate(doc.forms)]
    changed = keep_words(doc, keep)
    if changed is None:
        return doc
    if changed.attributions is not None and gone & {'"'}:  # a quotation without its marks is direct or indirect by its words alone
        changed.attributions = [(s, c, t, act, None if q == "mixed" else q) for s, c, t, act, q in changed.attributions]
    return changed


class Names:
    """Exchanges names, so that what is read of a report is read off its sentences, not off who is named in it.

    A name is a word that begins with a capital and that no corpus writes small. Within a window a name becomes the same other name wherever it
    stands, of the same look: an abbreviation, a word that ends as those of peoples do, or another."""

    PEOPLES = ("ian", "ean", "ese", "ish", "aqi", "eli", "ali", "ini", "ani", "bi", "ti")
    KEPT = set("January February March April May June July August September October November December Monday Tuesday Wednesday Thursday Friday Saturday Sunday "
               "I GMT UTC AM PM US UK EU UN".split())

    def __init__(self, data):
        forms = {f for docs in data.values() for d in docs for f in d.forms}
        # some corpora are written small throughout
        small = {f for docs in data.values() for d in docs if any(g[:1].isupper() for g in d.forms) for f in d.forms if f[:1].islower()}
        self.names = {f for f in forms if f.isalpha() and f.isascii() and f[0].isupper() and len(f) > 1 and f.lower() not in small and f not in self.KEPT}
        self.alike = {}
        for f in sorted(self.names):
            self.alike.setdefault(self.look(f), []).append(f)

    def look(self, f):
        return "short" if f.isupper() else "people" if f.endswith(self.PEOPLES) else "name"

    def exchange(self, doc, rng):
        """The window with about two thirds of its names exchanged."""
        new = {}
        for f in doc.forms:
            if f in self.names and f not in new:
                new[f] = rng.choice(self.alike[self.look(f)]) if rng.random() < 0.67 else f
        if new:
            doc = slice_doc(doc, 0, len(doc.forms))
            doc.forms = [new.get(f, f) for f in doc.forms]
        return doc


def hide(ids, share, rng):
    """Pieces of which a share is hidden from the encoder, so that no report is known by single words of it. What begins a window stays."""
    hidden = (torch.rand(ids.shape, generator=rng) < share) & (ids > 0)
    hidden[:, 0] = False
    return torch.where(hidden, MASK, ids)
