#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "gateway/core/alarm/time.hpp"
#include "gateway/core/site/telemetry_spec.hpp"
#include "gateway/journal/frame.hpp"

namespace hazgate::daemon {

/// Says of each poll of one device whether the park receives it. Whatever the mode, a poll goes out at
/// once when a quality, a text or a switch in it is another one than the park has last seen, when it is
/// the first, and when it was asked for.
/// Thread  any, one at a time (pure)
class Reporting {
 public:
  /// `deadbands`: of each reading, in the point's unit; 0 or missing: any change.
  /// `phase`: where in the interval its turn is, so that a park's devices do not all speak in one second.
  void set(const site::TelemetrySpec& spec, std::vector<double> deadbands, Duration phase);

  /// The next poll goes out, whatever is in it: an alarm of the device has changed.
  void ask_for_next() { asked_for_ = true; }

  /// True: it is published, and what the park has seen from now on.
  bool take(std::span<const journal::Reading> readings, Tick at);

 private:
  bool is_due(std::span<const journal::Reading> readings, Tick at) const;
  bool differs(std::span<const journal::Reading> readings, bool numbers_too) const;
  std::int64_t slot(Tick at) const;

  site::TelemetrySpec spec_;
  std::vector<double> deadbands_;
  Duration phase_{};
  bool asked_for_ = false;
  std::vector<journal::Reading> seen_;  ///< what was published last
  std::optional<Tick> published_at_, polled_at_;
};

/// Where in `every` the turn of a device is: the same after each start.
Duration phase_of(std::string_view device, Duration every);

}  // namespace hazgate::daemon
