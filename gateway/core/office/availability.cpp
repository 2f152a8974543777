#include "gateway/core/office/availability.hpp"

#include <algorithm>

namespace hazgate::office {

void Availability::watch(const std::string& id, bool down) {
  courses_[id] = {.down = down, .since = period_.begin};
}

void Availability::take(const std::string& id, WallTime t, bool down_before, bool down_after) {
  const auto found = courses_.find(id);
  if (found == courses_.end()) return;
  Course& course = found->second;
  if (!course.is_known) {
    course.is_known = true;
    course.down = down_before;
  }
  if (course.down && !down_after) course.stretches.emplace_back(course.since, t);
  if (!course.down && down_after) course.since = t;
  course.down = down_after;
}

void Availability::away(WallTime from, WallTime to) {
  away_.emplace_back(from, to);
}

/// Cut to the period, and what touches made one.
std::vector<Availability::Stretch> Availability::within(std::vector<Stretch> stretches) const {
  std::sort(stretches.begin(), stretches.end());
  std::vector<Stretch> list;
  for (const auto& [from, to] : stretches) {
    const WallTime begin = std::max(from, period_.begin);
    const WallTime end = std::min(to, period_.end);
    if (end <= begin) continue;
    if (!list.empty() && begin <= list.back().second) {
      list.back().second = std::max(list.back().second, end);
    } else {
      list.emplace_back(begin, end);
    }
  }
  return list;
}

std::optional<double> Availability::without(std::vector<Stretch> stretches) const {
  const auto whole = period_.end - period_.begin;
  if (whole <= whole.zero()) return std::nullopt;
  auto lost = whole.zero();
  for (const auto& [from, to] : within(std::move(stretches))) lost += to - from;
  return 1.0 - std::chrono::duration<double>(lost) / std::chrono::duration<double>(whole);
}

std::optional<double> Availability::share(const std::string& id) const {
  const auto found = courses_.find(id);
  if (found == courses_.end()) return std::nullopt;
  std::vector<Stretch> stretches = found->second.stretches;
  if (found->second.down) stretches.emplace_back(found->second.since, period_.end);
  stretches.insert(stretches.end(), away_.begin(), away_.end());
  return without(std::move(stretches));
}

std::optional<double> Availability::of_gateway() const {
  return without(away_);
}

std::vector<std::pair<WallTime, WallTime>> Availability::gaps() const {
  return within(away_);
}

}  // namespace hazgate::office
