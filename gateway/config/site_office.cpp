#include <algorithm>

#include "gateway/config/site_check.hpp"

/// What is owed to paper: [[equipment]], [report] and the drills of plans.
namespace hazgate::config {

void SiteCheck::check_equipment() {
  std::map<std::string, model::Place> seen;
  std::map<std::string, int> devices;
  for (const site::DeviceSpec& device : settings_.site.devices) devices.emplace(device.id, 0);
  for (const EquipmentText& text : text_.equipment) {
    if (!is_fresh(seen, text.id, "equipment")) continue;
    const std::string& device = text.device.word;
    if (!device.empty() && !devices.contains(device) && !is_doubtful(device)) {
      complain(text.device, "no device \"" + device + "\"", hint(device, devices));
    }
    settings_.equipment.push_back(text.equipment);
  }
}

void SiteCheck::check_office() {
  check_equipment();
  for (const site::PlanSpec& plan : settings_.site.plans) {
    const auto text = std::find_if(text_.plans.begin(), text_.plans.end(),
                                   [&](const PlanText& one) { return one.id.word == plan.id; });
    settings_.drills.push_back(
        {.plan = plan.id, .name = plan.name, .every = text->drill.every, .last = text->drill.last});
  }
  settings_.report = text_.report.rules;
  std::map<std::string, int> known;
  for (const site::ContactSpec& contact : settings_.site.contacts) {
    known.emplace(contact.id, 0);
    known.emplace(contact.role, 0);
  }
  for (const Reference& name : text_.report.to) {
    bool found = false;
    for (const site::ContactSpec& contact : settings_.site.contacts) {
      if (contact.id != name.word && contact.role != name.word) continue;
      found = true;
      std::vector<std::string>& to = settings_.report.to;
      if (std::find(to.begin(), to.end(), contact.id) == to.end()) to.push_back(contact.id);
    }
    if (!found) {
      complain(name, "no contact has the id or the role \"" + name.word + "\"",
               hint(name.word, known));
    }
  }
}

}  // namespace hazgate::config
