#!/usr/bin/env python3
"""Score the main incident of reports on shootings against a registry's fields: how many were killed and injured, in which city, on which day.

    python3 eval/shootings.py GOLD.jsonl READINGS.jsonl [--errors N] [--json]

GOLD: corpora/shootings/*.jsonl, a report a line: {"report": {"id", ...}, "fields": {"date": "March 9, 2016", "city_or_county", "num_killed", "num_injured"}}; a
field that is null is not scored. READINGS: what `truceline read --format jsonl` printed; a report that was not read has nothing.

Of a reading, the incidents with main=true speak (all actual ones where none is main), and a field is right when one of them has it:

    killed, injured  the count is an end of the incident's toll, or of a row that counts everybody (who: total); where it is 0, none of them may give any
    city             the place's name or region (`admin`) is the city, or holds its words or is held by them ("downtown Velmark"; "Velmark (Orrel)" is either
                     of two names, "(county)" is none); whole words, without case and accents
    date             the first day is the registry's

The registry counts what was known in the end, and the dead gunman too; a report of the first hour can be read well and be wrong here. Standard library only.
"""
import argparse
import collections
import datetime
import json
import re

import said_names

FIELDS = ("killed", "injured", "city", "date")


def day(text):
    """`March 9, 2016` as an ISO date."""
    return datetime.datetime.strptime(text, "%B %d, %Y").date().isoformat() if text else None


def cities(text):
    """The names that a registry's entry holds: `Velmark (Orrel)` is two, `Orrel (county)` one."""
    return [n.strip() for n in re.split(r"[()]", text or "") if n.strip() and n.strip().lower() != "county"]


def main_of(reading):
    incidents = reading.get("incidents", [])
    return [i for i in incidents if i.get("main")] or [i for i in incidents if i.get("reality", "actual") == "actual"]


def counts(incident, key):
    """Every number of killed or injured that an incident gives for all of them."""
    toll = (incident.get("toll") or {}).get(key) or {}
    rows = [toll, *(r for r in incident.get(key, []) if r.get("who", "total") == "total")]
    return {r[end] for r in rows for end in ("min", "max") if r.get(end) is not None}


def same_city(city, place):
    """Whether one name's words stand in a row in the other's."""
    a, b = said_names.words(city), said_names.words(place)
    return bool(a and b) and (said_names.within(a, b) or said_names.within(b, a))


def judge(fields, reading):
    """{field: (right, wanted, got)} for the fields that are given."""
    incidents, out = main_of(reading), {}
    for key in ("killed", "injured"):
        want = fields.get(f"num_{key}")
        if want is not None:
            got = sorted(set().union(*(counts(i, key) for i in incidents)))
            out[key] = (want in got if want else not any(got), want, got)
    if cities(fields.get("city_or_county")):
        places = [i.get("place") or {} for i in incidents]
        want, got = cities(fields["city_or_county"]), [p[key] for p in places for key in ("name", "admin") if p.get(key)]
        out["city"] = (any(same_city(c, n) for c in want for n in got), want, got)
    if fields.get("date"):
        want, got = day(fields["date"]), [(i.get("date") or {}).get("start") for i in incidents]
        out["date"] = (want in got, want, got)
    return out


def score(gold, readings):
    """Counts by field, and what is wrong: ({field: (right, of)}, [(id, field, wanted, got)], reports read)."""
    right, of, wrong, read = collections.Counter(), collections.Counter(), [], 0
    for row in gold:
        rid = row["report"]["id"]
        read += rid in readings
        for field, (ok, want, got) in judge(row["fields"], readings.get(rid, {})).items():
            of[field] += 1
            right[field] += bool(ok)
            if not ok:
                wrong.append((rid, field, want, got))
    return {f: (right[f], of[f]) for f in FIELDS if of[f]}, wrong, read


def lines(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("gold"), ap.add_argument("readings")
    ap.add_argument("--errors", type=int, default=0, metavar="N", help="print so many wrong fields")
    ap.add_argument("--json", action="store_true")
    a = ap.parse_args()
    gold = lines(a.gold)
    rows, wrong, read = score(gold, {r["report"]["id"]: r for r in lines(a.readings)})
    if a.json:
        print(json.dumps({"reports": len(gold), "read": read, "rows": {f: {"right": n, "of": of} for f, (n, of) in rows.items()}}, indent=1))
        return
    print(f"{len(gold)} reports, {read} read")
    for field, (n, of) in rows.items():
        print(f"{field:10s} {100 * n / of:5.1f} %  ({n} of {of})")
    for rid, field, want, got in wrong[:a.errors]:
        print(rid, field, f"want {want}", f"got {got}", sep=" | ")


if __name__ == "__main__":
    main()
