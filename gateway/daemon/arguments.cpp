#include "gateway/daemon/arguments.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "drivers/codec/codec.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;

/// A value typed by a person ("on", "12.5", "fire"), as the point wants it.
Value value_from(const std::string& text) {
  if (text == "true" || text == "on") return true;
  if (text == "false" || text == "off") return false;
  double number = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size()) return number;
  return text;
}

Value value_from(const json::value& value) {
  if (value.is_bool()) return value.get_bool();
  if (value.is_int64()) return value.get_int64();
  if (value.is_uint64()) return value.get_uint64();
  if (value.is_double()) return value.get_double();
  if (value.is_string()) return value_from(std::string(value.get_string()));
  return {};
}

}  // namespace

std::string text_argument(const json::object& args, std::string_view key) {
  const json::value* value = args.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool flag_argument(const json::object& args, std::string_view key) {
  const json::value* value = args.if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::optional<std::uint64_t> number_argument(const json::object& args, std::string_view key) {
  const json::value* value = args.if_contains(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_uint64()) return value->get_uint64();
  if (value->is_int64() && value->get_int64() >= 0) {
    return static_cast<std::uint64_t>(value->get_int64());
  }
  return std::nullopt;
}

Duration time_argument(const json::object& args, std::string_view key) {
  constexpr std::chrono::milliseconds kMost = std::chrono::days{3650};
  const auto given = number_argument(args, key).value_or(0);
  return std::chrono::milliseconds{std::min(given, static_cast<std::uint64_t>(kMost.count()))};
}

tl::expected<std::vector<AlarmIndex>, std::string> alarms_argument(const site::Site& site,
                                                                   const json::object& args,
                                                                   Meant meant) {
  std::vector<AlarmIndex> alarms;
  if (flag_argument(args, "all") && meant != Meant::Named) {
    for (std::size_t i = 0; i < site.spec().alarms.size(); ++i) {
      const alarm::State state = site.alarm(index_of<AlarmIndex>(i)).state;
      const bool wanted = meant == Meant::Unacknowledged ? alarm::is_unacknowledged(state)
                                                         : state == alarm::State::LatchedAcked;
      if (wanted) alarms.push_back(index_of<AlarmIndex>(i));
    }
    return alarms;
  }
  const json::value* list = args.if_contains("alarms");
  if (list == nullptr || !list->is_array() || list->get_array().empty()) {
    return tl::unexpected(std::string("no alarm named; `hazctl alarms` lists their ids"));
  }
  for (const json::value& id : list->get_array()) {
    const std::string text = id.is_string() ? std::string(id.get_string()) : std::string();
    const auto alarm = site.find_alarm(text);
    if (!alarm) return tl::unexpected("no alarm '" + text + "'; see `hazctl alarms --all`");
    alarms.push_back(*alarm);
  }
  return alarms;
}

Value value_argument(const site::PointSpec& point, const json::object& args, std::string& error) {
  const json::value* given = args.if_contains("value");
  Value value = given == nullptr ? Value{} : value_from(*given);
  if (!has_value(value)) {
    error = "no value given for " + point.id;
    return value;
  }
  const auto words = codec::encode(point.format, value);
  if (!words) error = point.id + ": " + words.error();
  return value;
}

}  // namespace hazgate::daemon
