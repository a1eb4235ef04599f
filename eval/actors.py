#!/usr/bin/env python3
"""Measure the list of actors on hand-annotated reports: does each span of an actor, target or speaker resolve to the name that the annotator gave?

    actors.py [--shared DIR] [--program PATH] [--without IDS | --only IDS] [--misses N] [--wrong N] GOLD.jsonl ...

The span is resolved alone, with the country of its incident (or the commonest of its report) and the incident's date where the gold has one, so the
figures are of the list and its rules, not of the reading around them. Coverage: resolved, of all spans with a name. Exact: folded names are equal, of the resolved. Near: equal, or the words
of one are among the words of the other, which is how score_reports.py compares speakers. Same: near, or the gold name by itself resolves to the same
entry in that context ("OPCW"). Unnamed: resolved, of the spans that the annotator gave no name; some of these are right. `listed` looks only at spans whose gold name is an actor of
the list: the rest ("Three civilians", "Abu Jandal") no list can know. Build first: cargo build -p truceline-ground --example actors.
"""
import argparse
import collections
import json
import pathlib
import subprocess
import sys

CODES = {"Syria": "SY", "Iraq": "IQ", "Russia": "RU", "Turkey": "TR", "United States": "US", "Israel": "IL", "Iran": "IR", "Ukraine": "UA", "France": "FR",
         "Spain": "ES", "United Kingdom": "GB", "Yemen": "YE", "Sudan": "SD", "Libya": "LY", "Lebanon": "LB", "Egypt": "EG", "Palestine": "PS",
         "Germany": "DE", "Jordan": "JO", "Venezuela": "VE", "Afghanistan": "AF"}


def spans(text, ranges):
    return " ".join(text[s:e] for s, e in ranges or [])


def questions(path, wanted):
    """(surface, gold name, role, date, country) of every span that the annotator named."""
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        if not wanted(gold["report"]["id"]):
            continue
        text, incidents = gold["report"]["text"], gold.get("incidents", [])
        lands = collections.Counter(c for i in incidents if (c := CODES.get((i.get("place") or {}).get("country"))))
        home = lands.most_common(1)[0][0] if lands else None
        published = (gold["report"].get("published") or "")[:10] or None
        for incident in incidents:
            date = (incident.get("date") or {}).get("start") or published
            land = CODES.get((incident.get("place") or {}).get("country")) or home
            for key, role in (("actors", "actor"), ("targets", "target")):
                for row in incident.get(key, []):
                    yield spans(text, row["spans"]), row.get("name"), role, date, land
        for row in gold.get("statements", []):
            yield spans(text, row.get("speaker")), row.get("speaker_name"), "speaker", published, home


def resolve(program, asked):
    rows = [json.dumps({"surface": s, "role": r, "date": d if d and len(d) == 10 else None, "country": c}) for s, _, r, d, c in asked]
    done = subprocess.run([program], input="\n".join(rows) + "\n", capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def near(a, b):
    x, y = set(a.split()), set(b.split())
    return x <= y or y <= x


def known(program, names):
    """The gold names that the list knows when they are asked for by themselves, outside any report."""
    asked = [(n, n, "speaker", None, None) for n in sorted(names)]
    return {n for (n, *_), a in zip(asked, resolve(program, asked)) if a}


def measure(asked, answers, golds, folded, listed):
    count, missed, wrong = collections.Counter(), collections.Counter(), collections.Counter()
    for (surface, gold, role, _, _), answer, other in zip(asked, answers, golds):
        count["all", role] += 1
        inside = gold in listed
        count["listed", role] += inside
        if not answer:
            count["listed missed", role] += inside
            missed[role, surface.lower(), gold] += inside
            continue
        x, y = folded(gold), folded(answer["name"])
        count["resolved", role] += 1
        count["exact", role] += x == y
        count["near", role] += near(x, y)
        same = near(x, y) or bool(other and other["id"] == answer["id"])
        count["same", role] += same
        if not same:
            wrong[role, surface.lower(), gold, answer["name"], answer["rule"]] += 1
    return count, missed, wrong


def main():
    here = pathlib.Path(__file__).resolve().parent
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("gold", nargs="+")
    ap.add_argument("--shared", default=str(here.parent.parent / "shared"))
    ap.add_argument("--program", default=str(here.parent / "target/debug/examples/actors"))
    ap.add_argument("--without", help="a file of report ids to leave out, such as splits/general-heldout.txt")
    ap.add_argument("--only", help="a file of report ids to look at alone")
    ap.add_argument("--misses", type=int, default=0)
    ap.add_argument("--wrong", type=int, default=0)
    a = ap.parse_args()
    sys.path.insert(0, str(pathlib.Path(a.shared) / "eval"))
    from readings import folded

    ids = lambda path: set(pathlib.Path(path).read_text(encoding="utf-8").split()) if path else set()
    out, alone = ids(a.without), ids(a.only)
    wanted = lambda i: i not in out and (not a.only or i in alone)
    given = [q for path in a.gold for q in questions(path, wanted) if q[0]]
    asked, unnamed = [q for q in given if q[1]], [q for q in given if not q[1]]
    answers = resolve(a.program, asked)
    golds = resolve(a.program, [(gold, gold, *rest) for _, gold, *rest in asked])
    count, missed, wrong = measure(asked, answers, golds, folded, known(a.program, {q[1] for q in asked}))
    share = lambda n, of: f"{100 * n / of:5.1f} %" if of else "    –  "
    print(f"{'':9s}{'spans':>7s} {'coverage':>9s} {'exact':>8s} {'near':>8s} {'same':>8s} {'listed':>8s} {'of those resolved':>18s}")
    for role in ("speaker", "actor", "target", "all"):
        n = lambda key: sum(v for (k, r), v in count.items() if k == key and role in (r, "all"))
        print(f"{role:9s}{n('all'):7d}   {share(n('resolved'), n('all'))}  {share(n('exact'), n('resolved'))}  {share(n('near'), n('resolved'))}  {share(n('same'), n('resolved'))} "
              f"{n('listed'):8d}  {share(n('listed') - n('listed missed'), n('listed')):>17s}")
    print(f"unnamed  {len(unnamed):7d}   {share(sum(map(bool, resolve(a.program, unnamed))), len(unnamed))}")
    for row, n in missed.most_common(a.misses):   # of the listed; the others are not for the list to find
        print("missed", n, *row, sep=" | ")
    for row, n in wrong.most_common(a.wrong):
        print("wrong", n, *row, sep=" | ")


if __name__ == "__main__":
    main()
