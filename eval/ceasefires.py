#!/usr/bin/env python3
"""Agreements and alleged violations in 60 reports, against judgements by hand.

Adds the 479 reports of fakes/train and dev to a ledger, asks it for agreements and alleged violations, and compares what it has of the 60 reports that `ceasefires.jsonl` names:

- agreements: of one report, each agreement of the ledger that has a name in it against each that was judged to be spoken of, by the sentences that they are named in, one to one;
- alleged violations: by the sentences that allege one; a sentence that a report has twice counts once.

`ceasefires.jsonl` holds places in the texts (code points), no words of them. Drawn at random from the 85 reports that have one of the words truce, ceasefire, cessation or de-escalation in
them, 40 first and 20 of the others later, and judged by annotators who did not see what the program makes of them. The rules of crates/monitor were written with the same 479 reports at hand, and changed after they were compared with
the first 40 (the second 20 changed one rule): these are figures of development.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def ratio(part, whole):
    return 100.0 * part / whole if whole else 0.0


def overlap(a, b):
    return a[0] < b[1] and b[0] < a[1]


def run(binary, *args):
    return subprocess.run([binary, *args], check=True, capture_output=True, text=True).stdout


def pairs(gold, found):
    """How many of `found` are one of `gold`, one to one: those that share most sentences first."""
    shared = []
    for g, sentences in enumerate(gold):
        for f, spans in enumerate(found):
            count = sum(any(overlap(sentence, span) for span in spans) for sentence in sentences)
            if count:
                shared.append((-count, g, f))
    used_gold, used_found = set(), set()
    for _, g, f in sorted(shared):
        if g not in used_gold and f not in used_found:
            used_gold.add(g)
            used_found.add(f)
    return len(used_gold)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/truceline")
    parser.add_argument("--shared", default="../shared")
    parser.add_argument("--ledger", help="a ledger that holds the 479 reports already")
    parser.add_argument("--show", action="store_true", help="list what differs, by report and place")
    args = parser.parse_args()
    corpora = Path(args.shared) / "corpora" / "fakes"
    if not corpora.is_dir():
        print("skipped: ceasefires (../shared is not here)")
        return 0
    texts = {}
    for name in ("train.jsonl", "dev.jsonl"):
        for line in (corpora / name).read_text(encoding="utf-8").splitlines():
            report = json.loads(line)["report"]
            texts[report["id"]] = report["text"]
    with tempfile.TemporaryDirectory() as folder:
        ledger = args.ledger or str(Path(folder) / "ledger.db")
        if not args.ledger:
            key = str(Path(folder) / "key")
            run(args.binary, "add", "--ledger", ledger, "--key", key, "--as", "eval", str(corpora / "train.jsonl"), str(corpora / "dev.jsonl"))
        agreements = [json.loads(line) for line in run(args.binary, "agreement", "list", "--ledger", ledger, "--format", "jsonl").splitlines()]
        violations = [json.loads(line) for line in run(args.binary, "violations", "--ledger", ledger, "--format", "jsonl").splitlines()]
    names, spoken, alleged = {}, {}, {}
    for agreement in agreements:
        for told in agreement["reports"]:
            names[told["report"]] = told["name"]
            spoken.setdefault(told["name"], {}).setdefault(agreement["id"], []).extend(told["spans"])
    for violation in violations:
        for by in violation["alleged_by"]:
            alleged.setdefault(names.get(by["report"], by["report"]), set()).add(tuple(by["span"]))
    lines = [json.loads(line) for line in (HERE / "ceasefires.jsonl").read_text(encoding="utf-8").splitlines()]
    for drawn in ("first", "second"):
        compare([gold for gold in lines if gold["drawn"] == drawn], drawn, texts, spoken, alleged, args.show)
    return 0


def compare(lines, drawn, texts, spoken, alleged, show):
    totals = {"agreements": [0, 0, 0], "alleged violations": [0, 0, 0]}
    linked, reports = 0, 0
    for gold in lines:
        name, text = gold["id"], texts[gold["id"]]
        found = [spans for _, spans in sorted(spoken.get(name, {}).items())]
        matched = pairs(gold["agreements"], found)
        reports += 1
        linked += bool(found) or not gold["agreements"]
        total = totals["agreements"]
        total[0] += matched
        total[1] += len(found)
        total[2] += len(gold["agreements"])
        words = lambda span: " ".join(text[span[0]:span[1]].split())
        wanted = {}
        for span in gold["alleged"]:
            wanted.setdefault(words(span), []).append(span)
        there = {}
        for span in sorted(alleged.get(name, ())):
            there.setdefault(words(span), []).append(span)
        hit = [w for w, spans in wanted.items() if any(overlap(a, b) for a in spans for bs in there.values() for b in bs)]
        right = [w for w, spans in there.items() if any(overlap(a, b) for a in spans for bs in wanted.values() for b in bs)]
        total = totals["alleged violations"]
        total[0] += len(hit)
        total[1] += len(there)
        total[2] += len(wanted)
        if show:
            if matched < max(len(found), len(gold["agreements"])):
                print(f"{name}: agreements: {len(gold['agreements'])} judged, {len(found)} found, {matched} the same")
            for w, spans in wanted.items():
                if w not in hit:
                    print(f"{name}: not found: {spans[0]}")
            for w, spans in there.items():
                if w not in right:
                    print(f"{name}: not judged to be one: {list(spans[0])}")
    print(f"drawn {drawn}:")
    print(f"reports with an agreement, of those that were judged to speak of one: {linked} of {reports}")
    for what, (matched, found, gold) in totals.items():
        precision, recall = ratio(matched, found), ratio(matched, gold)
        print(f"{what}: precision {precision:.1f}, recall {recall:.1f} ({matched} of {found} found, of {gold} judged)")


if __name__ == "__main__":
    sys.exit(main())
