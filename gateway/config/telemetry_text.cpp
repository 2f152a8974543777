#include "gateway/config/telemetry_text.hpp"

#include <string>

namespace hazgate::config {
namespace {

using model::TableReader;

constexpr Duration kLeast = std::chrono::seconds{1};
constexpr Duration kMost = std::chrono::days{1};

std::optional<Duration> read_pause(TableReader& reader, std::string_view key, const char* example,
                                   Reference& where) {
  if (!reader.has(key)) return std::nullopt;
  where = {std::string(key), reader.place_of(key), reader.full(key)};
  const auto pause = reader.duration(key);
  if (!pause || (*pause >= kLeast && *pause <= kMost)) return pause;
  reader.mistake(key, "is not between 1s and 24h", example);
  return std::nullopt;
}

void read_deadbands(TableReader& reader, TelemetryText& text) {
  const toml::table* deadbands = reader.table("telemetry_deadband");
  if (deadbands == nullptr) return;
  TableReader inside = reader.inside("telemetry_deadband", *deadbands);
  for (const auto& [key, node] : *deadbands) {
    const std::string_view point = key.str();
    const auto value = inside.number(point);
    if (!value) continue;
    if (*value < 0.0) {
      inside.mistake(point, "is no size of a move",
                     "write a number of at least 0, in the point's unit");
      continue;
    }
    text.deadbands.push_back(
        {{std::string(point), inside.place_of(point), inside.full(point)}, *value});
  }
}

}  // namespace

TelemetryText read_telemetry(TableReader& reader) {
  TelemetryText text;
  if (const auto mode = reader.one_of("telemetry", site::kTelemetryModeTexts)) {
    text.mode = static_cast<site::TelemetryMode>(*mode);
  }
  text.doubtful = reader.has("telemetry") && !text.mode;
  text.every = read_pause(reader, "telemetry_every", "write for example \"10s\"", text.every_key);
  text.silence =
      read_pause(reader, "telemetry_silence", "write for example \"60s\"", text.silence_key);
  return text;
}

TelemetryText read_device_telemetry(TableReader& reader) {
  TelemetryText text = read_telemetry(reader);
  read_deadbands(reader, text);
  return text;
}

}  // namespace hazgate::config
