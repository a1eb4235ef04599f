"""Tests of places.py."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import places


class Places(unittest.TestCase):
    def test_distance_is_in_kilometres(self):
        self.assertAlmostEqual(places.distance((0, 0), (1, 0)), 111.2, delta=0.1)
        self.assertEqual(places.distance((35, 38), (35, 38)), 0)

    def test_units_are_the_same_in_all_spellings(self):
        for a, b in (("Hasakah", "Al-Hasakah"), ("Raqqa", "Ar Raqqah"), ("Rif Dimashq", "Rural Damascus"), ("Deir Ezzor", "Deir ez-Zor province")):
            self.assertEqual(places.plain(a), places.plain(b), (a, b))
        self.assertNotEqual(places.plain("Homs"), places.plain("Hama"))


if __name__ == "__main__":
    unittest.main()
