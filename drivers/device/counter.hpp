#pragma once

#include <cstdint>

#include "drivers/codec/point_format.hpp"

namespace hazgate::device {

/// Follows a counter that wraps or is reset. Its total starts at what the device shows when it is first
/// read and only grows, so that the difference of two totals is what was counted between them:
///
///   | the register moved by          | total            | doubt |
///   | at most max_step (also: wraps) | grows by as much | no    |
///   | more, or backwards             | stays            | yes   |
///
/// After a reset it goes on from the new reading. What was counted while nothing was read for so long
/// that it exceeds max_step is not counted either: it cannot be told from a reset.
/// Thread  one owner (pure)
/// Source  domain.md 3, counter handling
class Counter {
 public:
  /// Units   max_step: counts; modulus: see modulus_of()
  void take(std::uint64_t raw, std::uint64_t modulus, std::uint64_t max_step);

  std::uint64_t total() const { return total_; }
  bool doubt() const { return doubt_; }  ///< about the reading taken last

 private:
  std::uint64_t last_ = 0;
  std::uint64_t total_ = 0;
  bool known_ = false;
  bool doubt_ = false;
};

/// How many values a counter of the type has; 0 stands for 2^64.
std::uint64_t modulus_of(codec::RawType type);

}  // namespace hazgate::device
