#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/core/alarm/time.hpp"
#include "gateway/journal/course.hpp"

namespace hazgate::daemon {

/// A course of readings that is small enough to draw. The stretch from the first reading on is cut into equal parts, and of
/// each stay the first and the last reading, the lowest and the highest, the first and the last bad
/// one, and the first with another text: no peak is lost, no bad reading is drawn over, and the same
/// record gives the same course.
/// Thread  any, one at a time (pure)
class CourseThinner {
 public:
  static constexpr std::size_t kParts = 600;

  struct Kept {
    journal::PastReading reading;
    bool gap = false;  ///< nothing was recorded for long before it
  };

  explicit CourseThinner(WallTime to) : to_(to) {}

  /// Oldest first. One that is not later than the last is left out: a clock that was set back, or a
  /// walk that was taken up again.
  void take(const journal::PastReading& reading);
  std::vector<Kept> end();  ///< oldest first; once

 private:
  bool is_gap(WallTime t);
  void flush();

  const WallTime to_;
  WallTime from_{};
  std::int64_t width_ms_ = 1;
  std::int64_t part_ = 0;
  std::vector<Kept> held_;  ///< all of this part
  std::optional<WallTime> newest_;
  std::optional<std::int64_t> usual_ms_;  ///< between two readings
  std::vector<Kept> kept_;
};

/// {"t","value","quality"}, and "gap": true.
boost::json::object json_of(const CourseThinner::Kept& kept);

}  // namespace hazgate::daemon
