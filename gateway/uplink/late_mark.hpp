#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::uplink {

/// Says of each record of a lane whether it became durable more than kLate ago, from a few marks
/// instead of a time for each.
/// Thread  any, one at a time (pure)
class LateMark {
 public:
  static constexpr Duration kLate = std::chrono::seconds{5};
  static constexpr Duration kWidth = std::chrono::milliseconds{250};  ///< later by so much at most

  /// All up to `old` are late already; what is between there and `last` became durable now.
  void begin(std::uint64_t old, std::uint64_t last, Tick now) {
    late_ = old;
    marks_.clear();
    if (last > old) marks_.push_back({now, last});
  }

  void committed(std::uint64_t seq, Tick now) {
    pass(now);
    if (!marks_.empty() && now - marks_.back().since < kWidth) {
      marks_.back().last = seq;
    } else {
      marks_.push_back({now, seq});
    }
  }

  bool is_late(std::uint64_t seq, Tick now) {
    pass(now);
    return seq <= late_;
  }

  std::size_t marks() const { return marks_.size(); }

 private:
  struct Mark {
    Tick since{};            ///< of the first
    std::uint64_t last = 0;  ///< up to here became durable within kWidth of it
  };

  void pass(Tick now) {
    while (!marks_.empty() && now - marks_.front().since > kLate + kWidth) {
      late_ = marks_.front().last;
      marks_.pop_front();
    }
  }

  std::uint64_t late_ = 0;
  std::deque<Mark> marks_;
};

}  // namespace hazgate::uplink
