#include "drivers/model/tables.hpp"

#include <algorithm>
#include <bit>
#include <charconv>

#include "drivers/codec/text.hpp"
#include "drivers/model/rules.hpp"

namespace hazgate::model {
namespace {

using codec::RawType;
using codec::Table;

constexpr std::array<std::string_view, 4> kTables = {"coil", "discrete", "input", "holding"};
constexpr std::array<std::string_view, 13> kTypes = {
    "bool",  "bit",     "uint16",  "int16", "uint32", "int32", "uint64",
    "int64", "float32", "float64", "bcd16", "bcd32",  "string"};
constexpr std::array<std::string_view, 2> kEncodings = {"ascii", "gb18030"};
constexpr std::array<std::string_view, 4> kOrders = {"ABCD", "CDAB", "BADC", "DCBA"};

bool is_number_type(RawType type) {
  return type != RawType::Bool && type != RawType::Bit && type != RawType::String;
}

bool is_float(RawType type) {
  return type == RawType::Float32 || type == RawType::Float64;
}

/// Raw bits of a number; 64 for what is no number.
unsigned bits_of(const codec::PointFormat& format) {
  const unsigned bits = 16U * codec::width(format);
  return is_number_type(format.type) && bits < 64 ? bits : 64;
}

/// states = { 0 = "normal", 1 = "fault" }
void read_states(TableReader& reader, codec::PointFormat& format) {
  const toml::table* states = reader.table("states");
  if (states == nullptr) return;
  for (const auto& [key, node] : *states) {
    const std::string_view code = key.str();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), number);
    const auto* text = node.as_string();
    if (error != std::errc{} || end != code.data() + code.size() || text == nullptr ||
        text->get().empty()) {
      reader.mistake("states", "\"" + std::string(code) + "\" is not a code with its text",
                     "write states = { 0 = \"normal\", 1 = \"fault\" }");
      continue;
    }
    format.states.push_back({number, text->get()});
  }
}

/// Raw values: one or a list. A negative one stands for its two's complement.
void read_invalid(TableReader& reader, codec::PointFormat& format) {
  constexpr const char* kForm = "write the raw value, such as 0xFFFF, or a list of them";
  const auto take = [&](const Value& value, std::optional<std::size_t> element) {
    const auto say = [&](const char* problem) {
      if (element) {
        reader.mistake_in("invalid", *element, problem, kForm);
      } else {
        reader.mistake("invalid", problem, kForm);
      }
    };
    const auto* raw = std::get_if<std::int64_t>(&value);
    const unsigned bits = bits_of(format);
    if (raw == nullptr) {
      say("is not a whole number");
    } else if (bits < 64 && (*raw >> bits != 0) && (*raw >> (bits - 1) != -1)) {
      say("has more bits than the value, so it is never read");
    } else {
      const std::uint64_t all = bits < 64 ? (1ULL << bits) - 1 : UINT64_MAX;
      format.invalid.push_back(static_cast<std::uint64_t>(*raw) & all);
    }
  };
  if (!reader.is_list("invalid")) {
    if (const auto value = reader.value("invalid")) take(*value, std::nullopt);
    return;
  }
  const auto values = reader.values("invalid");
  for (std::size_t i = 0; values && i < values->size(); ++i) take((*values)[i], i);
}

/// False when the table or the type is not known, so that nothing can be said about the rest.
bool read_format(TableReader& reader, codec::PointFormat& format) {
  reader.require("table", "write coil, discrete, input or holding");
  reader.require("address", "write the zero-based address of the first register or bit");
  reader.require("type", "write the type of the value, such as \"uint16\"");
  const auto table = reader.one_of("table", kTables);
  if (table) format.table = static_cast<Table>(*table);
  if (const auto address = reader.integer("address", 0, 65535)) {
    format.address = static_cast<std::uint16_t>(*address);
  }
  const auto type = reader.one_of("type", kTypes);
  if (type) format.type = static_cast<RawType>(*type);
  if (const auto order = reader.one_of("order", kOrders)) {
    format.order = static_cast<codec::ByteOrder>(*order);
  }
  if (const auto bit = reader.integer("bit", 0, 15)) format.bit = static_cast<std::uint8_t>(*bit);
  if (const auto length = reader.integer("length", 1, 125)) {
    format.length = static_cast<std::uint16_t>(*length);
  }
  if (const auto scale = reader.number("scale")) format.scale = *scale;
  if (const auto offset = reader.number("offset")) format.offset = *offset;
  if (const auto range = reader.range("range"))
    format.range = codec::Range{range->first, range->second};
  if (const auto encoding = reader.one_of("encoding", kEncodings)) {
    format.encoding = static_cast<codec::Encoding>(*encoding);
  }
  if (const auto mask = reader.integer("mask", 1, INT64_MAX)) {
    format.mask = static_cast<std::uint64_t>(*mask);
  }
  read_invalid(reader, format);
  read_states(reader, format);
  return table && type;
}

/// Keys that say how a number is read.
void check_number(TableReader& reader, const codec::PointFormat& format) {
  if (!is_number_type(format.type)) {
    for (const char* key : {"scale", "offset", "range", "states", "invalid"}) {
      if (!reader.has(key)) continue;
      reader.mistake(key,
                     "means nothing for type \"" + std::string(codec::to_text(format.type)) + "\"",
                     "remove it");
    }
    return;
  }
  if (format.scale == 0.0) {
    reader.mistake("scale", "0 makes every reading the same", "write the factor from raw to value");
  }
  if (!format.states.empty() && (reader.has("scale") || reader.has("offset"))) {
    reader.mistake("states", "an enumeration has no scale or offset", "remove one of them");
  }
  if (!format.states.empty() && is_float(format.type)) {
    reader.mistake("states", "an enumeration is a whole number, not a float",
                   "write the type of the register, such as \"uint16\"");
  }
}

void check_mask(TableReader& reader, const codec::PointFormat& format) {
  if (format.mask == 0) return;
  const bool whole = format.type == RawType::Uint16 || format.type == RawType::Uint32 ||
                     format.type == RawType::Uint64;
  if (!whole) {
    reader.mistake("mask", "belongs to a whole number without sign",
                   "write type = \"uint16\", or remove it");
    return;
  }
  const std::uint64_t field = format.mask >> std::countr_zero(format.mask);
  if ((field & (field + 1)) != 0) {
    reader.mistake("mask", "has a gap", "write neighbouring bits, such as 0x00F0");
  }
  const unsigned bits = bits_of(format);
  if (bits < 64 && (format.mask >> bits) != 0) {
    reader.mistake("mask", "has more bits than the value", "write bits that it has");
  }
}

void check_text(TableReader& reader, const codec::PointFormat& format) {
  if (format.type == RawType::String && !reader.has("length")) {
    reader.mistake("type", "a text needs its length", "write length = N, in registers");
  }
  if (format.type == RawType::String) {
    if (!codec::is_known(format.encoding)) {
      reader.mistake("encoding", "this machine cannot read GB18030",
                     "install the C library's gconv modules, or write \"ascii\"");
    }
    return;
  }
  for (const char* key : {"length", "encoding"}) {
    if (!reader.has(key)) continue;
    reader.mistake(
        key,
        "only a point of type \"string\" has a" + std::string(key[0] == 'e' ? "n " : " ") + key,
        "remove it");
  }
}

void check_writable(TableReader& reader, const ModelPoint& point) {
  if (!point.writable) return;
  const Table table = point.format.table;
  if (table != Table::Coil && table != Table::Holding) {
    reader.mistake("writable", "only coils and holding registers can be written", "remove it");
  } else if (point.format.type == RawType::Bit) {
    reader.mistake("writable", "one bit of a register cannot be written without the others",
                   "remove it, or make the whole register a point");
  } else if (point.format.mask != 0) {
    reader.mistake("writable", "a part of a register cannot be written without the rest",
                   "remove it, or make the whole register a point");
  }
}

/// What fits on its own but not together.
void check_format(TableReader& reader, const codec::PointFormat& format) {
  if (codec::is_bit_table(format.table) && format.type != RawType::Bool) {
    reader.mistake("type", "a coil or discrete input holds one bit", "write type = \"bool\"");
  }
  if (reader.has("bit") && format.type != RawType::Bit) {
    reader.mistake("bit", "only a point of type \"bit\" has a bit",
                   "remove it, or write type = \"bit\"");
  }
  check_text(reader, format);
  check_number(reader, format);
  check_mask(reader, format);
  if (format.address + codec::width(format) > 65536) {
    reader.mistake("address", "the value does not end before 65536", "write a lower address");
  }
}

/// parts = ["0020100100", "00201002*"]
bool is_part_pattern(const std::string& text) {
  const std::size_t star = text.find('*');
  const std::string digits = text.substr(0, star);
  return !text.empty() && (star == std::string::npos || star + 1 == text.size()) &&
         digits.find_first_not_of("0123456789ABCDEF?") == std::string::npos;
}

/// A point that has no register of its own: what the events of a panel say about some of its parts.
bool read_zone(TableReader& reader, ModelPoint& point) {
  auto parts = reader.texts("parts");
  for (const char* key :
       {"table",  "address",  "type",   "order",   "bit",       "length",   "scale",
        "offset", "range",    "states", "invalid", "mask",      "encoding", "confirm",
        "poll",   "writable", "sound",  "output",  "closed_by", "on_loss",  "telemetry_deadband"}) {
    if (!reader.has(key)) continue;
    (void)reader.value(key);
    reader.mistake(key, "a zone has no register of its own: its state comes from the events",
                   "remove it, or remove parts");
  }
  if (!parts) return false;
  if (parts->empty())
    reader.mistake("parts", "names no part", "write codes, or \"*\" for the rest");
  for (std::size_t i = 0; i < parts->size(); ++i) {
    if (is_part_pattern((*parts)[i])) continue;
    reader.mistake_in(
        "parts", i, "\"" + (*parts)[i] + "\" is not the code of a part",
        "write its digits as the panel shows them; a ? stands for any digit, a * at the end "
        "for any rest");
  }
  point.parts = std::move(*parts);
  point.format.type = RawType::Uint16;
  point.format.states = device::zone_states();
  return true;
}

constexpr const char* kEventsForm =
    "write events = { 0 = \"none\", 1 = \"fire\", 2 = \"fault\", 10 = \"reset\" }";

void read_event_codes(TableReader& reader, device::EventQueue& queue) {
  const toml::table* events = reader.table("events");
  if (events == nullptr) return;
  bool none = false;
  for (const auto& [key, node] : *events) {
    const std::string_view code = key.str();
    unsigned number = 0;
    const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), number);
    const std::string text = node.value_or(std::string());
    const auto known =
        std::find(device::kPanelEventTexts.begin(), device::kPanelEventTexts.end() - 1, text);
    const bool whole = error == std::errc{} && end == code.data() + code.size() && number < 256;
    if (!whole) {
      reader.mistake("events", "\"" + std::string(code) + "\" is not a code from 0 to 255",
                     kEventsForm);
    } else if (text == "none") {
      none = true;
      queue.codes.push_back({static_cast<std::uint8_t>(number), std::nullopt});
    } else if (known == device::kPanelEventTexts.end() - 1) {
      reader.mistake("events", "code " + std::string(code) + ": \"" + text + "\" is not known",
                     "write none, fire, fault, start, stop, isolate, release, supervise, feedback, "
                     "action, reset, restore or status");
    } else {
      queue.codes.push_back(
          {static_cast<std::uint8_t>(number),
           static_cast<device::PanelEventKind>(known - device::kPanelEventTexts.begin())});
    }
  }
  if (!none) {
    reader.mistake("events", "does not say what an empty queue reads", "write 0 = \"none\"");
  }
}

/// What a writable point is for; sound = true is the short way to say siren.
void read_output(TableReader& reader, ModelPoint& point) {
  const bool sound = reader.flag("sound").value_or(false);
  if (sound) point.use = OutputUse::Siren;
  if (const auto use = reader.one_of("output", kOutputUseTexts)) {
    point.use = static_cast<OutputUse>(*use);
    if (sound && point.use != OutputUse::Siren) {
      reader.mistake("output", "contradicts sound = true", "remove one of the two");
    }
  }
  if (sound && !point.writable) {
    reader.mistake("sound", "a siren that cannot be written cannot be silenced",
                   "write writable = true");
  } else if (point.use != OutputUse::Other && !point.writable) {
    reader.mistake("output", "an output that cannot be written", "write writable = true");
  }
  if (const auto on_loss = reader.one_of("on_loss", kOnLossTexts)) {
    point.on_loss = kOnLossTexts[*on_loss];
  }
  if (reader.has("output")) {
    reader.require("on_loss",
                   "write what the device does with it when the gateway is gone: holds, "
                   "off or on");
  }
  const bool valve = point.use == OutputUse::Valve;
  if (valve) reader.require("closed_by", "write the value that closes the valve");
  point.closed_by = reader.value("closed_by").value_or(Value{});
  if (!valve && reader.has("closed_by")) {
    reader.mistake("closed_by", "belongs to a valve", "write output = \"valve\", or remove it");
  }
}

}  // namespace

std::optional<device::EventQueue> read_queue(TableReader& outer) {
  const toml::table* table = outer.table("queue");
  if (table == nullptr) return std::nullopt;
  TableReader reader = outer.inside("queue", *table);
  device::EventQueue queue;
  reader.require("table", "write input or holding");
  reader.require("address", "write the zero-based address of the queue's first register");
  reader.require("registers", "write how many registers one event takes");
  reader.require("event", "write which byte of the reply says what happened, 0 the first");
  reader.require("part", "write the first and last byte of the part's code, such as [3, 7]");
  reader.require("events", kEventsForm);
  if (const auto kind = reader.one_of("table", kTables)) {
    queue.table = static_cast<Table>(*kind);
    if (codec::is_bit_table(queue.table)) {
      reader.mistake("table", "a queue of events is kept in registers", "write input or holding");
    }
  }
  queue.registers = static_cast<std::uint16_t>(reader.integer("registers", 1, 125).value_or(4));
  const int last = 2 * queue.registers - 1;
  const auto address = reader.integer("address", 0, 65536 - queue.registers);
  queue.address = static_cast<std::uint16_t>(address.value_or(0));
  const auto byte = [&](const char* key) -> std::optional<std::uint8_t> {
    const auto place = reader.integer(key, 0, last);
    return place ? std::optional(static_cast<std::uint8_t>(*place)) : std::nullopt;
  };
  queue.event_at = byte("event").value_or(0);
  queue.source_at = byte("source");
  queue.type_at = byte("part_type");
  const auto part = reader.values("part");
  const auto place_in = [&](std::size_t i) {
    const auto* place = std::get_if<std::int64_t>(&(*part)[i]);
    return place != nullptr && *place >= 0 && *place <= last ? static_cast<int>(*place) : -1;
  };
  if (part && (part->size() != 2 || place_in(0) < 0 || place_in(1) < place_in(0))) {
    reader.mistake(
        "part", "is not the first and the last byte of a code",
        "write two bytes of the reply, such as [3, 7]; the last is " + std::to_string(last));
  } else if (part) {
    queue.part_from = static_cast<std::uint8_t>(place_in(0));
    queue.part_to = static_cast<std::uint8_t>(place_in(1));
  }
  const int digits = 2 * (queue.part_to - queue.part_from + 1);
  queue.controller = static_cast<std::uint8_t>(reader.integer("controller", 0, digits).value_or(0));
  read_event_codes(reader, queue);
  reader.finish();
  return queue;
}

void read_telemetry_deadband(TableReader& reader, ModelPoint& point, bool known) {
  const auto deadband = reader.number("telemetry_deadband");
  if (!deadband) return;
  point.telemetry_deadband = *deadband;
  if (*deadband < 0.0) {
    reader.mistake("telemetry_deadband", "is no size of a move",
                   "write a number of at least 0, in the point's unit");
  } else if (known && !codec::is_measured(point.format)) {
    reader.mistake("telemetry_deadband", "is for numbers: each change of this point is published",
                   "remove it");
  }
}

std::optional<ModelPoint> read_point(TableReader& reader) {
  ModelPoint point;
  point.place = reader.place_of("id");
  point.path = reader.path();
  reader.require("id", "write the point's name, such as \"gas\"");
  const auto id = reader.identifier("id");
  point.name = reader.text("name").value_or("");
  point.unit = reader.text("unit").value_or("");
  point.writable = reader.flag("writable").value_or(false);
  point.confirm = reader.flag("confirm").value_or(false);
  point.poll = reader.duration("poll").value_or(Duration{});
  point.gas = read_gas(reader);
  if (reader.has("parts")) {
    if (!read_zone(reader, point) || !id) return std::nullopt;
    point.id = *id;
    return point;
  }
  const bool known = read_format(reader, point.format);
  if (known) {
    check_format(reader, point.format);
    check_writable(reader, point);
  }
  read_rules(reader, point, known);
  read_telemetry_deadband(reader, point, known);
  if (point.confirm && point.decimals) {
    reader.mistake("confirm", "is not for a value with decimals", "remove it");
  }
  read_output(reader, point);
  if (!id) return std::nullopt;
  point.id = *id;
  return point;
}

void read_condition(TableReader& reader, AlarmText& alarm) {
  alarm.kind = reader.text("kind");
  alarm.limit = reader.number("limit");
  alarm.deadband = reader.number("deadband");
  alarm.states = reader.values("states");
  alarm.window = reader.duration("window");
  alarm.within = reader.duration("within");
  alarm.min_samples = reader.integer("min_samples", 2, 1000);
  alarm.mask = reader.integer("mask", 1, 0xFFFFFFFF);
  alarm.from = reader.text("from");
  alarm.own = reader.text("own");
  alarm.differs_after = reader.duration("differs_after");
  alarm.falling = reader.flag("falling");
}

void read_manner(TableReader& reader, AlarmText& alarm) {
  alarm.priority = reader.text("priority");
  alarm.message = reader.text("message");
  alarm.action = reader.text("action");
  alarm.basis = reader.text("basis");
  alarm.on_delay = reader.duration("on_delay");
  alarm.off_delay = reader.duration("off_delay");
  alarm.latch = reader.flag("latch");
  alarm.sound_again = reader.duration("sound_again");
  alarm.shelve = reader.duration("shelve");
}

AlarmText read_alarm(TableReader& reader) {
  AlarmText alarm;
  alarm.place = reader.place();
  alarm.path = reader.path();
  reader.require("point", "write the id of the point it watches");
  reader.require("name", "write a short name, such as \"HH\"");
  alarm.point = reader.text("point").value_or("");
  alarm.name = reader.text("name").value_or("");
  alarm.title = reader.text("title");
  read_condition(reader, alarm);
  read_manner(reader, alarm);
  mark(reader, alarm);
  return alarm;
}

void mark(const TableReader& reader, AlarmText& alarm) {
  for (const char* key :
       {"point",     "name",    "kind",        "limit",  "deadband",    "on_delay",
        "off_delay", "latch",   "priority",    "title",  "message",     "action",
        "basis",     "states",  "window",      "within", "min_samples", "mask",
        "from",      "falling", "sound_again", "shelve", "own",         "differs_after"}) {
    if (reader.has(key)) alarm.written[key] = {reader.place_of(key), reader.full(key)};
  }
}

PollText read_poll(TableReader& reader) {
  PollText poll;
  const auto small = [&](std::string_view key, std::int64_t low, std::int64_t high) {
    const auto value = reader.integer(key, low, high);
    return value ? std::optional(static_cast<std::uint16_t>(*value)) : std::nullopt;
  };
  poll.poll = reader.duration("poll");
  if (poll.poll && *poll.poll < std::chrono::milliseconds{10}) {
    reader.mistake("poll", "is shorter than 10ms", "write a period that the device can keep");
  }
  poll.poll_fast = reader.duration("poll_fast");
  if (poll.poll_fast && *poll.poll_fast < std::chrono::milliseconds{10}) {
    reader.mistake("poll_fast", "is shorter than 10ms", "write a period that the device can keep");
  }
  poll.fast_at = reader.number("fast_at");
  if (poll.fast_at && !(*poll.fast_at >= 0.1 && *poll.fast_at <= 1.0)) {
    reader.mistake("fast_at", "is not a share of the way to the limit", "write 0.1 to 1.0");
    poll.fast_at.reset();
  }
  poll.turnaround = reader.duration("turnaround");
  if (const auto after = reader.integer("comm_after", 1, 100))
    poll.comm_after = static_cast<int>(*after);
  poll.max_registers = small("max_registers", 1, 125);
  poll.max_bits = small("max_bits", 1, 2000);
  poll.max_gap = small("max_gap", 0, 124);
  if (const auto crc = reader.one_of("crc", codec::kCrcOrderTexts)) {
    poll.crc = static_cast<codec::CrcOrder>(*crc);
  }
  return poll;
}

}  // namespace hazgate::model
