#pragma once

#include <span>
#include <vector>

#include "drivers/poll/bus_plan.hpp"
#include "drivers/poll/report.hpp"

namespace hazgate::poll {

/// Watches how near the points of one device are to the limits of their critical and high alarms.
///
/// Near from WatchedLimit::near on, until back behind WatchedLimit::back; above the range is beyond
/// every upper limit, below it beyond every lower one. A reading without a number says nothing: what was
/// near stays near.
/// Thread  any (pure; one owner)
class Vigil {
 public:
  explicit Vigil(const PolledDevice& device);

  /// Goes on where another one is, as far as the limits are the same.
  void take_over(const Vigil& before);

  /// Whether these readings go beyond a limit of a point that wants a second look, which the readings
  /// before them did not.
  bool wants_confirmation(std::span<const PointReading> readings) const;

  /// What is believed now.
  void take(std::span<const PointReading> readings);

  bool is_near() const;

 private:
  struct Watched {
    PointIndex point{};
    WatchedLimit limit;
    bool confirm = false;
    bool near = false;
    bool beyond = false;
  };
  std::vector<Watched> limits_;
};

}  // namespace hazgate::poll
