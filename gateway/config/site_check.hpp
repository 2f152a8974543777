#pragma once

#include <map>
#include <string>

#include "gateway/config/alarm_check.hpp"
#include "gateway/config/load.hpp"
#include "gateway/config/site_text.hpp"

namespace hazgate::config {

/// Turns what is written into what is checked: looks every reference up, loads the device models,
/// makes the alarms that always exist. What is wrong goes into `mistakes`; the result is of use only
/// when there are none.
class SiteCheck {
 public:
  SiteCheck(const SiteText& text, const std::string& file, const ModelPath& models,
            model::Mistakes& mistakes);
  Settings run();

 private:
  void check_buses();
  void check_devices();
  void check_device(const DeviceText& text);
  void check_unit(const DeviceText& text, BusIndex bus);
  const model::DeviceModel* model_of(const DeviceText& text);
  void add_point(const DeviceText& text, const model::ModelPoint& point, DeviceIndex device,
                 poll::PolledDevice& polled);
  void draft(DeviceIndex device, const model::AlarmText& text, const std::string& key);
  void override_alarms();
  void override_alarm(const model::AlarmText& text, const std::string& key);
  void check_alarms();
  void add_gateway_alarms();
  void add_system_alarm(const std::string& id, int generated, Priority priority,
                        std::optional<BusIndex> bus, std::optional<PointIndex> point);
  void check_votes();
  void check_plans();
  emergency::StepSpec check_step(const StepText& text);
  void check_write(const StepText& text, emergency::StepSpec& step);
  void mark_danger();
  bool is_fresh(std::map<std::string, model::Place>& seen, const Reference& id, const char* what);
  void complain(const Reference& where, std::string problem, std::string remedy);
  template <class Map>
  std::string hint(const std::string& word, const Map& known) const;

  const SiteText& text_;
  const ModelPath& models_;
  model::Mistakes& mistakes_;
  Settings settings_;
  std::map<std::string, BusIndex> buses_;
  std::map<std::string, DeviceIndex> devices_;
  std::map<std::string, PointIndex> points_;
  std::map<std::string, AlarmIndex> alarms_;
  std::map<std::string, std::optional<model::DeviceModel>> loaded_;
  std::map<std::pair<BusIndex, int>, std::string> units_;
  std::vector<AlarmDraft> drafts_;
  std::map<std::string, std::size_t> draft_by_id_;
};

}  // namespace hazgate::config
