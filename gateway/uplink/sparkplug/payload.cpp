#include "gateway/uplink/sparkplug/payload.hpp"

#include <boost/json.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <sparkplug.pb.h>
#include <type_traits>
#include <variant>

#include "gateway/journal/frame.hpp"

namespace hazgate::uplink::sparkplug {
namespace {

constexpr std::uint32_t kPropertyInt32 = 3, kPropertyString = 12;
constexpr std::uint32_t kBad = 0, kGood = 192, kStale = 500;
constexpr std::size_t kMostRefused = 8;
constexpr const char* kRebirth = "Node Control/Rebirth";

void add_property(wire::Metric& metric, const char* key, std::uint32_t value) {
  wire::PropertySet& properties = *metric.mutable_properties();
  properties.add_keys(key);
  wire::PropertyValue& property = *properties.add_values();
  property.set_type(kPropertyInt32);
  property.set_int_value(value);
}

void add_property(wire::Metric& metric, const char* key, std::string_view value) {
  wire::PropertySet& properties = *metric.mutable_properties();
  properties.add_keys(key);
  wire::PropertyValue& property = *properties.add_values();
  property.set_type(kPropertyString);
  property.set_string_value(std::string(value));
}

template <class Number>
bool fits(Number held, Datatype datatype) {
  const auto within = [&](auto low, auto high) {
    return std::cmp_greater_equal(held, low) && std::cmp_less_equal(held, high);
  };
  switch (datatype) {
    case Datatype::Int16:
      return within(INT16_MIN, INT16_MAX);
    case Datatype::Int32:
      return within(INT32_MIN, INT32_MAX);
    case Datatype::Int64:
      return within(INT64_MIN, INT64_MAX);
    case Datatype::UInt16:
      return within(0, UINT16_MAX);
    case Datatype::UInt32:
      return within(0, UINT32_MAX);
    case Datatype::UInt64:
      return within(0, UINT64_MAX);
    case Datatype::Double:
    case Datatype::Boolean:
    case Datatype::String:
      break;
  }
  return false;
}

/// Negative ones in two's complement, in the width of their field.
template <class Number>
bool set_number(wire::Metric& metric, Number held, Datatype datatype) {
  if (datatype == Datatype::Double) {
    metric.set_double_value(static_cast<double>(held));
    return true;
  }
  if (!fits(held, datatype)) return false;
  if (datatype == Datatype::Int64 || datatype == Datatype::UInt64) {
    metric.set_long_value(static_cast<std::uint64_t>(held));
  } else {
    metric.set_int_value(static_cast<std::uint32_t>(held));
  }
  return true;
}

/// False: there is no value, or it is not of the declared type.
bool set_value(wire::Metric& metric, const journal::ReadingView& reading, Datatype datatype) {
  return std::visit(
      [&](const auto& held) {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, bool>) {
          if (datatype == Datatype::Boolean) metric.set_boolean_value(held);
          return datatype == Datatype::Boolean;
        } else if constexpr (std::is_same_v<Held, double>) {
          const bool fits = datatype == Datatype::Double && std::isfinite(held);
          if (fits) metric.set_double_value(held);
          return fits;
        } else if constexpr (std::is_same_v<Held, std::string_view>) {
          if (datatype == Datatype::String) metric.set_string_value(std::string(held));
          return datatype == Datatype::String;
        } else if constexpr (std::is_same_v<Held, std::monostate>) {
          return false;
        } else {
          return set_number(metric, held, datatype);
        }
      },
      reading.value);
}

void set_reading(wire::Metric& metric, const journal::ReadingView& reading, Datatype datatype) {
  Quality quality = reading.quality;
  if (!is_usable(quality) || !set_value(metric, reading, datatype)) {
    metric.set_is_null(true);
    if (quality == Quality::Good) quality = Quality::Fault;  // no value cannot be good
  }
  const auto code = quality_code(quality);
  if (!code) return;
  add_property(metric, "Quality", *code);
  add_property(metric, "hazgate/quality", to_text(quality));
}

std::uint64_t stamp(WallTime t) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(unix_ms(t), 0));
}

wire::Payload payload_of(std::uint8_t seq, WallTime now) {
  wire::Payload payload;
  payload.set_timestamp(stamp(now));
  payload.set_seq(seq);
  return payload;
}

void add_bd_seq(wire::Payload& payload, std::uint8_t bd_seq, WallTime now) {
  wire::Metric& metric = *payload.add_metrics();
  metric.set_name("bdSeq");
  metric.set_timestamp(stamp(now));
  metric.set_datatype(static_cast<std::uint32_t>(Datatype::Int64));
  metric.set_long_value(bd_seq);
}

}  // namespace

std::optional<std::uint32_t> quality_code(Quality quality) {
  switch (quality) {
    case Quality::Good:
      return std::nullopt;
    case Quality::Simulated:
      return kGood;
    case Quality::Uncertain:
    case Quality::Stale:
    case Quality::Stuck:
      return kStale;
    default:
      return kBad;
  }
}

std::string device_birth(const Device& device, const journal::SampleRecord* record,
                         const std::vector<const Metric*>* columns, std::uint8_t seq,
                         WallTime now) {
  std::map<const Metric*, journal::ReadingView> known;
  if (record != nullptr && columns != nullptr) {
    journal::FrameReader frame(record->frame);
    journal::ReadingView reading;
    for (const Metric* column : *columns) {
      if (!frame.next(reading)) break;
      if (column != nullptr) known[column] = reading;
    }
  }
  wire::Payload payload = payload_of(seq, now);
  for (const Metric& each : device.metrics) {
    wire::Metric& metric = *payload.add_metrics();
    const auto found = known.find(&each);
    metric.set_name(each.name);
    metric.set_alias(each.alias);
    metric.set_timestamp(stamp(found == known.end() ? now : record->t));
    metric.set_datatype(static_cast<std::uint32_t>(each.datatype));
    set_reading(metric, found == known.end() ? journal::ReadingView{} : found->second,
                each.datatype);
    if (!each.unit.empty()) add_property(metric, "engUnit", each.unit);
  }
  return payload.SerializeAsString();
}

std::string device_data(const journal::SampleRecord& record,
                        const std::vector<const Metric*>& columns, bool is_historical,
                        std::uint8_t seq, WallTime now) {
  wire::Payload payload = payload_of(seq, now);
  journal::FrameReader frame(record.frame);
  journal::ReadingView reading;
  for (const Metric* column : columns) {
    if (!frame.next(reading)) reading = {std::monostate{}, Quality::Fault};
    if (column == nullptr) continue;
    wire::Metric& metric = *payload.add_metrics();
    metric.set_alias(column->alias);
    // Data SHOULD NOT say it again (6.4.16); but sparkplug-payload 1.0.3 reads null without it.
    metric.set_datatype(static_cast<std::uint32_t>(column->datatype));
    metric.set_timestamp(stamp(record.t));
    if (is_historical) metric.set_is_historical(true);
    set_reading(metric, reading, column->datatype);
  }
  return payload.metrics_size() == 0 ? std::string() : payload.SerializeAsString();
}

std::string device_death(std::uint8_t seq, WallTime now) {
  return payload_of(seq, now).SerializeAsString();
}

std::string node_birth(std::uint8_t bd_seq, std::string_view version, WallTime now) {
  wire::Payload payload = payload_of(0, now);
  add_bd_seq(payload, bd_seq, now);
  wire::Metric& rebirth = *payload.add_metrics();
  rebirth.set_name(kRebirth);
  rebirth.set_timestamp(stamp(now));
  rebirth.set_datatype(static_cast<std::uint32_t>(Datatype::Boolean));
  rebirth.set_boolean_value(false);
  wire::Metric& made_by = *payload.add_metrics();
  made_by.set_name("Properties/hazgate");
  made_by.set_timestamp(stamp(now));
  made_by.set_datatype(static_cast<std::uint32_t>(Datatype::String));
  made_by.set_string_value(std::string(version));
  return payload.SerializeAsString();
}

std::string node_death(std::uint8_t bd_seq) {
  wire::Payload payload;
  wire::Metric& metric = *payload.add_metrics();
  metric.set_name("bdSeq");
  metric.set_datatype(static_cast<std::uint32_t>(Datatype::Int64));
  metric.set_long_value(bd_seq);
  return payload.SerializeAsString();
}

std::optional<Command> command_from(std::string_view payload) {
  wire::Payload parsed;
  if (!parsed.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) return std::nullopt;
  Command command;
  for (const wire::Metric& metric : parsed.metrics()) {
    if (metric.name() == kRebirth) {
      command.rebirth |= metric.boolean_value();
    } else if (command.refused.size() < kMostRefused) {
      command.refused.push_back(metric.has_name() ? metric.name().substr(0, 64)
                                                  : "alias " + std::to_string(metric.alias()));
    }
  }
  return command;
}

std::optional<HostState> host_state_from(std::string_view json) {
  boost::system::error_code failed;
  boost::json::parse_options options;
  options.max_depth = 4;
  const boost::json::value parsed =
      boost::json::parse({json.data(), json.size()}, failed, {}, options);
  if (failed || !parsed.is_object()) return std::nullopt;
  const auto* online = parsed.get_object().if_contains("online");
  const auto* timestamp = parsed.get_object().if_contains("timestamp");
  if (online == nullptr || timestamp == nullptr || !online->is_bool()) return std::nullopt;
  const auto number = timestamp->to_number<std::int64_t>(failed);
  if (failed) return std::nullopt;
  return HostState{online->get_bool(), number};
}

bool is_all_comm(std::string_view frame) {
  journal::FrameReader reader(frame);
  journal::ReadingView reading;
  while (reader.next(reading)) {
    if (reading.quality != Quality::Comm && reading.quality != Quality::NotYet) return false;
  }
  return true;
}

}  // namespace hazgate::uplink::sparkplug
