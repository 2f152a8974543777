#include "gateway/daemon/course_thinner.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "gateway/daemon/messages.hpp"

namespace hazgate::daemon {
namespace {

constexpr std::int64_t kLeastGapMs = 10'000;
constexpr std::int64_t kGapFactor = 5;

using Places = std::set<std::size_t>;

std::optional<double> figure(const CourseThinner::Kept& kept) {
  if (!is_usable(kept.reading.quality)) return std::nullopt;
  return as_number(kept.reading.value);
}

void add_extremes(const std::vector<CourseThinner::Kept>& held, Places& stay) {
  std::optional<std::size_t> low, high;
  for (std::size_t i = 0; i < held.size(); ++i) {
    const auto value = figure(held[i]);
    if (!value) continue;
    if (!low || *value < *figure(held[*low])) low = i;
    if (!high || *value > *figure(held[*high])) high = i;
  }
  if (low) stay.insert({*low, *high});
}

/// The first and the last bad one, with the usable ones beside them; and what says something else.
void add_turns(const std::vector<CourseThinner::Kept>& held, Places& stay) {
  const auto bad = [](const CourseThinner::Kept& k) { return !is_usable(k.reading.quality); };
  const auto first = std::find_if(held.begin(), held.end(), bad);
  if (first != held.end()) {
    const auto last = std::find_if(held.rbegin(), held.rend(), bad).base() - 1;
    if (first != held.begin()) stay.insert(static_cast<std::size_t>(first - held.begin()) - 1);
    stay.insert(static_cast<std::size_t>(first - held.begin()));
    stay.insert(static_cast<std::size_t>(last - held.begin()));
  }
  for (std::size_t i = 1; i < held.size(); ++i) {
    if (held[i].gap) stay.insert({i - 1, i});
  }
  const auto other = std::find_if(held.begin(), held.end(), [&](const CourseThinner::Kept& k) {
    return is_usable(k.reading.quality) && !as_number(k.reading.value) &&
           k.reading.value != held.front().reading.value;
  });
  if (other != held.end()) stay.insert(static_cast<std::size_t>(other - held.begin()));
}

}  // namespace

bool CourseThinner::is_gap(WallTime t) {
  if (!newest_) return false;
  const std::int64_t passed = (t - *newest_).count();
  if (usual_ms_ && passed > std::max(kLeastGapMs, kGapFactor * *usual_ms_)) return true;
  usual_ms_ = passed;
  return false;
}

void CourseThinner::take(const journal::PastReading& reading) {
  if (newest_ && reading.t <= *newest_) return;
  if (!newest_) {
    from_ = reading.t;
    width_ms_ = std::max<std::int64_t>(1, (to_ - from_).count() / static_cast<int>(kParts));
  }
  const bool gap = is_gap(reading.t);
  newest_ = reading.t;
  const std::int64_t part = (reading.t - from_).count() / width_ms_;
  if (part != part_) flush();
  part_ = part;
  held_.push_back({reading, gap});
}

void CourseThinner::flush() {
  if (held_.empty()) return;
  Places stay{0, held_.size() - 1};
  add_extremes(held_, stay);
  add_turns(held_, stay);
  for (const std::size_t place : stay) kept_.push_back(std::move(held_[place]));
  held_.clear();
}

std::vector<CourseThinner::Kept> CourseThinner::end() {
  flush();
  return std::exchange(kept_, {});
}

boost::json::object json_of(const CourseThinner::Kept& kept) {
  boost::json::object object{{"t", unix_ms(kept.reading.t)},
                             {"value", to_json(kept.reading.value)},
                             {"quality", to_text(kept.reading.quality)}};
  if (kept.gap) object["gap"] = true;
  return object;
}

}  // namespace hazgate::daemon
