#include "gateway/daemon/memory_without_record.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace hazgate::daemon {
namespace {

constexpr std::uint64_t kFirst = 1'000'000'000;
/// Before it no hazgate was: a clock that says so was not set.
constexpr std::uint64_t kPlausible = 1'700'000'000;

std::uint64_t first_number(Now now, std::uint32_t random) {
  const auto seconds = unix_ms(now.wall) / 1000;
  const bool is_set = seconds >= static_cast<std::int64_t>(kPlausible);
  return is_set ? static_cast<std::uint64_t>(seconds) : kFirst + random % (kPlausible - kFirst);
}

}  // namespace

site::Memory memory_without_record(const site::SiteSpec& spec, Now now, std::uint32_t random) {
  site::Memory memory;
  memory.next_incident = first_number(now, random);
  for (const site::AlarmSpec& alarm : spec.alarms) {
    memory.alarms.push_back(
        {.id = alarm.id, .saved = {.occurrence = memory.next_incident}, .saved_at = now.wall});
  }
  return memory;
}

site::Memory with_parts(site::Memory memory, const std::vector<site::PartMemory>& parts) {
  for (const site::PartMemory& part : parts) {
    const auto found = std::find_if(
        memory.parts.begin(), memory.parts.end(),
        [&](const auto& other) { return other.device == part.device && other.part == part.part; });
    if (found == memory.parts.end()) {
      memory.parts.push_back(part);
    } else {
      found->conditions |= part.conditions;
    }
  }
  return memory;
}

bool is_work(const site::Event& event) {
  if (const auto* alarm = std::get_if<site::AlarmEvent>(&event)) {
    return alarm->to == alarm::State::Active && alarm->cause == site::Cause::Condition;
  }
  const auto* incident = std::get_if<site::IncidentEvent>(&event);
  return incident != nullptr && incident->entry == site::EntryKind::Ended;
}

Unheard unheard(const site::Event& event, const site::SiteSpec& spec) {
  const auto* alarm = std::get_if<site::AlarmEvent>(&event);
  const bool named = alarm != nullptr && alarm->gone.empty();
  return {event, named ? spec.alarms[at(alarm->alarm)].id : std::string()};
}

std::optional<site::Event> heard(Unheard work, const site::SiteSpec& spec) {
  auto* alarm = std::get_if<site::AlarmEvent>(&work.event);
  if (alarm == nullptr) return std::move(work.event);
  const auto found = std::find_if(spec.alarms.begin(), spec.alarms.end(),
                                  [&](const auto& other) { return other.id == work.alarm; });
  if (work.alarm.empty() || found == spec.alarms.end()) return std::nullopt;
  alarm->alarm = index_of<AlarmIndex>(static_cast<std::size_t>(found - spec.alarms.begin()));
  return std::move(work.event);
}

}  // namespace hazgate::daemon
