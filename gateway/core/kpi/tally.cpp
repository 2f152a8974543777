#include "gateway/core/kpi/tally.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::kpi {
namespace {

/// More than crowd - 1 for each.
std::uint64_t crowd_of_all(const Terms& terms) {
  return (terms.crowd - 1) * terms.operators + 1;
}

bool is_shown(alarm::State state, Flags flags) {
  return alarm::is_condition_true(state) && !flags.any();
}

/// Of several flags the gravest: the last in the contract's order.
std::optional<Flag> topmost(Flags flags) {
  std::optional<Flag> top;
  for (const Flag flag : alarm::kAllFlags) {
    if (flags.has(flag)) top = flag;
  }
  return top;
}

std::chrono::milliseconds whole_ms(Duration duration) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(duration);
}

}  // namespace

Tally::Tally(const Terms& terms, Reading reading)
    : terms_(terms),
      reading_(std::move(reading)),
      course_(reading_.begin, reading_.end),
      place_(reading_.begin),
      ten_minutes_(std::chrono::minutes{10}, crowd_of_all(terms)),
      hours_(std::chrono::hours{1}, 1),
      days_(std::chrono::days{1}, 1),
      flood_(shared_by(terms.flood, terms.operators)) {
  for (const Standing& standing : reading_.standings) {
    Alarm& alarm = alarms_[standing.id];
    become(alarm, standing.state, standing.flags);
    alarm.occurrence = standing.occurrence;
    if (alarm::is_unacknowledged(standing.state) && !standing.flags.any()) alarm.heard = now_;
  }
  reading_.standings.clear();
}

void Tally::take(const Transition& transition, std::vector<Report>& ended) {
  pass(transition.t, ended);
  Alarm& alarm = alarms_[transition.id];
  if (alarm.state != transition.from) catch_up(alarm, transition.from);
  const bool starts = is_new(transition, alarm.occurrence);
  const bool drops = alarm::is_condition_true(transition.from) &&
                     !alarm::is_condition_true(transition.to) && transition.cause == Cause::Clear;
  become(alarm, transition.to, transition.flags);
  alarm.occurrence = transition.occurrence;
  if (drops) look_if_fleeting(alarm);
  if (starts) {
    alarm.heard.reset();
    if (const auto flag = topmost(transition.flags)) {
      ++report_.quiet[static_cast<std::size_t>(*flag)];
    } else {
      annunciate(alarm, transition.priority);
    }
  } else if (transition.cause == Cause::Ack && alarm.heard) {
    answers_.add(whole_ms(now_ - *alarm.heard));
    alarm.heard.reset();
  }
}

/// Lines are missing: what they said of acknowledgement and condition is seen from what follows.
void Tally::catch_up(Alarm& alarm, alarm::State state) {
  become(alarm, state, alarm.flags);
  if (!alarm::is_unacknowledged(state)) alarm.heard.reset();
}

void Tally::finish(std::vector<Report>& ended) {
  pass(reading_.end, ended);
  if (in_period_) close_period(place_, ended);
}

void Tally::pass(WallTime stamp, std::vector<Report>& ended) {
  const Course::Passed passed = course_.pass(stamp);
  move_on(passed.elapsed, passed.place, ended);
  if (passed.stepped) ++report_.clock_steps;
}

/// What elapsed beyond the way in the calendar elapsed before it.
void Tally::move_on(Duration elapsed, WallTime place, std::vector<Report>& ended) {
  const Duration excess = std::max(Duration{}, elapsed - Duration{place - place_});
  elapse(excess);
  Duration left = elapsed - excess;
  const auto go_to = [&](WallTime next) {
    const Duration step = std::min(left, Duration{next - place_});
    elapse(step);
    left -= step;
    place_ = next;
  };
  while (period_ < reading_.periods.size()) {
    const Period& period = reading_.periods[period_];
    if (!in_period_) {
      if (place < period.begin) break;
      go_to(period.begin);
      open_period();
    }
    if (place < period.end) break;
    go_to(period.end);
    close_period(period.end, ended);
  }
  go_to(place);
}

void Tally::elapse(Duration elapsed) {
  const Tick to = now_ + elapsed;
  if (flood_.in_flood()) {
    const Tick end = std::min(*flood_.deadline(), to);
    report_.flood_time += end - now_;
    report_.longest_flood =
        std::max(report_.longest_flood, end - std::max(flood_.flood().began, period_began_));
    flood_.run(to);
  }
  for (std::size_t i = 0; i < flagged_.size(); ++i) {
    report_.flag_time[i] += elapsed * static_cast<Duration::rep>(flagged_[i]);
  }
  now_ = to;
  for (Slots* slots : {&ten_minutes_, &hours_, &days_}) slots->run(now_);
}

void Tally::open_period() {
  in_period_ = true;
  period_began_ = now_;
  report_ = {};
  report_.period = reading_.periods[period_];
  report_.operators = terms_.operators;
  report_.active_at_begin = active_;
  for (Slots* slots : {&ten_minutes_, &hours_, &days_}) slots->begin(now_);
  answers_ = {};
  for (auto& [id, alarm] : alarms_) {
    alarm.alarms = 0;
    alarm.chattering = alarm.fleeting = alarm.stale = false;
  }
}

void Tally::close_period(WallTime until, std::vector<Report>& ended) {
  for (Slots* slots : {&ten_minutes_, &hours_, &days_}) slots->end(now_);
  report_.until = until;
  report_.most_in_ten_minutes = ten_minutes_.most();
  report_.most_in_hour = hours_.most();
  report_.most_in_day = days_.most();
  report_.slots = ten_minutes_.closed();
  report_.crowded = ten_minutes_.crowded();
  report_.acknowledged = answers_.count();
  report_.acknowledge_median = answers_.percentile(0.5);
  report_.acknowledge_95 = answers_.percentile(0.95);
  report_.active_at_end = active_;
  list_alarms();
  ended.push_back(std::exchange(report_, {}));
  in_period_ = false;
  ++period_;
}

void Tally::list_alarms() {
  for (auto& [id, alarm] : alarms_) {
    if (is_shown(alarm.state, alarm.flags)) look_if_stale(alarm);
    if (alarm.alarms > 0) report_.top.push_back({id, alarm.alarms});
    if (alarm.chattering) report_.chattering.push_back(id);
    if (alarm.fleeting) report_.fleeting.push_back(id);
    if (alarm.stale) report_.stale.push_back(id);
  }
  for (auto* ids : {&report_.chattering, &report_.fleeting, &report_.stale}) {
    std::sort(ids->begin(), ids->end());
  }
  std::sort(report_.top.begin(), report_.top.end(), [](const Counted& a, const Counted& b) {
    return a.count != b.count ? a.count > b.count : a.id < b.id;
  });
  if (report_.top.size() > terms_.top) report_.top.resize(terms_.top);
}

void Tally::become(Alarm& alarm, alarm::State state, Flags flags) {
  const bool was_active = alarm::is_condition_true(alarm.state);
  const bool was_shown = is_shown(alarm.state, alarm.flags);
  const bool active = alarm::is_condition_true(state);
  const bool shown = is_shown(state, flags);
  if (was_shown && !shown) look_if_stale(alarm);
  if (active && !was_active) alarm.active_since = now_;
  if (shown && !was_shown) alarm.shown_since = now_;
  active_ = active_ + (active ? 1 : 0) - (was_active ? 1 : 0);
  for (const Flag flag : alarm::kAllFlags) {
    std::size_t& flagged = flagged_[static_cast<std::size_t>(flag)];
    flagged = flagged + (flags.has(flag) ? 1 : 0) - (alarm.flags.has(flag) ? 1 : 0);
  }
  alarm.state = state;
  alarm.flags = flags;
}

/// Of an alarm that is shown until now: whether it was stale for a moment of this period.
void Tally::look_if_stale(Alarm& alarm) const {
  const Tick from =
      std::max({alarm.active_since + terms_.stale_after, alarm.shown_since, period_began_});
  if (now_ > from) alarm.stale = true;
}

void Tally::annunciate(Alarm& alarm, Priority priority) {
  ++report_.alarms;
  ++report_.by_priority[static_cast<std::size_t>(priority)];
  for (Slots* slots : {&ten_minutes_, &hours_, &days_}) slots->count();
  if (flood_.count(now_) == FloodStep::Began) ++report_.floods;
  alarm.heard = now_;
  ++alarm.alarms;
  alarm.chatter.add(now_);
  if (alarm.chatter.holds(terms_.chattering, terms_.chattering_in, now_)) alarm.chattering = true;
}

void Tally::look_if_fleeting(Alarm& alarm) {
  if (!alarm.heard || now_ - *alarm.heard > terms_.fleeting_for) return;
  ++report_.fleeting_alarms;
  alarm.fleet.add(now_);
  if (alarm.fleet.holds(terms_.fleeting, terms_.fleeting_in, now_)) alarm.fleeting = true;
}

}  // namespace hazgate::kpi
