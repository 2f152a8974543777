#include "simulators/park/tally.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace hazgate::sim {
namespace {

constexpr std::size_t kMostReasons = 32;
constexpr std::uint64_t kWidest = 50;  ///< characters of a bar

}  // namespace

void Tally::troubled_by(const std::string& why) {
  const auto found = troubles.find(why);
  if (found != troubles.end()) {
    ++found->second;
  } else {
    ++troubles[troubles.size() < kMostReasons ? why : "other reasons"];
  }
}

std::map<std::int64_t, std::uint64_t> by_second(const std::vector<WallTime>& times) {
  std::map<std::int64_t, std::uint64_t> counts;
  for (const WallTime time : times) ++counts[unix_ms(time) / 1000];
  return counts;
}

std::string spread_text(const std::vector<WallTime>& times) {
  const auto counts = by_second(times);
  if (counts.empty()) return {};
  std::uint64_t most = 0;
  for (const auto& [second, count] : counts) most = std::max(most, count);
  const std::int64_t first = counts.begin()->first;
  std::string text;
  std::int64_t before = first - 1;
  for (const auto& [second, count] : counts) {
    if (second > before + 1) text += "        …\n";
    before = second;
    const auto width = static_cast<std::size_t>((count * kWidest + most - 1) / most);
    text +=
        fmt::format("{:5} s  {:<{}} {}\n", second - first, std::string(width, '#'), kWidest, count);
  }
  return text;
}

}  // namespace hazgate::sim
