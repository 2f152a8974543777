#include "simulators/scenario/value_table.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "simulators/field/image.hpp"

namespace hazgate::sim {
namespace {

using model::TableReader;

bool is_number(const model::ModelPoint& point) {
  const codec::RawType type = point.format.type;
  return point.format.states.empty() && !codec::is_bit_table(point.format.table) &&
         type != codec::RawType::Bool && type != codec::RawType::Bit &&
         type != codec::RawType::String;
}

/// The point that the table names; nullptr when there is none or the model is unknown.
const model::ModelPoint* find_point(TableReader& reader, const model::DeviceModel* model) {
  reader.require("point", "write the point's id within the device, such as \"gas\"");
  const auto id = reader.text("point");
  if (!id || model == nullptr) return nullptr;
  std::vector<std::string> ids;
  for (const model::ModelPoint& point : model->points) {
    if (point.id == *id && point.parts) {
      reader.mistake("point", "\"" + *id + "\" is a zone: its state comes from the events",
                     "write [[device.event]] tables");
      return nullptr;
    }
    if (point.id == *id) return &point;
    if (!point.parts) ids.push_back(point.id);
  }
  const auto meant = model::nearest(*id, ids);
  reader.mistake("point", "the model " + model->id + " has no point \"" + *id + "\"",
                 meant ? "did you mean \"" + *meant + "\"?" : "write a point of the model");
  return nullptr;
}

Value read_held(TableReader& reader, const char* key, const model::ModelPoint* point) {
  const auto value = reader.value(key);
  if (!value) return {};
  if (point == nullptr) return *value;
  if (const std::string reason = why_not(*point, *value); !reason.empty()) {
    reader.mistake(key, reason, "write a value that the point can hold");
  }
  return *value;
}

/// `key` makes sense for numbers only.
void need_number(TableReader& reader, const char* key, const model::ModelPoint* point) {
  if (point == nullptr || is_number(*point) || !reader.has(key)) return;
  reader.mistake(key, "the point " + point->id + " is no number", "remove it; texts and bits step");
}

void read_change(TableReader& reader, const model::ModelPoint* point, Signal& signal) {
  reader.require("at", "write when it happens, such as \"10s\"");
  reader.require("to", "write the value that it goes to");
  Change change;
  change.at = reader.duration("at").value_or(Duration{});
  change.to = read_held(reader, "to", point);
  change.over = reader.duration("over").value_or(Duration{});
  need_number(reader, "over", point);
  if (!signal.changes.empty() && change.at < signal.changes.back().at) {
    reader.mistake("at", "is before the change above it", "write the changes in the order of time");
  }
  signal.changes.push_back(std::move(change));
}

void read_wave(TableReader& reader, const model::ModelPoint* point, Wave& wave) {
  wave.height = reader.number("wave").value_or(0.0);
  const auto period = reader.duration("period");
  wave.period = period.value_or(Duration{});
  need_number(reader, "wave", point);
  if (reader.has("wave") && !reader.has("period")) {
    reader.mistake("wave", "has no period", "write for example period = \"60s\"");
  }
  if (reader.has("period") && !reader.has("wave")) {
    reader.mistake("period", "belongs to a wave", "write for example wave = 3.0, or remove it");
  } else if (period == Duration{}) {
    reader.mistake("period", "is zero", "write for example \"60s\"");
  }
}

/// `at` and `for` of a fault.
std::pair<Duration, Duration> read_while(TableReader& reader) {
  for (const char* key : {"at", "for"}) reader.require(key, "write a duration such as \"10s\"");
  const auto at = reader.duration("at"), lasts = reader.duration("for");
  if (lasts == Duration{}) reader.mistake("for", "is zero", "write for example \"10s\"");
  return {at.value_or(Duration{}), lasts.value_or(Duration{})};
}

}  // namespace

PointSignal read_value(TableReader& reader, const model::DeviceModel* model) {
  PointSignal value{reader.written("point"), {}};
  const model::ModelPoint* point = find_point(reader, model);
  Signal& signal = value.signal;
  signal.start = read_held(reader, "start", point);
  if (!has_value(signal.start) && point != nullptr) signal.start = rest_value(point->format);
  signal.noise = reader.number("noise").value_or(0.0);
  need_number(reader, "noise", point);
  if (signal.noise < 0.0) reader.mistake("noise", "is negative", "write 0 or more");
  read_wave(reader, point, signal.wave);
  reader.each("change", [&](TableReader& change) { read_change(change, point, signal); });
  return value;
}

TimedLineFault read_line_fault(TableReader& reader, bool serial) {
  TimedLineFault fault;
  std::tie(fault.at, fault.lasts) = read_while(reader);
  reader.require("kind", "write cut or babble");
  if (const auto kind = reader.one_of("kind", std::span(kLineFaultTexts).subspan(1))) {
    fault.kind = static_cast<LineFault>(*kind + 1);
  }
  if (fault.kind == LineFault::Babble && !serial) {
    reader.mistake("kind", "only a serial line babbles", "write cut");
  }
  return fault;
}

PoolEvent read_pool_event(TableReader& reader, const model::DeviceModel* model) {
  reader.require("at", "write when it happens, such as \"10s\"");
  reader.require("kind", "write what happens, such as \"fire\"");
  reader.require("part", "write the digits of the part's code, such as \"0020100100\"");
  const auto byte = [&](const char* key) -> std::optional<std::uint8_t> {
    const auto number = reader.integer(key, 0, 255);
    return number ? std::optional(static_cast<std::uint8_t>(*number)) : std::nullopt;
  };
  const auto kind = reader.text("kind"), part = reader.text("part");
  const PoolEvent event{reader.duration("at").value_or(Duration{}), kind.value_or(""),
                        part.value_or(""), byte("source"), byte("part_type")};
  if (model == nullptr) return event;
  if (!model->queue) {
    reader.mistake("kind", "the model " + model->id + " has no queue of events",
                   "remove the table");
  } else if (kind && part) {
    const auto objection = EventPool(*model->queue).objection(event);
    if (objection) reader.mistake(objection->key, objection->problem, objection->remedy);
  }
  return event;
}

Fault read_fault(TableReader& reader) {
  std::array<std::string_view, kFaultTexts.size() - 1> kinds;
  std::copy(kFaultTexts.begin() + 1, kFaultTexts.end(), kinds.begin());
  Fault fault;
  std::tie(fault.at, fault.lasts) = read_while(reader);
  reader.require("kind", "write silent, exception, late or another kind of fault");
  if (const auto kind = reader.one_of("kind", kinds)) {
    fault.kind = static_cast<FaultKind>(*kind + 1);
    if (reader.has("code") && fault.kind != FaultKind::Exception) {
      reader.mistake("code", "belongs to kind = \"exception\"", "remove it, or write that kind");
    }
    if (reader.has("delay") && fault.kind != FaultKind::Late) {
      reader.mistake("delay", "belongs to kind = \"late\"", "remove it, or write that kind");
    }
  }
  fault.code = static_cast<std::uint8_t>(reader.integer("code", 1, 11).value_or(fault.code));
  fault.delay = reader.duration("delay").value_or(fault.delay);
  fault.share = reader.number("share").value_or(fault.share);
  if (!(fault.share > 0.0 && fault.share <= 1.0)) {
    reader.mistake("share", "is not a share of the requests", "write more than 0, at most 1");
  }
  return fault;
}

}  // namespace hazgate::sim
