"""Makes the two lists of held-out reports from the corpora: `python3 eval/splits/make.py --shared ../shared`.

The rule is in README.md. Ids are sorted by the SHA-256 of their UTF-8 bytes, so nobody picks.
"""
import argparse
import hashlib
import json
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
WANTED = 15


def ids(path):
    with open(path, encoding="utf-8") as f:
        return {json.loads(line)["report"]["id"] for line in f if line.strip()}


def by_hash(names):
    return sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())


def choose(general, re3d, wanted=WANTED):
    """(general held out, re3d held out): the shortest run of `general` in hash order with `wanted` ids, and with `wanted` ids of re3d."""
    held = []
    for name in by_hash(general):
        if len(held) >= wanted and sum(h in re3d for h in held) >= wanted:
            break
        held.append(name)
    both = [name for name in held if name in re3d]
    free = [name for name in by_hash(re3d) if name not in general]
    return held, by_hash(both + free[:max(0, wanted - len(both))])


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=pathlib.Path, default=pathlib.Path("../shared"))
    corpora = ap.parse_args().shared / "corpora"
    lists = choose(ids(corpora / "general/gold-train.jsonl"), ids(corpora / "re3d/train.jsonl"))
    for name, held in zip(("general-heldout.txt", "re3d-heldout.txt"), lists):
        (HERE / name).write_text("".join(f"{h}\n" for h in held), encoding="utf-8")
        print(f"{name}: {len(held)} ids")


if __name__ == "__main__":
    main()
