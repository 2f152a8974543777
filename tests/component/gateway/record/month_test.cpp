// Months of alarms over a real journal, with restarts: what a start is given back stays bounded.
//   HAZGATE_MONTH_INCIDENTS   so many in each month (./dev deep month: 2000)
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <random>

#include "tests/component/gateway/record/recorded_site.hpp"

namespace hazgate::testing {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kMonths = 4;
constexpr Duration kMonth = std::chrono::days{30};

int incidents_in_a_month() {
  const char* text = std::getenv("HAZGATE_MONTH_INCIDENTS");
  return text != nullptr ? std::atoi(text) : 60;
}

struct Start {
  std::size_t documents = 0, incidents = 0;
  std::chrono::microseconds took{};
};

Start restart(RecordedSite& house) {
  house.settle();
  const auto before = Clock::now();
  house.restart();
  return {.documents = house.given_back().documents.size(),
          .incidents = house.given_back().incidents.size(),
          .took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - before)};
}

TEST(Month, WhatAStartIsGivenBackIsBounded) {
  const int count = incidents_in_a_month();
  const bool is_long = count > 500;
  std::mt19937 random(20261130);
  RecordedSite house;
  std::vector<Start> greatest(kMonths);
  for (int month = 0; month < kMonths; ++month) {
    for (int i = 0; i < count; ++i) {
      house.incident(true);
      house.pass(kMonth / count);
      const bool again = std::uniform_int_distribution<int>(0, count / 8)(random) == 0;
      if (!again && i + 1 < count) continue;
      const Start start = restart(house);
      Start& most = greatest[static_cast<std::size_t>(month)];
      most.documents = std::max(most.documents, start.documents);
      most.incidents = std::max(most.incidents, start.incidents);
      most.took = start.took;  // the last one: each month ends with a start
    }
    const Start& most = greatest[static_cast<std::size_t>(month)];
    fmt::print("month {}: {} documents, {} incidents, start {} ms\n", month + 1, most.documents,
               most.incidents, most.took.count() / 1000);
  }
  const auto limit = static_cast<std::size_t>(count) + 2;  // clocks of thirty days
  for (const Start& most : greatest) {
    EXPECT_LE(most.documents, limit);
    EXPECT_LE(most.incidents, 201u);
  }
  EXPECT_GT(greatest[0].documents, limit / 2) << "nothing was kept at all";
  if (is_long) {
    EXPECT_LT(greatest[3].took, 2 * greatest[1].took + std::chrono::milliseconds{200});
  }
}

}  // namespace
}  // namespace hazgate::testing
