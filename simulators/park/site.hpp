#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "gateway/core/alarm/state.hpp"
#include "gateway/core/alarm/time.hpp"
#include "gateway/journal/record.hpp"

namespace hazgate::sim {

/// Where a light gateway stands in the park's topics.
struct Place {
  std::string park, enterprise, gateway;

  std::string root() const { return "hazgate/v1/" + park + "/" + enterprise + "/" + gateway + "/"; }
  std::string client_id() const { return "hazgate-" + park + "-" + enterprise + "-" + gateway; }
  /// A text in which {park}, {enterprise}, {gateway} and {client} stand for ours.
  std::string fill(std::string text) const;
};

/// The gas detectors of one light gateway. Each has one alarm, which comes at random, is acknowledged
/// by somebody and goes again; the readings show why. The same seed, the same story.
/// Thread  any, one at a time (pure)
class LightSite {
 public:
  static constexpr double kLimit = 50.0;                        ///< %LEL, of the alarm
  static constexpr Duration kActive = std::chrono::seconds{2};  ///< until it is acknowledged
  static constexpr Duration kAcked = std::chrono::seconds{2};   ///< until the gas is gone

  struct Change {
    WallTime t{};
    std::string body;  ///< of the `alarm` message
  };

  /// `alarms_per_minute`: of the whole gateway, on average; 0: none
  LightSite(Place place, std::size_t devices, double alarms_per_minute, std::uint32_t seed);

  std::string describe(WallTime t) const;
  std::string alarms(WallTime t) const;
  const std::vector<journal::FrameLayout>& layouts() const { return layouts_; }

  /// One poll of a device.
  std::string frame(std::size_t device, Now now);
  /// The next transition of an alarm that is due by now; nothing: none is.
  std::optional<Change> next_change(Now now);
  std::optional<Tick> change_at() const { return change_at_; }

 private:
  struct Alarm {
    alarm::State state = alarm::State::Normal;
    std::uint64_t occurrence = 0;
    WallTime since{};
  };
  double reading(std::size_t device, WallTime t);
  void draw_alarm(Tick after);
  std::string alarm_id() const;

  Place place_;
  std::vector<journal::FrameLayout> layouts_;
  std::vector<Alarm> alarms_;  ///< by device
  double alarms_per_minute_;
  std::minstd_rand random_;
  double phase_ = 0;
  std::size_t next_alarm_ = 0;  ///< the device whose alarm changes at change_at_
  std::optional<Tick> change_at_;
};

}  // namespace hazgate::sim
