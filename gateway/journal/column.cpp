#include "gateway/journal/column.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <variant>

#include "gateway/journal/decimal.hpp"

namespace hazgate::journal {
namespace {

enum Kind : unsigned { kNone, kBool, kInt, kUint, kDouble, kText };
constexpr unsigned kBits = kDecimalForms;
constexpr std::uint64_t kTop = std::uint64_t{1} << 63U;

unsigned tag_of(const ReadingView& reading) {
  return static_cast<unsigned>(reading.value.index()) << 4U |
         static_cast<unsigned>(reading.quality);
}

/// How many there are from `place` on that are as `same` says.
template <class Same>
std::size_t run_from(std::size_t place, std::size_t size, const Same& same) {
  std::size_t end = place;
  while (end < size && same(end)) ++end;
  return end - place;
}

void put_run(std::string& bytes, std::size_t run, std::size_t rest) {
  put_varint(bytes, run == rest ? 0 : run);
}

/// Result  0: it is not one
std::size_t take_run(ByteReader& bytes, std::size_t rest) {
  const std::uint64_t run = bytes.varint();
  if (!bytes.is_sound() || run > rest) return 0;
  return run == 0 ? rest : static_cast<std::size_t>(run);
}

using Run = std::span<const ReadingView>;
using Numbers = std::vector<std::uint64_t>;

Numbers numbers_of(Run run) {
  Numbers numbers;
  numbers.reserve(run.size());
  for (const ReadingView& reading : run) {
    if (const auto* flag = std::get_if<bool>(&reading.value)) numbers.push_back(*flag ? 1 : 0);
    if (const auto* whole = std::get_if<std::int64_t>(&reading.value)) {
      numbers.push_back(static_cast<std::uint64_t>(*whole));
    }
    if (const auto* whole = std::get_if<std::uint64_t>(&reading.value)) numbers.push_back(*whole);
  }
  return numbers;
}

std::uint64_t bits_of(const ReadingView& reading) {
  return std::bit_cast<std::uint64_t>(std::get<double>(reading.value));
}

/// False: one of them is none of this form.
bool to_decimals(Run run, unsigned form, Numbers& numbers) {
  numbers.clear();
  for (std::size_t i = 0; i < run.size(); ++i) {
    if (i > 0 && bits_of(run[i]) == bits_of(run[i - 1])) {
      numbers.push_back(numbers.back());
      continue;
    }
    const auto integer = to_decimal(std::get<double>(run[i].value), form);
    if (!integer) return false;
    numbers.push_back(static_cast<std::uint64_t>(*integer));
  }
  return true;
}

void put_bits(std::string& bytes, Run run) {
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < run.size();) {
    const std::size_t same =
        run_from(i, run.size(), [&](std::size_t at) { return bits_of(run[at]) == before; });
    if (same > 0) {
      bytes += '\0';
      put_run(bytes, same, run.size() - i);
      i += same;
      continue;
    }
    std::uint64_t change = bits_of(run[i]) ^ before;
    // It is not 0: else it were of the run above.
    const auto trailing = static_cast<unsigned>(std::countr_zero(change | kTop)) / 8;
    change >>= 8 * trailing;
    const unsigned size = 8 - static_cast<unsigned>(std::countl_zero(change)) / 8;
    bytes += static_cast<char>(trailing << 4U | size);
    for (unsigned n = 0; n < size; ++n) bytes += static_cast<char>(change >> (8 * n));
    before = bits_of(run[i++]);
  }
}

bool take_bits(ByteReader& bytes, std::span<ReadingView> run) {
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < run.size();) {
    const unsigned head = bytes.byte();
    const unsigned trailing = head >> 4U, size = head & 0xfU;
    if (head == 0) {
      const std::size_t same = take_run(bytes, run.size() - i);
      if (same == 0) return false;
      for (const std::size_t end = i + same; i < end; ++i) {
        run[i].value = std::bit_cast<double>(before);
      }
      continue;
    }
    if (size == 0 || trailing + size > 8) return false;
    std::uint64_t change = 0;
    for (unsigned n = 0; n < size; ++n) change |= std::uint64_t{bytes.byte()} << (8 * n);
    if (!bytes.is_sound()) return false;
    before ^= change << (8 * trailing);
    run[i++].value = std::bit_cast<double>(before);
  }
  return true;
}

void put_doubles(std::string& bytes, Run run) {
  Numbers numbers;
  for (unsigned form = 0; form < kDecimalForms; ++form) {
    if (!to_decimals(run, form, numbers)) continue;
    bytes += static_cast<char>(form);
    put_numbers(bytes, numbers);
    return;
  }
  bytes += static_cast<char>(kBits);
  put_bits(bytes, run);
}

bool take_doubles(ByteReader& bytes, std::span<ReadingView> run) {
  const unsigned form = bytes.byte();
  if (form == kBits) return take_bits(bytes, run);
  Numbers numbers(run.size());
  if (form > kBits || !take_numbers(bytes, numbers)) return false;
  for (std::size_t i = 0; i < run.size(); ++i) {
    run[i].value = from_decimal(static_cast<std::int64_t>(numbers[i]), form);
  }
  return true;
}

void put_texts(std::string& bytes, Run run) {
  std::map<std::string_view, std::uint64_t> places;
  std::vector<std::string_view> texts;
  Numbers numbers;
  for (const ReadingView& reading : run) {
    const auto text = std::get<std::string_view>(reading.value);
    const auto [place, is_new] = places.emplace(text, texts.size());
    if (is_new) texts.push_back(text);
    numbers.push_back(place->second);
  }
  put_varint(bytes, texts.size());
  for (const std::string_view text : texts) {
    put_varint(bytes, text.size());
    bytes += text;
  }
  put_numbers(bytes, numbers);
}

bool take_texts(ByteReader& bytes, std::span<ReadingView> run) {
  const std::uint64_t count = bytes.varint();
  if (count > run.size()) return false;
  std::vector<std::string_view> texts;
  for (std::uint64_t i = 0; i < count; ++i) texts.push_back(bytes.take(bytes.varint()));
  Numbers numbers(run.size());
  if (!take_numbers(bytes, numbers)) return false;
  for (std::size_t i = 0; i < run.size(); ++i) {
    if (numbers[i] >= texts.size()) return false;
    run[i].value = texts[static_cast<std::size_t>(numbers[i])];
  }
  return true;
}

void put_values(std::string& bytes, Run run) {
  switch (run.front().value.index()) {
    case kNone:
      return;
    case kDouble:
      return put_doubles(bytes, run);
    case kText:
      return put_texts(bytes, run);
    default:
      return put_numbers(bytes, numbers_of(run));
  }
}

bool take_whole(ByteReader& bytes, unsigned kind, std::span<ReadingView> run) {
  Numbers numbers(run.size());
  if (!take_numbers(bytes, numbers)) return false;
  for (std::size_t i = 0; i < run.size(); ++i) {
    if (kind == kBool && numbers[i] > 1) return false;
    if (kind == kBool) run[i].value = numbers[i] == 1;
    if (kind == kInt) run[i].value = static_cast<std::int64_t>(numbers[i]);
    if (kind == kUint) run[i].value = numbers[i];
  }
  return true;
}

bool take_values(ByteReader& bytes, unsigned kind, std::span<ReadingView> run) {
  switch (kind) {
    case kNone:
      for (ReadingView& reading : run) reading.value = std::monostate{};
      return true;
    case kBool:
    case kInt:
    case kUint:
      return take_whole(bytes, kind, run);
    case kDouble:
      return take_doubles(bytes, run);
    case kText:
      return take_texts(bytes, run);
    default:
      return false;
  }
}

}  // namespace

void put_numbers(std::string& bytes, std::span<const std::uint64_t> numbers) {
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < numbers.size();) {
    const std::size_t same =
        run_from(i, numbers.size(), [&](std::size_t at) { return numbers[at] == before; });
    if (same > 0) {
      bytes += '\0';
      put_run(bytes, same, numbers.size() - i);
      i += same;
      continue;
    }
    put_varint(bytes, zigzag(numbers[i] - before));
    before = numbers[i++];
  }
}

bool take_numbers(ByteReader& bytes, std::span<std::uint64_t> numbers) {
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < numbers.size();) {
    const std::uint64_t change = bytes.varint();
    if (!bytes.is_sound()) return false;
    if (change == 0) {
      const std::size_t same = take_run(bytes, numbers.size() - i);
      if (same == 0) return false;
      std::fill_n(numbers.begin() + static_cast<std::ptrdiff_t>(i), same, before);
      i += same;
      continue;
    }
    before += unzigzag(change);
    numbers[i++] = before;
  }
  return true;
}

void put_steps(std::string& bytes, std::span<const std::uint64_t> numbers) {
  Numbers steps;
  steps.reserve(numbers.size());
  std::uint64_t before = 0;
  for (const std::uint64_t number : numbers) {
    steps.push_back(number - before);
    before = number;
  }
  put_numbers(bytes, steps);
}

bool take_steps(ByteReader& bytes, std::span<std::uint64_t> numbers) {
  if (!take_numbers(bytes, numbers)) return false;
  std::uint64_t before = 0;
  for (std::uint64_t& number : numbers) number = before += number;
  return true;
}

std::string encode_column(std::span<const ReadingView> readings) {
  std::string bytes;
  for (std::size_t i = 0; i < readings.size();) {
    const unsigned tag = tag_of(readings[i]);
    const std::size_t run =
        run_from(i, readings.size(), [&](std::size_t at) { return tag_of(readings[at]) == tag; });
    bytes += static_cast<char>(tag);
    put_run(bytes, run, readings.size() - i);
    put_values(bytes, readings.subspan(i, run));
    i += run;
  }
  return bytes;
}

bool decode_column(std::string_view column, std::span<ReadingView> readings) {
  ByteReader bytes(column);
  for (std::size_t i = 0; i < readings.size();) {
    const unsigned tag = bytes.byte();
    const std::size_t run = take_run(bytes, readings.size() - i);
    if (run == 0 || (tag & 0xfU) >= kQualityTexts.size()) return false;
    for (std::size_t at = i; at < i + run; ++at) {
      readings[at].quality = static_cast<Quality>(tag & 0xfU);
    }
    if (!take_values(bytes, tag >> 4U, readings.subspan(i, run))) return false;
    i += run;
  }
  return bytes.is_sound() && bytes.rest().empty();
}

}  // namespace hazgate::journal
