#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::alarm {

/// The recent past of one point, condensed: at most kSlots parts, each the readings of a sixteenth
/// of the window. What is older than the window is dropped part by part, so that it covers between
/// fifteen sixteenths and the whole of it. No heap, the same size whatever the poll period.
/// Thread  any, one at a time (pure)
class Window {
 public:
  static constexpr std::size_t kSlots = 16;

  void clear() { count_ = 0; }
  /// Takes a reading; one that is older than the last counts as of the same time.
  /// Shape   value is finite
  void add(Tick at, double value, Duration window);

  bool empty() const { return count_ == 0; }
  std::size_t parts() const { return count_; }
  std::size_t samples() const;
  /// From the first reading to the last; zero when there are none.
  Duration span() const;
  /// Time of the last reading; only when not empty.
  Tick last() const { return slots_[count_ - 1].last; }

  /// Change per second by least squares, each part weighing as many readings as it holds. None when
  /// all of them are in one part.
  std::optional<double> slope() const;
  /// Mean of the parts, so that readings that come faster for a while weigh no more. Only when not
  /// empty.
  double mean() const;
  /// The first reading that is still there; only when not empty.
  double oldest() const { return slots_[0].first_value; }

 private:
  struct Slot {
    Tick first{}, last{};
    double first_value = 0.0;
    double sum = 0.0;
    std::uint32_t samples = 0;

    double mean() const { return sum / static_cast<double>(samples); }
  };
  void drop_oldest();
  double seconds_before_last(const Slot& slot) const;

  std::array<Slot, kSlots> slots_{};
  std::size_t count_ = 0;
};

}  // namespace hazgate::alarm
