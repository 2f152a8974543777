#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::replay {

/// Stamps this far behind the newest are the order in which buses hand over, not a clock put back.
inline constexpr Duration kJitter = std::chrono::seconds{5};

/// The time of a replay, made from the stamps of the recorded samples alone.
///
///  stamp                              | time                              | step
///  -----------------------------------+-----------------------------------+---------
///  later than the newest              | goes on by the difference         | None
///  at most kJitter behind it          | stands                            | None
///  further behind                     | stands, then goes on from there   | Back
///  later, and it was silent too long  | goes on by the difference         | Gap
///
/// Silent too long: nothing of any source for more than 10 s and for more than three times the shortest
/// interval at which a source was heard lately; while none is known, for more than two minutes. A lost
/// device is asked each 8 s, so that one alone makes no gap. A clock put forward looks the same as a gap.
/// Thread  any, one at a time (pure)
class RecordClock {
 public:
  enum class Step : std::uint8_t { None, Back, Gap };
  struct Moment {
    Tick tick{};  ///< never before the last one
    Step step = Step::None;
  };

  /// The next sample of the record. Shape  source: a small number, such as its layout's
  Moment pass(std::size_t source, WallTime stamp);

  /// Where a stamp lies now; it may lie before the present.
  Tick tick_of(WallTime stamp) const { return Tick{Duration{stamp.time_since_epoch()}} + shift_; }
  WallTime wall_at(Tick tick) const {
    return WallTime{std::chrono::floor<WallTime::duration>((tick - shift_).time_since_epoch())};
  }

  Tick now() const { return now_; }
  WallTime newest() const { return newest_; }  ///< stamp
  std::uint64_t steps_back() const { return steps_back_; }
  std::uint64_t gaps() const { return gaps_; }
  Duration gap_time() const { return gap_time_; }

 private:
  struct Source {
    std::optional<Tick> heard;
    std::optional<Duration> interval;
  };
  bool is_gap(Duration silence) const;
  void hear(std::size_t source, Tick tick);

  std::vector<Source> sources_;
  bool begun_ = false;
  Duration shift_{};
  Tick now_{};
  WallTime newest_{};
  std::uint64_t steps_back_ = 0, gaps_ = 0;
  Duration gap_time_{};
};

}  // namespace hazgate::replay
