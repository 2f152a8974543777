#include "gateway/daemon/letter_alarm.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/core.h>

#include "gateway/notify/texts/words.hpp"

namespace hazgate::daemon {
namespace {

namespace texts = notify::texts;
using alarm::ConditionKind;
using texts::Happening;
using texts::Word;

bool is_normal(const site::Site& site, AlarmIndex alarm) {
  return site.alarm(alarm).state == alarm::State::Normal;
}

/// Of a vote the member that speaks for it; a vote may be a member of another.
AlarmIndex speaker_of(const site::Site& site, AlarmIndex alarm) {
  const site::AlarmSpec& spec = site.spec().alarms[at(alarm)];
  if (spec.members.empty()) return alarm;
  const auto first = [&](auto matches) -> std::optional<AlarmIndex> {
    const auto found = std::find_if(spec.members.begin(), spec.members.end(), matches);
    return found == spec.members.end() ? std::nullopt : std::optional(*found);
  };
  const auto active = first([&](AlarmIndex member) { return !is_normal(site, member); });
  const auto bad = first([&](AlarmIndex member) {
    return !is_usable(site.alarm(member).quality);  // counted by the vote, see alarm::OnBad
  });
  const AlarmIndex chosen = active.value_or(bad.value_or(spec.members.front()));
  return at(chosen) < at(alarm) ? speaker_of(site, chosen) : chosen;
}

const site::DeviceSpec* device_of(const site::SiteSpec& spec, const site::AlarmSpec& alarm) {
  if (alarm.point) return &spec.devices[at(spec.points[at(*alarm.point)].device)];
  return alarm.device ? &spec.devices[at(*alarm.device)] : nullptr;
}

/// Whether it says something of what is watched, and not of the instrument.
bool is_of_process(ConditionKind kind) {
  switch (kind) {
    case ConditionKind::High:
    case ConditionKind::Low:
    case ConditionKind::Rate:
    case ConditionKind::TimeToLimit:
    case ConditionKind::Deviation:
    case ConditionKind::Mean:
    case ConditionKind::Increment:
    case ConditionKind::State:
      return true;
    case ConditionKind::Stuck:
    case ConditionKind::BadQuality:
    case ConditionKind::Differs:
    case ConditionKind::Comm:
    case ConditionKind::Vote:
    case ConditionKind::System:
      break;
  }
  return false;
}

/// A detector that does not answer is no leak.
Happening happening_of(const site::AlarmSpec& alarm, const site::DeviceSpec* device, bool fire) {
  if (fire) return Happening::Fire;
  if (device == nullptr || !is_of_process(alarm.condition.kind)) return Happening::Other;
  switch (device->family) {
    case model::Family::Gas:
      return Happening::Gas;
    case model::Family::PressureVessel:
      return Happening::Vessel;
    case model::Family::Lightning:
      return Happening::Lightning;
    case model::Family::Fire:
      return Happening::Fire;
    case model::Family::Output:
    case model::Family::Other:
      break;
  }
  return Happening::Other;
}

/// As people read it: 58.2, 0.015, 1013.3, 250000.
std::string number(double value) {
  return std::abs(value) < 1e5 ? fmt::format("{:.5g}", value) : fmt::format("{:.0f}", value);
}

bool is_above_range(const Sample& sample) {
  return sample.quality == Quality::OutOfRange && sample.above_range;
}

void tell_value(const site::Site& site, AlarmIndex alarm, texts::Language language,
                texts::Facts& facts) {
  const site::AlarmSpec& spec = site.spec().alarms[at(alarm)];
  const site::AlarmView view = site.alarm(alarm);
  const ConditionKind kind = spec.condition.kind;
  // Of a state the number is a code that says nothing to anybody.
  if (!spec.point || !alarm::is_of_samples(kind) || kind == ConditionKind::State) return;
  facts.unit = site.spec().points[at(*spec.point)].unit;
  if (kind == ConditionKind::Rate) facts.unit += "/min";
  if (view.limit) facts.limit = number(*view.limit);
  if (!is_usable(view.quality)) {
    const bool above = is_above_range(site.last(*spec.point));
    facts.value = say(above ? Word::OverRange : Word::BadReading, language);
    if (!facts.limit.empty()) facts.limit += facts.unit;
    facts.unit.clear();  // it would stand behind the words
    return;
  }
  if (!view.value) return;
  facts.value = number(*view.value);
  if (view.quality == Quality::Simulated) {
    facts.value = std::string(say(Word::Simulated, language)) + facts.value;
  }
  if (kind != ConditionKind::TimeToLimit) return;
  facts.value += " min";  // of another unit than its limit
  facts.limit += facts.unit;
  facts.unit.clear();
}

void tell_place(const site::SiteSpec& spec, const site::AlarmSpec& alarm, texts::Facts& facts) {
  const site::DeviceSpec* device = device_of(spec, alarm);
  if (device == nullptr) {
    if (alarm.bus) facts.point = spec.buses[at(*alarm.bus)].id;
    return;
  }
  const std::string& device_name = device->name.empty() ? device->id : device->name;
  facts.point = device_name;
  if (alarm.point) {
    const site::PointSpec& point = spec.points[at(*alarm.point)];
    if (device->family == model::Family::Fire) {  // the zone is what one runs to
      const std::string& id = point.id;
      const std::string zone = point.name.empty() ? id.substr(id.find('.') + 1) : point.name;
      facts.point = zone + " (" + device_name + ")";
    } else if (device->model.empty() && !point.name.empty()) {
      facts.point = point.name;  // what comes of a model is called the same everywhere
    }
  }
  facts.place = device_name == facts.point ? "" : device_name;
  if (facts.place.empty()) {
    facts.place = device->area;
  } else if (!device->area.empty()) {
    facts.place += " (" + device->area + ")";
  }
}

}  // namespace

std::optional<AlarmIndex> leading_alarm(const site::Site& site,
                                        const site::IncidentMemory& incident) {
  std::optional<AlarmIndex> first;
  for (const std::string& id : incident.triggers) {
    const auto alarm = site.find_alarm(id);
    if (!alarm) continue;
    if (!is_normal(site, *alarm)) return alarm;
    if (!first) first = alarm;
  }
  return first;
}

void tell_alarm(const site::Site& site, AlarmIndex alarm, bool fire, texts::Language language,
                texts::Facts& facts) {
  const site::AlarmSpec& spec = site.spec().alarms[at(alarm)];
  const AlarmIndex speaker = speaker_of(site, alarm);
  const site::AlarmSpec& source = site.spec().alarms[at(speaker)];
  facts.happening = happening_of(source, device_of(site.spec(), source), fire);
  facts.alarm = spec.message.empty() ? spec.name : spec.message;
  if (facts.alarm.empty()) facts.alarm = spec.id;
  facts.action = spec.action.empty() ? source.action : spec.action;
  tell_value(site, speaker, language, facts);
  tell_place(site.spec(), source, facts);
}

}  // namespace hazgate::daemon
