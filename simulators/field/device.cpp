#include "simulators/field/device.hpp"

#include <algorithm>
#include <utility>

#include "drivers/codec/codec.hpp"

namespace hazgate::sim {
namespace {

constexpr std::uint8_t kIllegalFunction = 1;
constexpr std::uint8_t kIllegalAddress = 2;
constexpr std::uint8_t kIllegalValue = 3;

std::uint16_t word_at(std::span<const std::uint8_t> pdu, std::size_t place) {
  return static_cast<std::uint16_t>(pdu[place] << 8 | pdu[place + 1]);
}

void append_word(std::vector<std::uint8_t>& reply, std::uint16_t word) {
  reply.push_back(static_cast<std::uint8_t>(word >> 8));
  reply.push_back(static_cast<std::uint8_t>(word & 0xFF));
}

Value idle_value(const codec::PointFormat& format) {
  if (!format.states.empty()) {
    const auto normal =
        std::min_element(format.states.begin(), format.states.end(),
                         [](const auto& a, const auto& b) { return a.code < b.code; });
    return normal->text;
  }
  const bool flag = format.type == codec::RawType::Bool || format.type == codec::RawType::Bit;
  if (flag) return false;
  return format.type == codec::RawType::String ? Value{std::string()} : Value{0.0};
}

}  // namespace

Device::Device(std::string id, std::uint8_t unit, model::DeviceModel model, Notes notes)
    : id_(std::move(id)), unit_(unit), model_(std::move(model)), notes_(std::move(notes)) {
  for (const model::ModelPoint& point : model_.points) {
    Table& table = table_of(point.format.table);
    const std::uint32_t begin = point.format.address;
    const std::uint32_t end = begin + codec::width(point.format);
    table.begin = table.end == 0 ? begin : std::min(table.begin, begin);
    table.end = std::max(table.end, end);
  }
  for (Table& table : tables_) table.words.resize(table.end - table.begin);
  sources_.resize(model_.points.size());
  for (std::size_t i = 0; i < model_.points.size(); ++i) {
    for (std::size_t a = 0; a < model_.alarms.size(); ++a) {
      if (model_.alarms[a].point == model_.points[i].id) sources_[i].alarms.push_back(a);
    }
    sources_[i].beyond.resize(sources_[i].alarms.size());
    sources_[i].signal.start = idle_value(model_.points[i].format);
    show(i, sources_[i].signal.start);
  }
}

const model::ModelPoint* Device::find(std::string_view id) const {
  for (const model::ModelPoint& point : model_.points) {
    if (point.id == id) return &point;
  }
  return nullptr;
}

/// Puts a value into the registers; false when the point cannot hold it (they stay as they were).
bool Device::show(std::size_t point, const Value& value) {
  const codec::PointFormat& format = model_.points[point].format;
  Table& table = table_of(format.table);
  std::uint16_t* first = &table.words[format.address - table.begin];
  if (format.type == codec::RawType::Bit) {
    const auto on = as_number(value);
    if (!on) return false;
    const auto mask = static_cast<std::uint16_t>(1U << format.bit);
    *first = static_cast<std::uint16_t>(*on != 0.0 ? *first | mask : *first & ~mask);
    return true;
  }
  const auto words = codec::encode(format, value);
  if (!words) return false;
  std::copy(words->begin(), words->end(), first);
  return true;
}

std::string Device::give(std::string_view id, Signal signal) {
  const model::ModelPoint* found = find(id);
  if (found == nullptr) return "device " + id_ + " has no point \"" + std::string(id) + "\"";
  const auto place = static_cast<std::size_t>(found - model_.points.data());
  std::vector<Value> values = {signal.start};
  for (const Change& change : signal.changes) values.push_back(change.to);
  for (const Value& value : values) {
    if (!show(place, value)) return id_ + "." + found->id + " cannot hold " + to_text(value);
  }
  show(place, signal.start);
  std::erase(changing_, place);
  if (!signal.is_constant()) changing_.push_back(place);
  sources_[place].signal = std::move(signal);
  check_limits(place, sources_[place].signal.start);
  return {};
}

Fault Device::fault_at(Duration time) const {
  if (forced_) return *forced_;
  for (const Fault& fault : faults_) {
    if (time >= fault.at && time < fault.at + fault.lasts) return fault;
  }
  return {};
}

void Device::update(Duration time) {
  for (const std::size_t point : changing_) {
    const Value value = value_at(sources_[point].signal, time);
    if (show(point, value)) check_limits(point, value);
  }
}

bool Device::is_beyond(const model::AlarmText& alarm, const model::ModelPoint& point,
                       const Value& value) const {
  const std::string kind = alarm.kind.value_or("");
  if (kind == "state" && alarm.states) {
    const Value shown = point.format.states.empty() && as_number(value).has_value() &&
                                (point.format.type == codec::RawType::Bool)
                            ? Value{*as_number(value) != 0.0}
                            : value;
    return std::find(alarm.states->begin(), alarm.states->end(), shown) != alarm.states->end();
  }
  const auto number = as_number(value);
  if (!number || !alarm.limit) return false;
  return kind == "high" ? *number >= *alarm.limit : kind == "low" && *number <= *alarm.limit;
}

void Device::check_limits(std::size_t point, const Value& value) {
  Source& source = sources_[point];
  for (std::size_t i = 0; i < source.alarms.size(); ++i) {
    const model::AlarmText& alarm = model_.alarms[source.alarms[i]];
    const bool beyond = is_beyond(alarm, model_.points[point], value);
    if (beyond && !source.beyond[i] && notes_.crossed) {
      notes_.crossed(model_.points[point].id, value, alarm.name);
    }
    source.beyond[i] = beyond;
  }
}

void Device::answer(Pdu request, Duration time, std::vector<std::uint8_t>& reply) {
  const std::uint8_t function = request.empty() ? 0 : request[0];
  reply.assign(1, function);
  std::uint8_t exception = kIllegalFunction;
  switch (function) {
    case 1:
    case 2:
    case 3:
    case 4:
      update(time);
      exception = read(request, reply);
      break;
    case 5:
    case 6:
      exception = write_one(request, reply);
      break;
    case 15:
    case 16:
      exception = write_many(request, reply);
      break;
    default:
      break;
  }
  if (exception != 0) reply = {static_cast<std::uint8_t>(function | 0x80), exception};
}

std::uint8_t Device::read(Pdu request, std::vector<std::uint8_t>& reply) {
  if (request.size() != 5) return kIllegalValue;
  constexpr std::array<codec::Table, 4> kTables = {codec::Table::Coil, codec::Table::Discrete,
                                                   codec::Table::Holding, codec::Table::Input};
  const codec::Table which = kTables[request[0] - 1];
  const Table& table = table_of(which);
  const std::uint32_t address = word_at(request, 1), count = word_at(request, 3);
  const bool bits = codec::is_bit_table(which);
  if (count < 1 || count > (bits ? 2000U : 125U)) return kIllegalValue;
  if (address < table.begin || address + count > table.end) return kIllegalAddress;
  const std::uint16_t* first = &table.words[address - table.begin];
  if (!bits) {
    reply.push_back(static_cast<std::uint8_t>(count * 2));
    for (std::uint32_t i = 0; i < count; ++i) append_word(reply, first[i]);
    return 0;
  }
  reply.push_back(static_cast<std::uint8_t>((count + 7) / 8));
  reply.resize(reply.size() + (count + 7) / 8);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (first[i] != 0)
      reply[2 + i / 8] = static_cast<std::uint8_t>(reply[2 + i / 8] | 1U << (i % 8));
  }
  return 0;
}

Value Device::decoded(const model::ModelPoint& point) {
  const Table& table = table_of(point.format.table);
  const std::uint16_t* first = &table.words[point.format.address - table.begin];
  if (codec::is_bit_table(point.format.table))
    return codec::decode_bit(point.format, *first != 0).value;
  return codec::decode_registers(point.format, {first, codec::width(point.format)}).value;
}

/// Writes words (or bits) that must all belong to writable points, and notes each point touched.
std::uint8_t Device::store(codec::Table which, std::uint32_t address,
                           std::span<const std::uint16_t> words) {
  Table& table = table_of(which);
  const auto is_touched = [&](const model::ModelPoint& point) {
    const std::uint32_t begin = point.format.address, end = begin + codec::width(point.format);
    return point.format.table == which && begin < address + words.size() && address < end;
  };
  std::size_t covered = 0;
  for (const model::ModelPoint& point : model_.points) {
    if (!is_touched(point)) continue;
    if (!point.writable) return kIllegalAddress;
    covered += codec::width(point.format);
  }
  if (covered < words.size()) return kIllegalAddress;
  for (std::size_t i = 0; i < words.size(); ++i) table.words[address - table.begin + i] = words[i];
  for (std::size_t i = 0; i < model_.points.size(); ++i) {
    const model::ModelPoint& point = model_.points[i];
    if (!is_touched(point)) continue;
    const Value value = decoded(point);
    std::erase(changing_, i);
    sources_[i].signal = {.start = value};
    if (notes_.written) notes_.written(point.id, value);
  }
  return 0;
}

std::uint8_t Device::write_one(Pdu request, std::vector<std::uint8_t>& reply) {
  if (request.size() != 5) return kIllegalValue;
  const bool coil = request[0] == 5;
  std::uint16_t word = word_at(request, 3);
  if (coil && word != 0xFF00 && word != 0) return kIllegalValue;
  if (coil) word = word != 0 ? 1 : 0;
  const auto which = coil ? codec::Table::Coil : codec::Table::Holding;
  const std::uint8_t exception = store(which, word_at(request, 1), {&word, 1});
  reply.assign(request.begin(), request.end());
  return exception;
}

std::uint8_t Device::write_many(Pdu request, std::vector<std::uint8_t>& reply) {
  if (request.size() < 6) return kIllegalValue;
  const bool coils = request[0] == 15;
  const std::size_t count = word_at(request, 3), bytes = coils ? (count + 7) / 8 : count * 2;
  if (count < 1 || count > (coils ? 1968U : 123U)) return kIllegalValue;
  if (request[5] != bytes || request.size() != 6 + bytes) return kIllegalValue;
  std::vector<std::uint16_t> words(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (coils) {
      words[i] = static_cast<std::uint16_t>((request[6 + i / 8] >> (i % 8)) & 1U);
    } else {
      words[i] = word_at(request, 6 + i * 2);
    }
  }
  const std::uint8_t exception =
      store(coils ? codec::Table::Coil : codec::Table::Holding, word_at(request, 1), words);
  reply.assign(request.begin(), request.begin() + 5);
  return exception;
}

}  // namespace hazgate::sim
