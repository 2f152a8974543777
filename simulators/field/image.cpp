#include "simulators/field/image.hpp"

#include <algorithm>

#include "drivers/codec/raw.hpp"

namespace hazgate::sim {

Image::Image(std::span<const model::ModelPoint> points) {
  for (const model::ModelPoint& point : points) {
    Part& where = part(point.format.table);
    const std::uint32_t begin = point.format.address;
    const std::uint32_t end = begin + codec::width(point.format);
    where.begin = where.end == 0 ? begin : std::min(where.begin, begin);
    where.end = std::max(where.end, end);
  }
  for (Part& each : parts_) each.words.resize(each.end - each.begin);
}

bool Image::holds(codec::Table table, std::uint32_t address, std::uint32_t count) const {
  const Part& where = part(table);
  return address >= where.begin && address + count <= where.end;
}

std::span<const std::uint16_t> Image::words(codec::Table table, std::uint32_t address,
                                            std::uint32_t count) const {
  const Part& where = part(table);
  return std::span(where.words).subspan(address - where.begin, count);
}

void Image::put(codec::Table table, std::uint32_t address, std::uint16_t word) {
  Part& where = part(table);
  where.words[address - where.begin] = word;
}

bool Image::show(const model::ModelPoint& point, const Value& value) {
  const codec::PointFormat& format = point.format;
  Part& where = part(format.table);
  std::uint16_t* first = &where.words[format.address - where.begin];
  if (format.type == codec::RawType::Bit) {  // the codec writes whole registers only
    if (!why_not(point, value).empty()) return false;
    const auto mask = static_cast<std::uint16_t>(1U << format.bit);
    const std::uint16_t word = codec::ordered_word({first, 1}, 0, format.order);
    const auto changed =
        static_cast<std::uint16_t>(*as_number(value) != 0.0 ? word | mask : word & ~mask);
    *first = codec::ordered_word({&changed, 1}, 0, format.order);
    return true;
  }
  auto words = codec::encode(format, value);
  if (!words) return false;
  if (format.mask != 0) {  // the bits beside it are other points'
    const std::span<const std::uint16_t> old(first, words->size());
    const std::uint64_t beside = codec::join(old, format.order) & ~format.mask;
    codec::split(codec::join(*words, format.order) | beside, format.order, *words);
  }
  std::copy(words->begin(), words->end(), first);
  return true;
}

codec::Decoded Image::read(const model::ModelPoint& point) const {
  const auto raw = words(point.format.table, point.format.address, codec::width(point.format));
  if (codec::is_bit_table(point.format.table)) {
    return codec::decode_bit(point.format, raw.front() != 0);
  }
  return codec::decode_registers(point.format, raw);
}

std::string why_not(const model::ModelPoint& point, const Value& value) {
  if (point.format.type == codec::RawType::Bit) {
    const auto number = as_number(value);
    if (number && (*number == 0.0 || *number == 1.0)) return {};
    return "true or false is needed, not " + to_text(value);
  }
  const auto words = codec::encode(point.format, value);
  return words ? std::string() : words.error();
}

Value rest_value(const codec::PointFormat& format) {
  if (format.type == codec::RawType::Bool || format.type == codec::RawType::Bit) return false;
  if (format.states.empty()) {
    return format.type == codec::RawType::String ? Value{std::string()} : Value{0.0};
  }
  const auto lowest =
      std::min_element(format.states.begin(), format.states.end(),
                       [](const auto& a, const auto& b) { return a.code < b.code; });
  return lowest->text;
}

}  // namespace hazgate::sim
