#pragma once

#include <optional>
#include <vector>

#include "gateway/core/alarm/time.hpp"
#include "gateway/core/site/document.hpp"

namespace hazgate::daemon {

/// How often the process was ended for the sake of a bus whose worker hung. What has not helped three times will
/// not help again, and the other buses suffer each time; after a day without any hanging bus it is forgotten.
/// By the monotonic clock: a wall clock that jumps neither forgives nor forbids.
/// Thread  any, one at a time (pure)
class BusRestarts {
 public:
  static constexpr unsigned kMost = 3;
  static constexpr Duration kForgotten = std::chrono::hours{24};

  /// What the processes before have left. A document that cannot be read counts as kMost.
  void restore(const std::vector<site::Document>& documents);
  bool may_restart() const { return count_ < kMost; }
  unsigned count() const { return count_; }
  /// This process ends for a bus; durable before it does.
  site::Document add();
  /// Each second or so. What is to be kept, when something is.
  std::optional<site::Document> look(Tick now, bool any_bus_hangs);

 private:
  site::Document document() const;

  unsigned count_ = 0;
  std::optional<Tick> all_go_since_;
};

}  // namespace hazgate::daemon
