#include "gateway/core/replay/replay.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

namespace hazgate::replay {
namespace {

using alarm::Ask;
using alarm::AskKind;
using alarm::Cause;
using alarm::ConditionKind;
using alarm::Flag;

constexpr Duration kLeastRunUp = std::chrono::minutes{10};
constexpr Duration kPaceSlack = std::chrono::milliseconds{500};
constexpr auto kWholeJitter = std::chrono::duration_cast<WallTime::duration>(kJitter);

/// Of an alarm that the configuration does not have: whether its id is one of the gateway's own.
bool is_of_gateway(std::string_view id) {
  return id.starts_with("gateway.") || id.starts_with("bus.") || id.ends_with(".write") ||
         id.ends_with(".check");
}

}  // namespace

Replay::Replay(const site::SiteSpec& spec, const Stretch& stretch,
               const std::vector<kpi::Standing>& standings, NextEvent next_event)
    : spec_(spec),
      stretch_(stretch),
      next_event_(std::move(next_event)),
      translation_(spec),
      alarms_(std::make_unique<site::Alarms>(spec, [](AlarmIndex, Now, site::Effects&) {})),
      standings_(standings),
      answering_(spec.devices.size()),
      last_(spec.points.size()) {
  event_ = next_event_();
}

Duration Replay::run_up(const site::SiteSpec& spec) {
  Duration longest = kLeastRunUp;
  for (const site::AlarmSpec& alarm : spec.alarms) {
    const alarm::ConditionParams& params = alarm.condition;
    longest = std::max(longest, params.window + std::max(params.on_delay, params.off_delay));
  }
  return longest;
}

bool Replay::is_left_out(const std::string& id) const {
  const auto alarm = alarms_->find(id);
  if (!alarm) return is_of_gateway(id);
  return spec_.alarms[at(*alarm)].condition.kind == ConditionKind::System;
}

/// The replay begins with the alarms as the record had them, as if this configuration had been applied
/// to them then.
void Replay::restore(const std::vector<kpi::Standing>& standings) {
  const Now now = now_at(*now_);
  for (const kpi::Standing& standing : standings) {
    if (is_left_out(standing.id)) continue;
    comparison_.stands(Side::Recorded, standing, now.tick);
    if (!alarms_->find(standing.id)) continue;
    comparison_.stands(Side::Replayed, standing, now.tick);
    alarms_->restore({.id = standing.id,
                      .saved = {.state = standing.state,
                                .flags = standing.flags,
                                .condition = alarm::is_condition_true(standing.state),
                                .occurrence = standing.occurrence},
                      .saved_at = now.wall,
                      .since = now.wall},
                     now, effects_);
  }
  alarms_->restored(now, effects_);
  note_effects(now.tick);
}

/// As after a restart of the gateway, but that delays begin again.
void Replay::start_anew(Now now) {
  const Now before = now_at(*now_);
  const auto old = std::exchange(
      alarms_, std::make_unique<site::Alarms>(spec_, [](AlarmIndex, Now, site::Effects&) {}));
  for (std::size_t i = 0; i < spec_.alarms.size(); ++i) {
    site::AlarmMemory memory = old->memory(index_of<AlarmIndex>(i), before);
    memory.saved.delayed = alarm::Saved::kNoTime;
    alarms_->restore(memory, now, effects_);
  }
  alarms_->restored(now, effects_);
  note_effects(now.tick);
  answering_.assign(answering_.size(), std::nullopt);
}

void Replay::layout(std::uint32_t id, const std::string& device,
                    const std::vector<std::string>& points) {
  if (id >= layouts_.size()) layouts_.resize(id + 1);
  Layout layout{.places = translation_.places(device, points)};
  for (const std::string& point : points) {
    layout.ids.push_back(device);
    layout.ids.back().append(".").append(point);
  }
  layout.left_out.resize(points.size());
  layouts_[id] = std::move(layout);
}

void Replay::frame(WallTime stamp, std::uint32_t id, std::span<const Reading> readings) {
  const WallTime newest = clock_.newest();
  const RecordClock::Moment moment = clock_.pass(id, stamp);
  if (!now_) {
    now_ = moment.tick;
    restore(std::exchange(standings_, {}));
  }
  const bool back = moment.step == RecordClock::Step::Back;
  take_events(newest - kWholeJitter, back ? newest + kWholeJitter : stamp, moment);
  const Now now{.tick = moment.tick, .wall = stamp};
  if (moment.step == RecordClock::Step::Gap) start_anew(now);
  if (stamp >= stretch_.since) begin(moment.tick);
  run_until(moment.tick);
  if (id >= layouts_.size() || !layouts_[id]) return;
  take_samples(*layouts_[id], readings, now);
  take_answer(*layouts_[id], readings, now);
  if (!effects_.empty()) note_effects(now.tick);
}

/// Nothing falls due in a gap: who should have seen to it was not there. An event of before `from` waits
/// for the samples to come to the step of the clock behind which it stands.
void Replay::take_events(WallTime from, WallTime upto, const RecordClock::Moment& moment) {
  for (; event_ && event_->t >= from && event_->t <= upto; event_ = next_event_()) {
    const bool back = moment.step == RecordClock::Step::Back;
    const Tick tick = back ? *now_ : std::clamp(clock_.tick_of(event_->t), *now_, moment.tick);
    if (event_->t >= stretch_.since) begin(tick);
    if (moment.step == RecordClock::Step::Gap) {
      now_ = tick;
    } else {
      run_until(tick);
    }
    take_event(*event_, tick);
  }
}

void Replay::take_event(const kpi::Transition& event, Tick tick) {
  if (is_left_out(event.id)) return;
  count(Side::Recorded, event, tick);
  const auto alarm = alarms_->find(event.id);
  if (!alarm) return;
  do_as_persons(*alarm, event, now_at(tick));
  note_effects(tick);
}

void Replay::do_as_persons(AlarmIndex alarm, const kpi::Transition& event, Now now) {
  if (event.cause == Cause::Ack)
    alarms_->ask(alarm, {.kind = AskKind::Acknowledge}, {}, {}, now, effects_);
  if (event.cause == Cause::Reset)
    alarms_->ask(alarm, {.kind = AskKind::Reset}, {}, {}, now, effects_);
  follow_flag(alarm, Flag::Shelved, event.flags.has(Flag::Shelved), now);
  follow_flag(alarm, Flag::OutOfService, event.flags.has(Flag::OutOfService), now);
}

/// For how long is not in the record, but when it ended is.
void Replay::follow_flag(AlarmIndex alarm, Flag flag, bool set, Now now) {
  if (alarms_->flags(alarm).has(flag) == set) return;
  const bool shelf = flag == Flag::Shelved;
  Ask ask{.kind = shelf ? AskKind::Unshelve : AskKind::Return};
  if (set) {
    ask.kind = shelf ? AskKind::Shelve : AskKind::Remove;
    if (shelf) ask.time = spec_.alarms[at(alarm)].rules.longest_shelf;
  }
  alarms_->ask(alarm, ask, {}, {}, now, effects_);
}

void Replay::run_until(Tick tick) {
  while (true) {
    const auto due = alarms_->deadline();
    if (!due || *due > tick) break;
    const Tick when = std::max(*due, *now_);
    alarms_->run(now_at(when), effects_);
    now_ = when;
    note_effects(when);
    if (alarms_->deadline() == due) break;  // it waits for a reading
  }
  now_ = tick;
}

void Replay::take_samples(Layout& layout, std::span<const Reading> readings, Now now) {
  const std::size_t size = std::min(readings.size(), layout.places.points.size());
  for (std::size_t i = 0; i < size; ++i) {
    if (readings[i].quality == Quality::NotYet) continue;
    const auto& point = layout.places.points[i];
    const auto sample =
        point ? translation_.sample(*point, readings[i], now.tick) : std::optional<Sample>();
    if (!sample) {
      ++layout.left_out[i];
      continue;
    }
    ++readings_;
    if (is_fresh(*sample)) alarms_->take(*sample, 0, now, effects_);
  }
}

/// A point that is read less often than its device stands in each frame with its last reading.
bool Replay::is_fresh(const Sample& sample) {
  const std::size_t place = at(sample.point);
  if (place >= stretch_.paces.size() || stretch_.paces[place] <= Duration{}) return true;
  const Duration pace = stretch_.paces[place];
  auto& last = last_[place];
  const bool again = last && last->quality == sample.quality && last->value == sample.value;
  if (again && sample.at - last->at < pace - std::min(pace / 4, kPaceSlack)) return false;
  last = sample;
  return true;
}

/// The zones of a fire panel keep their last state when it is silent.
void Replay::take_answer(const Layout& layout, std::span<const Reading> readings, Now now) {
  if (!layout.places.device) return;
  bool any = false, silent = true;
  const std::size_t size = std::min(readings.size(), layout.places.points.size());
  for (std::size_t i = 0; i < size && silent; ++i) {
    const auto& point = layout.places.points[i];
    if (point && !spec_.points[at(*point)].parts.empty()) continue;
    any = true;
    silent = readings[i].quality == Quality::Comm;
  }
  const bool answers = !any || !silent;
  auto& before = answering_[at(*layout.places.device)];
  if (before == answers) return;
  before = answers;
  alarms_->device_answers(*layout.places.device, answers, now, effects_);
}

void Replay::note_effects(Tick tick) {
  for (const site::Event& each : effects_.events) {
    const auto* event = std::get_if<site::AlarmEvent>(&each);
    if (event == nullptr || event->cause == Cause::Restart || !event->gone.empty()) continue;
    const site::AlarmSpec& alarm = spec_.alarms[at(event->alarm)];
    if (alarm.condition.kind == ConditionKind::System) continue;
    count(Side::Replayed,
          {.t = event->t,
           .id = alarm.id,
           .priority = alarm.priority,
           .occurrence = event->occurrence,
           .from = event->from,
           .to = event->to,
           .flags = event->flags,
           .cause = event->cause},
          tick);
  }
  effects_.events.clear();
  effects_.alarms.clear();
}

void Replay::count(Side side, const kpi::Transition& transition, Tick tick) {
  comparison_.take(side, transition, tick);
  if (tallies_.empty()) return;
  const auto place = static_cast<std::size_t>(side);
  tallies_[place].take(transition, reports_[place]);
}

void Replay::begin(Tick tick) {
  if (!tallies_.empty()) return;
  comparison_.begin(tick);
  for (const Side side : {Side::Recorded, Side::Replayed}) {
    tallies_.emplace_back(stretch_.terms,
                          kpi::Reading{.begin = stretch_.since,
                                       .end = stretch_.until,
                                       .periods = {{stretch_.since, stretch_.until}},
                                       .standings = comparison_.standings(side)});
  }
}

Result Replay::finish() {
  Result result{.readings = readings_,
                .gaps = clock_.gaps(),
                .steps_back = clock_.steps_back(),
                .gap_time = clock_.gap_time()};
  if (!now_) return result;
  take_events(WallTime::min(), stretch_.until,
              {.tick = std::max(*now_, clock_.tick_of(stretch_.until))});
  begin(*now_);
  result.lines = comparison_.finish(*now_);
  for (Line& line : result.lines) line.configured = alarms_->find(line.id).has_value();
  for (std::size_t side = 0; side < kSides; ++side) {
    tallies_[side].finish(reports_[side]);
    if (!reports_[side].empty()) result.reports[side] = std::move(reports_[side].front());
  }
  for (const auto& layout : layouts_) {
    for (std::size_t i = 0; layout && i < layout->ids.size(); ++i) {
      if (layout->left_out[i] == 0) continue;
      result.left_out.push_back({layout->ids[i], !layout->places.points[i], layout->left_out[i]});
    }
  }
  return result;
}

}  // namespace hazgate::replay
