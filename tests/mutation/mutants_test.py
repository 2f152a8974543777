import unittest

from mutants import enums_of, mutants_of

ENUMS = {"State": ["Normal", "Active", "Acked"], "Verdict": ["True", "False", "Hold"]}


def changed(source):
    return [mutant.changed for mutant in mutants_of("a.cpp", source, ENUMS)]


class MutantsTest(unittest.TestCase):
    ROWS = [
        ("bool f() { return a < b; }",
         ["bool f() { return {}; }", "bool f() { return a <= b; }", "bool f() { return a >= b; }"]),
        ("void f() { if (a == b) g(); }", ["void f() { if (a != b) g(); }", "void f() { if (a == b) ; }"]),
        ("void f() { if (ready) x = y; }",
         ["void f() { if (!(ready)) x = y; }", "void f() { if (ready) ; }"]),
        ("void f() { if (!ready) x.y = z; }",
         ["void f() { if (ready) x.y = z; }", "void f() { if (!ready) ; }"]),
        ("void f() { while (a && b) ++i; }",
         ["void f() { while (!(a && b)) ++i; }", "void f() { while (a || b) ++i; }",
          "void f() { while (a && b) --i; }", "void f() { while (a && b) ; }"]),
        ("int f() { return x + 1; }", ["int f() { return {}; }", "int f() { return x - 1; }",
                                       "int f() { return x + 2; }"]),
        ("void f() { g(); at = Tick{x}; }",
         ["void f() { ; at = Tick{x}; }", "void f() { g(); ; }"]),
        ("bool f() { return true; }", ["bool f() { return false; }"]),
        ("State f() { return State::Active; }",
         ["State f() { return {}; }", "State f() { return State::Acked; }"]),
        ("State f() { return State::Normal; }", ["State f() { return State::Active; }"]),
        ("Step f() { return {.to = from, .why = Verdict::Hold}; }",
         ["Step f() { return {}; }", "Step f() { return { .why = Verdict::Hold}; }",
          "Step f() { return {.to = from, }; }", "Step f() { return {.to = from, .why = Verdict::True}; }"]),
        ("void f() { const int d = on ? a : b; }", ["void f() { const int d = !(on) ? a : b; }"]),
        ("void f() { for (int i = 0; i < n; ++i) {} }",
         ["void f() { for (int i = 1; i < n; ++i) {} }", "void f() { for (int i = 0; i <= n; ++i) {} }",
          "void f() { for (int i = 0; i >= n; ++i) {} }", "void f() { for (int i = 0; i < n; --i) {} }"]),
        ("double f() { return -k * 0.5; }", ["double f() { return {}; }", "double f() { return -k / 0.5; }",
                                             "double f() { return -k * (0.5 + 1); }"]),
        ("void f() { each(all, [](T& t) { t.x = 2; }); }",
         ["void f() { ; }", "void f() { each(all, [](T& t) { ; }); }",
          "void f() { each(all, [](T& t) { t.x = 3; }); }"]),
        ("void f() { switch (s) { case State::Acked: g(); break; } }",
         ["void f() { switch (s) { case State::Acked: ; break; } }",
          "void f() { switch (s) { case State::Acked: g(); ; } }"]),
        ("struct A { bool bad = false; };", ["struct A { bool bad = true; };"]),
    ]

    def test_every_small_mistake_is_made(self):
        for source, expected in self.ROWS:
            with self.subTest(source):
                self.assertEqual(sorted(changed(source)), sorted(expected))

    def test_what_is_no_logic_is_left_alone(self):
        for source in [
            "// if (a < b) return 1;", "/* x = 1; */", '#include "a/b.hpp"', "#define X 3 + 4",
            'constexpr std::string_view kName = "a < b && true";', "std::array<std::string_view, 7> names;",
            "enum class E : std::uint8_t { A = 1, B = 2 };", 'static_assert(sizeof(int) == 4, "x");',
            "template <class T>\nT&& f(const T* a, std::optional<Tick> b);", "Verdict judge(State s);",
            "using A = std::chrono::duration<int>;", "void f() { const auto x = y; }",
        ]:
            with self.subTest(source):
                self.assertEqual(changed(source), [])

    def test_enumerators_are_read_without_their_comments(self):
        self.assertEqual(enums_of("enum class A : int {\n  B,  ///< b, or c\n  C = 4,\n};"), {"A": ["B", "C"]})

    def test_the_lines_below_keep_their_numbers(self):
        source = "void f() {\n  call(one,\n       two);\n  g = h;\n}\n"
        for mutant in mutants_of("a.cpp", source, ENUMS):
            self.assertEqual(mutant.applied_to(source).count("\n"), source.count("\n"))
            self.assertNotEqual(mutant.applied_to(source), source)


if __name__ == "__main__":
    unittest.main()
