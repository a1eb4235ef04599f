"""Corpora to documents: words with whatever a corpus says of them.

A `Doc` holds forms, paragraph breaks and some of: a UD analysis, attributions, mentions. Spans of the corpora count code points;
here everything counts words, a span taking every word it touches.
"""
import json
import tomllib
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from .words import paragraph_of, words

KIND = {"Person": "person", "Organisation": "organisation", "Location": "location", "Nationality": "nationality", "Weapon": "weapon",
        "MilitaryPlatform": "platform", "Vehicle": "vehicle", "Quantity": "quantity", "Temporal": "temporal", "Money": "money",
        "DocumentReference": "document", "Url": "url"}


@dataclass
class Doc:
    id: str
    forms: list
    breaks: list  # breaks[i]: a paragraph starts at word i (never at 0)
    ud: list = None  # per word (upos, feats, lemma, head word or -1 for the root, deprel); head counts words of the document
    ends: list = None  # ends[i]: word i is the last of a sentence
    entities: list = None  # GUM: (start, end, type), words, outermost and short
    attributions: list = None  # (source words, cue words, content words, act or None, quote or None)
    mentions: list = None  # (start, end, kind), outermost
    inner: list = None  # (start, end, kind), the outermost of those inside a mention
    events: list = None  # Event
    parts: list = None  # (start, end, kind): what any incident, figure or agreement says of itself in words, see labels.PARTS
    claims: list = None  # Claim
    loose: list = None  # Loose
    triggers: list = None  # (start, end, type): WikiEvents' triggers with its own coarse types
    facts: list = None  # (word, -3..3): how sure the author is that what the word names happened (Lee et al. 2015)
    spans: list = field(default_factory=list)  # code points of each word, where the text was cut by us
    text: str = ""


@dataclass
class Event:
    """One trigger of an incident, with what the text around it says of the incident."""
    trigger: list  # words
    type: str
    reality: str
    main: bool
    incident: str
    roles: dict  # role: words


@dataclass
class Claim:
    """What a statement says of an incident: the first words of a trigger and of a cue, and the kinds of claim (none: says nothing of it).
    `says` is None where gold does not tell: it names one statement a speaker, and this is another by the same."""
    trigger: int
    cue: int
    says: tuple


@dataclass
class Loose:
    """A trigger of a corpus whose guidelines are not ours: which roles a word may have, and which any other word may have."""
    trigger: int
    types: tuple  # what the incident may be; empty: unknown
    may: dict  # word: roles
    rest: tuple


class Text:
    """A text cut into words, and code-point spans as sets of its words."""

    def __init__(self, text):
        self.text, self.spans = text, words(text)
        self.starts, self.ends = [s for s, _ in self.spans], [e for _, e in self.spans]

    def covered(self, spans):
        out = set()
        for s, e in spans or []:
            i = bisect_right(self.ends, s)
            while i < len(self.starts) and self.starts[i] < e:
                out.add(i)
                i += 1
        return sorted(out)

    def form(self, word):
        return self.text[slice(*self.spans[word])]

    def doc(self, id_, **more):
        return Doc(id_, [self.text[s:e] for s, e in self.spans], paragraph_of(self.text, self.spans), spans=self.spans, text=self.text, **more)


def lines(path):
    with open(path, encoding="utf8") as f:
        return [json.loads(line) for line in f if line.strip()]


def polnear(path):
    for d in lines(path):
        t = Text(d["report"]["text"])
        found = []
        for a in d["attributions"]:
            src, cue, con = (t.covered(a[r]) for r in ("source", "cue", "content"))
            if cue and con:
                found.append((src, cue, con, None, None))
        yield t.doc(d["report"]["id"], attributions=found)


def readings(path, without=()):
    """Gold readings in the shape of the record."""
    for d in lines(path):
        if d["report"]["id"] not in without:
            yield reading(d["report"]["text"], d["report"]["id"], d)


def reading(text, id_, d):
    """A document of a gold reading. Statements that share a cue (one a source) become one attribution."""
    t = Text(text)
    by_cue, cue_of, speaker_of = {}, {}, {s["id"]: s["speaker_name"] or s["id"] for s in d["statements"]}
    for s in d["statements"]:
        src, cue, con = (t.covered(s[r]) for r in ("speaker", "cue", "content"))
        cue = [w for w in cue if w not in con] or cue
        if not cue or not con:
            continue
        cue_of[s["id"]] = cue[0]
        if cue[0] in by_cue and set(by_cue[cue[0]][2]) & set(con):
            old = by_cue[cue[0]]
            by_cue[cue[0]] = (sorted({*old[0], *src}), old[1], sorted({*old[2], *con}), old[3], old[4])
        elif cue[0] not in by_cue:
            by_cue[cue[0]] = (src, cue, con, s["act"], s["quote"])
    found = events(t, d["incidents"])
    return t.doc(id_, attributions=list(by_cue.values()), events=found, parts=parts(t, d), claims=claims(d, found, cue_of, speaker_of))


def annotated(path, shared):
    """Readings that we annotated ourselves, after the guide of fakes/, of reports of other corpora: annotated.jsonl and attacks.jsonl hold spans and values, the texts
    stay where they are. Of PolNeAR's articles, which have their attributions already, only what happened was annotated."""
    c, by_set, large = Path(shared) / "corpora", {}, None
    for d in lines(path):
        by_set.setdefault(d["set"], []).append(d)
    said = {doc.id: doc.attributions for doc in polnear(c / "polnear/train.jsonl")} if "polnear" in by_set else {}
    texts = {
        "fakes": lambda: {r["report"]["id"]: r["report"]["text"] for r in lines(c / "fakes/train.jsonl")},
        "shootings": lambda: {r["report"]["id"]: r["report"]["text"] for r in lines(c / "shootings/train.jsonl")},
        "wikievents": lambda: {r["docid"]: " ".join(r["tokens"]) for r in lines(c / "wikievents/train.jsonl")},
        "polnear": lambda: {r["report"]["id"]: r["report"]["text"] for r in lines(c / "polnear/train.jsonl")},
        "muc4": lambda: {r["docid"]: r["doctext"] for r in lines(c / "muc4/train.jsonl")},
    }
    for name, rows in sorted(by_set.items()):
        of = texts[name]()
        for d in rows:
            doc = reading(of[d["id"]], d["id"], d)
            if name not in ("fakes", "muc4"):
                doc.claims = None  # of who says what of an incident, crime reports and politics tell another thing than reports of a war
            if name == "polnear":
                doc.attributions = said[d["id"]]
            if name == "muc4":
                large = large or usual_large(polnear(c / "polnear/train.jsonl"))
                doc.forms = [large.get(f, f.capitalize() if i == 0 or doc.forms[i - 1] in (".", "?", "!") else f) for i, f in enumerate(doc.forms)]
            yield doc


def usual_large(docs):
    """{word written small: as it is usually written}, for words that four times of five begin with a capital within sentences: for corpora that were written small."""
    seen = {}
    for doc in docs:
        for before, f in zip(doc.forms, doc.forms[1:]):
            if f.isalpha() and before.isalpha():
                seen.setdefault(f.lower(), Counter())[f] += 1
    usual = {small: (forms.most_common(1)[0], forms.total()) for small, forms in seen.items()}
    return {small: form for small, ((form, times), of) in usual.items() if form != small and times >= max(3, 0.8 * of)}


def ecbplus(corpus, mentions):
    """Documents of news with the mentions of events that are one (Cybulska and Vossen 2014); what kind they are, it does not say in our terms."""
    found = {}
    for m in json.loads(Path(mentions).read_text("utf8")):
        found.setdefault(m["doc_id"], {})[m["sent_id"], m["tokens_number"][0]] = m["coref_chain"]
    words = {}
    for line in Path(corpus).read_text("utf8").splitlines():
        if line.strip():
            doc, sentence, token, form, _ = line.split("\t")
            words.setdefault(doc, []).append(((int(sentence), int(token)), form))
    for doc, rows in sorted(words.items()):
        at = {key: n for n, (key, _) in enumerate(rows)}
        own = [(at[key], chain) for key, chain in sorted(found.get(doc, {}).items()) if key in at]
        if len(own) > 1:
            yield Doc(doc, [form for _, form in rows], [False] * len(rows), events=[Event([n], "other", "actual", False, chain, {}) for n, chain in own])


def parts(t, reading):
    """(start, end, kind) of all that incidents, figures and agreements say of themselves in words; the longest where they overlap."""
    spans = [(role, s) for inc in reading["incidents"] for role, s in role_spans(inc)]
    spans += [("figure", s) for f in reading["figures"] for s in f["spans"]]
    spans += [("other_agreement" if a["kind"] == "other" else a["kind"], s) for a in reading["agreements"] for s in a["spans"]]
    return outermost([(w[0], w[-1] + 1, kind) for kind, s in spans if (w := t.covered([s]))])


def claims(reading, found, cue_of, speaker_of):
    """What each statement says of each trigger of an incident."""
    out = {}
    for inc in reading["incidents"]:
        says = {}
        for c in inc["claims"]:
            if c["by"] in cue_of:
                says.setdefault(cue_of[c["by"]], set()).add(c["says"])
        claimants = {speaker_of[c["by"]] for c in inc["claims"] if c["by"] in speaker_of}
        again = {cue_of[s] for s in cue_of if speaker_of[s] in claimants}
        for e in found:
            if e.incident != inc["id"]:
                continue
            for cue in set(cue_of.values()):
                out[e.trigger[0], cue] = tuple(sorted(says[cue])) if cue in says else None if cue in again else ()
    return [Claim(t, c, s) for (t, c), s in sorted(out.items(), key=lambda x: x[0])]


ROLES = ["actor", "target", "place", "date", "killed", "injured"]


def role_spans(incident):
    """(role, span) of everything that a gold incident says of itself in words."""
    one = lambda x: x["spans"] if x else []
    for role, spans in (("place", one(incident["place"])), ("date", one(incident["date"]))):
        yield from ((role, s) for s in spans)
    for role, rows in (("actor", incident["actors"]), ("target", incident["targets"]), ("killed", incident["killed"]), ("injured", incident["injured"])):
        yield from ((role, s) for r in rows for s in r["spans"])


def events(t, incidents):
    """Triggers with their roles. Gold says what belongs to an incident, not to which of its triggers: a role goes to those triggers that no
    sentence end parts from it, or else to the nearest."""
    stops = [0]
    for i, (s, e) in enumerate(t.spans):
        stops.append(stops[-1] + (t.text[s:e] in (".", "!", "?")))
    out, taken = [], {}
    for inc in incidents:
        own = []
        for span in inc["triggers"]:
            words = t.covered([span])
            if len(words) > 1 and t.form(words[0]).lower() in ("the", "a", "an"):
                words = words[1:]
            if words and words[0] not in taken:
                own.append(Event(words, inc["type"], inc["reality"], bool(inc["main"]), inc["id"], {}))
                taken[words[0]] = own[-1]
            elif words and taken[words[0]] not in own:
                own.append(taken[words[0]])  # two incidents that share a word share its roles
        for role, span in role_spans(inc):
            words = t.covered([span])
            if not own or not words:
                continue
            gap = lambda e: min(abs(words[0] - e.trigger[-1]), abs(e.trigger[0] - words[-1]))
            near = [e for e in own if stops[e.trigger[0]] == stops[words[0]]] or [min(own, key=gap)]
            for e in near:
                e.roles[role] = sorted({*e.roles.get(role, []), *words})
        out += [e for e in own if taken[e.trigger[0]] is e and e not in out]
    return sorted(out, key=lambda e: e.trigger)


def wikievents(path, without=()):
    """Documents with the first part of each trigger's type, as a helper, and what wikievents.toml makes of types and arguments.
    The arguments are given as text only: the occurrence nearest to the trigger is taken."""
    ontology = tomllib.loads((Path(__file__).parent / "wikievents.toml").read_text("utf8"))
    for d in lines(path):
        if d["docid"] in without:
            continue
        found = outermost([(e["trigger"]["start_idx"], e["trigger"]["end_idx"], e["event_type"]) for e in d["event_mentions"]])
        loose = []
        for e in d["event_mentions"]:
            own = ontology.get(e["event_type"].replace(".", "-"))
            if not own:
                continue
            at, may = e["trigger"]["start_idx"], {}
            for a in e["arguments"]:
                roles = own["roles"].get(a["role"])
                span = nearest(d["tokens"], a["text"], at) if roles else None
                for w in span or ():
                    may[w] = tuple(roles)
            loose.append(Loose(at, tuple(own["types"]), may, ("none", "date", "killed", "injured")))
        yield Doc(d["docid"], d["tokens"], [False] * len(d["tokens"]), triggers=found, loose=loose)


def nearest(tokens, text, at, reach=80):
    """The words of the occurrence of `text` nearest to word `at`; None where there is none within `reach` words."""
    want = text.replace(" ", "")
    best = None
    for i in range(max(0, at - reach), min(len(tokens), at + reach)):
        got, j = "", i
        while j < len(tokens) and len(got) < len(want):
            got += tokens[j].replace(" ", "")
            j += 1
        if got == want and (best is None or abs(i - at) < abs(best[0] - at)):
            best = range(i, j)
    return best


def event_places(path):
    """Sentences with a verb and the heads of the places where that happened (Halterman 2019). How far a place reaches, it does not say:
    the words around its head may be of it or not."""
    from .labels import ROLES

    other = tuple(r for r in ROLES if r != "place")
    by_text = {}
    for row in lines(path):
        if row.get("answer") != "reject" and any(s["label"] == "VERB" for s in row.get("spans", [])):
            by_text.setdefault(row["text"], []).append(row["spans"])
    for n, (text, rows) in enumerate(sorted(by_text.items())):
        t, loose = Text(text), []
        for spans in rows:
            verb = t.covered([(s["start"], s["end"]) for s in spans if s["label"] == "VERB"][:1])
            where = t.covered([(s["start"], s["end"]) for s in spans if s["label"] == "LOCATION"])
            if verb:
                may = {w: tuple(ROLES) for p in where for w in range(max(0, p - 3), min(len(t.spans), p + 4))}
                loose.append(Loose(verb[0], (), {**may, **{p: ("place",) for p in where}}, other))
        if loose:
            yield t.doc(f"event-place-{n}", loose=loose)


def factuality(path):
    """Sentences of the UW corpus (Lee et al. 2015): predicates with -3 (certainly did not happen) to 3."""
    rows = []
    with open(path, encoding="utf8") as f:
        for line in [*f, "\n"]:
            parts = line.rstrip("\n").split("\t")
            if len(parts) > 3:
                rows.append((parts[1], parts[2]))
            elif rows:
                forms = [form for form, _ in rows]
                yield Doc("uw", forms, [False] * len(forms), facts=[(i, float(v)) for i, (_, v) in enumerate(rows) if v != "_"])
                rows = []


def re3d(path, only=None, without=()):
    for d in lines(path):
        rid = d["report"]["id"]
        if rid in without or only is not None and rid not in only:
            continue
        t = Text(d["report"]["text"])
        spans = []
        for m in d["mentions"]:
            if m["kind"] in KIND and (m.get("confidence") or 0) >= 0.5 and t.text[m["start"]:m["end"]].strip():
                w = t.covered([[m["start"], m["end"]]])
                if w:
                    spans.append((w[0], w[-1] + 1, KIND[m["kind"]]))
        outer = outermost(spans)
        within = [m for m in set(spans) - set(outer) if any(o[0] <= m[0] and m[1] <= o[1] and m[:2] != o[:2] for o in outer)]
        yield t.doc(rid, mentions=outer, inner=outermost(within))


def outermost(spans):
    taken, out = set(), []
    for s, e, k in sorted(set(spans), key=lambda m: (m[0] - m[1], m)):
        if not taken & set(range(s, e)):
            taken |= set(range(s, e))
            out.append((s, e, k))
    return sorted(out)


def conllu(path):
    """Documents of a treebank. `newpar` starts a paragraph, as the treebank's own text has it."""
    doc = None
    with open(path, encoding="utf8") as f:
        rows, par, newdoc = [], False, None
        for line in f:
            line = line.rstrip("\n")
            if line.startswith("# newdoc"):
                if doc and doc.forms:
                    yield finish(doc)
                doc = Doc(line.split("=")[-1].strip(), [], [], [], [], [])
                par = True
            elif line.startswith("# newpar"):
                par = True
            elif line and line[0].isdigit():
                f_ = line.split("\t")
                if f_[0].isdigit():
                    rows.append(f_)
            elif not line and rows:
                at = len(doc.forms)
                for n, r in enumerate(rows):
                    head = int(r[6])
                    doc.forms.append(r[1])
                    doc.breaks.append(n == 0 and par and at > 0)
                    doc.ud.append((r[3], r[5], r[2], at + head - 1 if head else -1, r[7]))
                    doc.ends.append(n == len(rows) - 1)
                    doc.entities.append(r[9])
                rows, par = [], False
    if doc and doc.forms:
        yield finish(doc)


# Kinds of texts in the treebanks that tell of no incident, so that every word of theirs is an example of what names none.
QUIET = ("reviews-", "email-", "GUM_academic", "GUM_conversation", "GUM_vlog", "GUM_whow", "GUM_podcast")


def finish(doc):
    """Read GUM's bracketed entities off the MISC column."""
    if doc.id.startswith(QUIET):
        doc.events, doc.parts = [], []
    raw, doc.entities = doc.entities, None
    if not any("Entity=" in m for m in raw):
        return doc
    open_, found = [], []
    for i, misc in enumerate(raw):
        value = next((p[7:] for p in misc.split("|") if p.startswith("Entity=")), "")
        k = 0
        while k < len(value):
            if value[k] == "(":
                end = k + 1
                while end < len(value) and value[end] not in "()":
                    end += 1
                part = value[k + 1:end].split("-")
                if end < len(value) and value[end] == ")":
                    found.append((i, i + 1, part[1]))
                    end += 1
                else:
                    open_.append((part[0], i, part[1]))
                k = end
            else:
                end = value.find(")", k)
                if end < 0:
                    break
                name = value[k:end]
                for n in range(len(open_) - 1, -1, -1):
                    if open_[n][0] == name:
                        _, s, kind = open_.pop(n)
                        found.append((s, i + 1, kind))
                        break
                k = end + 1
    doc.entities = outermost([m for m in found if m[1] - m[0] <= 8])
    return doc


def heldout(name):
    return {line.strip() for line in (Path(__file__).parents[2] / "eval/splits" / name).read_text("utf8").splitlines() if line.strip()}
