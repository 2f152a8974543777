#include "gateway/core/replay/comparison.hpp"

#include <algorithm>

#include "gateway/core/kpi/beginning.hpp"

namespace hazgate::replay {
namespace {

constexpr std::size_t place(Side side) {
  return static_cast<std::size_t>(side);
}

constexpr Side other(Side side) {
  return side == Side::Recorded ? Side::Replayed : Side::Recorded;
}

Duration apart(Duration a, Duration b) {
  return a < b ? b - a : a - b;
}

}  // namespace

bool Line::is_same() const {
  const Course& recorded = of(Side::Recorded);
  const Course& replayed = of(Side::Replayed);
  const auto each = static_cast<Duration::rep>(std::max(recorded.raised, replayed.raised) + 1);
  return recorded.alone() == 0 && replayed.alone() == 0 && recorded.raised == replayed.raised &&
         apart(later, {}) <= kSameWithin &&
         apart(recorded.active, replayed.active) <= kSameWithin * each;
}

Comparison::Alarm& Comparison::alarm_of(const std::string& id) {
  Alarm& alarm = alarms_[id];
  if (alarm.line.id.empty()) {
    alarm.line.id = id;
    for (Trace& trace : alarm.traces) trace.standing.id = id;
  }
  return alarm;
}

void Comparison::stands(Side side, const kpi::Standing& standing, Tick now) {
  Alarm& alarm = alarm_of(standing.id);
  Trace& trace = alarm.traces[place(side)];
  trace.standing = standing;
  trace.raised = trace.active_since = now;
  trace.active = alarm::is_condition_true(standing.state);
}

void Comparison::begin(Tick now) {
  counting_ = true;
  for (auto& [id, alarm] : alarms_) {
    for (Trace& trace : alarm.traces) trace.active_since = now;
  }
}

void Comparison::take(Side side, const kpi::Transition& transition, Tick now) {
  Alarm& alarm = alarm_of(transition.id);
  Trace& trace = alarm.traces[place(side)];
  const bool is_new = kpi::is_new(transition, trace.standing.occurrence);
  trace.standing.state = transition.to;
  trace.standing.flags = transition.flags;
  trace.standing.occurrence = transition.occurrence;
  const bool replayed_too = alarm.line.of(Side::Replayed).raised > 0;
  if (side == Side::Replayed || !replayed_too) alarm.line.priority = transition.priority;
  become(alarm, side, alarm::is_condition_true(transition.to), now);
  if (is_new) raise(alarm, side, now);
}

void Comparison::become(Alarm& alarm, Side side, bool active, Tick now) {
  Trace& trace = alarm.traces[place(side)];
  if (trace.active == active) return;
  trace.active = active;
  if (active) {
    trace.active_since = now;
    return;
  }
  trace.returned = now;
  if (!counting_) return;
  Course& course = alarm.line.sides[place(side)];
  const Duration stood = now - trace.active_since;
  course.active += stood;
  course.longest = std::max(course.longest, stood);
}

void Comparison::raise(Alarm& alarm, Side side, Tick now) {
  Trace& own = alarm.traces[place(side)];
  Trace& theirs = alarm.traces[place(other(side))];
  own.raised = now;
  own.alone = true;
  own.counted = counting_;
  if (counting_) ++alarm.line.sides[place(side)].raised;
  if (!theirs.alone || !(theirs.active || now - theirs.returned <= kSameWithin)) return;
  own.alone = theirs.alone = false;
  if (own.counted) ++alarm.line.sides[place(side)].matched;
  if (theirs.counted) ++alarm.line.sides[place(other(side))].matched;
  if (!own.counted && !theirs.counted) return;
  ++alarm.line.both;
  const Duration later = now - theirs.raised;
  alarm.later += side == Side::Replayed ? later : -later;
}

std::vector<kpi::Standing> Comparison::standings(Side side) const {
  std::vector<kpi::Standing> list;
  for (const auto& [id, alarm] : alarms_) {
    const kpi::Standing& standing = alarm.traces[place(side)].standing;
    if (standing.state != alarm::State::Normal || standing.flags.any()) list.push_back(standing);
  }
  return list;
}

std::vector<Line> Comparison::finish(Tick now) {
  std::vector<Line> lines;
  for (auto& [id, alarm] : alarms_) {
    for (const Side side : {Side::Recorded, Side::Replayed}) become(alarm, side, false, now);
    Line& line = alarm.line;
    if (line.both > 0) line.later = alarm.later / static_cast<Duration::rep>(line.both);
    if (line.sides != std::array<Course, kSides>{}) lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.id < b.id; });
  return lines;
}

}  // namespace hazgate::replay
