#include "drivers/codec/raw.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace hazgate::codec {

namespace {

// Powers of ten that a double holds exactly.
constexpr std::array<double, 23> kPowersOfTen = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                 1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
constexpr int kMostExact = 22;

bool words_swapped(ByteOrder order) {
  return order == ByteOrder::CDAB || order == ByteOrder::DCBA;
}
bool bytes_swapped(ByteOrder order) {
  return order == ByteOrder::BADC || order == ByteOrder::DCBA;
}
std::uint16_t swap_bytes(std::uint16_t word) {
  return static_cast<std::uint16_t>((word << 8) | (word >> 8));
}

/// `value` rounded to `digits` significant digits of `magnitude`; unchanged where a double cannot
/// hold the power of ten exactly.
double rounded(double value, double magnitude, int digits) {
  if (magnitude == 0.0 || !std::isfinite(magnitude)) return value;
  const int decimals = digits - 1 - static_cast<int>(std::floor(std::log10(magnitude)));
  if (decimals > kMostExact || decimals < -kMostExact) return value;
  if (decimals >= 0) {
    const double power = kPowersOfTen[static_cast<std::size_t>(decimals)];
    return std::nearbyint(value * power) / power;
  }
  const double power = kPowersOfTen[static_cast<std::size_t>(-decimals)];
  return std::nearbyint(value / power) * power;
}

bool is_integer(double value) {
  return std::nearbyint(value) == value;
}

}  // namespace

std::uint16_t ordered_word(std::span<const std::uint16_t> words, std::size_t place,
                           ByteOrder order) {
  const std::uint16_t word = words[words_swapped(order) ? words.size() - 1 - place : place];
  return bytes_swapped(order) ? swap_bytes(word) : word;
}

std::uint64_t join(std::span<const std::uint16_t> words, ByteOrder order) {
  std::uint64_t bits = 0;
  for (std::size_t place = 0; place < words.size(); ++place) {
    bits = (bits << 16) | ordered_word(words, place, order);
  }
  return bits;
}

void split(std::uint64_t bits, ByteOrder order, std::span<std::uint16_t> words) {
  for (std::size_t place = words.size(); place-- > 0; bits >>= 16) {
    const auto word = static_cast<std::uint16_t>(bits & 0xFFFFU);
    words[words_swapped(order) ? words.size() - 1 - place : place] =
        bytes_swapped(order) ? swap_bytes(word) : word;
  }
}

double scaled(double raw, double scale, double offset) {
  if (scale == 1.0 && offset == 0.0) return raw;
  const double divisor = std::nearbyint(1.0 / scale);
  if (is_integer(raw) && std::abs(divisor) >= 1.0 && 1.0 / divisor == scale) {
    const double shift = offset * divisor;
    if (is_integer(shift)) return (raw + shift) / divisor;
  }
  const double product = raw * scale;
  return rounded(product + offset, std::max(std::abs(product), std::abs(offset)), 14);
}

double widened(float raw) {
  const auto exact = static_cast<double>(raw);
  if (is_integer(exact)) return exact;
  for (int digits = 6; digits <= 9; ++digits) {
    const double decimal = rounded(exact, std::abs(exact), digits);
    if (static_cast<float>(decimal) == raw) return decimal;
  }
  return exact;
}

}  // namespace hazgate::codec
