"""python3 -m unittest discover eval/tests"""
import json
import pathlib
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import actors  # noqa: E402

TEXT = "Northern Assembly fighters shelled Sarnem. Joren Pask denied it."
GOLD = {"report": {"id": "r1", "text": TEXT, "published": "2031-04-02"},
        "statements": [{"speaker": [[43, 53]], "speaker_name": "Joren Pask"}],
        "incidents": [{"place": {"country": "Syria"}, "date": {"start": None},
                       "actors": [{"name": "Northern Assembly", "spans": [[0, 26]]}], "targets": [{"name": None, "spans": [[35, 41]]}]}]}


class Actors(unittest.TestCase):
    def test_a_span_is_asked_with_its_role_day_and_country(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "gold.jsonl"
            path.write_text(json.dumps(GOLD) + "\n", encoding="utf-8")
            asked = list(actors.questions(path, lambda _: True))
            self.assertEqual(list(actors.questions(path, lambda i: i != "r1")), [])
        self.assertEqual(asked[0], ("Northern Assembly fighters", "Northern Assembly", "actor", "2031-04-02", "SY"))
        self.assertEqual(asked[1], ("Sarnem", None, "target", "2031-04-02", "SY"))
        self.assertEqual(asked[2][:3], ("Joren Pask", "Joren Pask", "speaker"))

    def test_what_counts_as_right(self):
        rows = [("a", "the Assembly", "actor", None, None), ("b", "SCHR", "actor", None, None), ("c", "Velmark", "actor", None, None),
                ("d", "Joren Pask", "actor", None, None)]
        answers = [{"id": "na", "name": "Northern Assembly", "rule": "Name"}, {"id": "m", "name": "Sarnem Centre", "rule": "Name"},
                   {"id": "k", "name": "Kestova", "rule": "Name"}, None]
        golds = [None, {"id": "m"}, {"id": "v"}, None]
        plain = lambda name: name.lower().replace("the ", "")
        count, missed, wrong = actors.measure(rows, answers, golds, plain, {"Joren Pask"})
        self.assertEqual([count[k, "actor"] for k in ("all", "resolved", "exact", "near", "same")], [4, 3, 0, 1, 2])
        self.assertEqual(missed["actor", "d", "Joren Pask"], 1)
        self.assertEqual([key[2:4] for key in wrong], [("Velmark", "Kestova")])


if __name__ == "__main__":
    unittest.main()
