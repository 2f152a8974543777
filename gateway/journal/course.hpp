#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "drivers/codec/value.hpp"
#include "gateway/core/alarm/quality.hpp"
#include "gateway/core/alarm/time.hpp"
#include "gateway/journal/record.hpp"

/// What the record says of one thing: a bounded walk along a lane.
namespace hazgate::journal {

class Database;
class Damage;

/// One reading of one point, as it was kept.
struct PastReading {
  WallTime t{};
  Value value;
  Quality quality = Quality::NotYet;
};

/// Readings of one point from a moment on, or back from it.
struct CourseQuery {
  std::string device, point;  ///< the point without the device: "gas"
  WallTime from{};
  WallTime to{};  ///< the last that is wanted; before `from` when `back`
  bool back = false;
  std::size_t most_rows = 50'000;  ///< readings of the point; a few hundredths of a second
};

/// How a walk ended.
struct Walk {
  bool whole = true;   ///< false: it gave up after `most_rows`
  WallTime reached{};  ///< stamp of the last row that was looked at; none: the epoch
  std::string error;   ///< the record cannot be read: why; empty: it can
};

using TakeReading = std::function<bool(const PastReading&)>;
using TakeEvent = std::function<bool(const EventRecord&)>;

/// Where the point stands in the frames of a layout, by the layout's id.
using Places = std::map<std::uint32_t, std::size_t>;

/// Gives the readings to `take` until it says false: segments in the order of their first stamps, in each
/// the readings as they were recorded. Where the clock was put back, stamps do not grow along that way.
/// Errors  in the Database, as with every statement; what does not decode is left out, and counted
Walk walk_course(Database& database, const CourseQuery& query, const Places& places, Damage& damage,
                 const TakeReading& take);

/// The event lane from its end back, until `take` says false.
Walk walk_events_back(Database& database, std::size_t most_rows, const TakeEvent& take);

}  // namespace hazgate::journal
