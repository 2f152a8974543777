#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "gateway/core/alarm/time.hpp"
#include "gateway/core/kpi/transition.hpp"

namespace hazgate::replay {

enum class Side : std::uint8_t { Recorded, Replayed };
inline constexpr std::size_t kSides = 2;

/// What one side says of one alarm.
struct Course {
  std::uint64_t raised = 0;   ///< new occurrences
  std::uint64_t matched = 0;  ///< of them those that the other side has too
  Duration active{};          ///< its condition was true for so long, in the stretch
  Duration longest{};         ///< at once

  std::uint64_t alone() const { return raised - matched; }

  friend bool operator==(const Course&, const Course&) = default;
};

/// One alarm on both sides.
struct Line {
  std::string id;
  Priority priority = Priority::Low;  ///< as replayed; where it was not, as recorded
  bool configured = true;             ///< the configuration that is replayed has it
  std::array<Course, kSides> sides;   ///< by Side
  std::uint64_t both = 0;             ///< pairs
  Duration later{};  ///< mean over the pairs: how much later it was raised in the replay

  const Course& of(Side side) const { return sides[static_cast<std::size_t>(side)]; }
  /// Every occurrence has its pair, raised and active alike to within kSameWithin each.
  bool is_same() const;
};

/// How close two occurrences are the same without standing at the same time.
inline constexpr Duration kSameWithin = std::chrono::seconds{5};

/// Puts the occurrences of two histories of the same time side by side.
///
/// Two occurrences of an alarm are a pair when one is raised while the other stands, or at most
/// kSameWithin after it returned; each belongs to one pair at most. So a longer on-delay or a moved limit
/// raises the same alarm later or earlier, and not another one, whatever the difference; and of five
/// recorded ones that a deadband turns into one, one is in both and four are only recorded.
/// What stood already when the stretch begins is not counted as raised, but may have its pair in it.
/// Memory grows with the number of alarms, not with their occurrences.
/// Thread  any, one at a time (pure)
class Comparison {
 public:
  /// How an alarm stands before anything else.
  void stands(Side side, const kpi::Standing& standing, Tick now);
  /// From now on it counts.
  void begin(Tick now);
  /// Shape  now: not before the last
  void take(Side side, const kpi::Transition& transition, Tick now);

  /// How the alarms of a side stand: those that are not normal or have a flag.
  std::vector<kpi::Standing> standings(Side side) const;
  /// Those of which there is something to say, in the order of their ids.
  std::vector<Line> finish(Tick now);

 private:
  struct Trace {
    kpi::Standing standing;
    Tick raised{};
    Tick returned = Tick::min();
    bool active = false;
    bool alone = false;    ///< the last occurrence has no pair yet
    bool counted = false;  ///< it was raised in the stretch
    Tick active_since{};
  };
  struct Alarm {
    Line line;
    std::array<Trace, kSides> traces;
    Duration later{};  ///< summed
  };

  Alarm& alarm_of(const std::string& id);
  void raise(Alarm& alarm, Side side, Tick now);
  void become(Alarm& alarm, Side side, bool active, Tick now);

  std::unordered_map<std::string, Alarm> alarms_;
  bool counting_ = false;
};

}  // namespace hazgate::replay
