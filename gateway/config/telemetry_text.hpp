#pragma once

#include <optional>
#include <vector>

#include "drivers/model/reader.hpp"
#include "gateway/config/reference.hpp"
#include "gateway/core/site/telemetry_spec.hpp"

namespace hazgate::config {

/// Which polls are published, as [uplink] or one [[device]] says it.
struct TelemetryText {
  struct Deadband {
    Reference point;
    double value = 0.0;  ///< in the point's unit
  };

  std::optional<site::TelemetryMode> mode;
  std::optional<Duration> every, silence;
  Reference every_key, silence_key;  ///< for messages
  std::vector<Deadband> deadbands;   ///< of a device
  bool doubtful = false;             ///< the mode could not be read
};

TelemetryText read_telemetry(model::TableReader& reader);
/// The same with telemetry_deadband = { gas = 0.5 }.
TelemetryText read_device_telemetry(model::TableReader& reader);

}  // namespace hazgate::config
