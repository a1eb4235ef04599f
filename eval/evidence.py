#!/usr/bin/env python3
"""Test every number, name and date of readings against the words that the record gives for it.

    python3 eval/evidence.py READINGS.jsonl... [--errors N] [--kind KIND ...] [--json]

READINGS: what `truceline read --format jsonl` prints. Needs no gold: a reading holds the report's text. What it asks of each kind:

    span       lies inside the text, with something in it
    killed, injured, figure
               the words say the number: digits, words, vague words ("dozens" is 24 or more), a lone noun for 1; a bound needs a word for it in the
               span or five words around it; an age, a day, an hour, a length of time or a share counts nobody
    toll       is a row's own end, or the sum of a source's rows
    speaker, actor, target, entity, agreement
               the words name it, or a name of the same entry in the list of actors, or a description of it; a pronoun, a description or a part of the
               name will do where the name stands elsewhere in the report
    party      so do the words of the incident's actors, of the statement, or (where the narrator says so) of the incident's sentences
    place      the words name it, perhaps transliterated otherwise; "the town" will do where the name stands elsewhere
    place by another spelling
               a place that the words name otherwise ("Ayn al-Arab" for "Kobani"): nothing here can tell that from a wrong place, so it fails, counted apart
    date       weekdays, days, months and years in the words agree with the range, and the words are as exact as its precision; "yesterday" and the like
               lie where they can from the report's own day
    source     a `by`, `within` or incident that the reading holds

What the words mean (whether the 24 dead are those of this incident) is for the scorers. Region, country and coordinates of a place come from the
gazetteer and have no words. Exit code 0 when every value has its evidence, 1 when one has not, 2 when a file is no reading. Standard library only.
"""
import argparse
import collections
import json
import sys

import said_days
import said_names
import said_numbers

NUMBERS = ("killed", "injured")
KINDS = (*NUMBERS, "toll", "figure", "speaker", "actor", "target", "party", "place", "place by another spelling",
         "entity", "agreement", "date", "span", "source")


class Checker:
    """Counts of values by kind, and those without evidence."""

    def __init__(self):
        self.values, self.failures = collections.Counter(), []

    def report(self, reading):
        """Check one reading."""
        One(self, reading).all()

    def rows(self):
        """{kind: (values, with evidence)}, and the sum of all that are numbers, names or dates."""
        bad = collections.Counter(f["kind"] for f in self.failures)
        out = {k: (self.values[k], self.values[k] - bad[k]) for k in KINDS if self.values[k]}
        said = [row for k, row in out.items() if k not in ("span", "source")]
        return {"numbers, names and dates": (sum(n for n, _ in said), sum(n for _, n in said))} | out


class One:
    """One reading under test."""

    def __init__(self, checker, reading):
        self.checker, self.reading = checker, reading
        self.text = reading["report"]["text"]
        lies = {e["id"]: e.get("country") for e in reading.get("entities", []) if e.get("kind") in ("location", "facility")}
        places = [(m["start"], m["end"], lies[m["entity"]]) for m in reading.get("mentions", []) if lies.get(m.get("entity"))]
        self.words = said_names.Report(self.text, reading.get("sentences"), places)
        self.statements = {s["id"]: s for s in reading.get("statements", [])}
        self.own = said_days.own_days(reading["report"].get("published"), self.text)

    def put(self, kind, path, value, why, spans=()):
        """Count a value; keep it where there is a reason against it. The kind may come with the reason."""
        if isinstance(why, tuple):
            kind, why = why
        self.checker.values[kind] += 1
        if why:
            said = " ... ".join(self.text[s:e] for s, e in spans)
            self.checker.failures.append({"report": self.reading["report"]["id"], "path": path, "kind": kind, "value": value, "words": said, "why": why})

    def spans(self, path, spans, needed=False):
        """Check spans; give back those that can be used. `needed`: a value without any is a failure of its own."""
        good = []
        for n, (s, e) in enumerate(spans or []):
            ok = 0 <= s < e <= len(self.text)
            self.put("span", f"{path}[{n}]", [s, e], None if ok else "lies outside the text" if s < e else "is empty")
            if ok:
                good.append([s, e])
        if needed and not spans:
            self.put("span", path, [], "no span")
        return good

    def told(self, spans):
        """Days of the report's other times: words are no evidence for themselves."""
        others = (t for t in self.reading.get("times", []) if not any(t["start"] < e and t["end"] > s for s, e in spans))
        return sorted(d for d in {said_days.iso(t.get(key)) for t in others for key in ("from", "to")} if d)

    def name(self, kind, path, name, spans):
        if name is not None:
            self.put(kind, path, name, said_names.names(name, spans, self.words, kind), spans)

    def source(self, path, by, among=None):
        """A `by` (or other id) that is given must be there."""
        if by is not None:
            self.put("source", path, by, None if by in (self.statements if among is None else among) else "no such id")

    def number(self, kind, path, row):
        spans = self.spans(f"{path}.spans", row.get("spans"))
        why = said_numbers.says(self.text, spans, row.get("min"), row.get("max"), people=kind in NUMBERS)
        self.put(kind, path, [row.get("min"), row.get("max")], why, spans)
        self.source(f"{path}.by", row.get("by"))

    def all(self):
        r = self.reading
        self.spans("sentences", r.get("sentences"))
        for n, t in enumerate(r.get("times", [])):
            self.spans(f"times[{n}]", [[t["start"], t["end"]]])
        of = collections.defaultdict(list)
        ids = {e["id"] for e in r.get("entities", [])}
        for n, m in enumerate(r.get("mentions", [])):
            of[m.get("entity")] += self.spans(f"mentions[{n}]", [[m["start"], m["end"]]])
            self.source(f"mentions[{n}].entity", m.get("entity"), ids)
        for n, e in enumerate(r.get("entities", [])):
            check = self.placed if e.get("gazetteer_id") else lambda path, name, spans: self.name("entity", path, name, spans)
            check(f"entities[{n}].name", e.get("name"), of[e["id"]])
            for k, alias in enumerate(e.get("aliases", [])):
                self.name("entity", f"entities[{n}].aliases[{k}]", alias, of[e["id"]])
        for n, s in enumerate(r.get("statements", [])):
            self.statement(f"statements[{n}]", s)
        for n, i in enumerate(r.get("incidents", [])):
            self.incident(f"incidents[{n}]", i)
        incidents = {i["id"] for i in r.get("incidents", [])}
        for n, d in enumerate(r.get("disputes", [])):
            self.source(f"disputes[{n}].incident", d.get("incident"), incidents)
            for k, side in enumerate(d.get("sides", [])):
                self.source(f"disputes[{n}].sides[{k}].by", side.get("by"))
        for n, f in enumerate(r.get("figures", [])):
            self.number("figure", f"figures[{n}]", f)
        for n, a in enumerate(r.get("agreements", [])):
            self.spans(f"agreements[{n}].parties", a.get("parties"))
            self.name("agreement", f"agreements[{n}].name", a.get("name"), self.spans(f"agreements[{n}].spans", a.get("spans")))
        for n, line in enumerate(r.get("summary", [])):
            self.spans(f"summary[{n}].spans", line.get("spans"), needed=True)

    def statement(self, path, s):
        spans = {key: self.spans(f"{path}.{key}", s.get(key), needed=key == "content") for key in ("speaker", "cue", "content", "addressee")}
        self.name("speaker", f"{path}.speaker_name", s.get("speaker_name"), spans["speaker"])
        self.source(f"{path}.within", s.get("within"))

    def placed(self, path, name, spans):
        if name is not None:
            self.put("place", path, name, said_names.place(name, spans, self.words), spans)

    def incident(self, path, i):
        triggers = self.spans(f"{path}.triggers", i.get("triggers"), needed=True)
        if i.get("date"):
            spans = self.spans(f"{path}.date.spans", i["date"].get("spans"))
            if i["date"].get("start") or i["date"].get("end"):
                said, ahead = " ... ".join(self.text[s:e] for s, e in spans), i.get("reality", "actual") in ("planned", "hypothetical")
                why = said_days.says(i["date"], said, self.own, self.told(spans), ahead)
                self.put("date", f"{path}.date", [i["date"].get(k) for k in ("start", "end", "precision")], why, spans)
        if i.get("place"):
            self.placed(f"{path}.place.name", i["place"].get("name"), self.spans(f"{path}.place.spans", i["place"].get("spans")))
        acting = {}
        for kind in ("actor", "target"):
            for n, a in enumerate(i.get(f"{kind}s", [])):
                spans = self.spans(f"{path}.{kind}s[{n}].spans", a.get("spans"))
                self.name(kind, f"{path}.{kind}s[{n}].name", a.get("name"), spans)
                self.source(f"{path}.{kind}s[{n}].by", a.get("by"))
                if kind == "actor":
                    acting[a.get("name")] = spans
        for kind in NUMBERS:
            for n, row in enumerate(i.get(kind, [])):
                self.number(kind, f"{path}.{kind}[{n}]", row)
            given = (i.get("toll") or {}).get(kind) or {}
            if given.get("min") is not None or given.get("max") is not None:
                self.put("toll", f"{path}.toll.{kind}", [given.get("min"), given.get("max")], said_numbers.toll(i.get(kind, []), given))
        for n, c in enumerate(i.get("claims", [])):
            self.source(f"{path}.claims[{n}].by", c.get("by"))
            if c.get("party") is not None:
                self.put("party", f"{path}.claims[{n}].party", c["party"], *self.party(c, acting, triggers))

    def party(self, claim, acting, triggers):
        """Why nothing names a claim's party, and the words that were looked at."""
        inside = lambda spans: [[a, b] for a, b in spans or [] if 0 <= a < b <= len(self.text)]
        s = self.statements.get(claim.get("by"))
        if s:
            himself = s.get("speaker_name") is not None and said_names.words(s["speaker_name"]) == said_names.words(claim["party"])
            places = [("speaker" if himself else "named", inside(s.get("speaker"))), ("named", inside([*(s.get("content") or []), *(s.get("cue") or [])]))]
        else:
            places = [("named", [[a, b] for a, b in self.words.sentences if any(x < b and y > a for x, y in triggers)])]
        places = [("actor", acting.get(claim["party"])), *places, ("named", [span for spans in acting.values() for span in spans])]
        places = [(role, spans) for role, spans in places if spans]
        whys = [said_names.names(claim["party"], spans, self.words, role) for role, spans in places] or ["no span"]
        return (None if None in whys else whys[0]), (places[0][1] if places else [])


def readings(path):
    with open(path, encoding="utf-8") as f:
        for n, line in enumerate(f, 1):
            if line.strip():
                try:
                    reading = json.loads(line)
                    reading["report"]["id"], reading["report"]["text"]
                except (ValueError, KeyError, TypeError) as e:
                    print(f"{path}:{n}: no reading: {type(e).__name__} {e}", file=sys.stderr)
                    sys.exit(2)
                yield reading


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("readings", nargs="+")
    ap.add_argument("--errors", type=int, default=0, metavar="N", help="print so many failures, all kinds in turn")
    ap.add_argument("--kind", action="append", help="print failures of this kind only; may be given more than once")
    ap.add_argument("--json", action="store_true")
    a = ap.parse_args()
    checker, n = Checker(), 0
    for path in a.readings:
        for reading in readings(path):
            checker.report(reading)
            n += 1
    rows = checker.rows()
    if a.json:
        print(json.dumps({"reports": n, "rows": {k: {"values": v, "with": w} for k, (v, w) in rows.items()}}, indent=1))
    else:
        print(f"{n} reports; {len(checker.failures)} values without evidence")
        for kind, (values, with_) in rows.items():
            print(f"{kind:26s} {100 * with_ / values if values else 100:6.2f} %  ({with_} of {values})")
    wanted = [f for f in checker.failures if not a.kind or f["kind"] in a.kind]
    by_kind = collections.defaultdict(list)
    for f in wanted:
        by_kind[f["kind"]].append(f)
    turn = [f for k in range(max(map(len, by_kind.values()), default=0)) for fs in by_kind.values() for f in fs[k:k + 1]]
    for f in turn[:a.errors]:
        print(f["report"], f["path"], f["kind"], json.dumps(f["value"], ensure_ascii=False), json.dumps(f["words"], ensure_ascii=False), f["why"], sep=" | ",
              file=sys.stderr if a.json else sys.stdout)
    sys.exit(bool(checker.failures))


if __name__ == "__main__":
    main()
