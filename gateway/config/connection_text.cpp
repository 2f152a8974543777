#include "gateway/config/connection_text.hpp"

#include <array>
#include <chrono>
#include <string_view>

namespace hazgate::config {
namespace {

constexpr std::array<std::string_view, 2> kVersions = {"3.1.1", "5"};
constexpr std::chrono::seconds kShortest{1};
constexpr std::chrono::hours kLongest{24};

}  // namespace

void read_connection(model::TableReader& reader, UplinkSettings& uplink) {
  if (const auto version = reader.one_of("mqtt", kVersions)) uplink.mqtt_5 = *version == 1;
  const auto fail_back = reader.duration("fail_back");
  if (!fail_back) return;
  uplink.fail_back = std::chrono::duration_cast<std::chrono::milliseconds>(*fail_back);
  if (*fail_back == Duration{}) return;
  if (*fail_back < kShortest || *fail_back > kLongest) {
    reader.mistake("fail_back", "is not between 1s and 24h",
                   "write for example \"5m\", or \"0s\" to stay with a broker until it fails");
  }
}

}  // namespace hazgate::config
