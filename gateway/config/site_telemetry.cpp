// Which polls are published: what a device says goes before what [uplink] says.
#include <algorithm>

#include "drivers/codec/point_format.hpp"
#include "gateway/config/site_check.hpp"

namespace hazgate::config {
namespace {

using site::TelemetryMode;

}  // namespace

void SiteCheck::take_telemetry(const DeviceText& text, site::DeviceSpec& device) {
  const TelemetryText& of_all = text_.telemetry;
  const TelemetryText& own = text.telemetry;
  site::TelemetrySpec& telemetry = device.telemetry;
  telemetry.mode = own.mode.value_or(of_all.mode.value_or(telemetry.mode));
  telemetry.every = own.every.value_or(of_all.every.value_or(telemetry.every));
  telemetry.silence = own.silence.value_or(of_all.silence.value_or(telemetry.silence));
  if (own.doubtful || (of_all.doubtful && !own.mode)) return;
  const std::string mode{site::kTelemetryModeTexts[static_cast<std::size_t>(telemetry.mode)]};
  if (own.every && telemetry.mode != TelemetryMode::Interval) {
    complain(own.every_key,
             "belongs to telemetry = \"interval\", but the device's is \"" + mode + "\"",
             "write telemetry = \"interval\", or remove it");
  }
  if (own.silence && telemetry.mode != TelemetryMode::OnChange) {
    complain(own.silence_key,
             "belongs to telemetry = \"on-change\", but the device's is \"" + mode + "\"",
             "write telemetry = \"on-change\", or remove it");
  }
  take_deadbands(text, telemetry);
}

void SiteCheck::take_deadbands(const DeviceText& text, const site::TelemetrySpec& telemetry) {
  for (const TelemetryText::Deadband& deadband : text.telemetry.deadbands) {
    if (telemetry.mode != TelemetryMode::OnChange) {
      complain(deadband.point, "belongs to telemetry = \"on-change\"",
               "write telemetry = \"on-change\", or remove it");
      continue;
    }
    const auto found = points_.find(text.id.word + "." + deadband.point.word);
    if (found == points_.end()) {
      if (is_doubtful(text.id.word)) continue;
      complain(deadband.point, "device \"" + text.id.word + "\" has no such point",
               "write the name of one of its points, without the device");
      continue;
    }
    site::PointSpec& point = settings_.site.points[at(found->second)];
    if (!codec::is_measured(point.format)) {
      complain(deadband.point, "is for numbers: each change of this point is published",
               "remove it");
      continue;
    }
    point.telemetry_deadband = deadband.value;
  }
}

/// A pause that [uplink] names and no device has a use for is a misunderstanding.
void SiteCheck::check_telemetry() {
  const auto& texts = text_.devices;
  const bool doubtful = std::any_of(texts.begin(), texts.end(),
                                    [](const DeviceText& text) { return text.telemetry.doubtful; });
  if (doubtful || text_.telemetry.doubtful) return;
  const auto is_used = [&](TelemetryMode mode) {
    const auto& devices = settings_.site.devices;
    return text_.telemetry.mode == mode ||
           std::any_of(devices.begin(), devices.end(),
                       [&](const auto& device) { return device.telemetry.mode == mode; });
  };
  if (text_.telemetry.every && !is_used(TelemetryMode::Interval)) {
    complain(text_.telemetry.every_key, "no device's telemetry is \"interval\"",
             "write telemetry = \"interval\", or remove it");
  }
  if (text_.telemetry.silence && !is_used(TelemetryMode::OnChange)) {
    complain(text_.telemetry.silence_key, "no device's telemetry is \"on-change\"",
             "write telemetry = \"on-change\", or remove it");
  }
}

}  // namespace hazgate::config
