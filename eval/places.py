#!/usr/bin/env python3
"""Scores how places are resolved, from given mentions. Standard library only.

    cargo build --release -p truceline-ground --example resolve_places
    python3 eval/places.py                      both sets
    python3 eval/places.py --readings FILE      fakes with the other places of each report, as in real use: FILE is what
                                                truceline read --format jsonl printed for gold-train's reports
    python3 eval/places.py --read FILE          lgl end to end: FILE is what truceline read --format jsonl printed for lgl's reports
    python3 eval/places.py --list               lgl's reports, for truceline read
    python3 eval/places.py --errors 40          also what was resolved wrongly, most frequent first

lgl    local news with GeoNames ids: the share of the toponyms that have a place in the gold that are resolved within 161 km of it (100 miles,
       as is usual) or to the same GeoNames id.
fakes  the places of incidents in gold-train: the share whose governorate and country are right from the place's own spans, and with the
       report's nearest other place where these name none.
"""

import argparse
import collections
import json
import math
import pathlib
import re
import subprocess
import unicodedata
import xml.etree.ElementTree as ET

ROOT = pathlib.Path(__file__).resolve().parent.parent


def resolve(binary, reports, own):
    lines = "".join(json.dumps(r) + "\n" for r in reports)
    done = subprocess.run([binary, *own], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def distance(a, b):
    """Great-circle kilometres."""
    lat, lon, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat - lat2) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon - lon2) / 2) ** 2
    return 12742 * math.asin(math.sqrt(h))


def lgl(shared, binary, own, errors):
    reports, golds = [], []
    for article in ET.parse(shared / "corpora" / "places-lgl.xml").getroot():
        spans, gold = [], []
        for t in article.iter("toponym"):
            tag = t.find("gaztag")
            spans.append([int(t.findtext("start")), int(t.findtext("end"))])
            point = tag is not None and tag.findtext("lat") and (float(tag.findtext("lat")), float(tag.findtext("lon")))
            gold.append((t.findtext("phrase"), point or None, tag.get("geonameid") if point else None, tag is not None and (tag.findtext("fcode"), tag.findtext("country"))))
        reports.append({"text": article.findtext("text"), "spans": spans, "url": article.findtext("url"), "source": None})
        golds.append(gold)
    counts, wrong, kinds = collections.Counter(), collections.Counter(), collections.defaultdict(collections.Counter)
    kilometres = []
    for report, found, gold in zip(reports, resolve(binary, reports, own), golds):
        for answer, (phrase, point, ident, kind) in zip(found, gold):
            counts["toponyms"] += 1
            place = answer["place"]
            if point is None:
                counts["no place in the gold"] += 1
                counts["no place in the gold, none given"] += place is None
                continue
            counts["with a place"] += 1
            counts["resolved"] += place is not None
            if place is None or place["lat"] is None:
                km = math.inf
            else:
                km = distance(point, (place["lat"], place["lon"]))
            kilometres.append(km)
            same = place is not None and place["id"] == f"geonames:{ident}"
            counts["same id"] += same
            counts["within 161 km"] += km <= 161
            right = same or km <= 161
            counts["right"] += right
            kinds[kind[0]][right] += 1
            if not right:
                wrong[phrase, kind, place and (place["name"], place["code"], place["feature"])] += 1
    n = counts["with a place"]
    kilometres.sort()
    print(f"lgl      {counts['toponyms']} toponyms, {n} with a place in the gold")
    for name in ("within 161 km", "right", "same id", "resolved"):
        print(f"  {name:24} {100 * counts[name] / n:5.1f} %" + ("   (same id, or within 161 km)" if name == "right" else ""))
    print(f"  {'median km':24} {kilometres[n // 2]:5.1f}")
    print(f"  {'none given, of those without a place':24} {100 * counts['no place in the gold, none given'] / counts['no place in the gold']:5.1f} %")
    if errors:
        print({k: f"{v[True]}/{sum(v.values())}" for k, v in sorted(kinds.items(), key=lambda x: -sum(x[1].values()))[:12]})
        for row, count in wrong.most_common(errors):
            print(f"  {count:4} {row}")


def end_to_end(shared, read):
    """The share of the gold toponyms that a mention of a reading stands for whose entity is within 161 km."""
    articles = ET.parse(shared / "corpora" / "places-lgl.xml").getroot()
    counts = collections.Counter()
    for article, line in zip(articles, read.open(encoding="utf-8")):
        reading = json.loads(line)
        entities = {e["id"]: e for e in reading["entities"]}
        for t in article.iter("toponym"):
            tag = t.find("gaztag")
            if tag is None or not tag.findtext("lat"):
                continue
            start, end = int(t.findtext("start")), int(t.findtext("end"))
            counts["with a place"] += 1
            over = [m for m in reading["mentions"] if m["start"] < end and m["end"] > start]
            places = [m for m in over if m["kind"] in ("location", "facility", "nationality")]
            counts["in a mention of a place"] += bool(places)
            points = [entities[m["entity"]] for m in over if m["entity"] and entities[m["entity"]]["lat"] is not None]
            counts["resolved"] += bool(points)
            gold = float(tag.findtext("lat")), float(tag.findtext("lon"))
            counts["within 161 km"] += any(distance(gold, (e["lat"], e["lon"])) <= 161 for e in points)
    print(f"lgl end to end, of {counts['with a place']} toponyms with a place in the gold")
    for name in ("in a mention of a place", "resolved", "within 161 km"):
        print(f"  {name:24} {100 * counts[name] / counts['with a place']:5.1f} %")


def listed(shared):
    for article in ET.parse(shared / "corpora" / "places-lgl.xml").getroot():
        report = {"id": article.get("docid"), "text": article.findtext("text"), "url": article.findtext("url")}
        print(json.dumps({"report": report}))


WORDS = re.compile(r"\b(governorate|province|state|region|city|oblast|al|ar|as|el|ad|ez|az|the)\b")


def plain(name):
    """A unit's name as far as spellings agree: its consonants."""
    name = "".join(c for c in unicodedata.normalize("NFKD", name or "").casefold() if not unicodedata.combining(c))
    name = WORDS.sub(" ", re.sub(r"[^a-z ]", " ", name.replace("'", "").replace("’", "")))
    name = re.sub(r"\brural damascus\b|\bdamascus (countryside|suburbs)\b|\breef dimashq\b", "rif dimashq", name)
    name = re.sub("q", "k", re.sub("kh", "k", name))
    return re.sub(r"(.)\1", r"\1", re.sub(r"[aeiouyhw ]", "", name))


def fakes(shared, binary, own, errors, readings=None):
    others = {}
    for line in readings.open(encoding="utf-8") if readings else []:
        reading = json.loads(line)
        kinds = ("location", "facility", "nationality")
        others[reading["report"]["id"]] = [[m["start"], m["end"]] for m in reading["mentions"] if m["kind"] in kinds]
    reports, golds = [], []
    for line in (shared / "corpora" / "fakes" / "gold-train.jsonl").open(encoding="utf-8"):
        reading = json.loads(line)
        gold = [i["place"] for i in reading["incidents"] if i["place"]["spans"] and i["place"]["country"]]
        spans = [span for place in gold for span in place["spans"]]
        report = reading["report"]
        reports.append({"text": report["text"], "spans": spans + others.get(report["id"], []), "source": report["source"], "url": None})
        golds.append(gold)
    counts, wrong = collections.Counter(), collections.Counter()
    for report, found, gold in zip(reports, resolve(binary, reports, own), golds):
        answers = iter(found)
        for place in gold:
            mine = [next(answers) for _ in place["spans"]]
            text = [report["text"][s:e] for s, e in place["spans"]]
            units = [a["place"] or a["within"] for a in mine if a["place"] or a["within"]]
            settings = [a["setting"] for a in mine if a["setting"]]
            counts["places"] += 1
            country = {plain(u["country"]) for u in units}
            counts["country"] += plain(place["country"]) in country
            counts["country or setting"] += plain(place["country"]) in (country or {plain(u["country"]) for u in settings})
            if not place["admin"]:
                continue
            counts["with governorate"] += 1
            counts["governorate resolved"] += bool(units)
            accept = {plain(part) for part in re.split(r",| and |/", place["admin"])}
            admins = {plain(u["admin1"]) for u in units if u["admin1"]}
            right = bool(admins & accept)
            counts["governorate"] += right
            counts["governorate or setting"] += right or (not admins and bool({plain(u["admin1"]) for u in settings} & accept))
            if not right:
                wrong[bool(admins), tuple(text), place["admin"], tuple((a["name"], (a["place"] or {}).get("code"), (a["within"] or {}).get("name"), (a["setting"] or {}).get("name")) for a in mine)] += 1
    print(f"fakes    {counts['places']} places of incidents, {counts['with governorate']} with a governorate")
    print(f"  country right            {100 * counts['country'] / counts['places']:5.1f} %")
    print(f"  governorate right        {100 * counts['governorate'] / counts['with governorate']:5.1f} %")
    print(f"  of the resolved          {100 * counts['governorate'] / max(1, counts['governorate resolved']):5.1f} %")
    print(f"  with the setting where the spans give none: country {100 * counts['country or setting'] / counts['places']:.1f} %, "
          f"governorate {100 * counts['governorate or setting'] / counts['with governorate']:.1f} %")
    for row, count in wrong.most_common(errors):
        print(f"  {count:4} {row}")


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--binary", default=ROOT / "target" / "release" / "examples" / "resolve_places")
    args.add_argument("--shared", type=pathlib.Path, default=ROOT.parent / "shared")
    args.add_argument("--readings", type=pathlib.Path, help="readings of gold-train's reports")
    args.add_argument("--read", type=pathlib.Path, help="readings of lgl's reports")
    args.add_argument("--list", action="store_true", help="print lgl's reports")
    args.add_argument("--only", choices=["lgl", "fakes"])
    args.add_argument("--gazetteer", action="append", default=[], help="a user's gazetteer")
    args.add_argument("--errors", type=int, default=0, help="how many kinds of error to show")
    args = args.parse_args()
    if args.list:
        return listed(args.shared)
    if args.read:
        return end_to_end(args.shared, args.read)
    if args.only != "fakes":
        lgl(args.shared, args.binary, args.gazetteer, args.errors)
    if args.only != "lgl":
        fakes(args.shared, args.binary, args.gazetteer, args.errors, args.readings)


if __name__ == "__main__":
    main()
