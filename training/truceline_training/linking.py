"""Trains the weights of linking: from features of pairs to crates/reconcile/data/linking.toml.

    python -m truceline_training.linking reports SHARED OUT     ecbplus as reports, one JSON object a line, with their gold mentions beside
    python -m truceline_training.linking train SHARED FEATURES  the weights, from FEATURES/{shootings,ecb,fakes}-train.jsonl; prints linking.toml
    python -m truceline_training.linking check SHARED FEATURES  how well the weights are calibrated, on the dev splits

FEATURES hold what the example link_features of crates/reconcile prints of the readings of each set. Standard library and numpy.
"""

import collections
import json
import re
import sys
import tomllib
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

# Log odds that are kept as they were chosen on fakes/clusters-dev.
BOUNDS = {"one": -0.5, "apart": -1.5, "floor": -4.0}
# For how many pairs each set counts in training, however many it has.
SHARES = {"shootings": 300, "ecb": 15, "fakes": 300}
# The sets on whose dev splits the probabilities are calibrated.
CALIBRATED = ("shootings", "fakes")
# How strongly weights are held to those set by hand: the inverse of the variance that is granted them.
HOLD = 2.0
NO_SPACE = re.compile(r"^([.,;:!?)\]%]|'s|n't|'re|'ve|'ll|'d|'m|'|’s|’)$")


def ecb_reports(shared, out):
    """ECB+ as reports, and where its gold mentions stand in them."""
    for name in ("Train", "Dev"):
        docs, places = collections.defaultdict(lambda: collections.defaultdict(list)), {}
        for line in open(f"{shared}/corpora/ecbplus/ECB_{name}_corpus.txt", encoding="utf-8"):
            cells = line.rstrip("\n").split("\t")
            if len(cells) >= 5:
                docs[cells[0]][int(cells[1])].append((int(cells[2]), cells[3]))
        with open(f"{out}/ecb-{name.lower()}.jsonl", "w", encoding="utf-8") as file:
            for doc, sentences in docs.items():
                text = ""
                for s in sorted(sentences):
                    text += "\n" if text else ""
                    first = True
                    for n, word in sentences[s]:
                        if not first and not NO_SPACE.match(word) and not text.endswith(("(", "[", "$")):
                            text += " "
                        places[doc, s, n] = (len(text), len(text) + len(word))
                        text += word
                        first = False
                file.write(json.dumps({"report": {"id": doc, "text": text}}, ensure_ascii=False) + "\n")
        mentions = []
        for m in json.load(open(f"{shared}/corpora/ecbplus/ECB_{name}_Event_gold_mentions.json", encoding="utf-8")):
            spans = [places[at] for n in m["tokens_number"] if (at := (m["doc_id"], m["sent_id"], n)) in places]
            if spans:
                mentions.append([m["doc_id"], m["coref_chain"], min(s for s, _ in spans), max(e for _, e in spans)])
        json.dump(mentions, open(f"{out}/ecb-{name.lower()}-gold.json", "w", encoding="utf-8"))


def rows(path):
    for line in open(path, encoding="utf-8"):
        yield json.loads(line)


def best_of_reports(pairs, one):
    """Pairs of main incidents with labels from clusters of reports: of two reports of one cluster, the best pair is one, and of the others nothing is known.

    `one(a, b)` is True, False, or None where it cannot be told.
    """
    best = {}
    for p in pairs:
        key = (p["a"][0], p["b"][0])
        label = one(*key)
        if label is None:
            continue
        if not label:
            yield p["f"], 0
        elif key not in best or p["odds"] > best[key]["odds"]:
            best[key] = p
    for p in best.values():
        yield p["f"], 1


def shootings(shared, features, split):
    gold = {r["report"]["id"]: r["incident"] for r in rows(f"{shared}/corpora/shootings/{split}.jsonl")}
    pairs = rows(f"{features}/shootings-{split}.jsonl")
    return list(best_of_reports(pairs, lambda a, b: gold[a] == gold[b]))


def ecb(shared, features, split):
    """Incidents of two reports are one when their triggers are gold mentions of one chain, and apart when all are of other chains."""
    chains = collections.defaultdict(set)
    gold = collections.defaultdict(list)
    for doc, chain, start, end in json.load(open(f"{features}/ecb-{split}-gold.json", encoding="utf-8")):
        gold[doc].append((chain, start, end))
    for r in rows(f"{features}/ecb-{split}-read.jsonl"):
        doc = r["report"]["id"]
        for i in r["incidents"]:
            for start, end in i["triggers"]:
                chains[doc, i["id"]] |= {c for c, s, e in gold[doc] if s < end and start < e and c.startswith("ACT")}
    out = []
    for p in rows(f"{features}/ecb-{split}.jsonl"):
        a, b = chains[tuple(p["a"])], chains[tuple(p["b"])]
        if a and b:
            out.append((p["f"], int(bool(a & b))))
    return out


def fakes(shared, features, split):
    if split == "dev":
        gold = dict(line.split("\t")[:2] for line in open(f"{shared}/corpora/fakes/clusters-dev.tsv", encoding="utf-8"))
        one = lambda a, b: gold[a] == gold[b] if a in gold and b in gold else None
    else:
        same, unknown = set(), set()
        for line in open(ROOT / "training/links-fakes-train.txt", encoding="utf-8"):
            if not line.startswith("#"):
                ids = [f"fakes-{i}" for i in line.removeprefix("?").split()]
                (unknown if line.startswith("?") else same).update((a, b) for a in ids for b in ids)
        one = lambda a, b: True if (a, b) in same else None if (a, b) in unknown else False
    return list(best_of_reports(rows(f"{features}/fakes-{split}.jsonl"), one))


SETS = {"shootings": shootings, "ecb": ecb, "fakes": fakes}


def matrix(pairs, names):
    at = {n: k for k, n in enumerate(names)}
    x = np.zeros((len(pairs), len(names) + 1))
    x[:, -1] = 1.0
    for row, (facts, _) in zip(x, pairs):
        for name, value in facts.items():
            if name in at:
                row[at[name]] = value
    return x, np.array([label for _, label in pairs], dtype=float)


def fit(x, y, weight, prior, steps=60):
    """Newton's method on the log likelihood, penalised for every step away from `prior`."""
    w = prior.copy()
    hold = np.full(x.shape[1], HOLD)
    for _ in range(steps):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (weight * (p - y)) + hold * (w - prior)
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + np.diag(hold)
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-7:
            break
    return w


def calibrated(w, names, data):
    """Platt scaling on the dev splits, each set counting as much as it has pairs that are one: all weights times one number, and another added to the prior."""
    sets = [matrix(of, names) for of in data.values()]
    odds = np.concatenate([x @ w for x, _ in sets])
    y = np.concatenate([y for _, y in sets])
    weight = np.concatenate([np.full(len(y), y.sum() / len(y)) for _, y in sets])
    scale, shift = fit(np.stack([odds, np.ones_like(odds)], 1), y, weight, np.array([1.0, 0.0]))
    print(f"# calibration: times {scale:.3f}, plus {shift:.3f}", file=sys.stderr)
    return np.append(w[:-1] * scale, w[-1] * scale + shift)


def load(shared, features, split, sets):
    return {name: SETS[name](shared, features, split) for name in sets if Path(f"{features}/{name}-{split}.jsonl").exists()}


def train(shared, features):
    data = load(shared, features, "train", SETS)
    hand = tomllib.loads((ROOT / "training/linking-prior.toml").read_text(encoding="utf-8"))
    names = sorted(hand["features"])
    x, y = matrix([p for of in data.values() for p in of], names)
    weight = np.concatenate([np.full(len(of), SHARES[name] / len(of)) for name, of in data.items()])
    w = fit(x, y, weight, np.array([hand["features"][n] for n in names] + [hand["prior"]]))
    w = calibrated(w, names, load(shared, features, "dev", CALIBRATED))
    for name, of in data.items():
        print(f"# {name}: {len(of)} pairs, {sum(l for _, l in of)} one", file=sys.stderr)
    print("# Weights of linking, in natural log odds. Made by training/truceline_training/linking.py: change them there. See docs/linking.md.")
    for name, value in BOUNDS.items():
        print(f"{name} = {value}")
    print(f"prior = {w[-1]:.3f}\n\n[features]")
    for name, value in zip(names, w):
        print(f'"{name}" = {value:.3f}')


def check(shared, features):
    """Of pairs that are given a probability, how many are one."""
    linking = tomllib.loads((ROOT / "crates/reconcile/data/linking.toml").read_text(encoding="utf-8"))
    weights = linking["features"]
    for name, pairs in load(shared, features, "dev", SETS).items():
        odds = np.array([linking["prior"] + sum(weights.get(f, 0.0) * v for f, v in facts.items()) for facts, _ in pairs])
        p, y = 1 / (1 + np.exp(-odds)), np.array([l for _, l in pairs])
        print(f"{name}: {len(pairs)} pairs, {y.sum()} one, log loss {-np.mean(np.log(np.where(y == 1, p, 1 - p) + 1e-12)):.4f}")
        for low, high in ((0, 0.05), (0.05, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 0.95), (0.95, 1.01)):
            of = (p >= low) & (p < high)
            if of.any():
                print(f"   {low:4.2f} to {min(high, 1):4.2f}: {of.sum():7d} pairs, told {p[of].mean():.3f}, are {y[of].mean():.3f}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["reports", shared, out]:
            ecb_reports(shared, out)
        case ["train", shared, features]:
            train(shared, features)
        case ["check", shared, features]:
            check(shared, features)
        case _:
            raise SystemExit(__doc__)
