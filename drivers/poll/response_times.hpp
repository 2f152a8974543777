#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::poll {

/// How long a device takes to answer: the median of its last 64 answers, the longest since the
/// start.
class ResponseTimes {
 public:
  void add(Duration time);
  Duration median() const;
  Duration longest() const { return longest_; }

 private:
  static constexpr std::size_t kKept = 64;
  std::array<std::uint32_t, kKept> last_{};
  std::size_t count_ = 0;
  Duration longest_{};
};

}  // namespace hazgate::poll
