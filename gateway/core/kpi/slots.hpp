#pragma once

#include <algorithm>
#include <cstdint>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::kpi {

/// Counts in slots of one width that follow each other from a period's begin on; a slot holds its begin
/// and not its end. Keeps one slot at a time.
/// Thread  any, one at a time (pure)
class Slots {
 public:
  /// `crowd`: how many are one too many in a slot
  Slots(Duration width, std::uint64_t crowd) : width_(width), crowd_(crowd) {}

  void begin(Tick now) {
    begin_ = now;
    now_ = most_ = closed_ = crowded_ = 0;
  }
  void count() { ++now_; }
  /// Time has passed: slots that have ended are closed.
  void run(Tick now) {
    if (now - begin_ < width_) return;
    close();
    const auto further = (now - begin_) / width_ - 1;  // empty ones
    closed_ += static_cast<std::uint64_t>(further);
    begin_ += width_ * (further + 1);
  }
  /// The period ends here, be it within a slot.
  void end(Tick now) {
    run(now);
    if (now > begin_) close();
  }

  std::uint64_t most() const { return most_; }
  std::uint64_t closed() const { return closed_; }
  std::uint64_t crowded() const { return crowded_; }

 private:
  void close() {
    most_ = std::max(most_, now_);
    if (now_ >= crowd_) ++crowded_;
    ++closed_;
    now_ = 0;
  }

  Duration width_;
  std::uint64_t crowd_;
  Tick begin_{};
  std::uint64_t now_ = 0, most_ = 0, closed_ = 0, crowded_ = 0;
};

}  // namespace hazgate::kpi
