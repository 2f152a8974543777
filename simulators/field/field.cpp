#include "simulators/field/field.hpp"

#include <boost/json.hpp>

namespace hazgate::sim {
namespace {

namespace json = boost::json;

json::value quoted(std::string_view text) {
  return json::value(json::string_view(text.data(), text.size()));
}

}  // namespace

Field::Field(Scenario scenario, double speed, Log log)
    : scenario_(std::move(scenario)), random_(scenario_.seed), speed_(speed), log_(std::move(log)) {
  by_unit_.assign(scenario_.listens.size(), std::vector<Device*>(256, nullptr));
  for (const DeviceScenario& each : scenario_.devices) {
    auto device = std::make_unique<Device>(each.id, each.unit, each.model, notes_of(each.id));
    device->set_turnaround(each.turnaround);
    for (const Fault& fault : each.faults) device->add_fault(fault);
    by_unit_[each.listen][each.unit] = device.get();
    devices_.push_back(std::move(device));
  }
  fault_now_.assign(devices_.size(), FaultKind::None);
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
  };
}

void Field::start() {
  zero_ = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < devices_.size(); ++i) {
    for (const PointSignal& signal : scenario_.devices[i].signals) {
      devices_[i]->give(signal.point, signal.signal, Duration{});
    }
  }
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

Device* Field::find(std::string_view id) {
  for (const auto& device : devices_) {
    if (device->id() == id) return device.get();
  }
  return nullptr;
}

Field::Answer Field::answer(std::size_t listen, std::uint8_t unit, Pdu request, Reply& reply) {
  const Duration time = now();
  if (unit == 0) {
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
  Answer answer{.delay = device->turnaround(), .damage = fault.kind};
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
  return force(std::get<FaultCommand>(*command));
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
  device->force_fault(command.fault);
  note_faults(now());
  return {};
}

}  // namespace hazgate::sim
