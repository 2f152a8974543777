#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/codec/point_format.hpp"

/// What the registers of an unknown device may mean, given what its display reads.
/// Thread  any (pure)
namespace hazgate::commission {

/// Registers read one after the other.
struct Registers {
  codec::Table table = codec::Table::Holding;
  std::uint16_t address = 0;  ///< zero-based, of the first
  std::vector<std::uint16_t> words;
};

/// The number on the display: "23.4" also says that it is shown with one decimal.
struct Reading {
  double value = 0.0;
  double half_step = 0.5;  ///< half of the last digit shown
};
/// Errors  none: false when the text is no number
bool reading_from(std::string_view text, Reading& reading);

enum class Fit : std::uint8_t {
  Exact,    ///< to the last digit of the raw value
  Rounded,  ///< the display rounds
  Near,     ///< within 1 %: the value may have moved between display and read
};

struct Candidate {
  codec::PointFormat format;  ///< table, address, type, order, scale and offset
  std::vector<std::uint16_t> words;
  double value = 0.0;
  Fit fit = Fit::Exact;
  int rank = 0;  ///< lower is likelier
};

/// Every type, byte order and usual scale at `address` and, for manuals that count from 1, at its
/// neighbours; the likeliest first: exact before rounded before near, the asked address before its
/// neighbours, and what needs an offset (-40 … -200) last. Of readings that say the same (both orders
/// of equal words) only the plainest.
/// Shape   registers may begin before `address` and need not reach the end of every type
std::vector<Candidate> guess(const std::vector<Registers>& registers, std::uint16_t address,
                             const Reading& reading);

/// "int16, ABCD, scale 0.1 -> 23.4"
std::string explain(const Candidate& candidate);

/// A [[point]] of a device model, ready to paste; `id` and unit are the engineer's to change.
std::string point_toml(const Candidate& candidate);

}  // namespace hazgate::commission
