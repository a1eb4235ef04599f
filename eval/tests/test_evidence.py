"""python3 -m unittest discover eval/tests"""
import datetime
import io
import json
import pathlib
import sys
import tempfile
import unittest
from contextlib import redirect_stderr, redirect_stdout
from unittest import mock

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import evidence  # noqa: E402
import mistakes  # noqa: E402
import said_days  # noqa: E402
import said_names  # noqa: E402
import said_numbers  # noqa: E402

# 2 April 2031 is a Wednesday.
TEXT = ("Jets of Kestova struck a market in Sarnem on Tuesday, killing at least 12 people and a child, Joren Pask of the Northern Assembly said. "
        "He said dozens were hurt near the Orrel mill, among them a 9-year-old girl. The Kestovan army denied it. The Sarnem truce holds since March 2031.")


def spans(*parts, text=TEXT):
    """The first place of each part; `part@2` its second."""
    out = []
    for part in parts:
        part, _, nth = part.partition("@")
        at = -1
        for _ in range(int(nth or 1)):
            at = text.index(part, at + 1)
        out.append([at, at + len(part)])
    return out


def reading(**more):
    """A reading of TEXT in which every value has its evidence."""
    base = {
        "report": {"id": "r1", "text": TEXT, "published": "2031-04-02"}, "sentences": [[0, 135], [136, 213], [214, 243]],
        "mentions": [{"start": 35, "end": 41, "entity": "e1"}], "times": [],
        "entities": [{"id": "e1", "kind": "location", "name": "Sarnem", "aliases": [], "gazetteer_id": "x:1"}],
        "statements": [
            {"id": "s1", "speaker": spans("Joren Pask of the Northern Assembly"), "speaker_name": "Joren Pask", "cue": spans("said"),
             "content": spans("killing at least 12 people"), "within": None},
            {"id": "s2", "speaker": spans("He"), "speaker_name": "Joren Pask", "cue": spans("said@2"), "content": spans("dozens were hurt"), "within": None}],
        "incidents": [{
            "id": "i1", "triggers": spans("struck"), "date": {"start": "2031-04-01", "end": "2031-04-01", "precision": "day", "spans": spans("on Tuesday")},
            "place": {"name": "Sarnem", "spans": spans("Sarnem")}, "actors": [{"name": "Jets of Kestova", "spans": spans("Jets of Kestova"), "by": "s1"}],
            "targets": [{"name": "market", "spans": spans("a market")}],
            "killed": [{"who": "total", "min": 12, "max": None, "spans": spans("12 people"), "by": "s1"}],
            "injured": [{"who": "total", "min": 24, "max": None, "spans": spans("dozens"), "by": "s2"}],
            "claims": [{"by": "s1", "says": "responsible", "party": "Jets of Kestova"}],
            "toll": {"killed": {"min": 12, "max": None}, "injured": {"min": 24, "max": None}}}],
        "disputes": [{"incident": "i1", "aspect": "occurrence", "sides": [{"by": "s1", "says": "x"}, {"by": None, "says": "y"}]}],
        "figures": [], "agreements": [{"name": "Sarnem truce", "parties": [], "spans": spans("The Sarnem truce")}],
        "summary": [{"text": "x", "spans": spans("struck")}]}
    return base | more


def failures(r):
    checker = evidence.Checker()
    checker.report(r)
    return [(f["kind"], f["path"], f["why"]) for f in checker.failures]


class Readings(unittest.TestCase):
    def test_a_good_reading_has_evidence_for_everything(self):
        self.assertEqual(failures(reading()), [])

    def broken(self, change, *expected):
        r = json.loads(json.dumps(reading()))
        change(r)
        self.assertEqual([(kind, path) for kind, path, _ in failures(r)], list(expected))

    def test_spans_lie_inside_the_text(self):
        self.broken(lambda r: r["summary"][0].update(spans=[[0, len(TEXT) + 1]]), ("span", "summary[0].spans[0]"))
        self.broken(lambda r: r["summary"][0].update(spans=[[9, 9]]), ("span", "summary[0].spans[0]"))
        self.broken(lambda r: r["summary"][0].update(spans=[]), ("span", "summary[0].spans"))
        self.broken(lambda r: r["incidents"][0].update(triggers=[]), ("span", "incidents[0].triggers"))
        self.broken(lambda r: r["statements"][0].update(cue=[[-3, 2]]), ("span", "statements[0].cue[0]"))

    def test_ids_are_there(self):
        self.broken(lambda r: r["incidents"][0]["killed"][0].update(by="s9"), ("source", "incidents[0].killed[0].by"))
        self.broken(lambda r: r["incidents"][0]["claims"][0].update(by="s9"), ("source", "incidents[0].claims[0].by"))
        self.broken(lambda r: r["disputes"][0].update(incident="i9"), ("source", "disputes[0].incident"))
        self.broken(lambda r: r["disputes"][0]["sides"][0].update(by="s9"), ("source", "disputes[0].sides[0].by"))
        self.broken(lambda r: r["statements"][1].update(within="s9"), ("source", "statements[1].within"))

    def test_each_kind_of_value_is_looked_at(self):
        self.broken(lambda r: r["incidents"][0]["killed"][0].update(min=13), ("killed", "incidents[0].killed[0]"), ("toll", "incidents[0].toll.killed"))
        self.broken(lambda r: r["incidents"][0]["injured"][0].update(max=24), ("injured", "incidents[0].injured[0]"), ("toll", "incidents[0].toll.injured"))
        self.broken(lambda r: r["incidents"][0]["actors"][0].update(name="Velmark"), ("actor", "incidents[0].actors[0].name"))
        self.broken(lambda r: r["incidents"][0]["targets"][0].update(name="school"), ("target", "incidents[0].targets[0].name"))
        self.broken(lambda r: r["incidents"][0]["claims"][0].update(party="Velmark"), ("party", "incidents[0].claims[0].party"))
        self.broken(lambda r: r["incidents"][0]["place"].update(name="Tervo"), ("place by another spelling", "incidents[0].place.name"))
        self.broken(lambda r: r["incidents"][0]["place"].update(spans=[]), ("place", "incidents[0].place.name"))
        self.broken(lambda r: r["incidents"][0]["date"].update(start="2031-03-31"), ("date", "incidents[0].date"))
        self.broken(lambda r: r["incidents"][0]["date"].update(spans=[]), ("date", "incidents[0].date"))
        self.broken(lambda r: r["statements"][1].update(speaker_name="Andras Kel"), ("speaker", "statements[1].speaker_name"))
        self.broken(lambda r: r["entities"][0].update(name="Tervo"), ("place by another spelling", "entities[0].name"))
        self.broken(lambda r: r["agreements"][0].update(name="Orrel pact"), ("agreement", "agreements[0].name"))
        self.broken(lambda r: r["figures"].append({"min": 9, "max": 9, "spans": spans("a 9-year-old girl"), "by": None}), ("figure", "figures[0]"))

    def test_a_party_may_be_named_by_the_statement(self):
        r = reading()
        r["incidents"][0]["claims"] = [{"by": "s1", "says": "responsible", "party": "Northern Assembly"}]
        self.assertEqual(failures(r), [])
        r["incidents"][0]["claims"] = [{"by": "s2", "says": "responsible", "party": "Northern Assembly"}]
        r["statements"][1].update(speaker=spans("The Kestovan army"), speaker_name="Kestovan army")
        self.assertEqual([f[0] for f in failures(r)], ["party"])

    def test_values_that_are_made_wrong_are_found(self):
        rename = lambda value: value.update(name="Tervo", party="Tervo", speaker_name="Tervo") or True
        for kind, path, find in mistakes.values(reading()):
            wrong = json.loads(json.dumps(reading()))
            self.assertTrue({"date": mistakes.moved(1), "number": mistakes.raised}.get(kind, rename)(find(wrong)), path)
            self.assertIn(path, mistakes.failed(wrong))

    def test_command(self):
        with tempfile.TemporaryDirectory() as folder:
            good, bad, none = (pathlib.Path(folder) / n for n in ("good.jsonl", "bad.jsonl", "none.jsonl"))
            good.write_text(json.dumps(reading()) + "\n", encoding="utf-8")
            bad.write_text(json.dumps(reading(summary=[{"text": "x", "spans": []}])) + "\n", encoding="utf-8")
            none.write_text("{}\n", encoding="utf-8")
            for path, code in ((good, 0), (bad, 1), (none, 2)):
                out, given = io.StringIO(), mock.patch.object(sys, "argv", ["evidence.py", str(path), "--errors", "5"])
                with given, redirect_stdout(out), redirect_stderr(io.StringIO()), self.assertRaises(SystemExit) as end:
                    evidence.main()
                self.assertEqual(end.exception.code, code, path.name)
                if path == bad:
                    self.assertIn('r1 | summary[0].spans | span | [] | "" | no span', out.getvalue())


class Numbers(unittest.TestCase):
    def says(self, text, part, least, most, people=True):
        return said_numbers.says(text, spans(part, text=text), least, most, people)

    def test_numbers_in_words(self):
        for text, value in (("1,200", 1200), ("300 000", 300000), ("1.5 million", 1500000), ("twenty-five", 25), ("three thousand two hundred and one", 3201),
                            ("two dozen", 24), ("a dozen", 12), ("half a million", 500000), ("a quarter of a million", 250000), ("a couple of thousand", 2000),
                            ("both", 2), ("no one", 0)):
            self.assertEqual([(a.value, a.vague) for a in said_numbers.amounts(text)], [(value, False)], text)
        for text, value in (("dozens", 24), ("several", 3), ("several hundred", 300), ("tens of thousands", 20000), ("hundreds of thousands", 200000)):
            self.assertEqual([(a.value, a.vague) for a in said_numbers.amounts(text)], [(value, True)], text)
        self.assertEqual(said_numbers.amounts("0914 and the 5th"), [])

    def test_exact_numbers(self):
        self.assertIsNone(self.says("killing 12 people", "12 people", 12, 12))
        self.assertIsNone(self.says("two women and a child died", "two women and a child", 3, 3))
        self.assertIn("do not say", self.says("killing 12 people", "12 people", 13, 13))
        self.assertIn("a bound", self.says("killing at least 12 people", "12 people", 12, 12))
        self.assertIn("a bound", self.says("killing dozens", "dozens", 24, 24))

    def test_bounds_need_a_word(self):
        for text, part in (("more than some 40 died", "40"), ("40 people or more died", "40 people"), ("40+ died", "40"), ("at least 40 died", "at least 40")):
            self.assertIsNone(self.says(text, part, 40, None), text)
        self.assertIsNone(self.says("up to 40 died", "40", None, 40))
        for text in ("40 died", "at least 20 soldiers and 40 rebels died", "Some were hurt at least. Of 40 no trace was found"):
            self.assertIn("no word", self.says(text, "40", 40, None), text)
        self.assertIn("no word", self.says("40 died", "40", None, 40))
        self.assertIsNone(self.says("from 4 to 10 men", "4 to 10 men", 4, 10))
        self.assertIn("do not say 9", self.says("from 4 to 10 men", "4 to 10 men", 4, 9))

    def test_one_may_be_a_lone_noun(self):
        for part in ("a child", "his wife", "Joren Pask", "he", "the gunman", "a 9-year-old girl", "another man"):
            self.assertIsNone(self.says(f"killed {part}", part, 1, 1), part)
        for part in ("children", "the soldiers", "people", "12 people", "neither Pask", "Wells"):
            self.assertIsNotNone(self.says(f"killed {part}", part, 1, 1), part)
        self.assertIsNone(self.says("Joren Wells was shot. Wells died", "Wells", 1, 1))
        self.assertIsNotNone(self.says("The Orrels were shot. Orrels died", "Orrels", 1, 1))

    def test_ages_days_and_measures_count_nobody(self):
        for text, part, n in (("a 17-year-old boy", "17", 17), ("Joren Pask, 43, died", "43", 43), ("his sons, aged 4 and 6", "6", 6),
                              ("on March 19 rebels", "19 rebels", 19), ("about 7 p.m.", "7", 7), ("killed 20 km away", "20", 20)):
            self.assertRegex(self.says(text, part, n, n), "is (an age|a day|an hour|a measure)", text)
        self.assertIsNone(self.says("40 percent of them", "40 percent", 40, 40, people=False))

    def test_tolls_come_from_their_rows(self):
        row = lambda who, least, most, by: {"who": who, "min": least, "max": most, "by": by}
        rows = [row("woman", 5, 5, "s1"), row("man", 3, None, "s1"), row("total", 20, 20, None)]
        self.assertIsNone(said_numbers.toll(rows, {"min": 8, "max": None}))
        self.assertIsNone(said_numbers.toll(rows, {"min": 5, "max": 20}))
        self.assertIsNotNone(said_numbers.toll(rows, {"min": 25, "max": None}))
        self.assertIsNotNone(said_numbers.toll(rows[:1], {"min": 5, "max": None}))
        self.assertIsNotNone(said_numbers.toll([], {"min": 5, "max": 5}))


class Names(unittest.TestCase):
    def named(self, name, text, part, role="actor", sentences=()):
        return said_names.names(name, spans(part, text=text), said_names.Report(text, sentences), role)

    def test_a_names_own_words(self):
        self.assertIsNone(self.named("Northern Assembly", "the Northern Assembly’s fighters fled", "the Northern Assembly’s fighters"))
        self.assertIsNone(self.named("Kestovan Defence Ministry", "Kestovan Defense Ministry", "Kestovan Defense Ministry"))
        self.assertIn("something else", self.named("Northern Assembly", "Velmark and the Northern Assembly met", "Velmark"))
        self.assertEqual(said_names.names("Velmark", [], said_names.Report("Velmark")), "no span")

    def test_names_of_the_list(self):
        self.assertIsNone(self.named("United Nations", "the U.N. urged calm", "the U.N."))
        self.assertIsNone(self.named("United Nations", "the U.N.s envoy urged calm", "the U.N.s envoy"))
        self.assertIsNone(self.named("Islamic State", "IS fighters", "IS fighters"))
        self.assertIn("something else", self.named("Islamic State", "Sarnem is calm, Islamic State said", "Sarnem is calm"))
        self.assertIsNone(self.named("Syrian government forces", "Syrian rebels shelled regime troops", "regime troops"))
        self.assertIn("something else", self.named("Syrian government forces", "Syrian government forces fought rebels", "rebels"))
        self.assertIn("something else", self.named("Islamic State", "Islamic State fought government forces in Syria", "government forces"))

    def test_pronouns_and_descriptions_need_the_name_elsewhere(self):
        text = "Joren Pask spoke in Orrel. He left. The group stayed, said the Northern Assembly."
        self.assertIsNone(self.named("Joren Pask", text, "He"))
        self.assertIsNone(self.named("Northern Assembly", text, "The group"))
        self.assertIsNone(self.named("Joren Pask", "Joren Pask spoke; Pask left", "Pask@2"))
        self.assertIn("nowhere", self.named("Andras Kel", text, "He"))
        self.assertIn("something else", self.named("Joren Pask", text, "Orrel"))
        self.assertIn("something else", self.named("United Nations", "United Nations envoy Pask spoke; he left", "he"))
        self.assertIn("something else", self.named("classmate", "a classmate saw the report", "the report", "speaker"))
        self.assertIn("something else", self.named("Northern Assembly", "the Northern Assembly struck an airfield", "an airfield", "target"))

    def test_places(self):
        def place(name, text, part):
            why = said_names.place(name, spans(part, text=text), said_names.Report(text))
            return why and why[0]
        for name, part in (("Sarnem", "the town of Sarnem"), ("Tall Ubaydah", "Tel Obeida"), ("Orrel", "Orrel province"), ("Deir ez-Zor", "the province of Deir Ezzor"),
                           ("Ālbū Kamāl", "al-Bukamal"), ("Syria", "Syrian")):
            self.assertIsNone(place(name, f"fighting in {part} went on", part), name)
        self.assertIsNone(place("Sarnem", "Sarnem was quiet. The town was empty", "The town"))
        self.assertEqual(place("Sarnem", "Orrel was quiet. The town was empty", "The town"), "place")
        self.assertEqual(place("Sarnem", "Orrel was quiet, Sarnem was not", "Orrel"), "place by another spelling")


class Days(unittest.TestCase):
    OWN = [datetime.date(2031, 4, 2)]

    def says(self, start, end, precision, text, own=OWN, told=(), **more):
        return said_days.says({"start": start, "end": end, "precision": precision}, text, own, told, **more)

    def test_weekdays_days_months_and_years_must_agree(self):
        for start, text in (("2031-04-01", "on Tuesday"), ("2031-04-01", "Tuesdays"), ("2030-03-17", "Sunday March 17, 2030"),
                            ("2031-03-17", "17 March"), ("2031-04-01", "1/4/2031"), ("2031-03-09", "the 9th")):
            self.assertIsNone(self.says(start, start, "day", text), text)
        for start, text in (("2031-03-31", "on Tuesday"), ("2031-03-11", "on Tuesday"), ("2030-03-18", "March 17, 2030"),
                            ("2031-04-17", "17 March"), ("2030-03-17", "17 March 2031"), ("2031-03-10", "the 9th")):
            self.assertIsNotNone(self.says(start, start, "day", text), text)
        self.assertIsNone(self.says("2031-04-05", "2031-04-06", "day", "5-6 April 2031"))
        self.assertIsNotNone(self.says("2031-04-05", "2031-04-07", "day", "5-6 April 2031"))

    def test_a_century_is_all_of_its_years(self):
        self.assertIsNone(self.says("1800-01-01", "1899-12-31", "decade", "the 19th century"))
        self.assertIsNotNone(self.says("1900-01-01", "1999-12-31", "decade", "the 19th century"))

    def test_what_lies_ahead(self):
        self.assertIsNotNone(self.says("2031-04-08", "2031-04-08", "day", "on Tuesday"))
        self.assertIsNone(self.says("2031-04-08", "2031-04-08", "day", "on Tuesday", ahead=True))

    def test_words_that_count_from_the_reports_day(self):
        for given in (("2031-04-01", "2031-04-01", "day", "yesterday"), ("2031-04-02", "2031-04-02", "hour", "this morning"),
                      ("2031-03-25", "2031-03-25", "day", "eight days ago"), ("2031-03-01", "2031-03-31", "month", "last month"),
                      ("2030-01-01", "2030-12-31", "year", "last year"), ("2029-01-01", "2031-04-02", "year", "since 2029"),
                      ("2025-01-01", "2025-12-31", "year", "six years ago"), (None, "2031-04-02", "vague", "a few years ago"),
                      ("2031-03-30", "2031-04-02", "day", "over the past three days"), ("2031-03-24", "2031-03-30", "week", "last week")):
            self.assertIsNone(self.says(*given), given)
        for given in (("2031-03-20", "2031-03-20", "day", "yesterday"), ("2031-03-25", "2031-03-25", "day", "five days ago"),
                      ("2031-02-01", "2031-02-28", "month", "last month"), ("2030-01-02", "2031-01-01", "year", "last year"),
                      ("2029-01-01", "2031-03-02", "year", "since 2029")):
            self.assertIsNotNone(self.says(*given), given)

    def test_words_that_count_from_another_day(self):
        told = [datetime.date(2031, 2, 10)]
        self.assertIsNone(self.says("2031-02-09", "2031-02-09", "day", "the previous day", told=told))
        self.assertIsNotNone(self.says("2031-02-12", "2031-02-12", "day", "the previous day", told=told))
        self.assertIsNone(self.says("2031-02-10", "2031-02-10", "hour", "at dawn", told=told))
        self.assertIsNotNone(self.says("2031-02-12", "2031-02-12", "hour", "at dawn", told=told))
        self.assertIsNone(self.says("2031-02-10", "2031-02-10", "hour", "around 7:15pm", told=told))
        self.assertIsNone(self.says("2031-02-10", "2031-02-16", "week", "that week", told=told))
        self.assertIsNotNone(self.says("2031-03-10", "2031-03-16", "week", "that week", told=told))
        self.assertIsNone(self.says("2031-02-10", "2031-02-10", "hour", "2012 UTC", told=told))

    def test_a_day_is_not_said_by_a_month(self):
        for text, precision in (("March", "day"), ("in 2031", "day"), ("in 2031", "month"), ("Mar.", "hour")):
            self.assertIn("less exact", self.says("2031-03-04", "2031-03-04", precision, text), text)
        self.assertIsNone(self.says("2031-03-01", "2031-03-31", "month", "in March 2031"))
        self.assertIsNotNone(self.says("2031-03-02", "2031-03-31", "month", "in March 2031"))
        self.assertIsNone(self.says("2031-03-01", "2031-03-10", "month", "in early March"))

    def test_no_words_say_no_day(self):
        for text in ("in", "over the", "around", ""):
            self.assertIsNotNone(self.says("2031-04-01", "2031-04-01", "day", text), text)
        self.assertIsNotNone(self.says("2031-04-02", "2031-04-01", "day", "Tuesday and Wednesday"))
        self.assertIsNotNone(self.says("2031-13-01", None, "day", "Tuesday"))
        self.assertIsNone(self.says(None, None, "vague", "recently"))

    def test_the_reports_day_stands_in_its_head(self):
        self.assertEqual(said_days.own_days(None, "Orrel Post, Wed 2 Apr 2031 at 0914. Jets ..."), [datetime.date(2031, 4, 2)])
        self.assertEqual(said_days.own_days("2031-04-03T10:00", "Last updated Apr 22031"), [datetime.date(2031, 4, 3), datetime.date(2031, 4, 2)])
        self.assertEqual(said_days.own_days(None, "In April, jets ..."), [])


if __name__ == "__main__":
    unittest.main()
