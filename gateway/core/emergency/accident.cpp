#include "gateway/core/emergency/accident.hpp"

#include <algorithm>

namespace hazgate::emergency {
namespace {

/// From how many on each grade begins; of Ordinary it is the first one.
struct Column {
  std::array<std::int64_t, 4> from;
};

constexpr std::int64_t kMillion = 1'000'000;
constexpr Column kDeaths = {{1, 3, 10, 30}};
constexpr Column kSerious = {{1, 10, 50, 100}};
constexpr Column kLoss = {{1, 10 * kMillion, 50 * kMillion, 100 * kMillion}};

/// 0: none; 1 to 4: the grades.
int rank(const Column& column, std::int64_t number) {
  return static_cast<int>(std::count_if(column.from.begin(), column.from.end(),
                                        [&](std::int64_t from) { return number >= from; }));
}

}  // namespace

std::optional<AccidentGrade> accident_grade(const Casualties& casualties) {
  const int worst = std::max({rank(kDeaths, casualties.deaths), rank(kSerious, casualties.serious),
                              rank(kLoss, casualties.loss)});
  if (worst == 0) return std::nullopt;
  return static_cast<AccidentGrade>(worst - 1);
}

}  // namespace hazgate::emergency
