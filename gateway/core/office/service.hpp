#pragma once

#include <optional>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::office {

/// Since when the gateway is in service. What lies before is nobody's outage.
struct InService {
  WallTime since{};
  bool confirmed = false;  ///< by a synchronised clock, since then or later

  friend bool operator==(const InService&, const InService&) = default;
};

/// Finds that out, also when the clock was wrong at the first start.
///
///  until a synchronised clock has confirmed it                      | in service since
///  -----------------------------------------------------------------+-------------------------------
///  the clock is put forward by more than kLeap while we run         | as much later
///  at a start the record is older than kStorage                     | this start: the clock was wrong
///                                                                   | before, or the box in storage
///  always: `since` is to come by more than kSlack (clock was ahead) | now
///
/// Afterwards only the last line moves it: a gateway that was off for a year was off for a year.
/// Thread  any, one at a time (pure)
class Service {
 public:
  static constexpr auto kLeap = std::chrono::hours{48};
  static constexpr auto kStorage = std::chrono::hours{24 * 30};
  static constexpr auto kSlack = std::chrono::hours{1};

  std::optional<InService> known;  ///< kept

  /// Once after a start. `recorded`: the latest stamp of the record before it; `now`: of the calendar.
  /// Result  whether `since` has moved
  bool begin(WallTime recorded, WallTime now);
  /// Often. `tick`, `trusted`: of the same moment.
  /// Result  whether anything in `known` has changed
  bool look(WallTime now, Tick tick, bool trusted);

 private:
  struct Look {
    WallTime wall{};
    Tick tick{};
  };
  std::optional<Look> last_;
};

}  // namespace hazgate::office
