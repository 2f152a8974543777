#include "gateway/config/site_check.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <variant>

#include "drivers/model/links.hpp"
#include "drivers/poll/budget.hpp"
#include "drivers/poll/queue_guard.hpp"
#include "drivers/poll/reach.hpp"
#include "gateway/config/metrics_text.hpp"

namespace hazgate::config {
namespace {

constexpr std::array<std::string_view, 3> kReserved = {"vote", "bus", "gateway"};

std::vector<std::filesystem::path> folders_for(const std::string& site_file,
                                               const ModelPath& models) {
  std::vector<std::filesystem::path> folders = {std::filesystem::path(site_file).parent_path() /
                                                "devices"};
  folders.insert(folders.end(), models.folders.begin(), models.folders.end());
  return folders;
}

/// What the site file says goes before what the model says.
poll::PolledDevice polled_device(const DeviceText& text, const model::DeviceModel& model,
                                 DeviceIndex index) {
  const model::PollText& poll = text.poll;
  return {.index = index,
          .id = text.id.word,
          .unit = static_cast<std::uint8_t>(text.unit_id.value_or(1)),
          .period = poll.poll.value_or(model.poll),
          .fast = poll.poll_fast.value_or(model.poll_fast),
          .fast_at = poll.fast_at.value_or(model.fast_at),
          .comm_after = poll.comm_after.value_or(model.comm_after),
          .max_registers = poll.max_registers.value_or(model.max_registers),
          .max_bits = poll.max_bits.value_or(model.max_bits),
          .max_gap = poll.max_gap.value_or(model.max_gap),
          .turnaround = poll.turnaround.value_or(model.turnaround),
          .crc = poll.crc.value_or(model.crc),
          .queue = text.queue ? text.queue : model.queue};
}

}  // namespace

SiteCheck::SiteCheck(const SiteText& text, const std::string& file, const ModelPath& models,
                     model::Mistakes& mistakes)
    : SiteDraft(text, ModelShelf(folders_for(file, models), mistakes), mistakes) {
  settings_.file = file;
  settings_.site = text.head;
  settings_.store = text.store;
  settings_.uplink = text.uplink;
  settings_.control = text.control;
  settings_.metrics = text.metrics.settings;
  settings_.alarm_system = text.alarm_system;
  settings_.ledger = text.ledger;
  settings_.site.flood = kpi::shared_by({}, static_cast<std::size_t>(text.alarm_system.operators));
}

Settings SiteCheck::run(const std::vector<std::size_t>& season) {
  settings_.season = season;
  check_seasons();
  check_buses();
  check_devices();
  check_telemetry();
  draft_votes();
  override_alarms();
  for (const std::size_t place : season) override_in_season(text_.seasons[place]);
  check_alarms();
  add_gateway_alarms();
  check_votes();
  check_suppressions();
  check_groups();
  check_contacts();
  check_plans();
  check_roster();
  remark_on_metrics();
  remark_on_ways();
  remark_on_asking();
  check_texts();
  check_office();
  check_sources();
  check_around();
  mark_danger();
  check_budget();
  settings_.remarks = remarks_.sorted();
  return std::move(settings_);
}

void SiteCheck::remark_on_metrics() {
  if (settings_.metrics.listen.empty() || is_loopback(settings_.metrics)) return;
  remarks_.add(text_.metrics.listen.place, text_.metrics.listen.key,
               "everybody who reaches \"" + settings_.metrics.listen +
                   "\" can read the figures of this gateway, without a password",
               "write \"127.0.0.1:9464\", or let a firewall see to it");
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

/// Whether the id, or the device it begins with, is wrong itself.
void SiteCheck::check_buses() {
  std::map<std::string, model::Place> seen;
  std::map<std::string, std::string> serial;
  for (const BusText& text : text_.buses) {
    if (!is_fresh(seen, text.id, "bus")) continue;
    connections_.emplace(text.id.word, text.max_connections);
    buses_.emplace(text.id.word, add_bus(text.id.word, {.line = text.line,
                                                        .response_timeout = text.response_timeout,
                                                        .retries = text.retries}));
    const auto* line = std::get_if<poll::SerialLine>(&text.line);
    if (line == nullptr || line->device.empty()) continue;
    const auto [first, fresh] = serial.emplace(line->device, text.id.word);
    if (!fresh) {
      complain(text.device, line->device + " belongs to bus \"" + first->second + "\" already",
               "put the devices of one line on one bus");
    }
  }
}

BusIndex SiteCheck::add_bus(const std::string& id, poll::BusPlan plan) {
  plan.index = index_of<BusIndex>(settings_.buses.size());
  plan.id = id;
  settings_.site.buses.push_back({id});
  settings_.buses.push_back(std::move(plan));
  return settings_.buses.back().index;
}

/// Each connection is a bus of its own: "plc", and "plc/2" and so on as units need them. A unit stays on
/// its connection whatever else is written in the file.
BusIndex SiteCheck::connection_of(const DeviceText& text, bool queue, BusIndex bus) {
  if (queue) return bus;  // where `read` knows that it must not take an event away
  const int number = text.unit_id.value_or(1) % connections_.at(text.bus.word);
  if (number == 0) return bus;
  const std::string id = text.bus.word + "/" + std::to_string(number + 1);
  for (const poll::BusPlan& plan : settings_.buses) {
    if (plan.id == id) return plan.index;
  }
  const poll::BusPlan& first = settings_.buses[at(bus)];
  return add_bus(
      id,
      {.line = first.line, .response_timeout = first.response_timeout, .retries = first.retries});
}

/// A promise about danger that the line cannot keep, even if every device answered in no time.
void SiteCheck::check_budget() {
  for (const poll::BusPlan& bus : settings_.buses) {
    const auto* line = std::get_if<poll::SerialLine>(&bus.line);
    if (line == nullptr || !modbus::is_known_baud(line->baud)) continue;
    const poll::Budget budget = poll::budget_of(bus, Duration{});
    const auto text = std::find_if(text_.buses.begin(), text_.buses.end(),
                                   [&](const BusText& one) { return one.id.word == bus.id; });
    if (text == text_.buses.end()) continue;
    if (budget.danger_share <= 1.0) {
      check_reach(bus, budget, line->baud);
      continue;
    }
    complain(
        text->id,
        fmt::format("its devices with critical or high alarms need {:.0f} % of the line's time "
                    "at {} baud, so that their periods cannot be kept",
                    budget.danger_share * 100, line->baud),
        "write a longer poll or a faster baud, or put some of them on another bus");
  }
}

/// The line is not full, but a poll may have to wait for others for longer than it may.
void SiteCheck::check_reach(const poll::BusPlan& bus, const poll::Budget& budget, int baud) {
  const auto in_time = poll::in_time(bus, budget);
  for (const poll::DeviceCost& cost : budget.devices) {
    const poll::PolledDevice& device = bus.devices[cost.device];
    if (!cost.danger || in_time[cost.device] || is_doubtful(device.id)) continue;
    const auto text = std::find_if(text_.devices.begin(), text_.devices.end(),
                                   [&](const DeviceText& one) { return one.id.word == device.id; });
    if (text == text_.devices.end()) continue;
    complain(
        text->id,
        fmt::format("a poll of it, and what it may have to wait for at {} baud, takes longer than "
                    "its period of {} ms, and it carries critical or high alarms",
                    baud, device.period / std::chrono::milliseconds{1}),
        "write a longer poll for it or for its neighbours, a faster baud, or put it on another "
        "bus; `hazctl budget " +
            bus.id + " --config FILE` reckons it up once the file is right");
  }
}

void SiteCheck::check_devices() {
  std::map<std::string, model::Place> seen;
  for (const DeviceText& text : text_.devices) {
    if (std::find(kReserved.begin(), kReserved.end(), text.id.word) != kReserved.end()) {
      complain(text.id, "\"" + text.id.word + "\" is a name of hazgate's own", "choose another id");
    }
    if (is_fresh(seen, text.id, "device")) {
      check_device(text);
    } else {
      doubtful_.insert(text.id.word);
    }
  }
}

void SiteCheck::check_device(const DeviceText& text) {
  const auto bus = buses_.find(text.bus.word);
  if (bus == buses_.end() && !text.bus.word.empty()) {
    complain(text.bus, "no bus \"" + text.bus.word + "\"", hint(text.bus.word, buses_));
  }
  const model::DeviceModel* found = text.model.word.empty() ? nullptr : models_.find(text.model);
  if (text.incomplete || (found == nullptr && !text.model.word.empty())) {
    doubtful_.insert(text.id.word);
  }
  const model::DeviceModel model = found == nullptr ? model::DeviceModel{} : *found;
  const BusIndex connection = bus == buses_.end()
                                  ? BusIndex{}
                                  : connection_of(text, text.queue || model.queue, bus->second);
  const auto index = index_of<DeviceIndex>(settings_.site.devices.size());
  settings_.site.devices.push_back({.id = text.id.word,
                                    .name = text.name,
                                    .area = text.area,
                                    .model = text.model.word,
                                    .family = model.family,
                                    .bus = connection});
  poll::PolledDevice polled = polled_device(text, model, index);
  if (polled.fast > polled.period) {
    complain(text.id, "its poll_fast is longer than its poll",
             "write a poll_fast of at most its poll, or leave it out");
  }
  settings_.site.devices.back().has_queue = polled.queue.has_value();
  if (polled.queue) settings_.site.devices.back().controller_digits = polled.queue->controller;
  add_points(text, model, polled);
  take_telemetry(text, settings_.site.devices.back());
  take_limits(text, index);
  draft_alarms(text, model, index);
  if (bus == buses_.end()) return;
  check_unit(text, bus->second);
  settings_.buses[at(connection)].devices.push_back(std::move(polled));
}

void SiteCheck::check_unit(const DeviceText& text, BusIndex bus) {
  if (!text.unit_id) return;
  const bool tcp = std::holds_alternative<poll::TcpHost>(settings_.buses[at(bus)].line);
  const int unit = *text.unit_id;
  if (!tcp && (unit == 0 || unit == 255)) {
    complain(text.unit, std::to_string(unit) + " is not the id of a device on a serial line",
             "write 1 to 247");
  }
  const auto [first, fresh] = units_.emplace(std::pair(bus, unit), text.id.word);
  if (!fresh) {
    complain(text.unit,
             "unit " + std::to_string(unit) + " on bus \"" + text.bus.word + "\" is device \"" +
                 first->second + "\" already",
             "give each device of a bus a unit id of its own");
  }
}

void SiteCheck::add_points(const DeviceText& text, const model::DeviceModel& model,
                           poll::PolledDevice& polled) {
  std::vector<model::ModelPoint> points = model.points;
  points.insert(points.end(), text.points.begin(), text.points.end());
  // Partners are places among the registers.
  std::stable_partition(points.begin(), points.end(),
                        [](const model::ModelPoint& point) { return !point.parts; });
  model::link_points(points, !is_doubtful(text.id.word), polled.period, mistakes_);
  check_periods(points, polled);
  if (!is_doubtful(text.id.word)) check_zones(text, points, polled);
  for (const auto& point : points) add_point(text.id.word, point, polled);
}

/// Every event of a panel belongs to one zone, and no other read takes one away.
void SiteCheck::check_zones(const DeviceText& text, const std::vector<model::ModelPoint>& points,
                            const poll::PolledDevice& polled) {
  std::map<std::string, std::string> zone_of;
  for (const auto& point : points) {
    if (point.parts && !polled.queue) {
      mistakes_.add(point.place, point.path + ".parts", "the device has no queue of events",
                    "write [queue] in its model, or a table and address instead of parts");
    }
    for (const std::string& part : point.parts.value_or(std::vector<std::string>{})) {
      const auto [first, fresh] = zone_of.emplace(part, point.id);
      if (fresh) continue;
      mistakes_.add(point.place, point.path + ".parts",
                    "part \"" + part + "\" belongs to zone \"" + first->second + "\" already",
                    "name each part once");
    }
    const auto& format = point.format;
    if (point.parts ||
        !poll::touches_queue(polled, format.table, format.address, codec::width(format))) {
      continue;
    }
    mistakes_.add(point.place, point.path + ".address",
                  "lies in the queue of events, and reading it would take one away",
                  "write an address outside the queue");
  }
  if (polled.queue && !zone_of.contains("*")) {
    complain(
        text.id,
        "no zone takes the events of parts that none names, so that their fire would not be heard",
        "write a point with parts = [\"*\"] and its alarms");
  }
}

/// A point may be read less often than its device, but not one that says whether others are worth
/// anything.
void SiteCheck::check_periods(const std::vector<model::ModelPoint>& points,
                              const poll::PolledDevice& polled) {
  std::set<std::size_t> partners;
  for (const auto& point : points) {
    partners.insert(point.rules.status.begin(), point.rules.status.end());
    if (point.rules.decimals) partners.insert(*point.rules.decimals);
    if (point.rules.unit_from) partners.insert(*point.rules.unit_from);
  }
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto& point = points[i];
    if (point.poll == Duration{}) continue;
    if (point.poll < polled.period) {
      mistakes_.add(point.place, point.path + ".poll", "is shorter than the device's",
                    "write a longer one, or poll the device more often");
    }
    if (partners.count(i) > 0 || point.rules.heartbeat > Duration{} || point.confirm) {
      mistakes_.add(point.place, point.path + ".poll",
                    "is not for a heartbeat, a point with confirm, or one that others lean on "
                    "(status, decimals, unit_from)",
                    "remove it: the point is read with each poll of its device");
    }
  }
}

void SiteCheck::add_point(const std::string& device_id, const model::ModelPoint& point,
                          poll::PolledDevice& polled) {
  const std::string id = device_id + "." + point.id;
  const auto index = index_of<PointIndex>(settings_.site.points.size());
  if (!points_.emplace(id, index).second) {
    mistakes_.add(point.place, point.path + ".id",
                  "device \"" + device_id + "\" has a point \"" + point.id + "\" already",
                  "give each point of a device a name of its own");
    return;
  }
  const unsigned width = codec::width(point.format);
  if (!codec::is_bit_table(point.format.table) && width > polled.max_registers) {
    mistakes_.add(point.place, point.path,
                  "takes " + std::to_string(width) + " registers, but device \"" + device_id +
                      "\" is read " + std::to_string(polled.max_registers) + " at a time",
                  "write a larger max_registers");
  }
  settings_.site.points.push_back({.id = id,
                                   .name = point.name,
                                   .device = polled.index,
                                   .format = point.format,
                                   .unit = point.unit,
                                   .writable = point.writable,
                                   .use = point.use,
                                   .closes = point.closed_by,
                                   .on_loss = point.on_loss,
                                   .parts = point.parts.value_or(std::vector<std::string>{}),
                                   .telemetry_deadband = point.telemetry_deadband});
  settings_.site.devices[at(polled.index)].points.push_back(index);
  point_texts_.push_back({.gas = point.gas});
  if (point.parts) {
    polled.zones.push_back({index, *point.parts});
    return;
  }
  polled.points.push_back({.index = index,
                           .format = point.format,
                           .writable = point.writable,
                           .period = point.poll,
                           .rules = point.rules,
                           .confirm = point.confirm});
}

}  // namespace hazgate::config
