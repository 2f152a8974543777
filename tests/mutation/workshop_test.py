import tempfile
import unittest
from pathlib import Path

from mutants import Mutant
from workshop import Outcome, Part, Workshop

CORE, TESTS, NEEDED = "gateway/core/some", "tests/some", "gateway/core/other"
PART = Part(core=CORE, tests=TESTS, core_flags=(), core_prelude=(), tests_prelude=(), needs=(NEEDED,))

HEADER = "#pragma once\ninline int twice(int x) { return 2 * x; }\nint up_to(int n);\n"
OTHER_HEADER = "#pragma once\nint one();\n"
OTHER = "int one() { return 1; }\n"
SOURCE = f"""#include "{CORE}/a.hpp"
#include "{NEEDED}/b.hpp"
int up_to(int n) {{
  int sum = 0;
  for (int i = 0; i < n; ++i) sum += one();
  return sum;
}}
"""
TEST = f"""#include "{CORE}/a.hpp"
#include <gtest/gtest.h>
TEST(A, Sums) {{ EXPECT_EQ(up_to(3), 3); }}
TEST(A, Doubles) {{ EXPECT_EQ(twice(2), 4); }}
"""


def mutant(file, text, old, new):
    begin = text.index(old)
    return Mutant(file, begin, begin + len(old), new, 0, old, new)


class WorkshopTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory(prefix="hazgate-workshop-")
        root = Path(cls.place.name) / "root"
        for file, text in ((f"{CORE}/a.hpp", HEADER), (f"{CORE}/a.cpp", SOURCE), (f"{TESTS}/a_test.cpp", TEST),
                           (f"{NEEDED}/b.hpp", OTHER_HEADER), (f"{NEEDED}/b.cpp", OTHER)):
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_text(text)
        cls.workshop = Workshop(root, Path(cls.place.name), PART)
        cls.workshop.build(jobs=1)

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def outcome(self, old, new, file="a.cpp", text=SOURCE):
        return self.workshop.try_mutant(mutant(f"{CORE}/{file}", text, old, new))

    def test_a_wrong_result_is_killed(self):
        self.assertEqual(self.outcome("sum += one", "sum -= one"), Outcome.KILLED)

    def test_a_wrong_header_is_killed(self):
        self.assertEqual(self.outcome("2 * x", "3 * x", "a.hpp", HEADER), Outcome.KILLED)

    def test_a_loop_for_ever_is_killed(self):
        self.assertEqual(self.outcome("++i", "i = 0"), Outcome.KILLED)

    def test_what_no_test_sees_survives(self):
        self.assertEqual(self.outcome("return sum", "return n > 3 ? 0 : sum"), Outcome.SURVIVED)
        self.assertEqual(self.outcome("2 * x", "x + 2", "a.hpp", HEADER), Outcome.SURVIVED)

    def test_the_same_code_in_other_words_is_no_mistake(self):
        self.assertEqual(self.outcome("return sum", "return sum + 0"), Outcome.SAME_CODE)

    def test_what_does_not_compile_does_not_count(self):
        self.assertEqual(self.outcome("return sum", "return nothing"), Outcome.NOT_COMPILING)
        self.assertEqual(self.outcome("2 * x", "2 * y", "a.hpp", HEADER), Outcome.NOT_COMPILING)

    def test_the_sources_stay_as_they_were(self):
        self.outcome("sum += one", "sum -= one")
        self.assertEqual((self.workshop.tree / CORE / "a.cpp").read_text(), SOURCE)


if __name__ == "__main__":
    unittest.main()
