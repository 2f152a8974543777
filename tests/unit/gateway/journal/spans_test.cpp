#include "gateway/journal/spans.hpp"

#include <gtest/gtest.h>
#include <random>
#include <set>

namespace hazgate::journal {
namespace {

Spans spans_of(const std::string& text) {
  auto spans = Spans::from_text(text);
  EXPECT_TRUE(spans) << text;
  return spans.value_or(Spans{});
}

TEST(Spans, WhatTouchesIsOne) {
  Spans spans;
  spans.add(5, 6);
  spans.add(9, 9);
  EXPECT_EQ(spans.text(), "5-6,9");
  spans.add(7, 8);
  EXPECT_EQ(spans.text(), "5-9");
  spans.add(1, 20);
  EXPECT_EQ(spans.text(), "1-20");
}

TEST(Spans, TheCursorTakesWhatFollows) {
  Spans spans = spans_of("5-6,9");
  EXPECT_EQ(spans.take_following(3), 3U);
  EXPECT_EQ(spans.take_following(4), 6U);
  EXPECT_EQ(spans.text(), "9");
}

TEST(Spans, TextsThatAreNoneAreRefused) {
  for (const char* text : {"a", "0", "5-", "5-5", "6-5", "1,2", "1-3,3", "3,1", "1,", ",1", "-3",
                           "1--3", "18446744073709551615", "99999999999999999999", "1 ,3"}) {
    EXPECT_FALSE(Spans::from_text(text)) << text;
  }
  EXPECT_TRUE(Spans::from_text("")->empty());
  EXPECT_EQ(spans_of("1,3-4,18446744073709551614").text(), "1,3-4,18446744073709551614");
}

TEST(Spans, OfTooManyTheShortestIsForgottenAndSaid) {
  Spans spans;
  for (std::uint64_t i = 0; i < Spans::kMost; ++i) {
    EXPECT_FALSE(spans.add(10 * i + 10, 10 * i + (i == 7 ? 10 : 12)));
  }
  const auto forgotten = spans.add(100'000, 100'001);
  ASSERT_TRUE(forgotten);
  EXPECT_EQ(forgotten->first, 80U);
  EXPECT_EQ(forgotten->last, 80U);
  EXPECT_EQ(spans.size(), Spans::kMost);
  EXPECT_FALSE(spans.contains(80));
}

/// The last one is where live telemetry is acknowledged: forgotten, all of it would be sent again at once.
TEST(Spans, TheLastIsNeverForgotten) {
  Spans spans;
  for (std::uint64_t i = 0; i < Spans::kMost; ++i)
    spans.add(100 * i + 10, 100 * i + (i == 3 ? 15 : 19));
  const auto forgotten = spans.add(50'000, 50'000);
  ASSERT_TRUE(forgotten);
  EXPECT_EQ(forgotten->first, 310U);
  EXPECT_TRUE(spans.contains(50'000));
}

/// Against a plain set, also through its text.
TEST(SpansProperty, TheyAreASetOfNumbers) {
  std::mt19937 random(3);
  for (int round = 0; round < 300; ++round) {
    Spans spans;
    std::set<std::uint64_t> all;
    for (int i = 0; i < 40; ++i) {
      const std::uint64_t first = 1 + random() % 120, last = first + random() % 8;
      ASSERT_FALSE(spans.add(first, last));
      for (std::uint64_t seq = first; seq <= last; ++seq) all.insert(seq);
    }
    const std::uint64_t after = random() % 60, end = 60 + random() % 60;
    Spans copy = spans_of(spans.text());
    ASSERT_EQ(copy, spans);
    ASSERT_EQ(spans.count(), all.size());
    for (std::uint64_t seq = 1; seq <= 140; ++seq) {
      ASSERT_EQ(spans.contains(seq), all.contains(seq)) << seq;
      const auto next = all.upper_bound(seq);
      const auto found = spans.next_after(seq);
      ASSERT_EQ(found.has_value(), next != all.end());
      if (found) {
        ASSERT_EQ(*found, *next) << "beyond " << seq;
      }
    }
    copy.clip(after, end);
    for (std::uint64_t seq = 1; seq <= 140; ++seq) {
      ASSERT_EQ(copy.contains(seq), all.contains(seq) && seq > after && seq <= end) << seq;
    }
  }
}

}  // namespace
}  // namespace hazgate::journal
