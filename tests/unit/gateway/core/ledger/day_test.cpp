#include "gateway/core/ledger/day.hpp"

#include <gtest/gtest.h>

namespace hazgate::ledger {
namespace {

TEST(LedgerDay, IsWrittenAndReadTheSame) {
  for (const char* text : {"2026-01-01", "2024-02-29", "2199-12-31"}) {
    ASSERT_TRUE(day_from(text).has_value()) << text;
    EXPECT_EQ(day_text(*day_from(text)), text);
  }
  EXPECT_EQ(year_of(*day_from("2026-12-31")), 2026);
}

TEST(LedgerDay, WhatIsNoDayIsNone) {
  for (const char* text : {"", "2026-02-29", "2026-13-01", "2026-1-1", "2026/01/01", "26-01-01",
                           "1999-12-31", "2200-01-01", "2026-01-+1", "2026-01-01 "}) {
    EXPECT_FALSE(day_from(text).has_value()) << text;
  }
}

TEST(LedgerDay, ADeadlineMayBeCountedFromToday) {
  const Day today = *day_from("2026-12-30");
  EXPECT_EQ(day_text(day_from("5d", today).value()), "2027-01-04");
  EXPECT_EQ(day_from("0d", today), today);
  EXPECT_EQ(day_from("2027-03-01", today), day_from("2027-03-01"));
  for (const char* text : {"d", "-1d", "5", "5h", "3661d", "5dd"}) {
    EXPECT_FALSE(day_from(text, today).has_value()) << text;
  }
}

}  // namespace
}  // namespace hazgate::ledger
