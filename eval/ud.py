#!/usr/bin/env python3
"""Score a Universal Dependencies parse, and make the text that is to be parsed.

    ud.py text GOLD.conllu > DOCS.jsonl           one {"report": {"id", "text"}} a document, paragraphs parted by an empty line
    ud.py text --cut GOLD.conllu > DOCS.jsonl     the same with the gold's words between spaces and its sentences on lines
    ud.py score GOLD.conllu SYSTEM.conllu [--json]

Counts as the CoNLL 2018 evaluation does: words are aligned by the characters they cover, white space left aside, document by document
(`# newdoc id`); words of a multiword token by their longest common subsequence; F1 over the words of both. UFeats looks at the universal
features only. LAS looks at the relation without its subtype (nsubj for nsubj:pass), as there; `LAS, with subtypes` at all of it. A lemma `_`
in the gold is right whatever the system says. Empty nodes (8.1) are left out. A document whose characters differ from the gold's, or which
is missing, counts as not parsed, and is named. Standard library only.
"""
import argparse
import dataclasses
import json
import sys

UNIVERSAL = set("PronType NumType Poss Reflex Foreign Abbr Gender Animacy Number Case Definite Degree VerbForm Mood Tense Aspect Voice "
                "Evident Polarity Person Polite".split())
METRICS = ("Words", "Sentences", "UPOS", "UFeats", "Lemma", "UAS", "LAS", "LAS, with subtypes")


@dataclasses.dataclass(eq=False)
class Word:
    form: str
    lemma: str
    upos: str
    feats: str
    head: int      # number in the sentence, 0 for the root
    deprel: str
    start: int = 0     # characters of the document without white space
    end: int = 0
    multi: bool = False   # part of a multiword token
    parent: "Word | None" = None


@dataclasses.dataclass
class Sentence:
    words: list
    tokens: list   # (form, space after)
    newpar: bool = False


def letters(s):
    return "".join(s.split())


def read(path):
    """{document id: [Sentence, ...]} in order. A file without `# newdoc` is one document named "". """
    with open(path, encoding="utf-8") as f:
        return parse(f, path)


def parse(lines, path="conllu"):
    docs, doc, sent, until, newpar = {}, "", Sentence([], []), 0, False

    def close():
        nonlocal sent, until
        if sent.words:
            for w in sent.words:
                if not 0 <= w.head <= len(sent.words):
                    raise SystemExit(f"{path}: head {w.head} in a sentence of {len(sent.words)} words, document {doc!r}")
                w.parent = sent.words[w.head - 1] if w.head else None
            docs.setdefault(doc, []).append(sent)
        sent, until = Sentence([], []), 0

    for n, line in enumerate(lines, 1):
        line = line.rstrip("\n")
        if not line:
            close()
        elif line.startswith("#"):
            comment = line[1:].strip()
            if comment.startswith("newdoc"):
                doc = comment.partition("=")[2].strip() or f"doc{len(docs) + 1}"
                if doc in docs:
                    raise SystemExit(f"{path}:{n}: document {doc!r} stands twice")
            elif comment == "newpar" or comment.startswith("newpar id"):
                sent.newpar = True
        else:
            cols = line.split("\t")
            if len(cols) != 10:
                raise SystemExit(f"{path}:{n}: {len(cols)} columns where 10 should be")
            space = "SpaceAfter=No" not in cols[9].split("|")
            if "." in cols[0]:
                continue
            if "-" in cols[0]:
                until = int(cols[0].split("-")[1])
                sent.tokens.append([cols[1], space, 0])
                continue
            inside = int(cols[0]) <= until
            if not inside:
                sent.tokens.append([cols[1], space, 0])
            sent.tokens[-1][2] += 1
            head = int(cols[6]) if cols[6].isdigit() else 0
            sent.words.append(Word(cols[1], cols[2], cols[3], cols[5], head, cols[7], multi=inside))
    close()
    for sentences in docs.values():
        place(sentences)
    return docs


def place(sentences):
    """Give each word its characters: those of its token, counted through the document."""
    at = 0
    for s in sentences:
        words = iter(s.words)
        for form, _, count in s.tokens:
            end = at + len(letters(form))
            for _ in range(count):
                w = next(words)
                w.start, w.end = at, end
            at = end


def raw(sentences):
    """The document's text: sentences joined by their spaces, paragraphs parted by an empty line."""
    out = []
    for n, s in enumerate(sentences):
        if n and s.newpar:
            while out and out[-1] == " ":
                out.pop()
            out.append("\n\n")
        for form, space, _ in s.tokens:
            out += [form, " "] if space else [form]
    return "".join(out).strip()


def cut(sentences):
    """The document's words between spaces, a sentence a line. Words that hold white space lose it."""
    return "\n".join(("\n" if n and s.newpar else "") + " ".join(letters(w.form) for w in s.words) for n, s in enumerate(sentences))


def common(a, b):
    """Pairs of a longest common subsequence of two lists of words, by lower-cased form."""
    best = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    same = lambda i, j: a[i].form.lower() == b[j].form.lower()
    for i in reversed(range(len(a))):
        for j in reversed(range(len(b))):
            best[i][j] = best[i + 1][j + 1] + 1 if same(i, j) else max(best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(a) and j < len(b):
        if same(i, j):
            yield a[i], b[j]
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1


def align(gold, system):
    """Pairs of gold and system words that cover the same characters."""
    i = j = 0
    while i < len(gold) and j < len(system):
        g, s = gold[i], system[j]
        if (g.multi and g.start <= s.start < g.end) or (s.multi and s.start <= g.start < s.end):
            # All words of both under the multiword tokens that overlap here.
            a, b, end = i, j, max(g.end if g.multi else 0, s.end if s.multi else 0)
            while True:
                while a < len(gold) and gold[a].start < end:
                    end = max(end, gold[a].end if gold[a].multi else 0)
                    a += 1
                while b < len(system) and system[b].start < end:
                    end = max(end, system[b].end if system[b].multi else 0)
                    b += 1
                if not (a < len(gold) and gold[a].start < end):
                    break
            yield from common(gold[i:a], system[j:b])
            i, j = a, b
        elif (g.start, g.end) == (s.start, s.end):
            yield g, s
            i, j = i + 1, j + 1
        elif g.start <= s.start:
            i += 1
        else:
            j += 1


def universal(feats):
    return "|".join(sorted(f for f in feats.split("|") if f.split("=")[0].split("[")[0] in UNIVERSAL))


def score(gold, system):
    """{metric: {"p", "r", "f1", "right", "system", "gold"}} and the documents that could not be held against the gold."""
    right = dict.fromkeys(METRICS, 0)
    words = [0, 0]
    sentences = [0, 0]
    lost = []
    for name, gs in gold.items():
        ss = system.get(name, [])
        gw = [w for s in gs for w in s.words]
        sw = [w for s in ss for w in s.words]
        words[0] += len(gw)
        sentences[0] += len(gs)
        chars = ["".join(letters(t[0]) for s in side for t in s.tokens) for side in (gs, ss)]
        if chars[0] != chars[1]:
            lost.append(name)
            continue
        words[1] += len(sw)
        sentences[1] += len(ss)
        spans = [{(s.words[0].start, s.words[-1].end) for s in side} for side in (gs, ss)]
        right["Sentences"] += len(spans[0] & spans[1])
        pairs = list(align(gw, sw))
        mate = {id(g): s for g, s in pairs}
        right["Words"] += len(pairs)
        for g, s in pairs:
            head = (g.parent is None and s.parent is None) or (g.parent is not None and mate.get(id(g.parent)) is s.parent and s.parent is not None)
            right["UPOS"] += g.upos == s.upos
            right["UFeats"] += universal(g.feats) == universal(s.feats)
            right["Lemma"] += g.lemma in ("_", s.lemma)
            right["UAS"] += head
            right["LAS"] += head and g.deprel.split(":")[0] == s.deprel.split(":")[0]
            right["LAS, with subtypes"] += head and g.deprel == s.deprel
    out = {}
    for m in METRICS:
        g, s = sentences if m == "Sentences" else words
        r = right[m]
        out[m] = {"p": 100 * r / s if s else 0.0, "r": 100 * r / g if g else 0.0, "f1": 200 * r / (g + s) if g + s else 0.0,
                  "right": r, "system": s, "gold": g}
    return out, lost


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = ap.add_subparsers(dest="command", required=True)
    text = sub.add_parser("text")
    text.add_argument("gold"), text.add_argument("--cut", action="store_true")
    sc = sub.add_parser("score")
    sc.add_argument("gold"), sc.add_argument("system"), sc.add_argument("--json", action="store_true")
    a = ap.parse_args()
    gold = read(a.gold)
    if a.command == "text":
        for name, sentences in gold.items():
            print(json.dumps({"report": {"id": name, "text": (cut if a.cut else raw)(sentences)}}, ensure_ascii=False))
        return
    rows, lost = score(gold, read(a.system))
    if lost:
        print(f"not parsed, or other characters: {len(lost)} of {len(gold)} documents, e.g. {lost[:3]}", file=sys.stderr)
    if a.json:
        print(json.dumps({"rows": rows, "lost": lost}))
        return
    print(f"{'':20s} {'P':>6s} {'R':>6s} {'F1':>6s}")
    for m, v in rows.items():
        print(f"{m:20s} {v['p']:6.2f} {v['r']:6.2f} {v['f1']:6.2f}   ({v['right']} right of {v['system']} given, {v['gold']} in gold)")


if __name__ == "__main__":
    main()
