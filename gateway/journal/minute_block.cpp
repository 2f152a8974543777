#include "gateway/journal/minute_block.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstring>

#include "gateway/journal/checksum.hpp"
#include "gateway/journal/column.hpp"
#include "gateway/journal/varint.hpp"

namespace hazgate::journal {
namespace {

constexpr unsigned kVersion = 1;
constexpr std::uint64_t kMost = 100'000;  ///< points of a layout, minutes of a block

using Numbers = std::vector<std::uint64_t>;

template <class Rows, class Number>
Numbers numbers_of(const Rows& rows, const Number& number) {
  Numbers numbers;
  numbers.reserve(rows.size());
  for (const auto& row : rows) numbers.push_back(static_cast<std::uint64_t>(number(row)));
  return numbers;
}

void put_doubles(std::string& bytes, std::span<const double> values) {
  std::vector<ReadingView> readings;
  readings.reserve(values.size());
  for (const double value : values) readings.push_back({value, Quality::Good});
  const std::string column = encode_column(readings);
  put_varint(bytes, column.size());
  bytes += column;
}

/// False: it is not a column of so many finite doubles.
bool take_column(std::string_view column, std::size_t size, std::vector<double>& values) {
  std::vector<ReadingView> readings(size);
  if (!decode_column(column, readings)) return false;
  values.clear();
  for (const ReadingView& reading : readings) {
    const auto* value = std::get_if<double>(&reading.value);
    if (value == nullptr || !std::isfinite(*value)) return false;
    values.push_back(*value);
  }
  return true;
}

bool take_doubles(ByteReader& bytes, std::size_t size, std::vector<double>& values) {
  const std::string_view column = bytes.take(bytes.varint());
  return bytes.is_sound() && take_column(column, size, values);
}

bool is_one(const PointMinute& minute) {
  return minute.min == minute.max;
}

/// What minutes of many and of one point have in common: all but the values.
void put_counts(std::string& bytes, std::span<const PointMinute> minutes) {
  put_numbers(bytes, numbers_of(minutes, [](const PointMinute& minute) { return minute.count; }));
  // Mostly all are good, however many there were.
  put_numbers(bytes, numbers_of(minutes, [](const PointMinute& m) { return m.count - m.good; }));
  put_numbers(bytes, numbers_of(minutes, [](const PointMinute& m) { return m.has_value; }));
}

bool take_counts(ByteReader& bytes, std::span<PointMinute> minutes) {
  Numbers counts(minutes.size()), bad(minutes.size()), has(minutes.size());
  if (!take_numbers(bytes, counts) || !take_numbers(bytes, bad) || !take_numbers(bytes, has)) {
    return false;
  }
  for (std::size_t i = 0; i < minutes.size(); ++i) {
    if (counts[i] > UINT32_MAX || bad[i] > counts[i] || has[i] > 1) return false;
    minutes[i].count = static_cast<std::uint32_t>(counts[i]);
    minutes[i].good = static_cast<std::uint32_t>(counts[i] - bad[i]);
    minutes[i].has_value = has[i] == 1;
  }
  return true;
}

void put_checksum(std::string& bytes) {
  const std::uint32_t crc = crc32c(bytes);
  bytes.append(reinterpret_cast<const char*>(&crc), sizeof crc);
}

/// Without the checksum; none: it does not fit, or the version is another.
tl::expected<ByteReader, std::string> opened(std::string_view bytes) {
  std::uint32_t crc = 0;
  if (bytes.size() < sizeof crc) return tl::unexpected(std::string("minutes are cut short"));
  const std::string_view checked = bytes.substr(0, bytes.size() - sizeof crc);
  std::memcpy(&crc, bytes.data() + checked.size(), sizeof crc);
  ByteReader reader(checked);
  if (crc32c(checked) != crc || reader.byte() != kVersion) {
    return tl::unexpected(std::string("minutes have a wrong checksum or version"));
  }
  return reader;
}

tl::unexpected<std::string> garbled() {
  return tl::unexpected(std::string("minutes are not what they should be"));
}

void put_values(std::string& bytes, std::span<const PointMinute> minutes) {
  std::vector<double> min, max, mean;
  Numbers one;
  for (const PointMinute& minute : minutes) {
    if (!minute.has_value) continue;
    one.push_back(is_one(minute) ? 1 : 0);
    min.push_back(minute.min);
    if (is_one(minute)) continue;
    max.push_back(minute.max);
    mean.push_back(minute.mean);
  }
  put_numbers(bytes, one);
  for (const auto& values : {min, max, mean}) put_doubles(bytes, values);
}

bool take_values(ByteReader& bytes, std::span<PointMinute> minutes) {
  std::size_t with_value = 0, several = 0;
  for (const PointMinute& minute : minutes) with_value += minute.has_value ? 1 : 0;
  Numbers one(with_value);
  if (!take_numbers(bytes, one)) return false;
  for (const std::uint64_t flag : one) several += flag == 0 ? 1 : 0;
  std::vector<double> min, max, mean;
  const bool taken = take_doubles(bytes, with_value, min) && take_doubles(bytes, several, max) &&
                     take_doubles(bytes, several, mean);
  if (!taken) return false;
  std::size_t value = 0, place = 0;
  for (PointMinute& minute : minutes) {
    if (!minute.has_value) continue;
    const bool is_one = one[value] != 0;
    minute.min = min[value++];
    minute.max = is_one ? minute.min : max[place];
    minute.mean = is_one ? minute.min : mean[place];
    place += is_one ? 0 : 1;
  }
  return true;
}

}  // namespace

std::string encode_minute(std::span<const PointMinute> points) {
  std::string bytes(1, static_cast<char>(kVersion));
  put_varint(bytes, points.size());
  put_counts(bytes, points);
  for (const PointMinute& point : points) {
    if (!point.has_value) continue;
    const std::array<ReadingView, 3> values{ReadingView{point.min, Quality::Good},
                                            ReadingView{point.max, Quality::Good},
                                            ReadingView{point.mean, Quality::Good}};
    const std::string column = encode_column(std::span(values).first(is_one(point) ? 1 : 3));
    put_varint(bytes, column.size() << 1U | (is_one(point) ? 0 : 1));
    bytes += column;
  }
  put_checksum(bytes);
  return bytes;
}

tl::expected<std::vector<PointMinute>, std::string> decode_minute(std::string_view bytes) {
  auto reader = opened(bytes);
  if (!reader) return tl::unexpected(std::move(reader.error()));
  const std::uint64_t size = reader->varint();
  if (size > kMost) return garbled();
  std::vector<PointMinute> points(static_cast<std::size_t>(size));
  if (!take_counts(*reader, points)) return garbled();
  std::vector<double> values;
  for (PointMinute& point : points) {
    if (!point.has_value) continue;
    const std::uint64_t head = reader->varint();
    const bool is_one = (head & 1U) == 0;
    if (!take_column(reader->take(head >> 1U), is_one ? 1 : 3, values)) return garbled();
    point.min = values[0];
    point.max = values[is_one ? 0 : 1];
    point.mean = values[is_one ? 0 : 2];
  }
  if (!reader->is_sound() || !reader->rest().empty()) return garbled();
  return points;
}

std::string encode_minutes(std::span<const TimedMinute> minutes) {
  std::string bytes(1, static_cast<char>(kVersion));
  put_varint(bytes, minutes.size());
  put_steps(bytes, numbers_of(minutes, [](const TimedMinute& minute) { return minute.first; }));
  std::vector<PointMinute> points;
  points.reserve(minutes.size());
  for (const auto& [minute, point] : minutes) points.push_back(point);
  put_counts(bytes, points);
  put_values(bytes, points);
  put_checksum(bytes);
  return bytes;
}

tl::expected<std::vector<TimedMinute>, std::string> decode_minutes(std::string_view bytes) {
  auto reader = opened(bytes);
  if (!reader) return tl::unexpected(std::move(reader.error()));
  const std::uint64_t size = reader->varint();
  if (size > kMost) return garbled();
  Numbers which(static_cast<std::size_t>(size));
  std::vector<PointMinute> points(which.size());
  if (!take_steps(*reader, which) || !take_counts(*reader, points) ||
      !take_values(*reader, points)) {
    return garbled();
  }
  if (!reader->is_sound() || !reader->rest().empty()) return garbled();
  std::vector<TimedMinute> minutes;
  minutes.reserve(which.size());
  for (std::size_t i = 0; i < which.size(); ++i) {
    minutes.emplace_back(static_cast<std::int64_t>(which[i]), points[i]);
  }
  return minutes;
}

}  // namespace hazgate::journal
