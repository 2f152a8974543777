#include "gateway/core/hazard/table2.hpp"

#include <gtest/gtest.h>

namespace hazgate::hazard {
namespace {

struct Row {
  const char* symbol;
  double critical_t, beta;
};

/// domain.md 5.3 and 5.4
const Row kRows[] = {
    {"J1", 5, 4},      {"J2", 50, 1},     {"J3", 50, 2},     {"J4", 50, 2},     {"J5", 500, 1},
    {"W1.1", 1, 2},    {"W1.2", 10, 2},   {"W1.3", 50, 2},   {"W2", 10, 1.5},   {"W3", 150, 1},
    {"W4", 50, 1},     {"W5.1", 10, 1.5}, {"W5.2", 50, 1},   {"W5.3", 1000, 1}, {"W5.4", 5000, 1},
    {"W6.1", 10, 1.5}, {"W6.2", 50, 1},   {"W7.1", 10, 1.5}, {"W7.2", 50, 1},   {"W8", 50, 1},
    {"W9.1", 50, 1},   {"W9.2", 200, 1},  {"W10", 200, 1},   {"W11", 200, 1},
};

TEST(Table2, HasTheClassesOfTheDomain) {
  ASSERT_EQ(table2().size(), std::size(kRows));
  for (std::size_t i = 0; i < std::size(kRows); ++i) {
    const HazardClass& one = table2()[i];
    EXPECT_EQ(one.symbol, kRows[i].symbol);
    EXPECT_EQ(one.critical_t, kRows[i].critical_t) << one.symbol;
    EXPECT_EQ(one.beta, kRows[i].beta) << one.symbol;
    EXPECT_FALSE(one.chinese.empty()) << one.symbol;
    EXPECT_FALSE(one.english.empty()) << one.symbol;
    EXPECT_EQ(find_class(one.symbol), &one);
  }
}

TEST(Table2, TakesSmallLettersAndNothingElse) {
  ASSERT_NE(find_class("w5.3"), nullptr);
  EXPECT_EQ(find_class("w5.3")->symbol, "W5.3");
  for (const char* wrong : {"", "W", "W5", "W5.5", "W5.33", "J6", "W5.3 "})
    EXPECT_EQ(find_class(wrong), nullptr) << wrong;
}

}  // namespace
}  // namespace hazgate::hazard
