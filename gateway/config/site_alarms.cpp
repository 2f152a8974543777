#include <algorithm>
#include <vector>

#include "gateway/config/site_check.hpp"
#include "gateway/core/site/alarms.hpp"

namespace hazgate::config {
namespace {

bool is_alarm_name(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

/// What a danger point leans on is read as early as the point itself.
void mark_partners(poll::PolledDevice& device) {
  std::vector<std::uint32_t> partners;
  for (const poll::PolledPoint& point : device.points) {
    if (!point.danger) continue;
    const device::PointRules& rules = point.rules;
    partners.insert(partners.end(), rules.status.begin(), rules.status.end());
    if (rules.decimals) partners.push_back(*rules.decimals);
    if (rules.unit_from) partners.push_back(*rules.unit_from);
  }
  for (const std::uint32_t place : partners) device.points.at(place).danger = true;
}

}  // namespace

void SiteCheck::draft_alarms(const DeviceText& text, const model::DeviceModel& model,
                             DeviceIndex device) {
  for (const auto& alarm : model.alarms) draft(device, alarm);
  for (const auto& alarm : text.alarms) draft(device, alarm);
  const GeneratedText words = generated_text(Generated::Comm, settings_.site.language);
  model::AlarmText comm;
  comm.place = text.id.place;
  comm.path = text.id.key;
  comm.name = "comm";
  comm.message = words.message;
  comm.action = words.action;
  comm.basis = "hazgate";
  draft_by_id_.emplace(text.id.word + ".comm", drafts_.size());
  drafts_.push_back({.id = text.id.word + ".comm", .text = comm, .point = {}, .device = device});
}

void SiteCheck::draft(DeviceIndex device, const model::AlarmText& text) {
  if (text.point.empty() || text.name.empty()) return;  // reported when it was read
  const AlarmComplaint complain(text, mistakes_);
  const std::string& owner = settings_.site.devices[at(device)].id;
  const std::string id = owner + "." + text.point + "." + text.name;
  const auto point = points_.find(owner + "." + text.point);
  if (point == points_.end()) {
    if (is_doubtful(owner)) return;
    doubtful_.insert(id);
    complain("point", "device \"" + owner + "\" has no point \"" + text.point + "\"",
             hint(owner + "." + text.point, points_));
    return;
  }
  if (!is_alarm_name(text.name)) {
    complain("name", "\"" + text.name + "\" is not a name for an alarm",
             "use letters, digits and -");
  } else if (text.name == "write" || text.name == "feedback") {
    complain("name",
             "\"" + text.name +
                 "\" is the alarm of an output that was not confirmed, or not seen to work",
             "choose another name");
  }
  if (!draft_by_id_.emplace(id, drafts_.size()).second) {
    complain("name", "alarm \"" + id + "\" exists already",
             "override it with [[alarm]] in the site file, or choose another name");
    return;
  }
  drafts_.push_back({.id = id, .text = text, .point = point->second, .device = {}});
}

void SiteCheck::override_alarms() {
  std::map<std::string, std::uint32_t> lines;
  for (const model::AlarmText& text : text_.alarms) {
    if (text.point.empty() || text.name.empty()) continue;
    const std::string id = text.point + "." + text.name;
    const auto [first, fresh] = lines.emplace(id, text.place.line);
    if (fresh) {
      override_alarm(text);
    } else {
      AlarmComplaint(text, mistakes_)(
          "name", "alarm \"" + id + "\" stands already in line " + std::to_string(first->second),
          "write all its keys into one table");
    }
  }
}

void SiteCheck::override_alarm(const model::AlarmText& text) {
  const AlarmComplaint complain(text, mistakes_);
  const std::string id = text.point + "." + text.name;
  const auto known = draft_by_id_.find(id);
  if (known != draft_by_id_.end()) {
    AlarmDraft& draft = drafts_[known->second];
    refuse_for_comm(text, draft);
    override_with(draft.text, text);
    return;
  }
  const auto point = points_.find(text.point);
  if (point == points_.end()) {
    if (is_doubtful(text.point)) return;
    doubtful_.insert(id);
    complain("point", "no point \"" + text.point + "\"", hint(text.point, points_));
    return;
  }
  model::AlarmText fresh = text;
  const site::PointSpec& spec = settings_.site.points[at(point->second)];
  fresh.point = spec.id.substr(settings_.site.devices[at(spec.device)].id.size() + 1);
  draft(spec.device, fresh);
}

/// Keys that mean nothing for the comm alarm of a device. Whether there were some.
bool SiteCheck::refuse_for_comm(const model::AlarmText& text, const AlarmDraft& draft) {
  if (!draft.device) return false;
  bool refused = false;
  for (const char* key : {"kind", "limit", "deadband", "states", "mask", "window", "within",
                          "min_samples", "from", "falling", "own", "differs_after"}) {
    if (!text.written.contains(key)) continue;
    refused = true;
    AlarmComplaint(text, mistakes_)(key, "means nothing for the comm alarm of a device",
                                    "remove it");
  }
  return refused;
}

void SiteCheck::add_alarm(site::AlarmSpec alarm) {
  alarms_.emplace(alarm.id, index_of<AlarmIndex>(settings_.site.alarms.size()));
  settings_.site.alarms.push_back(std::move(alarm));
}

void SiteCheck::check_alarms() {
  for (const AlarmDraft& draft : drafts_) {
    const site::PointSpec* point = draft.point ? &settings_.site.points[at(*draft.point)] : nullptr;
    const DeviceIndex device = point == nullptr ? *draft.device : point->device;
    auto alarm = check_alarm(draft, point, settings_.site.devices[at(device)].family, mistakes_);
    if (alarm) {
      find_other(draft, *alarm);
      find_own(draft, *alarm);
      if (alarm::has_past(alarm->condition.kind)) {
        check_pace(draft.text, *alarm, period_of(*alarm->point), mistakes_);
      }
      add_alarm(*alarm);
      if (draft.text.own && alarm->other) add_differing(draft, *alarm);
    } else {
      doubtful_.insert(draft.id);
    }
  }
  check_limits();
}

/// Between two readings of this point, when nothing is near a limit.
Duration SiteCheck::period_of(PointIndex point) const {
  for (const poll::BusPlan& bus : settings_.buses) {
    for (const poll::PolledDevice& device : bus.devices) {
      for (const poll::PolledPoint& polled : device.points) {
        if (polled.index == point) return std::max(device.period, polled.period);
      }
    }
  }
  return {};
}

/// The point that a deviation is from: of the same device, or any by its full id.
void SiteCheck::find_other(const AlarmDraft& draft, site::AlarmSpec& alarm) {
  if (!draft.text.from || !alarm.point) return;
  const site::PointSpec& own = settings_.site.points[at(*alarm.point)];
  const std::string& device = settings_.site.devices[at(own.device)].id;
  auto found = points_.find(device + "." + *draft.text.from);
  if (found == points_.end()) found = points_.find(*draft.text.from);
  const AlarmComplaint complain(draft.text, mistakes_);
  if (found == points_.end()) {
    complain("from", "no point \"" + *draft.text.from + "\"", hint(*draft.text.from, points_));
  } else if (found->second == *alarm.point) {
    complain("from", "is the point itself", "write another one");
  } else {
    alarm.other = found->second;
  }
}

/// The point at which the device says its own alarm: it raises as the limit does.
void SiteCheck::find_own(const AlarmDraft& draft, site::AlarmSpec& alarm) {
  const alarm::ConditionKind kind = alarm.condition.kind;
  const bool limits = kind == alarm::ConditionKind::High || kind == alarm::ConditionKind::Low;
  if (!draft.text.own || !alarm.point || !limits) return;
  const site::PointSpec& point = settings_.site.points[at(*alarm.point)];
  const std::string& device = settings_.site.devices[at(point.device)].id;
  const auto found = points_.find(device + "." + *draft.text.own);
  if (found == points_.end()) {
    AlarmComplaint(draft.text, mistakes_)(
        "own", "device \"" + device + "\" has no point \"" + *draft.text.own + "\"",
        hint(device + "." + *draft.text.own, points_));
    return;
  }
  check_own(draft.text, settings_.site.points[at(found->second)], alarm, mistakes_);
  alarm.other = found->second;
}

/// Says that the device and the limit do not agree.
void SiteCheck::add_differing(const AlarmDraft& draft, const site::AlarmSpec& alarm) {
  const GeneratedText words = generated_text(Generated::Differs, settings_.site.language);
  site::AlarmSpec differing;
  differing.id = alarm.id + "-differs";
  differing.name = draft.text.name + "-differs";
  differing.condition = alarm.condition;
  differing.condition.kind = alarm::ConditionKind::Differs;
  differing.condition.falling = alarm.condition.kind == alarm::ConditionKind::Low;
  differing.condition.over_range_raises = false;
  differing.condition.on_delay = draft.text.differs_after.value_or(std::chrono::seconds{10});
  differing.condition.off_delay = Duration{};
  differing.rules.longest_shelf = std::chrono::hours{8};
  differing.priority = Priority::Low;
  differing.message = words.message;
  differing.action = words.action;
  differing.basis = "hazgate";
  differing.point = alarm.point;
  differing.other = alarm.other;
  if (draft_by_id_.contains(differing.id)) {
    AlarmComplaint(draft.text, mistakes_)(
        "own", "makes the alarm \"" + differing.id + "\", which is there already",
        "give the other one another name");
    return;
  }
  add_alarm(std::move(differing));
}

void SiteCheck::add_system_alarm(const std::string& id, Generated what, Priority priority,
                                 std::optional<BusIndex> bus, std::optional<PointIndex> point,
                                 std::optional<DeviceIndex> device) {
  add_system_alarm(id, generated_text(what, settings_.site.language), priority);
  site::AlarmSpec& alarm = settings_.site.alarms.back();
  alarm.bus = bus;
  alarm.point = point;
  alarm.device = device;
}

void SiteCheck::add_system_alarm(const std::string& id, const GeneratedText& words,
                                 Priority priority) {
  site::AlarmSpec alarm;
  alarm.id = id;
  alarm.name = id;
  alarm.condition.kind = alarm::ConditionKind::System;
  alarm.priority = priority;
  alarm.message = words.message;
  alarm.action = words.action;
  alarm.basis = "hazgate";
  alarm.rules.longest_shelf = std::chrono::hours{priority == Priority::High ? 1 : 8};
  add_alarm(std::move(alarm));
}

void SiteCheck::add_gateway_alarms() {
  for (const poll::BusPlan& bus : settings_.buses) {
    add_system_alarm("bus." + bus.id, Generated::Bus, Priority::Medium, bus.index);
  }
  for (std::size_t i = 0; i < settings_.site.devices.size(); ++i) {
    const site::DeviceSpec& device = settings_.site.devices[i];
    if (!device.has_queue) continue;
    add_system_alarm(device.id + ".check", Generated::Panel, Priority::High, {}, {},
                     index_of<DeviceIndex>(i));
  }
  std::set<std::string> outputs;
  for (const PlanText& plan : text_.plans) {
    for (const StepText& step : plan.steps) {
      const auto point = points_.find(step.point.word);
      const bool writes = step.step.kind == emergency::StepKind::Write && point != points_.end();
      if (!writes) continue;
      if (outputs.insert(point->first).second) {
        add_system_alarm(point->first + ".write", Generated::Output, Priority::High, {},
                         point->second);
      }
      if (step.step.feedback && outputs.insert(point->first + ".feedback").second) {
        add_system_alarm(point->first + ".feedback", Generated::Feedback, Priority::High, {},
                         point->second);
        settings_.site.alarms.back().of_feedback = true;
      }
    }
  }
  if (text_.notify.siren) {
    const auto siren = points_.find(text_.notify.siren->word);
    if (siren != points_.end() && outputs.insert(siren->first).second) {
      add_system_alarm(siren->first + ".write", Generated::Output, Priority::High, {},
                       siren->second);
    }
  }
  add_system_alarm("gateway.journal", Generated::Journal, Priority::High);
  add_system_alarm(std::string(site::kOutOfServiceAlarm), Generated::OutOfService,
                   Priority::Medium);
  add_system_alarm(std::string(site::kFloodAlarm), Generated::Flood, Priority::Medium);
  if (!settings_.uplink.brokers.empty()) {
    add_system_alarm("gateway.uplink", Generated::Uplink, Priority::Medium);
    if (std::any_of(settings_.uplink.brokers.begin(), settings_.uplink.brokers.end(),
                    [](const std::string& broker) { return broker.starts_with("ssl://"); })) {
      add_system_alarm("gateway.certificate", Generated::Certificate, Priority::Low);
    }
  }
  add_duty_room_alarm();
  add_channel_alarms();
}

bool SiteCheck::is_fire(const site::AlarmSpec& alarm) const {
  const site::SiteSpec& site = settings_.site;
  if (alarm.point) {
    const DeviceIndex device = site.points[at(*alarm.point)].device;
    return site.devices[at(device)].family == model::Family::Fire;
  }
  return std::any_of(alarm.members.begin(), alarm.members.end(),
                     [&](AlarmIndex member) { return is_fire(site.alarms[at(member)]); });
}

/// A point is polled first when an urgent alarm judges it, by itself or through a vote.
void SiteCheck::mark_danger() {
  const auto& alarms = settings_.site.alarms;
  std::vector<bool> urgent(alarms.size());
  std::set<PointIndex> danger;
  for (std::size_t i = alarms.size(); i-- > 0;) {  // a vote stands behind its members
    urgent[i] = urgent[i] || is_urgent(alarms[i]);
    if (!urgent[i]) continue;
    for (const AlarmIndex member : alarms[i].members) urgent[at(member)] = true;
    const bool is_read = alarms[i].condition.kind != alarm::ConditionKind::System;
    if (alarms[i].point && is_read) danger.insert(*alarms[i].point);
    if (alarms[i].other && is_read) danger.insert(*alarms[i].other);
  }
  for (poll::BusPlan& bus : settings_.buses) {
    for (poll::PolledDevice& device : bus.devices) {
      for (poll::PolledPoint& point : device.points) point.danger = danger.contains(point.index);
      mark_partners(device);
    }
  }
  watch_limits(urgent);
}

}  // namespace hazgate::config
