#include "gateway/core/site/panel.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace hazgate::site {
namespace {

using device::PanelEventKind;
using device::ZoneState;

enum Condition : unsigned {
  kFire = 1,
  kSupervisory = 2,
  kFault = 4,
  kDisabled = 8,
  kStarted = 16,
  kFeedback = 32,
};

/// The worst first.
constexpr std::array<std::pair<unsigned, ZoneState>, 5> kShown = {{
    {kFire, ZoneState::Fire},
    {kSupervisory, ZoneState::Supervisory},
    {kFault, ZoneState::Fault},
    {kDisabled, ZoneState::Disabled},
    {kStarted | kFeedback, ZoneState::Operated},
}};

ZoneState shown(unsigned conditions) {
  for (const auto& [bits, state] : kShown) {
    if ((conditions & bits) != 0) return state;
  }
  return ZoneState::Normal;
}

unsigned after(unsigned conditions, PanelEventKind kind) {
  switch (kind) {
    case PanelEventKind::Fire:
      return conditions | kFire;
    case PanelEventKind::Fault:
      return conditions | kFault;
    case PanelEventKind::Start:
      return conditions | kStarted;
    case PanelEventKind::Stop:
      return conditions & ~(kStarted | kFeedback);
    case PanelEventKind::Isolate:
      return conditions | kDisabled;
    case PanelEventKind::Release:
      return conditions & ~kDisabled;
    case PanelEventKind::Supervise:
      return conditions | kSupervisory;
    case PanelEventKind::Feedback:
    case PanelEventKind::Action:
      return conditions | kFeedback;
    case PanelEventKind::Restore:
      return conditions & ~(kFault | kSupervisory);
    case PanelEventKind::Reset:
      return conditions & kDisabled;
    case PanelEventKind::Status:
    case PanelEventKind::Unknown:
      break;
  }
  return conditions;
}

/// How well the pattern fits: the digits that it names, and one more when it is as long as the part;
/// nothing: not.
std::optional<std::size_t> fit(std::string_view pattern, std::string_view part) {
  const bool whole = !pattern.ends_with('*');
  if (!whole) pattern.remove_suffix(1);
  if (whole ? pattern.size() != part.size() : pattern.size() > part.size()) return std::nullopt;
  std::size_t named = whole ? 1 : 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '?') continue;
    if (pattern[i] != part[i]) return std::nullopt;
    ++named;
  }
  return named;
}

}  // namespace

Panel::Panel(const SiteSpec& spec, DeviceIndex device)
    : device_(spec.devices[at(device)].id),
      controller_digits_(spec.devices[at(device)].controller_digits) {
  for (const PointIndex point : spec.devices[at(device)].points) {
    const auto& parts = spec.points[at(point)].parts;
    if (!parts.empty()) zones_.push_back({point, parts});
  }
}

std::optional<std::size_t> Panel::zone_of(const std::string& part) const {
  std::optional<std::size_t> best, zone;
  for (std::size_t i = 0; i < zones_.size(); ++i) {
    for (const std::string& pattern : zones_[i].patterns) {
      const auto its = fit(pattern, part);
      if (!its || (best && *its <= *best)) continue;
      best = its;
      zone = i;
    }
  }
  return zone;
}

PartMemory Panel::memory_of(const std::string& part) const {
  const auto found = parts_.find(part);
  return {device_, part, found == parts_.end() ? 0 : found->second.conditions};
}

void Panel::set(const std::string& part, unsigned conditions) {
  if (conditions == 0) {
    parts_.erase(part);
    return;
  }
  const auto [place, fresh] = parts_.try_emplace(part);
  if (fresh) place->second.zone = zone_of(part);
  place->second.conditions = conditions;
}

std::optional<PointIndex> Panel::take(const device::PanelEvent& event,
                                      std::vector<PartMemory>& memories) {
  std::vector<std::string> touched;
  if (event.kind == PanelEventKind::Reset) {
    const std::string controller = event.part.substr(0, controller_digits_);
    const bool one = controller.find_first_not_of('0') != std::string::npos;
    for (const auto& [part, its] : parts_) {
      if (!one || part.starts_with(controller)) touched.push_back(part);
    }
  } else {
    touched.push_back(event.part);
  }
  for (const std::string& part : touched) {
    const unsigned before = memory_of(part).conditions;
    const unsigned now = after(before, event.kind);
    if (now == before) continue;
    set(part, now);
    memories.push_back(memory_of(part));
  }
  if (event.kind == PanelEventKind::Unknown) {
    checked_ = false;
    news_ = true;
  }
  const auto zone = zone_of(event.part);
  return zone ? std::optional(zones_[*zone].point) : std::nullopt;
}

void Panel::missed() {
  checked_ = false;
  news_ = news_ || std::exchange(read_, false);
}

void Panel::restore(const PartMemory& memory) {
  set(memory.part, memory.conditions);
}

std::vector<PartMemory> Panel::memory() const {
  std::vector<PartMemory> all;
  for (const auto& [part, its] : parts_) all.push_back({device_, part, its.conditions});
  return all;
}

std::vector<unsigned> Panel::conditions() const {
  std::vector<unsigned> all(zones_.size());
  for (const auto& [part, its] : parts_) {
    if (its.zone) all[*its.zone] |= its.conditions;
  }
  return all;
}

std::vector<unsigned> Panel::states() const {
  auto all = conditions();
  for (unsigned& each : all) {
    const unsigned conditions = std::exchange(each, 0);
    for (const auto& [bits, state] : kShown) {
      if ((conditions & bits) != 0) each |= 1U << static_cast<unsigned>(state);
    }
    if (each == 0) each = 1U << static_cast<unsigned>(ZoneState::Normal);
  }
  return all;
}

std::set<PointIndex> Panel::zones_with(unsigned wanted) const {
  std::set<PointIndex> zones;
  const auto all = states();
  for (std::size_t i = 0; i < zones_.size(); ++i) {
    if ((all[i] & wanted) != 0) zones.insert(zones_[i].point);
  }
  return zones;
}

std::vector<Sample> Panel::samples(Tick at) const {
  const auto all = conditions();
  std::vector<Sample> samples;
  samples.reserve(zones_.size());
  for (std::size_t i = 0; i < zones_.size(); ++i) {
    samples.push_back({.point = zones_[i].point,
                       .quality = checked_ ? Quality::Good : Quality::Uncertain,
                       .value = static_cast<double>(shown(all[i])),
                       .at = at});
  }
  return samples;
}

}  // namespace hazgate::site
