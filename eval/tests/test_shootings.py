"""python3 -m unittest discover eval/tests"""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import shootings  # noqa: E402

FIELDS = {"date": "April 1, 2031", "state": "Lowland", "city_or_county": "Velmark (Orrel)", "num_killed": 2, "num_injured": 0}


def incident(killed=(), injured=(), place=None, day=None, **more):
    rows = lambda pairs: [{"who": who, "min": n, "max": n} for who, n in pairs]
    known = {"killed": rows(killed), "injured": rows(injured), "place": place, "date": {"start": day}}
    return {"id": "i1", "main": True, "reality": "actual", "toll": {}} | known | more


def right(fields, *incidents):
    return {k: v[0] for k, v in shootings.judge(fields, {"incidents": list(incidents)}).items()}


class Shootings(unittest.TestCase):
    def test_all_right(self):
        got = right(FIELDS, incident(killed=[("total", 2)], place={"name": "downtown Orrel", "admin": "Lowland"}, day="2031-04-01"))
        self.assertEqual(got, {"killed": True, "injured": True, "city": True, "date": True})

    def test_the_toll_speaks_too(self):
        i = incident(killed=[("woman", 1), ("man", 1)], toll={"killed": {"min": 2, "max": 2}})
        self.assertTrue(right(FIELDS, i)["killed"])
        self.assertFalse(right(FIELDS, i | {"toll": {}})["killed"])

    def test_nobody_is_right_where_none_is_given(self):
        self.assertTrue(right(FIELDS, incident())["injured"])
        self.assertTrue(right(FIELDS, incident(injured=[("total", 0)]))["injured"])
        self.assertFalse(right(FIELDS, incident(), incident(injured=[("total", 3)]))["injured"])
        self.assertFalse(right(FIELDS)["killed"])

    def test_the_main_incidents_speak(self):
        other = incident(killed=[("total", 2)], main=False)
        self.assertFalse(right(FIELDS, incident(), other)["killed"])
        self.assertTrue(right(FIELDS, incident(main=False), other)["killed"])
        self.assertFalse(right(FIELDS, other | {"reality": "planned"})["killed"])

    def test_cities_are_whole_words(self):
        self.assertEqual(shootings.cities("Orrel (county)"), ["Orrel"])
        self.assertTrue(shootings.same_city("Orrel", "ORREL City"))
        self.assertFalse(shootings.same_city("Orrel", "Orrelstown"))
        self.assertTrue(right(FIELDS, incident(place={"name": "Tervo Street", "admin": "Velmark"}))["city"])
        self.assertFalse(right(FIELDS, incident(place=None))["city"])

    def test_what_the_registry_lacks_is_not_scored(self):
        self.assertEqual(right({k: None for k in FIELDS}, incident()), {})

    def test_a_report_that_was_not_read_is_wrong(self):
        rows, wrong, read = shootings.score([{"report": {"id": "a"}, "fields": FIELDS}], {})
        self.assertEqual(rows, {"killed": (0, 1), "injured": (1, 1), "city": (0, 1), "date": (0, 1)})
        self.assertEqual(([w[1] for w in wrong], read), (["killed", "city", "date"], 0))


if __name__ == "__main__":
    unittest.main()
