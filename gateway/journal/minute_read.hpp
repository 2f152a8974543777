#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "gateway/journal/course.hpp"
#include "gateway/journal/minute.hpp"

/// What the record says of one point in steps of minutes, over any connection.
namespace hazgate::journal {

/// Steps lie in UTC: a day begins at midnight there.
struct MinuteQuery {
  std::string device, point;  ///< the point without the device: "gas"
  WallTime from{};            ///< the step that this lies in is the first
  WallTime to{};              ///< the step that this lies in is the last
  std::int64_t every = 1;     ///< [minutes] 1 … 1440, a divisor of a day
  std::size_t most_steps = 5'000;
  std::size_t most_blocks = 400;  ///< of a quarter of a day: some hundredths of a second
};

/// One step that has readings.
struct PastMinutes {
  WallTime t{};  ///< its begin
  PointMinute minutes;
};

using TakeMinutes = std::function<bool(const PastMinutes&)>;

/// Gives steps in the order of time until `take` says false. With a step of one minute, one that the clock passed
/// through twice is given twice. The minute that runs is not there yet.
/// Result  not whole: it gave up at a step's begin, Walk::reached, from where another query goes on
/// Errors  in the Database, as with every statement; what does not decode is left out, and counted
Walk walk_minutes(Database& database, const MinuteQuery& query, const Places& places,
                  Damage& damage, const TakeMinutes& take);

}  // namespace hazgate::journal
