#include "gateway/core/emergency/accident.hpp"

#include <gtest/gtest.h>
#include <ostream>

namespace hazgate::emergency {
namespace {

struct Row {
  Casualties known;
  std::optional<AccidentGrade> grade;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.known.deaths << '/' << row.known.serious << '/' << row.known.loss;
}

class Grades : public testing::TestWithParam<Row> {};

TEST_P(Grades, AsTheTableSays) {
  EXPECT_EQ(accident_grade(GetParam().known), GetParam().grade);
}

constexpr std::int64_t kMillion = 1'000'000;
constexpr auto kOrdinary = AccidentGrade::Ordinary;
constexpr auto kConsiderable = AccidentGrade::Considerable;
constexpr auto kMajor = AccidentGrade::Major;
constexpr auto kExtraordinary = AccidentGrade::Extraordinary;

Casualties deaths(std::int64_t number) {
  return {.deaths = number};
}
Casualties serious(std::int64_t number) {
  return {.serious = number};
}
Casualties loss(std::int64_t cny) {
  return {.loss = cny};
}

INSTANTIATE_TEST_SUITE_P(
    Order493, Grades,
    testing::Values(
        Row{{}, std::nullopt}, Row{{.light = 40}, std::nullopt}, Row{deaths(1), kOrdinary},
        Row{deaths(2), kOrdinary}, Row{deaths(3), kConsiderable}, Row{deaths(9), kConsiderable},
        Row{deaths(10), kMajor}, Row{deaths(29), kMajor}, Row{deaths(30), kExtraordinary},
        Row{deaths(300), kExtraordinary}, Row{serious(1), kOrdinary}, Row{serious(9), kOrdinary},
        Row{serious(10), kConsiderable}, Row{serious(49), kConsiderable}, Row{serious(50), kMajor},
        Row{serious(99), kMajor}, Row{serious(100), kExtraordinary}, Row{loss(1), kOrdinary},
        Row{loss(10 * kMillion - 1), kOrdinary}, Row{loss(10 * kMillion), kConsiderable},
        Row{loss(50 * kMillion - 1), kConsiderable}, Row{loss(50 * kMillion), kMajor},
        Row{loss(100 * kMillion - 1), kMajor}, Row{loss(100 * kMillion), kExtraordinary},
        Row{{.deaths = 2, .serious = 50}, kMajor},
        Row{{.deaths = 3, .serious = 1, .loss = 100 * kMillion}, kExtraordinary},
        Row{{.deaths = 30, .serious = 1, .loss = 1}, kExtraordinary}));

}  // namespace
}  // namespace hazgate::emergency
