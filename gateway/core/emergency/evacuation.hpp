#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "gateway/core/alarm/time.hpp"
#include "gateway/core/emergency/wind.hpp"

namespace hazgate::emergency {

/// The ways out while the wind blows FROM this sector: [from, to), clockwise.
/// Units   degrees; from: [0, 360), to: (0, 360]; from > to passes through north
struct EvacuationSector {
  double from = 0.0;
  double to = 360.0;
  std::vector<std::string> routes;  ///< two

  bool holds(double direction) const;
};

/// The ways out of one place.
/// Shape   the sectors cover the circle once
/// Units   all_round: metres from the source when no direction is safer than another
struct EvacuationSpec {
  std::string source, area;  ///< one of the two
  std::vector<EvacuationSector> sectors;
  double all_round = 500.0;
};

/// Where to go.
/// Units   bearings: degrees towards which one walks; all_round: metres
struct Advice {
  Wind wind;                          ///< what it rests on, kept as it was
  bool keep_distance = true;          ///< calm or unknown: only the distance helps
  std::array<double, 2> crosswind{};  ///< first, to one of the two; without keep_distance
  double upwind = 0.0;                ///< then; without keep_distance
  std::vector<std::string> routes;    ///< of the wind's sector; empty when there is none
  double all_round = 500.0;           ///< with keep_distance

  friend bool operator==(const Advice&, const Advice&) = default;
};

/// Crosswind, then upwind; all round when the wind is calm or unknown. The same for the same wind,
/// so that it need not be kept beside it.
/// Shape   spec: none when the place has no [[evacuation]]; then without routes
/// Thread  any (pure)
/// Source  domain.md 8.3
Advice advise(const EvacuationSpec* spec, const Wind& wind);

/// Watches whether the wind that an incident's advice rests on still blows.
///
///   holds ----differs----> turning ----differs for kTurnFor----> holds (with the mean of now)
///                            |
///                            +----near again----> holds
///
/// Differs: the mean is more than kTurn away, or one of the two has no direction. Near again: both
/// have none, or at most kTurn - kBack apart. Kept over a restart by its frozen wind alone; what was
/// turning then begins to turn again.
/// Thread  any, one at a time (pure)
class TurnWatch {
 public:
  explicit TurnWatch(const Wind& frozen) : frozen_(frozen) {}

  /// True once for each turn: the advice is then to be given anew, from frozen(). Call it at each
  /// new mean, and at the deadline.
  bool turned(const Wind& mean, Tick now);

  const Wind& frozen() const { return frozen_; }
  std::optional<Tick> deadline() const;

  static constexpr double kTurn = 45.0;  ///< degrees
  static constexpr double kBack = 10.0;  ///< degrees
  static constexpr Duration kTurnFor = std::chrono::minutes{5};

 private:
  bool differs(const Wind& mean) const;

  Wind frozen_;
  std::optional<Tick> turning_since_;
};

}  // namespace hazgate::emergency
