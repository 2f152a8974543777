#include "simulators/field/field.hpp"

#include <boost/json.hpp>
#include <utility>

namespace hazgate::sim {
namespace {

namespace json = boost::json;

json::value quoted(std::string_view text) {
  return json::value(json::string_view(text.data(), text.size()));
}

json::object about(const char* what, const std::string& device, const PoolEvent& event) {
  return {{"event", what}, {"device", device}, {"kind", event.kind}, {"part", event.part}};
}

/// What a broadcast may be: there is nobody to whom a read would be answered.
bool is_write(Pdu request) {
  const auto parsed = parse(request);
  return parsed && parsed->writes;
}

}  // namespace

Field::Field(Scenario scenario, double speed, Log log)
    : scenario_(std::move(scenario)), random_(scenario_.seed), speed_(speed), log_(std::move(log)) {
  by_unit_.assign(scenario_.listens.size(), std::vector<Device*>(256, nullptr));
  for (const DeviceScenario& each : scenario_.devices) {
    auto device = std::make_unique<Device>(each.id, each.unit, each.model, notes_of(each.id));
    device->set_turnaround(each.turnaround);
    if (!each.identification) device->hide_identity();
    for (const Fault& fault : each.faults) device->add_fault(fault);
    for (const PoolEvent& event : each.events) device->tell(event);
    by_unit_[each.listen][each.unit] = device.get();
    devices_.push_back(std::move(device));
  }
  fault_now_.assign(devices_.size(), FaultKind::None);
  forced_lines_.resize(scenario_.listens.size());
  line_now_.assign(scenario_.listens.size(), LineFault::None);
  line_followers_.resize(scenario_.listens.size());
}

Notes Field::notes_of(const std::string& id) const {
  return {
      .crossed =
          [this, id](const model::ModelPoint& point, const Value& value, const std::string& limit) {
            log_({{"event", "crossing"},
                  {"device", id},
                  {"point", point.id},
                  {"value", to_json(value)},
                  {"limit", limit}});
          },
      .written =
          [this, id](const model::ModelPoint& point, const Value& value) {
            log_({{"event", "write"},
                  {"device", id},
                  {"point", point.id},
                  {"value", to_json(value)},
                  {"table", quoted(codec::to_text(point.format.table))},
                  {"address", point.format.address}});
          },
      .refused =
          [this, id](const Request& request) {
            log_({{"event", "refused"},
                  {"device", id},
                  {"table", quoted(codec::to_text(request.table))},
                  {"address", request.address},
                  {"count", request.count}});
          },
      .queued = [this, id](const PoolEvent& event) { log_(about("queued", id, event)); },
      .taken =
          [this, id](const PoolEvent& event, const std::vector<std::uint16_t>& words) {
            json::object object = about("taken", id, event);
            object["registers"] = json::array(words.begin(), words.end());
            log_(object);
          },
  };
}

void Field::start() {
  zero_ = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < devices_.size(); ++i) {
    for (const PointSignal& signal : scenario_.devices[i].signals) {
      devices_[i]->give(signal.point, signal.signal, Duration{});
    }
  }
  note_line_faults(Duration{});
}

Duration Field::now() const {
  const std::chrono::duration<double, std::micro> real = std::chrono::steady_clock::now() - zero_;
  return Duration{static_cast<std::int64_t>(real.count() * speed_)};
}

bool Field::is_over() const {
  return scenario_.duration && now() >= *scenario_.duration;
}

void Field::update() {
  const Duration time = now();
  for (const auto& device : devices_) device->watch(time);
  note_faults(time);
  note_line_faults(time);
}

void Field::note_faults(Duration time) {
  for (std::size_t i = 0; i < devices_.size(); ++i) {
    const Fault fault = devices_[i]->fault_at(time);
    if (fault.kind == fault_now_[i]) continue;
    fault_now_[i] = fault.kind;
    json::object event{
        {"event", "fault"}, {"device", devices_[i]->id()}, {"kind", quoted(name_of(fault.kind))}};
    if (fault.kind == FaultKind::Exception) event["code"] = fault.code;
    if (fault.kind == FaultKind::Late) event["delay_ms"] = fault.delay.count() / 1000;
    log_(event);
  }
}

void Field::note_line_faults(Duration time) {
  for (std::size_t i = 0; i < line_now_.size(); ++i) {
    const LineFault fault = line_fault_at(i, time);
    if (std::exchange(line_now_[i], fault) == fault) continue;
    log_(
        {{"event", "line"}, {"listen", scenario_.listens[i].id}, {"kind", quoted(name_of(fault))}});
    if (line_followers_[i]) line_followers_[i](fault);
  }
}

LineFault Field::line_fault_at(std::size_t listen, Duration time) const {
  if (forced_lines_[listen]) return *forced_lines_[listen];
  for (const TimedLineFault& fault : scenario_.listens[listen].faults) {
    if (time >= fault.at && time < fault.at + fault.lasts) return fault.kind;
  }
  return LineFault::None;
}

void Field::follow_line_fault(std::size_t listen, std::function<void(LineFault)> follower) {
  line_followers_[listen] = std::move(follower);
  line_followers_[listen](line_now_[listen]);
}

codec::CrcOrder Field::crc_of(std::size_t listen, std::uint8_t unit) const {
  const Device* device = by_unit_[listen][unit];
  return device == nullptr ? codec::CrcOrder::LowFirst : device->crc();
}

Device* Field::find(std::string_view id) {
  for (const auto& device : devices_) {
    if (device->id() == id) return device.get();
  }
  return nullptr;
}

bool Field::is_serial(const Device& device) const {
  for (std::size_t i = 0; i < devices_.size(); ++i) {
    if (devices_[i].get() != &device) continue;
    return std::holds_alternative<RtuListen>(scenario_.listens[scenario_.devices[i].listen].on);
  }
  return false;
}

Field::Answer Field::answer(std::size_t listen, std::uint8_t unit, Pdu request, Reply& reply) {
  const Duration time = now();
  if (unit == 0) {
    if (!is_write(request)) return {.silent = true};
    for (Device* each : by_unit_[listen]) {
      const bool hears = each != nullptr && each->fault_at(time).kind != FaultKind::Silent;
      if (hears) each->answer(request, time, reply);
    }
    return {.silent = true};
  }
  Device* device = by_unit_[listen][unit];
  if (device == nullptr) return {.silent = true};
  Fault fault = device->fault_at(time);
  if (fault.share < 1.0 && std::uniform_real_distribution(0.0, 1.0)(random_) >= fault.share) {
    fault.kind = FaultKind::None;
  }
  if (fault.kind == FaultKind::Silent) return {.silent = true};
  Answer answer{.delay = device->turnaround(), .damage = fault.kind, .crc = device->crc()};
  if (fault.kind == FaultKind::Exception) {
    reply_exception(request.empty() ? std::uint8_t{0} : request[0], fault.code, reply);
    return answer;
  }
  if (fault.kind == FaultKind::Late) answer.delay += fault.delay;
  device->answer(request, time, reply);
  return answer;
}

std::string Field::command(const std::string& line) {
  const auto command = parse_command(line);
  if (!command) return command.error();
  if (const auto* value = std::get_if<SetCommand>(&*command)) return set(*value);
  if (const auto* event = std::get_if<EventCommand>(&*command)) return tell(*event);
  if (const auto* fault = std::get_if<LineCommand>(&*command)) return spoil(*fault);
  return force(std::get<FaultCommand>(*command));
}

std::string Field::tell(const EventCommand& command) {
  Device* device = find(command.device);
  if (device == nullptr) return "no device \"" + command.device + "\"";
  PoolEvent event = command.event;
  event.at = now();
  if (std::string reason = device->tell(event); !reason.empty()) return reason;
  device->watch(event.at);
  return {};
}

std::string Field::spoil(const LineCommand& command) {
  for (std::size_t i = 0; i < scenario_.listens.size(); ++i) {
    const Listen& listen = scenario_.listens[i];
    if (listen.id != command.listen) continue;
    if (command.kind == LineFault::Babble && std::holds_alternative<TcpListen>(listen.on)) {
      return "only a serial line babbles; write cut";
    }
    forced_lines_[i] = command.kind;
    note_line_faults(now());
    return {};
  }
  return "no listen \"" + command.listen + "\"";
}

std::string Field::set(const SetCommand& command) {
  Device* device = find(command.device);
  if (device == nullptr) return "no device \"" + command.device + "\"";
  Signal signal{.start = command.value};
  if (std::string reason = device->why_not(command.point, signal); !reason.empty()) return reason;
  log_({{"event", "set"},
        {"device", command.device},
        {"point", command.point},
        {"value", to_json(command.value)}});
  return device->give(command.point, std::move(signal), now());
}

std::string Field::force(const FaultCommand& command) {
  Device* device = find(command.device);
  if (device == nullptr) return "no device \"" + command.device + "\"";
  if (is_about_connections(command.fault.kind) && is_serial(*device)) {
    return "a serial line has no connection; write another kind than " +
           std::string(name_of(command.fault.kind));
  }
  device->force_fault(command.fault);
  note_faults(now());
  return {};
}

}  // namespace hazgate::sim
