#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "drivers/device/event_queue.hpp"
#include "gateway/core/site/alarms.hpp"
#include "gateway/core/site/panel.hpp"

namespace hazgate::site {

/// The fire panels of the site that are read event by event, and the alarm of each that asks somebody
/// to look at it.
/// Thread  any, one at a time (pure)
class Panels {
 public:
  Panels(const SiteSpec& spec, Alarms& alarms);

  // See Site.
  std::vector<Sample> read(DeviceIndex device, const std::optional<device::PanelEvent>& event,
                           Now now, Effects& effects);
  std::vector<Sample> missed(DeviceIndex device, bool silent, Now now, Effects& effects);
  void shown(DeviceIndex device, Now now, Effects& effects);

  /// Whether this alarm asks for a look at a panel, and does so now.
  bool is_open_check(AlarmIndex alarm) const;
  /// Why nobody can say now that the panel is as it is shown; nothing: he can.
  tl::expected<void, std::string> may_confirm(AlarmIndex check) const;
  /// A person has looked.
  void confirm(AlarmIndex check, Now now, Effects& effects);

  void restore(const Memory& memory, Effects& effects);
  void remember(Memory& memory) const;

 private:
  std::vector<Sample> take_zones(const Panel& panel, Now now, Effects& effects);
  void report_check(DeviceIndex device, Panel& panel, Now now, Effects& effects);
  Panel* named(const std::string& id);

  const SiteSpec& spec_;
  Alarms& alarms_;
  std::map<DeviceIndex, Panel> panels_;
  std::map<DeviceIndex, AlarmIndex> check_of_panel_;
  std::map<DeviceIndex, AlarmIndex> comm_of_panel_;
  std::map<PointIndex, std::vector<AlarmIndex>> fires_of_zone_;
};

}  // namespace hazgate::site
