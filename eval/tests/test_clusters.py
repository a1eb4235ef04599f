"""python3 -m unittest discover eval/tests"""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import clusters  # noqa: E402

LINKS = {"a": "i1", "b": "i1", "c": "i2", "d": "i3", "e": "i3"}


class Clusters(unittest.TestCase):
    def test_most_reports_name_the_incident(self):
        self.assertEqual(clusters.incident_of(["a", "b", "c"], LINKS), ("i1", 2))
        self.assertEqual(clusters.incident_of(["c", "d"], LINKS), ("i2", 1))
        self.assertEqual(clusters.incident_of(["z"], LINKS), (None, 0))

    def test_only_linked_clusters_count(self):
        gold = [{"cluster": "x", "disputed": ["killed"]}, {"cluster": "y", "disputed": ["killed"]}, {"cluster": "z", "disputed": []}]
        reports = {"x": ["a", "b"], "y": ["c"], "z": ["d", "e"]}
        counts, linked, wrong = clusters.score(gold, reports, LINKS, {"i1": {"responsibility"}, "i3": {"killed"}})
        self.assertEqual(linked, 2)
        self.assertEqual(counts, {"killed": [0, 1, 1], "responsibility": [0, 1, 0]})
        self.assertEqual([row[:2] for row in wrong], [("x", "killed"), ("x", "responsibility"), ("z", "killed")])

    def test_shares(self):
        rows = clusters.rows_of({"killed": [2, 4, 2], "responsibility": [0, 0, 1]})
        self.assertEqual((rows["killed"]["p"], rows["killed"]["r"]), (0.5, 1.0))
        self.assertEqual(rows["both"]["gold"], 3)
        self.assertEqual(rows["responsibility"]["f1"], 0)


if __name__ == "__main__":
    unittest.main()
