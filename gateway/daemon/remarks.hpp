#pragma once

#include <chrono>
#include <map>

#include "drivers/device/note.hpp"
#include "drivers/poll/report.hpp"
#include "gateway/core/alarm/ids.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::daemon {

/// Which notes of readings become events: that a counter was reset or jumped, so that nobody takes the
/// jump for sixty thousand strikes and nobody misses that strikes may be missing. Once when it begins, and
/// of one point at most every ten seconds: a device that babbles fills no journal.
/// Thread  one owner (pure)
class Remarks {
 public:
  static constexpr Duration kRest = std::chrono::seconds{10};

  /// Whether this reading is to be recorded; every reading of a point goes through here.
  bool is_new(const poll::PointReading& reading, Tick at) {
    const bool remarkable = reading.note == device::Note::CounterReset;
    const auto found = last_.find(reading.point);
    if (!remarkable) {
      if (found != last_.end()) found->second.stands = false;
      return false;
    }
    if (found == last_.end()) {
      last_.emplace(reading.point, Last{at, true});
      return true;
    }
    Last& last = found->second;
    const bool fresh = !last.stands && at - last.at >= kRest;
    last.stands = true;
    if (fresh) last.at = at;
    return fresh;
  }

 private:
  struct Last {
    Tick at{};
    bool stands = false;
  };
  std::map<PointIndex, Last> last_;
};

}  // namespace hazgate::daemon
