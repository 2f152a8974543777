#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/config/alarm_check.hpp"
#include "gateway/config/site_text.hpp"

/// What limits may be, beyond each alarm for itself: their order, and room between their deadbands.
/// Caps of gas detectors are in cap_check.hpp.
namespace hazgate::config {

/// An alarm of kind high or low with a limit that its point can measure.
struct Limit {
  const AlarmDraft* draft = nullptr;
  bool upwards = true;
  double value = 0.0;
  double deadband = 0.0;
};

/// What is written about a point beside its alarms.
struct PointText {
  model::GasText gas;                ///< the model's, with what the device says on top
  model::Mark by;                    ///< where its device in the site file would name the gas
  std::optional<VesselText> vessel;  ///< of the device
};

/// The limits among the drafts of one point.
std::vector<Limit> limits_of(const std::vector<const AlarmDraft*>& drafts,
                             const site::PointSpec& point);

/// LL < L < H < HH <= trip < safety valve <= MAWP <= design. Alarms of other names stand in no
/// order.
/// Source  TSG 21-2016; domain.md 2.3
void check_order(const std::vector<Limit>& limits, const PointText& text,
                 const site::PointSpec& point, model::Mistakes& mistakes);

/// A deadband is below half of the range, and between what a high and a low alarm return at there
/// is a value that is neither.
/// Source  domain.md 7.3
void check_deadbands(const std::vector<Limit>& limits, const PointText& text,
                     const site::PointSpec& point, model::Mistakes& mistakes);

/// "line 57", or "pressure-vessel.toml:57:9" when `place` is in another file than `from`.
std::string place_text(const model::Place& place, const model::Place& from);

/// Where the limit of a draft is written.
model::Mark mark_of(const Limit& limit);

}  // namespace hazgate::config
