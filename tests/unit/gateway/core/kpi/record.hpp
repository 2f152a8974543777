#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gateway/core/kpi/tally.hpp"

namespace hazgate::kpi {

using namespace std::chrono_literals;
using alarm::State;

/// Monday, 2026-01-05 00:00 UTC
constexpr WallTime kDayBegin{std::chrono::milliseconds{1'767'571'200'000}};

inline WallTime day(Duration since) {
  return kDayBegin + std::chrono::duration_cast<std::chrono::milliseconds>(since);
}

constexpr Flags kNoFlag{};
constexpr Flags kShelved = Flags::from_bits(1);
constexpr Flags kSuppressed = Flags::from_bits(2);
constexpr Flags kRemoved = Flags::from_bits(4);

/// A record made by hand: what is said of an alarm here follows from what was said before.
class Record {
 public:
  Record& line(Duration at, const std::string& id, State from, State to, Cause cause,
               const Flags& flags = kNoFlag) {
    std::uint64_t& occurrence = occurrences_[id];
    if (occurrence == 0) occurrence = 1;
    const bool grows = to == State::Active && !alarm::is_condition_true(from);
    if (grows) ++occurrence;
    lines_.push_back({day(at), id, Priority::High, occurrence, from, to, flags, cause});
    return *this;
  }
  Record& raise(Duration at, const std::string& id, const Flags& flags = kNoFlag) {
    return line(at, id, State::Normal, State::Active, Cause::Condition, flags);
  }
  Record& ack(Duration at, const std::string& id) {
    return line(at, id, State::Active, State::Acked, Cause::Ack);
  }
  /// Of an alarm that was acknowledged.
  Record& clear(Duration at, const std::string& id) {
    return line(at, id, State::Acked, State::Normal, Cause::Clear);
  }
  /// Raised, acknowledged a minute later, gone two minutes later; `times` at the same moment.
  Record& usual(Duration at, const std::string& id) {
    return raise(at, id).ack(at + 1min, id).clear(at + 2min, id);
  }
  /// The next lines are of this priority.
  Record& last_is(Priority priority) {
    lines_.back().priority = priority;
    return *this;
  }
  Record& last_is_anew() {
    lines_.back().occurrence = ++occurrences_[lines_.back().id];
    return *this;
  }

  std::vector<Transition> lines() const { return lines_; }

 private:
  std::vector<Transition> lines_;
  std::map<std::string, std::uint64_t> occurrences_;
};

/// The days from `first` (0: the one of day()) on, read at `now`, with a day before them.
inline Reading days(int first, int count, Duration now) {
  Reading reading{.begin = day((first - 1) * 24h), .end = day(now)};
  for (int i = first; i < first + count; ++i) {
    reading.periods.push_back({day(i * 24h), day((i + 1) * 24h)});
  }
  return reading;
}

/// As hazctl does it: once to see how the alarms stood, once to count.
inline std::vector<Report> reports_of(
    const std::vector<Transition>& lines, Reading reading, const Terms& terms = {},
    const std::vector<std::pair<Standing, WallTime>>& today = {}) {
  Beginning beginning(reading.begin);
  for (const auto& [standing, since] : today) beginning.take_today(standing, since);
  for (const Transition& line : lines) beginning.take(line);
  reading.standings = beginning.standings();
  Tally tally(terms, std::move(reading));
  std::vector<Report> reports;
  for (const Transition& line : lines) tally.take(line, reports);
  tally.finish(reports);
  return reports;
}

/// The one day.
inline Report report_of(const Record& record, const Terms& terms = {}) {
  auto reports = reports_of(record.lines(), days(0, 1, 24h), terms);
  return reports.size() == 1 ? reports.front() : Report{};
}

}  // namespace hazgate::kpi
