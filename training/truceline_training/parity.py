"""References for the tests that hold Rust against Python: `python -m truceline_training.parity --run build/run --out ../crates/parse/tests`.

words.json: texts of our own with the words, paragraph breaks and letter cases that words.py finds. parity.json: the pieces of such
texts, and what the model says of them in PyTorch at 32 bits, before anything is quantised.
"""
import argparse
import json
from pathlib import Path

import torch

from . import windows
from .corpora import Text
from .export import INFERENCE_ONLY, load
from .words import case_of, paragraph_of

ODD = [
    "The U.S. envoy, Dr. J. Pask, can't say whether the Assembly's men won't come at 10:30 a.m. on 3/4; \"they're gone,\" he said.",
    "``We did n't fire,'' Orrel told ANA's reporter (Dolvik)... E-mail desk@ana.example or see https://ana.example/a?b=1.",
    "Don’t shoot!!! — it’s the Assembly’s 1,250.5 sacks & 40% of Kair's $3m; cannot/gonna wanna 'em al-Harrow rock'n'roll @ana_news #truce",
    "Line one of a wrapped text that goes on for about sixty signs\nline two of the wrapped text that goes on for about as long as\nline three of the wrapped text, again about as long as that one\nline four of the wrapped text, as long as all the others before\nthe last of them.\n\nA new paragraph.",
    "قال الجيش إنه لم يطلق النار.  Жители\u00a0видели 🚀🚀 … naïve café Ø",
    "",
    " \n\n ",
]


def examples():
    folder = Path(__file__).parents[2] / "examples"
    return [p.read_text("utf8") for p in sorted(folder.glob("*.txt"))]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--run", default="training/build/run")
    ap.add_argument("--out", default="crates/parse/tests")
    a = ap.parse_args()
    out = Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    rows = []
    for text in ODD + examples():
        t = Text(text)
        rows.append({"text": text, "words": t.spans, "breaks": [i for i, b in enumerate(paragraph_of(text, t.spans)) if b],
                     "case": [case_of(text[s:e]) for s, e in t.spans]})
    (out / "words.json").write_text(json.dumps(rows, ensure_ascii=False) + "\n", "utf8")

    model, sets = load(a.run)
    pieces = windows.Pieces(windows.tokenizer())
    rows = []
    for text in examples():
        d = Text(text).doc("x")
        n = min(len(d.forms), 120)
        ids, case, first = windows.encode(d.forms[:n], d.breaks[:n], pieces)
        t = lambda x: torch.tensor([x])
        with torch.no_grad():
            words = model.words(t(ids), t(case), t(first))
            tags = model.tag(words)
            ends = tags["end"][0].argmax(-1).tolist()
            at = torch.tensor([sum(ends[:i]) for i in range(n)])
            same = torch.cat([torch.ones(n, 1, dtype=torch.bool), at[:, None] == at[None, :]], 1)
            heads = model.arcs(words)[0].masked_fill(~same, -1e4).argmax(-1)
            anchors = [i for i, w in enumerate(d.forms[:n]) if w in ("said", "told", "denied", "rejects", "welcomes")][:4]
            links = model.links(words[0], torch.tensor(anchors, dtype=torch.long)) if anchors else None
            deprels = model.deprels(words, heads[None])[0].argmax(-1)
        rows.append({
            "words": n, "text": text, "ids": ids, "case": case, "first": first,
            "vectors": [[round(float(x), 4) for x in words[0, k]] for k in (0, 1, n // 2, n)],
            "tags": {k: v[0].argmax(-1).tolist() for k, v in tags.items() if k not in INFERENCE_ONLY},
            "heads": heads.tolist(), "deprels": deprels.tolist(), "anchors": anchors,
            "links": links.argmax(-1).tolist() if links is not None else []})
    (out / "parity.json").write_text(json.dumps(rows, ensure_ascii=False) + "\n", "utf8")


if __name__ == "__main__":
    main()
