#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hazgate::model {
class TableReader;
}

namespace hazgate::config {

/// How the alarm system is worked with: [alarms].
struct AlarmSystem {
  /// When shifts begin, minutes since midnight in the site's time zone; ascending, at least one.
  std::vector<std::chrono::minutes> shifts = {std::chrono::hours{8}, std::chrono::hours{20}};
  int operators = 1;  ///< who share the alarms, 1 to 20

  friend bool operator==(const AlarmSystem&, const AlarmSystem&) = default;
};

/// Reads the keys of [alarms]; what is wrong becomes a mistake and keeps its default.
void read_alarm_system(model::TableReader& reader, AlarmSystem& system);

/// "08:00", as it is written.
std::string shift_text(std::chrono::minutes since_midnight);

}  // namespace hazgate::config
