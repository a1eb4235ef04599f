#!/usr/bin/env python3
"""Score what a ledger shows as disputed in the incidents that several reports tell.

    python3 eval/clusters.py DISPUTES.jsonl CLUSTERS.tsv LINKS.tsv INCIDENTS.jsonl [--errors] [--json]

DISPUTES: corpora/fakes/clusters-dev-disputes.jsonl, a cluster a line: {"cluster", "disputed": ["killed", "responsibility", ...]}.
CLUSTERS: corpora/fakes/clusters-dev.tsv, the reports of each, "report <tab> cluster". LINKS: what `truceline links` printed. INCIDENTS: what `truceline disputes --format jsonl` printed, all of it.

A cluster is linked when two or more of its reports are chiefly about one incident of the ledger; the incident that most of them are about stands for it. Of each
linked cluster, and for killed and responsibility each by itself, the ledger is right when it shows a dispute where the annotation has one. Recall and precision
are over the linked clusters: what the linker missed is score_links.py's matter. Standard library only.
"""
import argparse
import collections
import json

ASPECTS = ("killed", "responsibility")


def incident_of(reports, links):
    """The ledger's incident that most of the reports are about, and how many: (id, count)."""
    held = collections.Counter(links[report] for report in reports if report in links)
    count, incident = min(((-count, incident) for incident, count in held.items()), default=(0, None))
    return incident, -count


def score(clusters, reports, links, shown):
    """({aspect: (right, shown, gold)}, how many clusters were linked, [(cluster, aspect, what is wrong)])."""
    counts, wrong, linked = {aspect: [0, 0, 0] for aspect in ASPECTS}, [], 0
    for cluster in clusters:
        incident, held = incident_of(reports[cluster["cluster"]], links)
        if held < 2:
            continue
        linked += 1
        for aspect in ASPECTS:
            has, wants = aspect in shown.get(incident, ()), aspect in cluster["disputed"]
            for at, one in enumerate((has and wants, has, wants)):
                counts[aspect][at] += one
            if has != wants:
                wrong.append((cluster["cluster"], aspect, "not shown" if wants else "shown, and none annotated", incident))
    return counts, linked, wrong


def rows_of(counts):
    """Precision, recall and F1 a row, and over both aspects, as shares of one."""
    counts = {**counts, "both": [sum(column) for column in zip(*counts.values())]}
    rows = {}
    for aspect, (right, shown, gold) in counts.items():
        p, r = right / max(shown, 1), right / max(gold, 1)
        rows[aspect] = {"p": p, "r": r, "f1": 2 * p * r / max(p + r, 1e-9), "right": right, "shown": shown, "gold": gold}
    return rows


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("disputes"), ap.add_argument("clusters"), ap.add_argument("links"), ap.add_argument("incidents")
    ap.add_argument("--errors", action="store_true", help="print what is wrong")
    ap.add_argument("--json", action="store_true")
    a = ap.parse_args()
    lines = lambda path: [line for line in open(path, encoding="utf-8").read().splitlines() if line]
    clusters = [json.loads(line) for line in lines(a.disputes)]
    pairs = lambda path: [line.split("\t")[:2] for line in lines(path)]
    links, reports = dict(pairs(a.links)), collections.defaultdict(list)
    for report, cluster in pairs(a.clusters):
        reports[cluster].append(report)
    shown = {card["id"]: {dispute["aspect"] for dispute in card.get("disputes", [])} for card in map(json.loads, lines(a.incidents))}
    counts, linked, wrong = score(clusters, reports, links, shown)
    rows = rows_of(counts)
    if a.json:
        print(json.dumps({"clusters": len(clusters), "linked": linked, "rows": rows}, indent=1))
        return
    print(f"{len(clusters)} clusters of two or more reports, {linked} linked")
    for aspect, row in rows.items():
        print(f"{aspect:16s} P {100 * row['p']:5.1f}  R {100 * row['r']:5.1f}  F1 {100 * row['f1']:5.1f}  ({row['right']} right, {row['shown']} shown, {row['gold']} annotated)")
    if a.errors:
        for row in wrong:
            print(*row, sep=" | ")


if __name__ == "__main__":
    main()
