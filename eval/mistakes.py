#!/usr/bin/env python3
"""How many wrong values evidence.py would find: make the values of readings wrong, one at a time, and check each.

    python3 eval/mistakes.py READINGS.jsonl... [--reports 120] [--missed N]

A date is moved by days, a number raised, a bound closed or an exact number opened, a name exchanged for another of the same kind from the same readings.
Values that already lack evidence are left out. The choice is the same in every run. Standard library only.
"""
import argparse
import collections
import copy
import datetime
import random

import evidence


def failed(reading):
    checker = evidence.Checker()
    checker.report(reading)
    return {f["path"] for f in checker.failures}


def moved(days):
    def change(date):
        if not (date and date.get("start") and date.get("end")):
            return False
        for key in ("start", "end"):
            date[key] = (datetime.date.fromisoformat(date[key]) + datetime.timedelta(days=days)).isoformat()
        return True
    return change


def raised(row):
    for key in ("min", "max"):
        if row[key] is not None:
            row[key] += 1
    return True


def bound(row):
    """An exact number becomes a least, a least becomes exact."""
    if row["min"] is None or row["max"] not in (None, row["min"]):
        return False
    row["max"] = None if row["max"] is not None else row["min"]
    return True


def renamed(pool, rng, key="name"):
    def change(holder):
        others = [n for n in pool if n != holder[key]] if holder and holder.get(key) else []
        if others:
            holder[key] = rng.choice(others)
        return bool(others)
    return change


def values(reading):
    """Every value that can be made wrong: (kind, path that a failure would have, how to find it)."""
    for k, i in enumerate(reading["incidents"]):
        yield "date", f"incidents[{k}].date", lambda r, k=k: r["incidents"][k]["date"]
        yield "place", f"incidents[{k}].place.name", lambda r, k=k: r["incidents"][k]["place"]
        for kind in ("actor", "target"):
            for n in range(len(i[f"{kind}s"])):
                yield kind, f"incidents[{k}].{kind}s[{n}].name", lambda r, k=k, kind=kind, n=n: r["incidents"][k][f"{kind}s"][n]
        for n in range(len(i["claims"])):
            yield "party", f"incidents[{k}].claims[{n}].party", lambda r, k=k, n=n: r["incidents"][k]["claims"][n]
        for kind in evidence.NUMBERS:
            for n in range(len(i[kind])):
                yield "number", f"incidents[{k}].{kind}[{n}]", lambda r, k=k, kind=kind, n=n: r["incidents"][k][kind][n]
    for n in range(len(reading["figures"])):
        yield "number", f"figures[{n}]", lambda r, n=n: r["figures"][n]
    for n in range(min(8, len(reading["statements"]))):
        yield "speaker", f"statements[{n}].speaker_name", lambda r, n=n: r["statements"][n]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("readings", nargs="+")
    ap.add_argument("--reports", type=int, default=120, help="that many of them, chosen at random")
    ap.add_argument("--missed", type=int, default=0, metavar="N", help="print so many of each kind that were not found")
    a = ap.parse_args()
    every, rng, pools = [r for path in a.readings for r in evidence.readings(path)], random.Random(1), collections.defaultdict(set)
    name = {"speaker": "speaker_name", "party": "party"}
    for reading in every:
        for kind, _, find in values(reading):
            pools[kind].add((find(reading) or {}).get(name.get(kind, "name")))
    changes = {"date": {f"{kind} later": moved(days) for kind, days in (("a day", 1), ("a week", 7), ("five weeks", 35))}, "number": {"number + 1": raised, "bound": bound}}
    changes |= {k: {k: renamed(sorted(filter(None, pools[k])), rng, name.get(k, "name"))} for k in ("place", "actor", "target", "party", "speaker")}
    tried, found, missed = collections.Counter(), collections.Counter(), collections.defaultdict(list)
    for reading in rng.sample(every, min(a.reports, len(every))):
        before = failed(reading)
        for kind, path, find in values(reading):
            for what, change in changes[kind].items():
                wrong = copy.deepcopy(reading)
                if path in before or not change(find(wrong)):
                    continue
                tried[what] += 1
                found[what] += (ok := path in failed(wrong))
                if not ok:
                    missed[what].append((reading["report"]["id"], path, find(reading), find(wrong)))
    for what in tried:
        print(f"{what:18s} {100 * found[what] / tried[what]:5.1f} %  ({found[what]} of {tried[what]} found)")
        for row in missed[what][:a.missed]:
            print("   ", *row, sep=" | ")


if __name__ == "__main__":
    main()
