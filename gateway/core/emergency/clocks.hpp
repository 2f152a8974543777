#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/core/alarm/time.hpp"
#include "gateway/core/emergency/accident.hpp"
#include "gateway/core/emergency/duties.hpp"

namespace hazgate::emergency {

struct ClockReminder {
  std::string incident;
  Duty duty = Duty::County;
  ReminderStage stage = ReminderStage::Half;
  std::uint32_t number = 0;   ///< of this clock, from 0; one is never given twice
  std::uint32_t skipped = 0;  ///< those before it that fell into the time when hazgate was down
  WallTime due{};
  bool binds = false;
  bool drill = false;
};

/// That it was reported, as a person has entered it.
struct Report {
  WallTime at{};
  std::string by, to, note;
  bool late = false;

  friend bool operator==(const Report&, const Report&) = default;
};

struct ClockMemory {
  Duty duty = Duty::County;
  WallTime started{};
  bool trusted = false;         ///< `started` is by a synchronised clock
  Duration elapsed{};           ///< at ClocksMemory::kept
  std::uint32_t reminders = 0;  ///< given or skipped
  bool open = true;             ///< there is something to report
  std::vector<Report> reports;  ///< grows only

  friend bool operator==(const ClockMemory&, const ClockMemory&) = default;
};

/// What of an incident's clocks outlives the process.
struct ClocksMemory {
  std::string incident;
  bool drill = false;
  bool fire = false;
  Casualties casualties;
  std::string casualties_by;
  WallTime kept{};  ///< as of when `elapsed` is
  std::vector<ClockMemory> clocks;

  friend bool operator==(const ClocksMemory&, const ClocksMemory&) = default;
};

/// One clock, for people.
struct ClockView {
  Duty duty = Duty::County;
  WallTime started{}, due{};  ///< by the clock on the wall as it goes now
  bool open = true;
  bool overdue = false;  ///< open, and no time is left
  bool late = false;     ///< it was not reported in time, whatever came after
  bool binds = false;    ///< of the open ones it is due first: the shorter rule binds
  std::vector<Report> reports;
};

struct ClockOrders {
  std::vector<ClockReminder> reminders;
  std::optional<ClocksMemory> memory;  ///< when something has changed: to be kept with them
};

/// The reporting clocks of one incident. A leak of toxic gas or a danger of fire is reportable without
/// anyone hurt, so that the first two run from the opening on; the others from when a person enters
/// that there are casualties. Time is counted by Tick while the process runs: a step of the wall clock
/// moves the stamps, not the time that is left. Over a restart it is counted by the wall clock, never
/// backwards; if that clock is synchronised only later, the time is counted anew from the stamp. Of
/// reminders that fell into the time between, the last is given, saying how many it stands for.
/// Thread  any, one at a time (pure)
/// Source  State Council Order 493 Art. 9, 11, 13; local rules S39, S40; domain.md 8.1
class ReportingClocks {
 public:
  struct Opening {
    std::string incident;
    bool drill = false;
    bool fire = false;
  };
  ReportingClocks(Opening opening, Now now, ClockOrders& orders);
  /// After a restart.
  ReportingClocks(const ClocksMemory& memory, Now now, ClockOrders& orders);

  /// Call it at the deadline, at every step of the wall clock that is noticed, and when the clock has
  /// become synchronised.
  void run(Now now, ClockOrders& orders);
  /// None: everything is reported.
  std::optional<Tick> deadline() const;
  /// From when on nothing can come due any more, also when a person enters other casualties: the time for the
  /// supplement is over. None: something is to be reported still.
  std::optional<Tick> over() const;

  // What persons do. Errors: a text that says why not.
  using Result = tl::expected<void, std::string>;
  /// All that is known now, not what has been added. The first that hurt someone starts the clocks of
  /// casualties; another number after the supplement was reported makes it due again.
  Result casualties(const Casualties& known, const std::string& by, Now now, ClockOrders& orders);
  Result reported(Duty duty, WallTime at, const std::string& by, const std::string& to,
                  const std::string& note, Now now, ClockOrders& orders);

  std::vector<ClockView> view(Now now) const;
  std::optional<AccidentGrade> grade() const { return accident_grade(memory_.casualties); }
  const ClocksMemory& memory() const { return memory_; }

  static constexpr Duration kStep = std::chrono::seconds{1};  ///< smaller ones are the clock's slew

 private:
  Duration elapsed(const ClockMemory& clock, Tick now) const;
  Duration since_opening() const;  ///< as of base_
  Duration limit(const ClockMemory& clock) const;
  ClockMemory* find(Duty duty);
  const ClockMemory* binding(Tick now) const;
  void start(Duty duty, Duration elapsed, Now now);
  void settle(Now now);
  bool follow_wall(Now now);
  bool remind(ClockMemory& clock, Now now, ClockOrders& orders) const;
  void keep(Now now, ClockOrders& orders);

  ClocksMemory memory_;
  Now base_{};              ///< memory_.clocks[i].elapsed is as of this moment
  bool estimated_ = false;  ///< restored by a clock that was not synchronised
};

}  // namespace hazgate::emergency
