"""python3 -m unittest discover eval/tests"""
import pathlib
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "splits")]
import make  # noqa: E402
import run  # noqa: E402
import sets  # noqa: E402
import speed  # noqa: E402

SHARED = HERE.parents[2] / "shared"


class Splits(unittest.TestCase):
    def test_an_id_is_held_out_of_both_or_of_neither(self):
        general, re3d = {f"g{n}" for n in range(60)}, {f"g{n}" for n in range(0, 60, 2)} | {"r1", "r2"}
        held, mentions = make.choose(general, re3d)
        self.assertEqual(held, make.by_hash(general)[:len(held)])
        self.assertGreaterEqual(len(held), 15)
        self.assertEqual(len(mentions), 15)
        self.assertEqual(set(held) & re3d, set(mentions) & general)

    @unittest.skipUnless(SHARED.is_dir(), "../shared is not here")
    def test_the_lists_follow_from_the_rule(self):
        corpora = SHARED / "corpora"
        lists = make.choose(make.ids(corpora / "general/gold-train.jsonl"), make.ids(corpora / "re3d/train.jsonl"))
        for name, ids in zip(("general-heldout.txt", "re3d-heldout.txt"), lists):
            self.assertEqual((HERE.parent / "splits" / name).read_text().split(), ids, name)


class Table(unittest.TestCase):
    def test_a_measure_below_its_bar_is_marked(self):
        rows = {"statements": {"value": 77.9, "p": 80.0, "r": 76.0}, "act, of the matched": {"value": 80.0}}
        lines = run.table({"fakes-dev": {"rows": rows}, "ewt-dev": {"error": "no parse command"}})
        cells = [[c.strip() for c in line.strip("|").split("|")] for line in lines[2:]]
        self.assertEqual(cells[0], ["fakes-dev", "statements", "77.9", "80.0", "76.0", "80", "below"])
        self.assertEqual(cells[1], ["fakes-dev", "act, of the matched", "80.0", "", "", "80", ""])
        self.assertEqual(cells[2][:2], ["ewt-dev", "not scored: no parse command"])

    def test_every_bar_is_about_a_set_that_is_read(self):
        self.assertLessEqual({name for name, _ in sets.BARS}, set(sets.SETS))

    def test_shares_and_f1_come_out_of_the_scorers_words(self):
        self.assertEqual(sets.share(" 83.3 %  (5 of 6)"), {"value": 83.3})
        self.assertEqual(sets.share("none in gold"), {"value": 0.0})
        self.assertEqual(sets.prf({"p": 0.5, "r": 0.25, "f1": 0.333, "tp": 1}, 100), {"value": 33.300000000000004, "p": 50.0, "r": 25.0})


class Running(unittest.TestCase):
    def test_a_failing_program_is_an_error_in_one_line(self):
        with self.assertRaisesRegex(sets.CannotScore, "sh ended with 3: no such flag"):
            sets.call(["sh", "-c", "echo no such flag >&2; exit 3"])

    def test_timing_sees_the_child_alone(self):
        seconds, megabytes = speed.timed([sys.executable, "-c", "import time; x = bytearray(80_000_000); time.sleep(0.2)"])
        self.assertGreater(seconds, 0.2)
        self.assertGreater(megabytes, 80)
        self.assertLess(speed.timed(["true"])[1], 80)

    def test_the_short_report_has_its_words(self):
        reports = [{"text": "one two\n\nthree four five"}, {"text": "six seven"}]
        self.assertEqual(speed.first_words(reports, 6), "one two\n\nthree four five\n\nsix\n")

    def test_a_set_that_is_not_here_says_so(self):
        with tempfile.TemporaryDirectory() as temp:
            for one in sets.SETS.values():
                with self.assertRaisesRegex(sets.CannotScore, "is not here"):
                    one.score(pathlib.Path("truceline"), pathlib.Path(temp), pathlib.Path(temp))


if __name__ == "__main__":
    unittest.main()
