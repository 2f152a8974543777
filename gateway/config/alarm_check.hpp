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
  std::optional<PointIndex> point;
  std::optional<DeviceIndex> device;  ///< Comm
};

/// Reports what is wrong with one key of an alarm, at the place where that key was written last; at
/// the alarm's table when it is missing.
class AlarmComplaint {
 public:
  AlarmComplaint(const model::AlarmText& text, model::Mistakes& mistakes)
      : text_(text), mistakes_(mistakes) {}
  void operator()(const std::string& key, std::string problem, std::string remedy) const;

 private:
  const model::AlarmText& text_;
  model::Mistakes& mistakes_;
};

/// Whether its value is a number on a scale: no flag, enumeration or text.
bool has_number(const site::PointSpec& point);

/// Of priority critical or high.
bool is_urgent(const site::AlarmSpec& alarm);

/// Puts the keys of `over` on top of `text`.
void override_with(model::AlarmText& text, const model::AlarmText& over);

/// Checks a draft against its point and makes the alarm. Nothing when its kind is unknown.
std::optional<site::AlarmSpec> check_alarm(const AlarmDraft& draft, const site::PointSpec* point,
                                           model::Family family, model::Mistakes& mistakes);

/// Checks what the device's own alarm says, at the point that `text.own` names, and adds it to the alarm.
void check_own(const model::AlarmText& text, const site::PointSpec& own, site::AlarmSpec& alarm,
               model::Mistakes& mistakes);

/// The keys every alarm has, also a vote: priority, latch, texts; delays.
void fill_common(const model::AlarmText& text, site::AlarmSpec& alarm, model::Mistakes& mistakes);

/// A window must hold enough readings of its point, one missed poll allowed for: otherwise the alarm
/// would never say anything.
/// Units   period: between two readings of the point
void check_pace(const model::AlarmText& text, const site::AlarmSpec& alarm, Duration period,
                model::Mistakes& mistakes);

/// How long it may be shelved: eight hours, one for priority high; never fire, gas level 2, HH, LL and
/// whatever is critical, which is marked as grave.
/// Shape   fire, gas: it is an alarm of such a device, a vote over one
/// Source  domain.md 7.2
void check_shelf(const model::AlarmText& text, site::AlarmSpec& alarm, bool fire, bool gas,
                 model::Mistakes& mistakes);

}  // namespace hazgate::config
