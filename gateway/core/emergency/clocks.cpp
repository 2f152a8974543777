#include "gateway/core/emergency/clocks.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::emergency {
namespace {

using std::chrono::floor;
using std::chrono::milliseconds;
using std::chrono::minutes;

/// People write minutes.
constexpr minutes kWritten{1};

bool is_negative(const Casualties& known) {
  return known.deaths < 0 || known.serious < 0 || known.light < 0 || known.loss < 0;
}

bool is_beyond_step(Duration drift) {
  return drift >= ReportingClocks::kStep || drift <= -ReportingClocks::kStep;
}

}  // namespace

ReportingClocks::ReportingClocks(Opening opening, Now now, ClockOrders& orders) : base_(now) {
  memory_.incident = std::move(opening.incident);
  memory_.drill = opening.drill;
  memory_.fire = opening.fire;
  start(Duty::County, Duration{}, now);
  start(Duty::LevelUp, Duration{}, now);
  keep(now, orders);
}

/// What was counted stays counted, even when the wall clock was set back meanwhile.
ReportingClocks::ReportingClocks(const ClocksMemory& memory, Now now, ClockOrders& orders)
    : memory_(memory), base_(now), estimated_(!now.wall_trusted) {
  const Duration gap = std::max(Duration{now.wall - memory.kept}, Duration{});
  for (ClockMemory& clock : memory_.clocks) {
    const bool stamped = clock.trusted && now.wall_trusted;
    clock.elapsed =
        stamped ? std::max(clock.elapsed, Duration{now.wall - clock.started}) : clock.elapsed + gap;
    const WallTime started = floor<milliseconds>(now.wall - clock.elapsed);
    const bool keeps_stamp = estimated_ && clock.trusted;
    if (!keeps_stamp && is_beyond_step(started - clock.started)) clock.started = started;
  }
  run(now, orders);
}

Duration ReportingClocks::elapsed(const ClockMemory& clock, Tick now) const {
  return clock.elapsed + (now - base_.tick);
}

Duration ReportingClocks::limit(const ClockMemory& clock) const {
  return rule_of(clock.duty, memory_.fire).limit;
}

ClockMemory* ReportingClocks::find(Duty duty) {
  const auto found = std::find_if(memory_.clocks.begin(), memory_.clocks.end(),
                                  [&](const ClockMemory& one) { return one.duty == duty; });
  return found == memory_.clocks.end() ? nullptr : &*found;
}

Duration ReportingClocks::since_opening() const {
  Duration longest{};
  for (const ClockMemory& clock : memory_.clocks) longest = std::max(longest, clock.elapsed);
  return longest;
}

const ClockMemory* ReportingClocks::binding(Tick now) const {
  const ClockMemory* first = nullptr;
  const auto left = [&](const ClockMemory& clock) { return limit(clock) - elapsed(clock, now); };
  for (const ClockMemory& clock : memory_.clocks) {
    if (clock.open && (first == nullptr || left(clock) < left(*first))) first = &clock;
  }
  return first;
}

/// Shape   base_ is now
void ReportingClocks::start(Duty duty, Duration elapsed, Now now) {
  memory_.clocks.push_back({.duty = duty,
                            .started = floor<milliseconds>(now.wall - elapsed),
                            .trusted = now.wall_trusted,
                            .elapsed = elapsed});
}

void ReportingClocks::settle(Now now) {
  for (ClockMemory& clock : memory_.clocks) clock.elapsed = elapsed(clock, now.tick);
  memory_.kept = now.wall;
  base_ = now;
}

/// Keeps stamps and counted time together when the wall clock steps; says whether anything changed.
/// A good stamp of before the restart is no matter of a clock that is not synchronised yet: it waits,
/// and decides when the clock is.
bool ReportingClocks::follow_wall(Now now) {
  const Duration drift = (now.wall - base_.wall) - (now.tick - base_.tick);
  const bool repaired = estimated_ && now.wall_trusted;
  bool changed = false;
  settle(now);
  for (ClockMemory& clock : memory_.clocks) {
    if (repaired && clock.trusted) {
      clock.elapsed = std::max(Duration{now.wall - clock.started}, Duration{});
      changed = true;
      continue;
    }
    if (is_beyond_step(drift) && !(estimated_ && clock.trusted)) {
      clock.started = floor<milliseconds>(now.wall - clock.elapsed);
      changed = true;
    }
    if (now.wall_trusted && !clock.trusted) {
      clock.trusted = true;
      changed = true;
    }
  }
  if (now.wall_trusted) estimated_ = false;
  return changed;
}

/// Of several that are due it gives the last.
bool ReportingClocks::remind(ClockMemory& clock, Now now, ClockOrders& orders) const {
  if (!clock.open) return false;
  const DutyRule rule = rule_of(clock.duty, memory_.fire);
  const std::uint32_t first = clock.reminders;
  while (reminder(rule, clock.reminders).at <= clock.elapsed) ++clock.reminders;
  if (clock.reminders == first) return false;
  const std::uint32_t last = clock.reminders - 1;
  orders.reminders.push_back({.incident = memory_.incident,
                              .duty = clock.duty,
                              .stage = reminder(rule, last).stage,
                              .number = last,
                              .skipped = last - first,
                              .due = floor<milliseconds>(now.wall + (rule.limit - clock.elapsed)),
                              .binds = &clock == binding(now.tick),
                              .drill = memory_.drill});
  return true;
}

void ReportingClocks::run(Now now, ClockOrders& orders) {
  bool changed = follow_wall(now);
  for (ClockMemory& clock : memory_.clocks) changed = remind(clock, now, orders) || changed;
  if (changed) keep(now, orders);
}

std::optional<Tick> ReportingClocks::deadline() const {
  std::optional<Tick> first;
  for (const ClockMemory& clock : memory_.clocks) {
    if (!clock.open) continue;
    const auto next = reminder(rule_of(clock.duty, memory_.fire), clock.reminders);
    const Tick at = base_.tick + (next.at - clock.elapsed);
    if (!first || at < *first) first = at;
  }
  return first;
}

std::optional<Tick> ReportingClocks::over() const {
  const bool any = std::any_of(memory_.clocks.begin(), memory_.clocks.end(),
                               [](const ClockMemory& clock) { return clock.open; });
  if (any) return std::nullopt;
  const Duration limit{rule_of(Duty::Supplement, memory_.fire).limit};
  return base_.tick + (limit - since_opening());
}

void ReportingClocks::keep(Now now, ClockOrders& orders) {
  settle(now);
  orders.memory = memory_;
}

ReportingClocks::Result ReportingClocks::casualties(const Casualties& known, const std::string& by,
                                                    Now now, ClockOrders& orders) {
  if (by.empty()) return tl::unexpected(std::string("say who has found it"));
  if (is_negative(known))
    return tl::unexpected(std::string("a number is negative; write 0 or more"));
  follow_wall(now);
  const bool changed = !(known == memory_.casualties);
  memory_.casualties = known;
  memory_.casualties_by = by;
  const Duration open_for = since_opening();
  const bool supplement_runs = open_for <= Duration{rule_of(Duty::Supplement, memory_.fire).limit};
  if (known.anyone() && find(Duty::Local) == nullptr) {
    start(Duty::Local, Duration{}, now);
    start(Duty::Form, Duration{}, now);
    if (supplement_runs) start(Duty::Supplement, open_for, now);
  } else if (ClockMemory* supplement = find(Duty::Supplement);
             supplement != nullptr && changed && supplement_runs) {
    supplement->open = true;
  }
  for (ClockMemory& clock : memory_.clocks) remind(clock, now, orders);
  keep(now, orders);
  return {};
}

ReportingClocks::Result ReportingClocks::reported(Duty duty, WallTime at, const std::string& by,
                                                  const std::string& to, const std::string& note,
                                                  Now now, ClockOrders& orders) {
  if (by.empty()) return tl::unexpected(std::string("say who has reported"));
  if (to.empty()) return tl::unexpected(std::string("say to whom it was reported"));
  ClockMemory* clock = find(duty);
  const std::string name(to_text(duty));
  if (clock == nullptr) {
    return tl::unexpected("clock \"" + name + "\" does not run: no casualties were entered");
  }
  if (!clock->open) {
    const std::string who = clock->reports.empty() ? "" : ", by " + clock->reports.back().by;
    return tl::unexpected("\"" + name + "\" was reported already" + who);
  }
  if (at > now.wall + kWritten) return tl::unexpected(std::string("that time is yet to come"));
  follow_wall(now);
  if (at < now.wall - since_opening() - kWritten) {
    return tl::unexpected(std::string("that was before the incident"));
  }
  const bool late = at > now.wall + (limit(*clock) - clock->elapsed);
  clock->open = false;
  clock->reports.push_back({.at = at, .by = by, .to = to, .note = note, .late = late});
  keep(now, orders);
  return {};
}

std::vector<ClockView> ReportingClocks::view(Now now) const {
  std::vector<ClockView> views;
  const ClockMemory* binds = binding(now.tick);
  for (const ClockMemory& clock : memory_.clocks) {
    const Duration passed = elapsed(clock, now.tick);
    // What two clocks differ by between two looks is no news: the stamp is the one on record.
    WallTime started = floor<milliseconds>(now.wall - passed);
    if (!is_beyond_step(started - clock.started)) started = clock.started;
    ClockView view{.duty = clock.duty,
                   .started = started,
                   .due = floor<milliseconds>(started + limit(clock)),
                   .open = clock.open,
                   .overdue = clock.open && passed >= limit(clock),
                   .binds = &clock == binds,
                   .reports = clock.reports};
    view.late = view.overdue || std::any_of(clock.reports.begin(), clock.reports.end(),
                                            [](const Report& report) { return report.late; });
    views.push_back(std::move(view));
  }
  return views;
}

}  // namespace hazgate::emergency
