#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "gateway/config/cap_check.hpp"
#include "gateway/config/site_check.hpp"

namespace hazgate::config {

/// What the [[device]] says about the gas and the vessel of its points.
void SiteCheck::take_limits(const DeviceText& text, DeviceIndex device) {
  const model::Mark by{text.gas.place, text.gas.path + ".gas"};
  for (const PointIndex point : settings_.site.devices[at(device)].points) {
    point_texts_[at(point)].by = by;
  }
  if (!text.gas.written.empty() && !is_doubtful(text.id.word)) take_gas(text, device);
  for (const VesselText& vessel : text.vessels) {
    if (vessel.point.word.empty()) continue;
    const auto point = points_.find(text.id.word + "." + vessel.point.word);
    if (point == points_.end()) {
      if (is_doubtful(text.id.word)) continue;
      complain(vessel.point,
               "device \"" + text.id.word + "\" has no point \"" + vessel.point.word + "\"",
               hint(text.id.word + "." + vessel.point.word, points_));
    } else if (!has_number(settings_.site.points[at(point->second)])) {
      complain(vessel.point, vessel.point.word + " is not a number", "name a measured point");
    } else if (auto& known = point_texts_[at(point->second)].vessel) {
      complain(vessel.point,
               fmt::format("{} has its [[device.vessel]] already, in line {}", vessel.point.word,
                           known->point.place.line),
               "write all its keys into one table");
    } else {
      known = vessel;
    }
  }
}

/// The point that a device's `gas` means: the one in a unit of gas that does not say its gas; the
/// only one there is.
void SiteCheck::take_gas(const DeviceText& text, DeviceIndex device) {
  std::vector<PointIndex> open;
  std::vector<PointIndex> all;
  for (const PointIndex point : settings_.site.devices[at(device)].points) {
    const site::PointSpec& spec = settings_.site.points[at(point)];
    if (!may_be_gas(spec)) continue;
    all.push_back(point);
    const bool says =
        point_texts_[at(point)].gas.gas || limits::is_lel(*limits::gas_unit(spec.unit));
    if (!says) open.push_back(point);
  }
  const auto& found = open.size() == 1 || all.size() > 1 ? open : all;
  if (found.size() == 1) {
    model::override_with(point_texts_[at(found.front())].gas, text.gas);
    return;
  }
  const auto& [key, mark] = *text.gas.written.begin();
  mistakes_.add(mark.place, mark.path,
                all.empty() ? "the device has no point in a unit of gas"
                            : "the device has several points that it could mean",
                all.empty() ? "write the unit of the point, such as unit = \"ppm\""
                            : "write it into the [[point]] tables of the gases");
}

void SiteCheck::check_limits() {
  std::map<PointIndex, std::vector<const AlarmDraft*>> drafts;
  for (const AlarmDraft& draft : drafts_) {
    if (draft.point) drafts[*draft.point].push_back(&draft);
  }
  for (std::size_t i = 0; i < settings_.site.points.size(); ++i) {
    const site::PointSpec& point = settings_.site.points[i];
    const PointText& text = point_texts_[i];
    const std::vector<Limit> limits = limits_of(drafts[index_of<PointIndex>(i)], point);
    check_order(limits, text, point, mistakes_);
    check_deadbands(limits, text, point, mistakes_);
    if (const auto gas = measured_gas(text.gas, point, mistakes_)) {
      check_caps(limits, *gas, text, point, mistakes_);
    } else if (!text.gas.written.contains("gas") && may_be_gas(point) && !limits.empty() &&
               settings_.site.devices[at(point.device)].family == model::Family::Gas) {
      remarks_.add(text.by.place, text.by.path,
                   fmt::format("{} is in {} of a gas that is not named, so that its limits are not "
                               "compared with GB/T 50493-2019 5.5.2",
                               point.id, point.unit),
                   "write gas = \"…\" (formula, name or CAS)");
    }
  }
}

}  // namespace hazgate::config
