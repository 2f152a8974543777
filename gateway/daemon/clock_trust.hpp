#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <utility>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::daemon {

/// Whether the kernel's clock is synchronised (adjtimex), so that a stamp may be trusted.
bool is_clock_synchronised();

/// The same, asked of the kernel at most once in kFor: a stamp comes with every poll.
/// Thread  any, one at a time
class ClockTrust {
 public:
  using Ask = std::function<bool()>;
  explicit ClockTrust(Ask ask = is_clock_synchronised) : ask_(std::move(ask)) {}

  bool at(Tick now);

  static constexpr Duration kFor = std::chrono::seconds{1};

 private:
  Ask ask_;
  bool trusted_ = false;
  std::optional<Tick> asked_;
};

}  // namespace hazgate::daemon
