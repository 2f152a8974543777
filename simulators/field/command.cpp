#include "simulators/field/command.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "drivers/model/reader.hpp"

namespace hazgate::sim {
namespace {

namespace json = boost::json;

tl::expected<Command, std::string> refuse(std::string reason) {
  return tl::unexpected(std::move(reason));
}

/// The text under a key; empty when there is none.
std::string text_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return std::string(std::string_view(value->get_string()));
}

Value from_json(const json::value& value) {
  switch (value.kind()) {
    case json::kind::bool_:
      return value.get_bool();
    case json::kind::int64:
      return value.get_int64();
    case json::kind::uint64:
      return value.get_uint64();
    case json::kind::double_:
      return value.get_double();
    case json::kind::string:
      return std::string(std::string_view(value.get_string()));
    default:
      return {};
  }
}

tl::expected<Command, std::string> parse_set(const json::object& object) {
  const std::string target = text_of(object, "set");
  const auto dot = target.find('.');
  if (dot == std::string::npos) {
    return refuse("\"" + target + "\" is not a point; write device.point, such as gd-101.gas");
  }
  const json::value* given = object.if_contains("value");
  SetCommand command{target.substr(0, dot), target.substr(dot + 1), {}};
  if (given != nullptr) command.value = from_json(*given);
  if (!has_value(command.value)) {
    return refuse("no value for " + target + "; write a number, a text, true or false");
  }
  return command;
}

tl::expected<Command, std::string> parse_fault(const json::object& object) {
  FaultCommand command{text_of(object, "fault"), {}};
  const std::string kind = text_of(object, "kind");
  const auto* const found = std::find(kFaultTexts.begin(), kFaultTexts.end(), kind);
  if (found == kFaultTexts.end()) {
    return refuse("no fault \"" + kind + "\"; write none, silent, exception, late or another kind");
  }
  command.fault.kind = static_cast<FaultKind>(found - kFaultTexts.begin());
  if (const json::value* code = object.if_contains("code")) {
    const bool fits = code->is_int64() && code->get_int64() >= 1 && code->get_int64() <= 11;
    if (!fits) return refuse("the code of an exception is a whole number from 1 to 11");
    command.fault.code = static_cast<std::uint8_t>(code->get_int64());
  }
  if (const json::value* share = object.if_contains("share")) {
    boost::system::error_code failed;
    command.fault.share = share->to_number<double>(failed);
    if (failed || !(command.fault.share > 0.0 && command.fault.share <= 1.0))
      return refuse("the share of a fault is more than 0 and at most 1");
  }
  if (object.contains("delay")) {
    const auto delay = model::duration_from(text_of(object, "delay"));
    if (!delay) return refuse("the delay is not a duration; write for example \"300ms\"");
    command.fault.delay = *delay;
  }
  return command;
}

tl::expected<Command, std::string> parse_event(const json::object& object) {
  EventCommand command{text_of(object, "event"), {}};
  command.event.kind = text_of(object, "kind");
  command.event.part = text_of(object, "part");
  if (!object.contains("part")) {
    return refuse("no part for the event of " + command.device +
                  "; write its digits as a text, such as \"0020100100\"");
  }
  for (auto [key, target] : {std::pair{"source", &command.event.source},
                             std::pair{"part_type", &command.event.part_type}}) {
    const json::value* given = object.if_contains(key);
    if (given == nullptr) continue;
    const bool fits = given->is_int64() && given->get_int64() >= 0 && given->get_int64() <= 255;
    if (!fits) return refuse(std::string(key) + " is a whole number from 0 to 255");
    *target = static_cast<std::uint8_t>(given->get_int64());
  }
  return command;
}

tl::expected<Command, std::string> parse_line(const json::object& object) {
  const std::string kind = text_of(object, "kind");
  const auto* const found = std::find(kLineFaultTexts.begin(), kLineFaultTexts.end(), kind);
  if (found == kLineFaultTexts.end()) {
    return refuse("a line has no \"" + kind + "\"; write none, cut or babble");
  }
  return LineCommand{text_of(object, "line"),
                     static_cast<LineFault>(found - kLineFaultTexts.begin())};
}

}  // namespace

tl::expected<Command, std::string> parse_command(std::string_view line) {
  boost::system::error_code failed;
  const json::value command = json::parse(json::string_view(line.data(), line.size()), failed);
  if (failed || !command.is_object()) return refuse("not a JSON object: " + std::string(line));
  const json::object& object = command.get_object();
  if (object.contains("set")) return parse_set(object);
  if (object.contains("fault")) return parse_fault(object);
  if (object.contains("event")) return parse_event(object);
  if (object.contains("line")) return parse_line(object);
  return refuse("neither set, fault, event nor line: " + std::string(line));
}

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

}  // namespace hazgate::sim
