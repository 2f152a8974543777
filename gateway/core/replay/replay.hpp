#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gateway/core/kpi/report.hpp"
#include "gateway/core/kpi/tally.hpp"
#include "gateway/core/kpi/transition.hpp"
#include "gateway/core/replay/comparison.hpp"
#include "gateway/core/replay/record_clock.hpp"
#include "gateway/core/replay/translation.hpp"
#include "gateway/core/site/alarms.hpp"
#include "gateway/core/site/effects.hpp"
#include "gateway/core/site/spec.hpp"

namespace hazgate::replay {

/// What is replayed.
struct Stretch {
  WallTime since{};  ///< what was before only shows how things stood
  WallTime until{};
  kpi::Terms terms;
  /// By point: how often it is read when that is less often than its device; zero or not there: with it.
  std::vector<Duration> paces;
};

/// Readings that could not be replayed.
struct LeftOut {
  std::string point;        ///< its full id
  bool is_missing = false;  ///< the configuration has no such point; else it is another one there
  std::uint64_t readings = 0;
};

struct Result {
  std::vector<Line> lines;                  ///< in the order of their ids
  std::array<kpi::Report, kSides> reports;  ///< by Side, of the whole stretch
  std::uint64_t readings = 0;               ///< replayed ones
  std::vector<LeftOut> left_out;
  std::uint64_t gaps = 0, steps_back = 0;
  Duration gap_time{};
};

/// The record through another configuration: its samples drive the alarms of that one, and what they
/// would have done is put beside what happened. A library of its own in the core, as it is pure and knows
/// the site's alarms, but neither the journal nor the program that reads it.
///
///   frame ─► clock ─► events till then ─► deadlines till then ─► samples ─► Alarms ─┐
///   event ─► flags and answers of persons ──────────────────────────────► Alarms ─┤
///     └────────────────────────────────────────────────────────► Comparison, Tally ◄┘
///
/// Time is that of the samples (RecordClock); deadlines fall due between them. At a gap the alarms go on as
/// after a restart, but no delay has run through it, and none of their deadlines falls due in it.
/// Events and samples have no common order but their stamps: where the clock was put back, an event of the
/// time that came twice is taken to be of the first pass, unless an event before it was later.
/// What persons did (acknowledge, reset, shelve, out of service) is done to the alarm of the same id, so
/// that re-alarms and lifted shelves are those of the record. Plans do not run.
/// `comm` follows frames in which every reading of a device is Comm: the record of a device that is lost.
/// Misses before it was called lost left nothing, so that another `comm_after` changes nothing.
/// Alarms of the gateway itself (System) are left out on both sides.
/// Thread  any, one at a time (pure)
class Replay {
 public:
  /// The alarm events of the record in its order; none: there are no more.
  using NextEvent = std::function<std::optional<kpi::Transition>()>;

  /// `standings`: how the alarms stood in the record before the first frame that is given.
  Replay(const site::SiteSpec& spec, const Stretch& stretch,
         const std::vector<kpi::Standing>& standings, NextEvent next_event);
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  /// How far before `since` frames should begin, so that windows and delays know their past.
  static Duration run_up(const site::SiteSpec& spec);

  /// Says what frames of this number hold.
  void layout(std::uint32_t id, const std::string& device, const std::vector<std::string>& points);
  /// The next frame of the record. Shape  readings: as many as its layout has; more are not looked at
  void frame(WallTime stamp, std::uint32_t layout, std::span<const Reading> readings);
  Result finish();

 private:
  struct Layout {
    Places places;
    std::vector<std::string> ids;
    std::vector<std::uint64_t> left_out;  ///< readings, by place
  };

  void restore(const std::vector<kpi::Standing>& standings);
  void start_anew(Now now);
  void take_events(WallTime from, WallTime upto, const RecordClock::Moment& moment);
  void take_event(const kpi::Transition& event, Tick tick);
  void do_as_persons(AlarmIndex alarm, const kpi::Transition& event, Now now);
  void follow_flag(AlarmIndex alarm, alarm::Flag flag, bool set, Now now);
  void take_samples(Layout& layout, std::span<const Reading> readings, Now now);
  bool is_fresh(const Sample& sample);
  void take_answer(const Layout& layout, std::span<const Reading> readings, Now now);
  void run_until(Tick tick);
  void note_effects(Tick tick);
  void count(Side side, const kpi::Transition& transition, Tick tick);
  void begin(Tick tick);
  bool is_left_out(const std::string& alarm) const;
  Now now_at(Tick tick) const { return {.tick = tick, .wall = clock_.wall_at(tick)}; }

  const site::SiteSpec& spec_;
  Stretch stretch_;
  NextEvent next_event_;
  std::optional<kpi::Transition> event_;
  RecordClock clock_;
  Translation translation_;
  Comparison comparison_;
  std::unique_ptr<site::Alarms> alarms_;
  site::Effects effects_;  ///< reused
  std::vector<kpi::Standing> standings_;
  std::vector<std::optional<Layout>> layouts_;  ///< by number
  std::vector<std::optional<bool>> answering_;
  std::vector<std::optional<Sample>> last_;  ///< taken, of points with a pace
  std::optional<Tick> now_;                  ///< all until then has happened
  std::vector<kpi::Tally> tallies_;          ///< by Side; none before the stretch has begun
  std::array<std::vector<kpi::Report>, kSides> reports_;
  std::uint64_t readings_ = 0;
};

}  // namespace hazgate::replay
