#pragma once

#include <optional>
#include <string>

#include "drivers/model/device_model.hpp"
#include "gateway/core/site/spec.hpp"

namespace hazgate::config {

/// One alarm on its way from text to spec: what the model says, then what the site file overrides.
struct AlarmDraft {
  std::string id;
  model::AlarmText text;
  std::string key;  ///< of the table that wrote last, for messages
  std::optional<PointIndex> point;
  std::optional<DeviceIndex> device;  ///< Comm
};

/// Puts the keys of `over` on top of `text`.
void override_with(model::AlarmText& text, const model::AlarmText& over);

/// Checks a draft against its point and makes the alarm. Nothing when its kind is unknown.
std::optional<site::AlarmSpec> check_alarm(const AlarmDraft& draft, const site::PointSpec* point,
                                           model::Family family, model::Mistakes& mistakes);

/// The keys every alarm has, also a vote: priority, latch, texts; delays.
void fill_common(const model::AlarmText& text, const std::string& key, site::AlarmSpec& alarm,
                 model::Mistakes& mistakes);

}  // namespace hazgate::config
