#include "gateway/cli/table.hpp"

#include <gtest/gtest.h>

namespace hazgate::cli {
namespace {

const Paint kPlain{false};

Table points() {
  Table table({{"POINT"}, {"VALUE", Align::Right}, {"NAME", Align::Left, true}});
  table.add({{"gd-101.gas"}, {"52.3 %LEL"}, {"T-101 north dike"}});
  table.add({{"压力"}, {"1"}, {"储罐压力"}});
  return table;
}

TEST(CliTable, ColumnsAreAsWideAsTheirWidestCell) {
  EXPECT_EQ(points().text(kPlain),
            "POINT           VALUE  NAME\n"
            "gd-101.gas  52.3 %LEL  T-101 north dike\n"
            "压力                1  储罐压力\n");
}

TEST(CliTable, WhatGivesWayIsCutToTheTerminal) {
  EXPECT_EQ(points().text(kPlain, 33),
            "POINT           VALUE  NAME\n"
            "gd-101.gas  52.3 %LEL  T-101 nor…\n"
            "压力                1  储罐压力\n");
  // No narrower than a person can read; then the terminal has to wrap.
  EXPECT_EQ(points().text(kPlain, 10),
            "POINT           VALUE  NAME\n"
            "gd-101.gas  52.3 %LEL  T-101 n…\n"
            "压力                1  储罐压力\n");
}

TEST(CliTable, CellsCannotHarmTheTerminal) {
  Table table({{"A"}, {"B"}});
  table.add({{"x\x1b[31m"}});
  EXPECT_EQ(table.text(kPlain), "A       B\nx\uFFFD[31m\n");
}

TEST(CliTable, NotesStandUnderTheirRow) {
  Table table({{"A"}});
  table.add({{"one"}});
  table.note("→ close the valve");
  table.add({{"two"}});
  EXPECT_EQ(table.text(kPlain), "A\none\n    → close the valve\ntwo\n");
}

TEST(CliTable, ColoursDoNotCountAsColumns) {
  Table table({{"A"}, {"B"}});
  table.add({{"x", Colour::Red}, {"y"}});
  EXPECT_EQ(table.text(Paint(true)),
            "\x1b[2mA\x1b[0m  \x1b[2mB\x1b[0m\n\x1b[1;38;5;196mx\x1b[0m  y\n");
}

}  // namespace
}  // namespace hazgate::cli
