#pragma once

#include <cstdint>
#include <unordered_map>

#include "drivers/poll/bus_plan.hpp"
#include "drivers/poll/report.hpp"

namespace hazgate::daemon {

/// Tells whether a report of one bus can change anything the site decides, so that the core must be
/// woken for it at once: a danger point that reads otherwise than last time, a device that stops or
/// starts answering, the end of a write. The rest may wait for Inbox::kPatience.
/// Thread  the bus worker's
class News {
 public:
  explicit News(const poll::BusPlan& plan);
  bool is_urgent(const poll::Report& report);

 private:
  struct Last {
    double number = 0.0;
    Quality quality = Quality::NotYet;
  };
  std::unordered_map<PointIndex, Last> danger_;
};

}  // namespace hazgate::daemon
