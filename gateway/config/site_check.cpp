#include "gateway/config/site_check.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "drivers/codec/codec.hpp"
#include "drivers/model/reader.hpp"
#include "gateway/config/generated_texts.hpp"

namespace hazgate::config {
namespace {

constexpr std::array<std::string_view, 3> kReserved = {"vote", "bus", "gateway"};

bool is_alarm_name(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace

SiteCheck::SiteCheck(const SiteText& text, const std::string& file, const ModelPath& models,
                     model::Mistakes& mistakes)
    : text_(text), models_(models), mistakes_(mistakes) {
  settings_.file = file;
  settings_.site = text.head;
  settings_.store = text.store;
  settings_.uplink = text.uplink;
  settings_.control = text.control;
}

Settings SiteCheck::run() {
  check_buses();
  check_devices();
  override_alarms();
  check_alarms();
  add_gateway_alarms();
  check_votes();
  check_plans();
  mark_danger();
  return std::move(settings_);
}

void SiteCheck::complain(const Reference& where, std::string problem, std::string remedy) {
  mistakes_.add(where.place, where.key, std::move(problem), std::move(remedy));
}

template <class Map>
std::string SiteCheck::hint(const std::string& word, const Map& known) const {
  std::vector<std::string> names;
  for (const auto& [name, index] : known) names.push_back(name);
  const auto meant = model::nearest(word, names);
  return meant ? "did you mean \"" + *meant + "\"?" : "write one that exists";
}

bool SiteCheck::is_fresh(std::map<std::string, model::Place>& seen, const Reference& id,
                         const char* what) {
  if (id.word.empty()) return false;
  const auto [first, fresh] = seen.emplace(id.word, id.place);
  if (!fresh) {
    complain(id,
             std::string(what) + " \"" + id.word + "\" stands already in line " +
                 std::to_string(first->second.line),
             "give each " + std::string(what) + " an id of its own");
  }
  return fresh;
}

void SiteCheck::check_buses() {
  std::map<std::string, model::Place> seen;
  for (const BusText& text : text_.buses) {
    if (!is_fresh(seen, text.id, "bus")) continue;
    const auto index = index_of<BusIndex>(settings_.buses.size());
    buses_.emplace(text.id.word, index);
    settings_.site.buses.push_back({text.id.word});
    settings_.buses.push_back({.index = index,
                               .id = text.id.word,
                               .line = text.line,
                               .response_timeout = text.response_timeout,
                               .retries = text.retries});
  }
}

void SiteCheck::check_devices() {
  std::map<std::string, model::Place> seen;
  for (const DeviceText& text : text_.devices) {
    if (std::find(kReserved.begin(), kReserved.end(), text.id.word) != kReserved.end()) {
      complain(text.id, "\"" + text.id.word + "\" is a name of hazgate's own", "choose another id");
    }
    if (is_fresh(seen, text.id, "device")) check_device(text);
  }
}

void SiteCheck::check_unit(const DeviceText& text, BusIndex bus) {
  if (!text.unit_id) return;
  const bool tcp = std::holds_alternative<poll::TcpHost>(settings_.buses[at(bus)].line);
  const int unit = *text.unit_id;
  if (unit > 247 && !(tcp && unit == 255)) {
    complain(text.unit, std::to_string(unit) + " is not a unit id", "write 1 to 247");
  } else if (unit == 0 && !tcp) {
    complain(text.unit, "0 is broadcast on a serial line", "write 1 to 247");
  }
  const auto [first, fresh] = units_.emplace(std::pair(bus, unit), text.id.word);
  if (!fresh) {
    complain(text.unit,
             "unit " + std::to_string(unit) + " on bus " + text.bus.word + " is already device " +
                 first->second,
             "give each device of a bus a unit id of its own");
  }
}

const model::DeviceModel* SiteCheck::model_of(const DeviceText& text) {
  if (text.model.word.empty()) return nullptr;
  const auto known = loaded_.find(text.model.word);
  if (known != loaded_.end()) return known->second ? &*known->second : nullptr;
  auto& slot = loaded_[text.model.word];
  std::vector<std::filesystem::path> folders = {
      std::filesystem::path(settings_.file).parent_path() / "devices"};
  folders.insert(folders.end(), models_.folders.begin(), models_.folders.end());
  std::vector<std::string> names;
  std::string looked;
  for (const auto& folder : folders) {
    const auto file = folder / (text.model.word + ".toml");
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) {
      auto model = model::load_model(file);
      if (model) {
        slot = std::move(*model);
        return &*slot;
      }
      for (const auto& mistake : model.error().sorted()) {
        mistakes_.add(mistake.place, mistake.key, mistake.problem, mistake.remedy);
      }
      return nullptr;
    }
    looked += (looked.empty() ? "" : ", ") + folder.string();
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
      if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
    }
  }
  const auto meant = model::nearest(text.model.word, names);
  complain(
      text.model, "no model \"" + text.model.word + "\" in " + looked,
      meant ? "did you mean \"" + *meant + "\"?" : "write a model that is there, or add its file");
  return nullptr;
}

void SiteCheck::check_device(const DeviceText& text) {
  const auto bus = buses_.find(text.bus.word);
  if (bus == buses_.end() && !text.bus.word.empty()) {
    complain(text.bus, "no bus \"" + text.bus.word + "\"", hint(text.bus.word, buses_));
  }
  const model::DeviceModel* model = model_of(text);
  const auto index = index_of<DeviceIndex>(settings_.site.devices.size());
  devices_.emplace(text.id.word, index);
  site::DeviceSpec device{.id = text.id.word,
                          .name = text.name,
                          .area = text.area,
                          .model = text.model.word,
                          .family = model == nullptr ? model::Family::Other : model->family,
                          .bus = bus == buses_.end() ? BusIndex{} : bus->second};
  settings_.site.devices.push_back(std::move(device));
  const model::DeviceModel defaults = model == nullptr ? model::DeviceModel{} : *model;
  poll::PolledDevice polled{
      .index = index,
      .id = text.id.word,
      .unit = static_cast<std::uint8_t>(text.unit_id.value_or(1)),
      .period = text.poll.poll.value_or(defaults.poll),
      .comm_after = text.poll.comm_after.value_or(defaults.comm_after),
      .max_registers = text.poll.max_registers.value_or(defaults.max_registers),
      .max_bits = text.poll.max_bits.value_or(defaults.max_bits),
      .max_gap = text.poll.max_gap.value_or(defaults.max_gap),
      .turnaround = text.poll.turnaround.value_or(defaults.turnaround)};
  for (const auto& point : defaults.points) add_point(text, point, index, polled);
  for (const auto& point : text.points) add_point(text, point, index, polled);
  for (const auto& alarm : defaults.alarms)
    draft(index, alarm, "alarm " + alarm.point + "." + alarm.name);
  for (const auto& alarm : text.alarms)
    draft(index, alarm, text.id.key.substr(0, text.id.key.rfind('.')) + ".alarm");
  const GeneratedText words = generated_text(Generated::Comm, settings_.site.language);
  model::AlarmText comm;
  comm.place = text.id.place;
  comm.name = "comm";
  comm.message = words.message;
  comm.action = words.action;
  draft_by_id_.emplace(text.id.word + ".comm", drafts_.size());
  drafts_.push_back(
      {.id = text.id.word + ".comm", .text = comm, .key = text.id.key, .device = index});
  if (bus == buses_.end()) return;
  check_unit(text, bus->second);
  settings_.buses[at(bus->second)].devices.push_back(std::move(polled));
}

void SiteCheck::add_point(const DeviceText& text, const model::ModelPoint& point,
                          DeviceIndex device, poll::PolledDevice& polled) {
  const std::string id = text.id.word + "." + point.id;
  const auto index = index_of<PointIndex>(settings_.site.points.size());
  if (!points_.emplace(id, index).second) {
    mistakes_.add(point.place, "point.id", "point \"" + id + "\" exists already",
                  "give each point of a device a name of its own");
    return;
  }
  settings_.site.points.push_back({.id = id,
                                   .name = point.name,
                                   .device = device,
                                   .format = point.format,
                                   .unit = point.unit,
                                   .writable = point.writable,
                                   .sound = point.sound});
  settings_.site.devices[at(device)].points.push_back(index);
  polled.points.push_back({.index = index, .format = point.format, .writable = point.writable});
}

void SiteCheck::draft(DeviceIndex device, const model::AlarmText& text, const std::string& key) {
  const std::string& owner = settings_.site.devices[at(device)].id;
  const auto point = points_.find(owner + "." + text.point);
  if (point == points_.end()) {
    mistakes_.add(text.place, key + ".point",
                  "device " + owner + " has no point \"" + text.point + "\"",
                  hint(owner + "." + text.point, points_));
    return;
  }
  const std::string id = owner + "." + text.point + "." + text.name;
  if (!is_alarm_name(text.name)) {
    mistakes_.add(text.place, key + ".name", "\"" + text.name + "\" is not a name for an alarm",
                  "use letters, digits and -");
  }
  const auto [place, fresh] = draft_by_id_.emplace(id, drafts_.size());
  if (!fresh) {
    mistakes_.add(text.place, key + ".name", "alarm \"" + id + "\" exists already",
                  "override it with [[alarm]] in the site file, or choose another name");
    return;
  }
  drafts_.push_back({.id = id, .text = text, .key = key, .point = point->second});
}

void SiteCheck::override_alarms() {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < text_.alarms.size(); ++i) {
    const model::AlarmText& text = text_.alarms[i];
    if (!seen.insert(text.point + "." + text.name).second) {
      mistakes_.add(text.place, text_.alarm_keys[i],
                    "alarm \"" + text.point + "." + text.name + "\" stands twice in this file",
                    "write all its keys into one table");
      continue;
    }
    override_alarm(text, text_.alarm_keys[i]);
  }
}

void SiteCheck::override_alarm(const model::AlarmText& text, const std::string& key) {
  const auto known = draft_by_id_.find(text.point + "." + text.name);
  if (known != draft_by_id_.end()) {
    AlarmDraft& draft = drafts_[known->second];
    if (draft.device && (text.kind || text.limit || text.states)) {
      mistakes_.add(text.place, key, "a comm alarm has no kind, limit or states", "remove them");
      return;
    }
    override_with(draft.text, text);
    draft.key = key;
    return;
  }
  const auto point = points_.find(text.point);
  if (point == points_.end()) {
    mistakes_.add(text.place, key + ".point", "no point \"" + text.point + "\"",
                  hint(text.point, points_));
    return;
  }
  model::AlarmText fresh = text;
  const site::PointSpec& spec = settings_.site.points[at(point->second)];
  fresh.point = spec.id.substr(settings_.site.devices[at(spec.device)].id.size() + 1);
  draft(spec.device, fresh, key);
}

void SiteCheck::check_alarms() {
  for (const AlarmDraft& draft : drafts_) {
    const site::PointSpec* point = draft.point ? &settings_.site.points[at(*draft.point)] : nullptr;
    const DeviceIndex device = point == nullptr ? *draft.device : point->device;
    auto alarm = check_alarm(draft, point, settings_.site.devices[at(device)].family, mistakes_);
    if (!alarm) continue;
    alarms_.emplace(draft.id, index_of<AlarmIndex>(settings_.site.alarms.size()));
    settings_.site.alarms.push_back(std::move(*alarm));
  }
}

void SiteCheck::add_system_alarm(const std::string& id, int generated, Priority priority,
                                 std::optional<BusIndex> bus, std::optional<PointIndex> point) {
  const GeneratedText words =
      generated_text(static_cast<Generated>(generated), settings_.site.language);
  site::AlarmSpec alarm;
  alarm.id = id;
  alarm.name = id;
  alarm.condition.kind = alarm::ConditionKind::System;
  alarm.priority = priority;
  alarm.message = words.message;
  alarm.action = words.action;
  alarm.basis = "hazgate";
  alarm.bus = bus;
  alarm.point = point;
  alarms_.emplace(id, index_of<AlarmIndex>(settings_.site.alarms.size()));
  settings_.site.alarms.push_back(std::move(alarm));
}

void SiteCheck::add_gateway_alarms() {
  for (const auto& [id, index] : buses_) {
    add_system_alarm("bus." + id, static_cast<int>(Generated::Bus), Priority::Medium, index, {});
  }
  std::set<std::string> outputs;
  for (const PlanText& plan : text_.plans) {
    for (const StepText& step : plan.steps) {
      const auto point = points_.find(step.point.word);
      const bool writes = step.step.kind == emergency::StepKind::Write && point != points_.end();
      if (!writes || !outputs.insert(point->first).second) continue;
      add_system_alarm(point->first + ".write", static_cast<int>(Generated::Output), Priority::High,
                       {}, point->second);
    }
  }
  add_system_alarm("gateway.journal", static_cast<int>(Generated::Journal), Priority::High, {}, {});
  if (!settings_.uplink.brokers.empty()) {
    add_system_alarm("gateway.uplink", static_cast<int>(Generated::Uplink), Priority::Medium, {},
                     {});
  }
}

void SiteCheck::check_votes() {
  std::map<std::string, model::Place> seen;
  for (const VoteText& text : text_.votes) {
    if (!is_fresh(seen, text.id, "vote")) continue;
    site::AlarmSpec vote;
    vote.id = "vote." + text.id.word;
    vote.name = text.id.word;
    vote.condition.kind = alarm::ConditionKind::Vote;
    vote.on_bad = text.on_bad;
    vote.need = static_cast<std::size_t>(text.need_count);
    for (const Reference& member : text.members) {
      const auto found = alarms_.find(member.word);
      if (found == alarms_.end()) {
        complain(member, "no alarm \"" + member.word + "\"", hint(member.word, alarms_));
      } else if (std::find(vote.members.begin(), vote.members.end(), found->second) !=
                 vote.members.end()) {
        complain(member, "alarm \"" + member.word + "\" votes twice", "name each member once");
      } else {
        vote.members.push_back(found->second);
      }
    }
    if (vote.need > text.members.size() || text.members.empty()) {
      complain(text.need,
               "needs " + std::to_string(vote.need) + " of " + std::to_string(text.members.size()) +
                   " members",
               "write a need from 1 to the number of members");
    }
    fill_common(text.alarm, text.id.key.substr(0, text.id.key.rfind('.')), vote, mistakes_);
    alarms_.emplace(vote.id, index_of<AlarmIndex>(settings_.site.alarms.size()));
    settings_.site.alarms.push_back(std::move(vote));
  }
}

void SiteCheck::check_plans() {
  std::map<std::string, model::Place> contacts, plans;
  for (const ContactText& text : text_.contacts) {
    if (is_fresh(contacts, text.id, "contact")) settings_.site.contacts.push_back(text.contact);
  }
  for (const PlanText& text : text_.plans) {
    if (!is_fresh(plans, text.id, "plan")) continue;
    site::PlanSpec plan{.id = text.id.word, .name = text.name, .level = text.level};
    for (const Reference& trigger : text.trigger) {
      const auto found = alarms_.find(trigger.word);
      if (found == alarms_.end()) {
        complain(trigger, "no alarm \"" + trigger.word + "\"", hint(trigger.word, alarms_));
      } else {
        plan.trigger.push_back(found->second);
      }
    }
    for (const StepText& step : text.steps) plan.steps.push_back(check_step(step));
    std::stable_sort(plan.steps.begin(), plan.steps.end(),
                     [](const auto& a, const auto& b) { return a.after < b.after; });
    settings_.site.plans.push_back(std::move(plan));
  }
}

emergency::StepSpec SiteCheck::check_step(const StepText& text) {
  emergency::StepSpec step = text.step;
  if (step.kind == emergency::StepKind::Write) check_write(text, step);
  if (step.kind == emergency::StepKind::Notify && !step.role.empty()) {
    std::map<std::string, int> roles;
    for (const site::ContactSpec& contact : settings_.site.contacts) {
      roles.emplace(contact.role, 0);
      if (contact.role == step.role) step.contacts.push_back(contact.id);
    }
    if (step.contacts.empty()) {
      complain(text.role, "no contact has the role \"" + step.role + "\"", hint(step.role, roles));
    }
  }
  return step;
}

void SiteCheck::check_write(const StepText& text, emergency::StepSpec& step) {
  if (text.point.word.empty()) return;
  const auto found = points_.find(text.point.word);
  if (found == points_.end()) {
    complain(text.point, "no point \"" + text.point.word + "\"", hint(text.point.word, points_));
    return;
  }
  const site::PointSpec& point = settings_.site.points[at(found->second)];
  if (!point.writable) {
    complain(text.point, "point \"" + point.id + "\" cannot be written",
             "name one with writable = true");
    return;
  }
  step.point = found->second;
  step.sound = point.sound;
  const auto check = [&](const Value& value, const Reference& where) {
    const auto words = codec::encode(point.format, value);
    if (!words)
      complain(where, "does not fit " + point.id + ": " + words.error(), "write another value");
  };
  if (has_value(step.value)) check(step.value, text.value);
  if (step.on_close) check(*step.on_close, text.on_close);
}

void SiteCheck::mark_danger() {
  std::set<PointIndex> danger;
  for (const site::AlarmSpec& alarm : settings_.site.alarms) {
    const bool urgent = alarm.priority == Priority::Critical || alarm.priority == Priority::High;
    const bool read = alarm.condition.kind != alarm::ConditionKind::System;
    if (urgent && alarm.point && read) danger.insert(*alarm.point);
  }
  for (poll::BusPlan& bus : settings_.buses) {
    for (poll::PolledDevice& device : bus.devices) {
      for (poll::PolledPoint& point : device.points) point.danger = danger.contains(point.index);
    }
  }
}

}  // namespace hazgate::config
