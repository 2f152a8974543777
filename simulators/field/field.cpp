#include "simulators/field/field.hpp"

#include <boost/json.hpp>

namespace hazgate::sim {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 4> kFaultTexts = {"none", "silent", "exception", "late"};

json::value to_json(const Value& value) {
  struct Visitor {
    json::value operator()(std::monostate) const { return nullptr; }
    json::value operator()(const std::string& text) const { return json::value(text); }
    json::value operator()(bool flag) const { return flag; }
    json::value operator()(std::int64_t number) const { return number; }
    json::value operator()(std::uint64_t number) const { return number; }
    json::value operator()(double number) const { return number; }
  };
  return std::visit(Visitor{}, value);
}

Value from_json(const json::value& value) {
  if (value.is_bool()) return value.get_bool();
  if (value.is_int64()) return value.get_int64();
  if (value.is_double()) return value.get_double();
  if (value.is_string()) return std::string(value.get_string());
  return {};
}

}  // namespace

Field::Field(Scenario scenario, double speed, Log log)
    : scenario_(std::move(scenario)), speed_(speed), log_(std::move(log)) {
  by_unit_.assign(scenario_.listens.size(), std::vector<Device*>(256, nullptr));
  for (const DeviceScenario& each : scenario_.devices) {
    const std::string id = each.id;
    Notes notes;
    notes.crossed = [this, id](const std::string& point, const Value& value,
                               const std::string& limit) {
      note({{"event", "crossing"},
            {"device", id},
            {"point", point},
            {"value", to_json(value)},
            {"limit", limit}});
    };
    notes.written = [this, id](const std::string& point, const Value& value) {
      note({{"event", "write"}, {"device", id}, {"point", point}, {"value", to_json(value)}});
    };
    auto device = std::make_unique<Device>(id, each.unit, each.model, std::move(notes));
    for (const Fault& fault : each.faults) device->add_fault(fault);
    by_unit_[each.listen][each.unit] = device.get();
    devices_.push_back(std::move(device));
  }
  fault_now_.assign(devices_.size(), FaultKind::None);
}

void Field::start() {
  zero_ = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < devices_.size(); ++i) {
    for (const PointSignal& signal : scenario_.devices[i].signals) {
      devices_[i]->give(signal.point, signal.signal);
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

void Field::note(json::object event) const {
  const auto since = [](auto clock_now) { return clock_now.time_since_epoch(); };
  using std::chrono::duration_cast;
  event["t"] =
      duration_cast<std::chrono::milliseconds>(since(std::chrono::system_clock::now())).count();
  event["us"] =
      duration_cast<std::chrono::microseconds>(since(std::chrono::steady_clock::now())).count();
  log_(std::move(event));
}

void Field::update() {
  const Duration time = now();
  for (const auto& device : devices_) device->update(time);
  note_faults();
}

void Field::note_faults() {
  const Duration time = now();
  for (std::size_t i = 0; i < devices_.size(); ++i) {
    const FaultKind kind = devices_[i]->fault_at(time).kind;
    if (kind == fault_now_[i]) continue;
    fault_now_[i] = kind;
    note({{"event", "fault"},
          {"device", devices_[i]->id()},
          {"kind", kFaultTexts[static_cast<std::size_t>(kind)]}});
  }
}

Device* Field::find(std::size_t listen, std::uint8_t unit) {
  return by_unit_[listen][unit];
}

Device* Field::find(std::string_view id) {
  for (const auto& device : devices_) {
    if (device->id() == id) return device.get();
  }
  return nullptr;
}

Field::Answer Field::answer(std::size_t listen, std::uint8_t unit,
                            std::span<const std::uint8_t> request,
                            std::vector<std::uint8_t>& reply) {
  Device* device = find(listen, unit);
  if (device == nullptr) return {.silent = true};
  const Duration time = now();
  const Fault fault = device->fault_at(time);
  Answer answer;
  switch (fault.kind) {
    case FaultKind::None:
      break;
    case FaultKind::Silent:
      return {.silent = true};
    case FaultKind::Late:
      answer.delay = fault.delay;
      break;
    case FaultKind::Exception:
      reply = {static_cast<std::uint8_t>((request.empty() ? 0 : request[0]) | 0x80), fault.code};
      return answer;
  }
  device->answer(request, time, reply);
  return answer;
}

std::string Field::command(const std::string& line) {
  boost::system::error_code failed;
  const json::value command = json::parse(line, failed);
  if (failed || !command.is_object()) return "not a JSON object: " + line;
  const json::object& object = command.get_object();
  const auto text = [&](const char* key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string();
  };
  if (const std::string target = text("set"); !target.empty()) {
    const auto dot = target.find('.');
    Device* device = find(std::string_view(target).substr(0, dot));
    if (device == nullptr || dot == std::string::npos) return "no point \"" + target + "\"";
    const json::value* value = object.if_contains("value");
    if (value == nullptr) return "no value for " + target;
    note({{"event", "set"},
          {"device", device->id()},
          {"point", target.substr(dot + 1)},
          {"value", *value}});
    return device->give(target.substr(dot + 1), {.start = from_json(*value)});
  }
  Device* device = find(text("fault"));
  if (device == nullptr) return "no device \"" + text("fault") + "\"";
  const std::string kind = text("kind");
  for (std::size_t i = 0; i < kFaultTexts.size(); ++i) {
    if (kFaultTexts[i] != kind) continue;
    device->force_fault({.kind = static_cast<FaultKind>(i), .delay = std::chrono::seconds{1}});
    note_faults();
    return {};
  }
  return "no fault \"" + kind + "\"; there are none, silent, exception, late";
}

}  // namespace hazgate::sim
