#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>

#include "tests/unit/gateway/core/kpi/record.hpp"

namespace hazgate::kpi {
namespace {

/// Alarms that come and go as the state table allows, in bursts and with days of silence between.
class Plant {
 public:
  explicit Plant(unsigned seed) : random_(seed) {}

  std::vector<Transition> run(int steps) {
    for (int i = 0; i < steps; ++i) {
      wait();
      const auto place = chance(50) ? random_() % 3 : random_() % kAlarms;
      if (chance(12)) {
        turn_flag(place);
      } else if (chance(1)) {
        restart();
      } else if (chance(2)) {
        flutter(place);
      } else {
        move(place);
      }
    }
    return lines_;
  }

 private:
  static constexpr std::size_t kAlarms = 14;
  struct Alarm {
    State state = State::Normal;
    Flags flags{};
    std::uint64_t occurrence = 0;
  };

  bool chance(unsigned percent) { return random_() % 100 < percent; }

  void wait() {
    if (chance(1)) busy_ = !busy_;
    const unsigned most_ms = busy_ ? 25'000 : 3'000'000;
    if (!chance(10)) now_ += std::chrono::milliseconds{random_() % most_ms};
    if (!busy_ && chance(1)) now_ += std::chrono::hours{random_() % 60};
  }

  void say(std::size_t place, State to, Cause cause, bool starts) {
    Alarm& alarm = alarms_[place];
    if (starts) ++alarm.occurrence;
    lines_.push_back({now_, "a" + std::to_string(place), static_cast<Priority>(place % 4),
                      alarm.occurrence, alarm.state, to, alarm.flags, cause});
    alarm.state = to;
  }

  void move(std::size_t place) {
    const bool latch = place % 2 == 0;
    switch (alarms_[place].state) {
      case State::Normal:
        return say(place, State::Active, Cause::Condition, true);
      case State::Active:
        if (chance(50)) return say(place, State::Acked, Cause::Ack, false);
        return say(place, latch ? State::Latched : State::Cleared, Cause::Clear, false);
      case State::Acked:
        if (chance(5) && !alarms_[place].flags.any()) {
          return say(place, State::Active, Cause::Condition, true);
        }
        return say(place, latch ? State::LatchedAcked : State::Normal, Cause::Clear, false);
      case State::Cleared:
        if (chance(50)) return say(place, State::Active, Cause::Condition, true);
        return say(place, State::Normal, Cause::Ack, false);
      case State::Latched:
        if (chance(50)) return say(place, State::Active, Cause::Condition, true);
        return say(place, State::LatchedAcked, Cause::Ack, false);
      case State::LatchedAcked:
        if (chance(30)) return say(place, State::Active, Cause::Condition, true);
        return say(place, State::Normal, Cause::Reset, false);
    }
  }

  /// One alarm comes and goes, mostly too fast for anybody.
  void flutter(std::size_t place) {
    const auto apart_ms = 2'000 + random_() % 40'000;
    for (auto times = 5 + random_() % 40; times > 0; --times) {
      now_ += std::chrono::milliseconds{random_() % apart_ms};
      move(place);
    }
  }

  void turn_flag(std::size_t place) {
    constexpr std::array kSet = {Cause::Shelve, Cause::Suppress, Cause::Remove};
    constexpr std::array kLift = {Cause::Unshelve, Cause::Unsuppress, Cause::Return};
    const auto flag = static_cast<std::size_t>(random_()) % alarm::kAllFlags.size();
    const Flag one = alarm::kAllFlags[flag];
    Alarm& alarm = alarms_[place];
    if (!alarm.flags.has(one) && chance(75)) return;
    alarm.flags.has(one) ? alarm.flags.lift(one) : alarm.flags.set(one);
    if (alarm.flags.has(one)) return say(place, alarm.state, kSet[flag], false);
    const bool sounds = !alarm.flags.any() && alarm::is_condition_true(alarm.state);
    say(place, sounds ? State::Active : alarm.state, kLift[flag], sounds);
  }

  void restart() {
    for (std::size_t i = 0; i < kAlarms; ++i) {
      if (alarms_[i].state != State::Normal) say(i, alarms_[i].state, Cause::Restart, false);
    }
  }

  std::mt19937 random_;
  WallTime now_ = day(-30 * 24h);
  bool busy_ = true;
  std::array<Alarm, kAlarms> alarms_;
  std::vector<Transition> lines_;
};

struct Span {
  WallTime begin, end;
  Duration in(WallTime from, WallTime to) const {
    return std::max(Duration{}, Duration{std::min(end, to) - std::max(begin, from)});
  }
};

/// The words of the KPIs, taken literally, over the whole record at once.
class Reference {
 public:
  Reference(const std::vector<Transition>& lines, WallTime read_from) : read_from_(read_from) {
    std::map<std::string, Transition> last;
    for (const Transition& line : lines) {
      const auto before = last.find(line.id);
      const std::uint64_t known = before == last.end() ? 0 : before->second.occurrence;
      if (before != last.end()) {
        end_stretch(before->second, line.t);
        forget_what_was_not_read(before->second, line.t);
      }
      if (line.occurrence > known) raised(line);
      if (line.cause == Cause::Ack) acknowledged(line);
      const bool was = alarm::is_condition_true(line.from);
      const bool is = alarm::is_condition_true(line.to);
      if (is && !was) active_since_[line.id] = line.t;
      if (was && !is) cleared(line);
      last.insert_or_assign(line.id, line);
    }
    for (const auto& [id, line] : last) end_stretch(line, WallTime::max());
    find_floods();
  }

  void compare(const Report& got) const {
    const WallTime from = got.period.begin, to = got.until;
    std::array<std::uint64_t, 4> by_priority{};
    std::map<std::string, std::uint64_t> counts;
    std::set<std::string> chattering;
    for (std::size_t i = 0; i < heard_.size(); ++i) {
      if (heard_[i].t < from || heard_[i].t >= to) continue;
      ++by_priority[static_cast<std::size_t>(heard_[i].priority)];
      ++counts[heard_[i].id];
      std::size_t near = 0;
      for (std::size_t k = 0; k <= i; ++k) {
        near += static_cast<std::size_t>(heard_[k].id == heard_[i].id &&
                                         heard_[i].t - heard_[k].t < 1min);
      }
      if (near >= 3) chattering.insert(heard_[i].id);
    }
    EXPECT_EQ(got.by_priority, by_priority);
    EXPECT_EQ(got.top, most(counts));
    EXPECT_EQ(got.chattering, sorted(chattering));
    compare_slots(got);
    compare_floods(got);
    compare_fleeting(got);
    compare_stretches(got);
    compare_answers(got);
  }

 private:
  /// An alarm with one state and the same flags.
  struct Stretch {
    std::string id;
    Span span;
    State state;
    Flags flags;
    WallTime active_since;
  };
  struct Answer {
    WallTime t;
    std::chrono::milliseconds took;
  };

  void end_stretch(const Transition& line, WallTime end) {
    stretches_.push_back({line.id, {line.t, end}, line.to, line.flags, active_since_[line.id]});
  }
  /// Of the time before the reading only is known how the alarm stood when it began.
  void forget_what_was_not_read(const Transition& before, WallTime t) {
    if (before.t >= read_from_ || t < read_from_) return;
    const bool waits =
        before.to == State::Active || before.to == State::Cleared || before.to == State::Latched;
    waiting_.erase(before.id);
    if (waits && !before.flags.any()) waiting_[before.id] = read_from_;
  }
  void raised(const Transition& line) {
    waiting_.erase(line.id);
    if (line.flags.any()) {
      quiet_.push_back(line);
      return;
    }
    heard_.push_back(line);
    waiting_[line.id] = line.t;
  }
  void acknowledged(const Transition& line) {
    const auto waiting = waiting_.find(line.id);
    if (waiting == waiting_.end()) return;
    answers_.push_back({line.t, line.t - waiting->second});
    waiting_.erase(waiting);
  }
  void cleared(const Transition& line) {
    const auto waiting = waiting_.find(line.id);
    if (waiting != waiting_.end() && line.t - waiting->second <= 10s) fleeting_.push_back(line);
  }

  std::size_t heard_in(WallTime after, WallTime until_with) const {
    return static_cast<std::size_t>(std::count_if(
        heard_.begin(), heard_.end(),
        [&](const Transition& line) { return line.t > after && line.t <= until_with; }));
  }

  void find_floods() {
    std::size_t i = 0;
    while (i < heard_.size()) {
      std::size_t near = 0;
      for (std::size_t k = 0; k <= i; ++k) {
        near += static_cast<std::size_t>(heard_[i].t - heard_[k].t < 10min);
      }
      if (near < 10) {
        ++i;
        continue;
      }
      // It ends where an alarm leaves the window and fewer than five of those before are left.
      WallTime end = WallTime::max();
      for (const Transition& line : heard_) {
        const WallTime at = line.t + 10min;
        if (at <= heard_[i].t || at >= end) continue;
        if (heard_in(at - 10min, at - 1ms) < 5) end = at;
      }
      floods_.push_back({heard_[i].t, end});
      while (i < heard_.size() && heard_[i].t < end) ++i;
    }
  }

  void compare_slots(const Report& got) const {
    const auto count = [&](WallTime from, WallTime to) {
      return heard_in(from - 1ms, std::min(to, got.until) - 1ms);
    };
    const auto most_of = [&](Duration width, std::uint64_t& slots, std::uint64_t& crowded) {
      std::uint64_t most = 0;
      const auto step = std::chrono::duration_cast<std::chrono::milliseconds>(width);
      for (WallTime t = got.period.begin; t < got.until; t += step) {
        const std::uint64_t number = count(t, t + step);
        most = std::max(most, number);
        ++slots;
        if (number > 10) ++crowded;
      }
      return most;
    };
    std::uint64_t slots = 0, crowded = 0, ignored = 0;
    EXPECT_EQ(got.most_in_ten_minutes, most_of(10min, slots, crowded));
    EXPECT_EQ(got.slots, slots);
    EXPECT_EQ(got.crowded, crowded);
    EXPECT_EQ(got.most_in_hour, most_of(1h, ignored, ignored));
    EXPECT_EQ(got.most_in_day, most_of(24h, ignored, ignored));
    EXPECT_EQ(got.alarms, count(got.period.begin, got.until));
  }

  void compare_floods(const Report& got) const {
    std::uint64_t begun = 0;
    Duration time{}, longest{};
    for (const Span& flood : floods_) {
      if (flood.begin >= got.period.begin && flood.begin < got.until) ++begun;
      const Duration part = flood.in(got.period.begin, got.until);
      time += part;
      longest = std::max(longest, part);
    }
    EXPECT_EQ(got.floods, begun);
    EXPECT_EQ(got.flood_time, time);
    EXPECT_EQ(got.longest_flood, longest);
  }

  void compare_fleeting(const Report& got) const {
    std::set<std::string> often;
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < fleeting_.size(); ++i) {
      if (fleeting_[i].t < got.period.begin || fleeting_[i].t >= got.until) continue;
      ++count;
      std::size_t near = 0;
      for (std::size_t k = 0; k <= i; ++k) {
        near += static_cast<std::size_t>(fleeting_[k].id == fleeting_[i].id &&
                                         fleeting_[i].t - fleeting_[k].t < 10min);
      }
      if (near >= 10) often.insert(fleeting_[i].id);
    }
    EXPECT_EQ(got.fleeting_alarms, count);
    EXPECT_EQ(got.fleeting, sorted(often));
  }

  void compare_stretches(const Report& got) const {
    const WallTime from = got.period.begin, to = got.until;
    std::set<std::string> stale;
    std::array<Duration, alarm::kAllFlags.size()> flagged{};
    std::size_t at_begin = 0, at_end = 0;
    for (const Stretch& stretch : stretches_) {
      const bool active = alarm::is_condition_true(stretch.state);
      const auto holds = [&](WallTime t) {
        return stretch.span.begin < t && t <= stretch.span.end;
      };
      at_begin += static_cast<std::size_t>(active && holds(from));
      at_end += static_cast<std::size_t>(active && holds(to));
      for (std::size_t i = 0; i < flagged.size(); ++i) {
        if (stretch.flags.has(alarm::kAllFlags[i])) flagged[i] += stretch.span.in(from, to);
      }
      const WallTime old = std::max(from, stretch.active_since + 24h);
      if (active && !stretch.flags.any() && stretch.span.in(old, to) > Duration{}) {
        stale.insert(stretch.id);
      }
    }
    EXPECT_EQ(got.stale, sorted(stale));
    EXPECT_EQ(got.flag_time, flagged);
    EXPECT_EQ(got.active_at_begin, at_begin);
    EXPECT_EQ(got.active_at_end, at_end);
    std::uint64_t quiet = 0;
    for (const Transition& line : quiet_) {
      quiet += static_cast<std::uint64_t>(line.t >= from && line.t < to);
    }
    EXPECT_EQ(got.quiet[0] + got.quiet[1] + got.quiet[2], quiet);
  }

  void compare_answers(const Report& got) const {
    std::vector<std::int64_t> took;
    for (const Answer& answer : answers_) {
      if (answer.t >= got.period.begin && answer.t < got.until) took.push_back(answer.took.count());
    }
    std::sort(took.begin(), took.end());
    EXPECT_EQ(got.acknowledged, took.size());
    EXPECT_EQ(got.acknowledge_median.has_value(), !took.empty());
    if (took.empty()) return;
    const auto near = [&](const auto& value, double share) {
      const auto rank = static_cast<std::size_t>(std::ceil(share * double(took.size())));
      const auto exact = double(took[rank - 1]);
      EXPECT_GE(double(value->count()), exact);
      EXPECT_LE(double(value->count()), exact * 1.01);
    };
    near(got.acknowledge_median, 0.5);
    near(got.acknowledge_95, 0.95);
  }

  static std::vector<std::string> sorted(const std::set<std::string>& ids) {
    return {ids.begin(), ids.end()};
  }
  static std::vector<Counted> most(const std::map<std::string, std::uint64_t>& counts) {
    std::vector<Counted> list;
    for (const auto& [id, count] : counts) list.push_back({id, count});
    std::stable_sort(list.begin(), list.end(),
                     [](const Counted& a, const Counted& b) { return a.count > b.count; });
    list.resize(std::min<std::size_t>(list.size(), 10));
    return list;
  }

  WallTime read_from_;
  std::vector<Transition> heard_, quiet_, fleeting_;
  std::vector<Answer> answers_;
  std::vector<Stretch> stretches_;
  std::vector<Span> floods_;
  std::map<std::string, WallTime> waiting_, active_since_;
};

/// Periods of any length, and the way hazctl reads: a day before the first of them.
Reading reading_of(const std::vector<Transition>& lines, unsigned seed) {
  std::mt19937 random(seed);
  const auto moment = [&](std::size_t most_minutes) {
    return std::chrono::milliseconds{std::chrono::minutes{1 + random() % most_minutes}} +
           std::chrono::milliseconds{random() % 60'000};
  };
  Reading reading;
  WallTime t = lines[lines.size() / 4 + random() % (lines.size() / 4)].t;
  reading.begin = t - 24h;
  reading.end = lines.back().t + moment(600);
  while (t < reading.end) {
    const WallTime end = t + moment(random() % 3 == 0 ? 10'000 : 1'500);
    reading.periods.push_back({t, end});
    t = end;
  }
  return reading;
}

TEST(KpiTallyWalk, CountsWhatTheWordsSay) {
  std::uint64_t periods = 0, floods = 0, chattering = 0, fleeting = 0, stale = 0, quiet = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    const std::vector<Transition> lines = Plant(seed).run(1500);
    const Reading reading = reading_of(lines, seed);
    const Reference reference(lines, reading.begin);
    std::vector<Transition> read;
    for (const Transition& line : lines) {
      if (line.t >= reading.begin) read.push_back(line);
    }
    // Those of which nothing more is said stand as they stood before.
    std::map<std::string, std::pair<Standing, WallTime>> today;
    for (const Transition& line : lines) {
      today[line.id] = {{line.id, line.to, line.flags, line.occurrence}, line.t};
    }
    std::vector<std::pair<Standing, WallTime>> standings;
    for (const auto& [id, standing] : today) standings.push_back(standing);
    const auto reports = reports_of(read, reading, {}, standings);
    ASSERT_EQ(reports.size(), reading.periods.size());
    for (const Report& report : reports) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", period " +
                   std::to_string(&report - reports.data()));
      reference.compare(report);
      if (testing::Test::HasFailure()) return;
      ++periods;
      floods += report.floods;
      chattering += report.chattering.size();
      fleeting += report.fleeting.size();
      stale += report.stale.size();
      quiet += report.quiet[0] + report.quiet[1] + report.quiet[2];
    }
  }
  // The walk has been everywhere.
  EXPECT_GT(periods, 300u);
  EXPECT_GT(floods, 100u);
  EXPECT_GT(chattering, 20u);
  EXPECT_GT(fleeting, 0u);
  EXPECT_GT(stale, 50u);
  EXPECT_GT(quiet, 500u);
}

/// Whatever the clock does: nothing is lost, nothing is negative, every report is there once.
TEST(KpiTallyWalk, ClocksThatStepLoseNothing) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    std::vector<Transition> lines = Plant(seed).run(800);
    std::mt19937 random(seed);
    Duration off{};
    for (Transition& line : lines) {
      if (random() % 50 == 0) off = std::chrono::hours{int(random() % 80) - 40};
      if (random() % 200 == 0) off = std::chrono::hours{24 * 4000};
      line.t += std::chrono::duration_cast<std::chrono::milliseconds>(off);
    }
    Reading reading = days(-30, 60, 30 * 24h);
    reading.begin = day(-40 * 24h);
    const auto reports = reports_of(lines, reading);
    ASSERT_EQ(reports.size(), 60u);
    std::uint64_t alarms = 0, quiet = 0, steps = 0;
    for (const Report& report : reports) {
      alarms += report.alarms;
      quiet += report.quiet[0] + report.quiet[1] + report.quiet[2];
      steps += report.clock_steps;
      EXPECT_GE(report.flood_time, report.longest_flood);
      EXPECT_GE(report.longest_flood, Duration{});
      EXPECT_LE(report.crowded, report.slots);
      for (const Duration time : report.flag_time) EXPECT_GE(time, Duration{});
    }
    std::map<std::string, std::uint64_t> occurrences;
    std::uint64_t raised = 0;
    for (const Transition& line : lines) {
      raised += static_cast<std::uint64_t>(line.occurrence > occurrences[line.id]);
      occurrences[line.id] = line.occurrence;
    }
    EXPECT_GT(steps, 0u);
    // Those before the first period are the only ones that no report has.
    std::uint64_t before = 0;
    occurrences.clear();
    for (const Transition& line : lines) {
      const bool early = line.t < reading.periods.front().begin;
      if (!early) break;
      before += static_cast<std::uint64_t>(line.occurrence > occurrences[line.id]);
      occurrences[line.id] = line.occurrence;
    }
    EXPECT_GE(alarms + quiet + before, raised - before) << "seed " << seed;
    EXPECT_LE(alarms + quiet, raised);
  }
}

}  // namespace
}  // namespace hazgate::kpi
