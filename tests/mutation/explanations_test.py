import unittest
from collections import Counter

from explanations import complaints
from mutants import mutants_of
from workshop import Outcome

ONE, TWO = mutants_of("a.cpp", "void f() {\n  x = y;\n  x = y;\n}\n", {})


def said(explained, outcomes, every=(ONE, TWO)):
    return list(complaints(Counter(explained), every, outcomes))


class ExplanationsTest(unittest.TestCase):
    def test_the_two_mutants_have_one_name(self):
        self.assertEqual(ONE.name, TWO.name)
        self.assertNotEqual(ONE, TWO)

    def test_a_survivor_needs_an_explanation(self):
        self.assertIn("survived: a.cpp:2: x = y; -> ;",
                      said({}, {ONE: Outcome.SURVIVED, TWO: Outcome.KILLED}))
        self.assertEqual(said({ONE.name: 1}, {ONE: Outcome.SURVIVED, TWO: Outcome.KILLED}), [])

    def test_one_explanation_covers_one_survivor(self):
        both = {ONE: Outcome.SURVIVED, TWO: Outcome.SURVIVED}
        self.assertEqual(len(said({ONE.name: 1}, both)), 1)
        self.assertEqual(said({ONE.name: 2}, both), [])

    def test_an_explanation_of_a_killed_mutant_is_an_error(self):
        for outcome in (Outcome.KILLED, Outcome.NOT_COMPILING, Outcome.SAME_CODE):
            self.assertEqual(len(said({ONE.name: 1}, {ONE: outcome}, every=[ONE])), 1)
        # In a slice, the other one of this name may be the one that is explained.
        self.assertEqual(said({ONE.name: 1}, {ONE: Outcome.KILLED}), [])

    def test_an_explanation_of_no_mutant_is_an_error(self):
        self.assertEqual(len(said({("a.cpp", "gone", "goner"): 1}, {})), 1)
        self.assertEqual(len(said({ONE.name: 3}, {})), 1)


if __name__ == "__main__":
    unittest.main()
