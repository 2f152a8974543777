#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "gateway/core/alarm/time.hpp"
#include "gateway/core/kpi/recent.hpp"

namespace hazgate::kpi {

/// When more comes than people can take.
/// Shape   1 <= ends_below < begins_at <= FloodDetector::kMost; window > 0
struct FloodLimits {
  Duration window = std::chrono::minutes{10};
  std::size_t begins_at = 10;
  std::size_t ends_below = 5;

  friend bool operator==(const FloodLimits&, const FloodLimits&) = default;
};

/// The same for so many who share the alarms.
constexpr FloodLimits shared_by(FloodLimits limits, std::size_t operators) {
  limits.begins_at *= operators;
  limits.ends_below *= operators;
  return limits;
}

struct Flood {
  Tick began{};                 ///< when the number was reached
  std::optional<Tick> ended{};  ///< when it fell below; none: it goes on
  std::uint64_t alarms = 0;     ///< in it so far, with those that made it one
};

enum class FloodStep : std::uint8_t { None, Began, Ended };

/// Detects floods of alarms while they happen. An alarm lies in the window that ends now when it is
/// younger than the window: after exactly ten minutes it is out.
///
///  state     | an alarm                                | time
///  ----------+-----------------------------------------+------------------------------------------
///  calm      | begins_at in the window: Began          | -
///  in flood  | counted; the deadline moves             | fewer than ends_below: Ended, at deadline
///
/// It keeps the newest begins_at moments, in place: no heap.
/// Thread  any, one at a time (pure)
/// Source  ISA-18.2 / IEC 62682, EEMUA 191; domain.md 7.4
class FloodDetector {
 public:
  static constexpr std::size_t kMost = 200;

  explicit FloodDetector(const FloodLimits& limits = {});

  /// One annunciation. A flood that ended before it says Ended here when run() was not called; this
  /// alarm then belongs to none.
  /// Shape   now: not before the last; if it is, it counts as the last
  FloodStep count(Tick now);
  /// Time has passed; call it at the deadline.
  FloodStep run(Tick now);

  bool in_flood() const { return in_flood_; }
  /// The flood that goes on, or the last one; before the first its number is 0.
  const Flood& flood() const { return flood_; }
  /// When the flood ends by silence; none: there is no flood.
  std::optional<Tick> deadline() const;

 private:
  FloodLimits limits_;
  Recent<kMost> recent_;
  Tick latest_ = Tick::min();
  Flood flood_;
  bool in_flood_ = false;
};

}  // namespace hazgate::kpi
