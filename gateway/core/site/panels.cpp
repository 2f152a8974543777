#include "gateway/core/site/panels.hpp"

#include <algorithm>

#include "gateway/core/site/refusals.hpp"

namespace hazgate::site {
namespace {

using alarm::ConditionKind;

constexpr auto kFireBit = 1U << static_cast<unsigned>(device::ZoneState::Fire);

bool is_of_fire(const AlarmSpec& alarm) {
  const auto& codes = alarm.condition.codes;
  const auto end = codes.begin() + static_cast<std::ptrdiff_t>(alarm.condition.code_count);
  return alarm.condition.kind == ConditionKind::State &&
         std::find(codes.begin(), end, static_cast<int>(device::ZoneState::Fire)) != end;
}

}  // namespace

Panels::Panels(const SiteSpec& spec, Alarms& alarms) : spec_(spec), alarms_(alarms) {
  for (std::size_t i = 0; i < spec_.devices.size(); ++i) {
    const auto device = index_of<DeviceIndex>(i);
    if (spec_.devices[i].has_queue) panels_.emplace(device, Panel(spec_, device));
  }
  for (std::size_t i = 0; i < spec_.alarms.size(); ++i) {
    const AlarmSpec& alarm = spec_.alarms[i];
    const auto index = index_of<AlarmIndex>(i);
    const ConditionKind kind = alarm.condition.kind;
    if (alarm.device && kind == ConditionKind::Comm) comm_of_panel_[*alarm.device] = index;
    if (alarm.device && kind == ConditionKind::System) check_of_panel_[*alarm.device] = index;
    if (alarm.point && is_of_fire(alarm)) fires_of_zone_[*alarm.point].push_back(index);
  }
}

Panel* Panels::named(const std::string& id) {
  for (auto& [device, panel] : panels_) {
    if (spec_.devices[at(device)].id == id) return &panel;
  }
  return nullptr;
}

std::vector<Sample> Panels::read(DeviceIndex device, const std::optional<device::PanelEvent>& event,
                                 Now now, Effects& effects) {
  const auto found = panels_.find(device);
  if (found == panels_.end()) {  // no panel any more, but what it said is on record
    if (event) effects.events.emplace_back(PanelEvent{now.wall, device, std::nullopt, *event});
    return {};
  }
  Panel& panel = found->second;
  panel.read();
  std::optional<PointIndex> burning_more;
  if (event) {
    const auto burning = panel.zones_with(kFireBit);
    const std::size_t known = effects.parts.size();
    const auto zone = panel.take(*event, effects.parts);
    const bool news = event->kind == device::PanelEventKind::Fire && effects.parts.size() > known;
    if (news && zone && burning.contains(*zone)) burning_more = zone;
    effects.events.emplace_back(PanelEvent{now.wall, device, zone, *event});
  }
  auto samples = take_zones(panel, now, effects);
  if (burning_more) {  // another fire in a zone that burns already
    for (const AlarmIndex alarm : fires_of_zone_[*burning_more]) {
      alarms_.sound_again(alarm, now, effects);
    }
  }
  report_check(device, panel, now, effects);
  return samples;
}

std::vector<Sample> Panels::missed(DeviceIndex device, bool silent, Now now, Effects& effects) {
  const auto found = panels_.find(device);
  if (found == panels_.end()) return {};
  found->second.missed();
  auto samples = silent ? std::vector<Sample>{} : take_zones(found->second, now, effects);
  report_check(device, found->second, now, effects);
  return samples;
}

void Panels::shown(DeviceIndex device, Now now, Effects& effects) {
  const auto found = panels_.find(device);
  if (found != panels_.end()) take_zones(found->second, now, effects);
}

std::vector<Sample> Panels::take_zones(const Panel& panel, Now now, Effects& effects) {
  auto samples = panel.samples(now.tick);
  const auto states = panel.states();
  for (std::size_t i = 0; i < samples.size(); ++i) {
    alarms_.take(samples[i], states[i], now, effects);
  }
  return samples;
}

/// Who has acknowledged it and is on the way does not know of what was missed since: it sounds again.
void Panels::report_check(DeviceIndex device, Panel& panel, Now now, Effects& effects) {
  const auto check = check_of_panel_.find(device);
  if (check == check_of_panel_.end()) return;
  const bool again =
      !panel.checked() && panel.take_news() && alarms_.state(check->second) == alarm::State::Acked;
  alarms_.report(check->second, !panel.checked(), now, effects);
  if (again) alarms_.sound_again(check->second, now, effects);
}

bool Panels::is_open_check(AlarmIndex alarm) const {
  const AlarmSpec& spec = spec_.alarms[at(alarm)];
  return spec.device && spec.condition.kind == ConditionKind::System &&
         panels_.contains(*spec.device) && alarms_.is_active(alarm);
}

tl::expected<void, std::string> Panels::may_confirm(AlarmIndex check) const {
  const AlarmSpec& spec = spec_.alarms[at(check)];
  const auto comm = comm_of_panel_.find(*spec.device);
  if (comm != comm_of_panel_.end() && alarms_.is_active(comm->second)) {
    return tl::unexpected(spec.id + ": " + spec_.devices[at(*spec.device)].id +
                          " does not answer, or has only just begun to; look again when its zones "
                          "are shown");
  }
  if (alarms_.state(check) == alarm::State::Acked) return {};
  return tl::unexpected(explain(spec, alarm::Refusal::AcknowledgeFirst));
}

void Panels::confirm(AlarmIndex check, Now now, Effects& effects) {
  Panel& panel = panels_.find(*spec_.alarms[at(check)].device)->second;
  panel.set_checked(true);
  take_zones(panel, now, effects);
  alarms_.report(check, false, now, effects);
}

void Panels::restore(const Memory& memory, Effects& effects) {
  for (const PartMemory& part : memory.parts) {
    if (Panel* panel = named(part.device)) {
      panel->restore(part);
    } else {
      effects.parts.push_back({part.device, part.part, 0});  // its panel is gone
    }
  }
  for (const std::string& id : memory.checked) {
    if (Panel* panel = named(id)) panel->set_checked(true);
  }
  for (const std::string& id : memory.asked) {
    if (Panel* panel = named(id)) panel->set_old();
  }
}

void Panels::remember(Memory& memory) const {
  for (const auto& [device, panel] : panels_) {
    const auto parts = panel.memory();
    memory.parts.insert(memory.parts.end(), parts.begin(), parts.end());
    if (panel.checked()) memory.checked.push_back(spec_.devices[at(device)].id);
    if (!panel.has_news()) memory.asked.push_back(spec_.devices[at(device)].id);
  }
}

}  // namespace hazgate::site
