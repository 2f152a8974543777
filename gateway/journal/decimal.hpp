#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <optional>

/// Doubles that were made of an integer: a register times its scale.
/// Thread  any (pure)
namespace hazgate::journal {

/// Ways to make a double of an integer k.
///   0        k
///   1 … 6    k / 10^form
///   7 … 12   k times the double nearest to 10^-(form - 6)
inline constexpr unsigned kDecimalForms = 13;

constexpr double from_decimal(std::int64_t integer, unsigned form) {
  constexpr std::array<double, 7> kPowers{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
  constexpr std::array<double, 7> kParts{1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6};
  const auto number = static_cast<double>(integer);
  if (form == 0) return number;
  return form < 7 ? number / kPowers[form] : number * kParts[form - 6];
}

/// The integer of which this form makes exactly this double, bit by bit; none: there is none.
constexpr std::optional<std::int64_t> to_decimal(double value, unsigned form) {
  constexpr std::array<double, 7> kPowers{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
  constexpr double kMost = 9e15;  // below 2^53
  const double scaled = value * kPowers[form < 7 ? form : form - 6];
  if (!(scaled > -kMost && scaled < kMost)) return std::nullopt;
  const auto integer = static_cast<std::int64_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
  const bool same = std::bit_cast<std::uint64_t>(from_decimal(integer, form)) ==
                    std::bit_cast<std::uint64_t>(value);
  return same ? std::optional(integer) : std::nullopt;
}

}  // namespace hazgate::journal
