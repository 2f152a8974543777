#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/core/kpi/report.hpp"

namespace hazgate::office {

/// For which share of a period something answered. While the gateway was away nothing did.
/// Thread  any, one at a time (pure)
/// Source  domain.md 0, S16 ("installed and effectively running")
class Availability {
 public:
  /// Shape   period: from the start of service on, until now at the most
  explicit Availability(kpi::Period period) : period_(period) {}

  /// `down`: whether it is down today, which it has been ever since where the record says nothing of it.
  void watch(const std::string& id, bool down);
  /// What the record says, in its order, from the begin of the period until today.
  void take(const std::string& id, WallTime t, bool down_before, bool down_after);
  /// The gateway was not there.
  void away(WallTime from, WallTime to);

  /// 0 to 1; none: nobody watches it, or the period is empty.
  std::optional<double> share(const std::string& id) const;
  std::optional<double> of_gateway() const;
  /// When the gateway was not there, within the period: ascending, apart from each other.
  std::vector<std::pair<WallTime, WallTime>> gaps() const;

 private:
  using Stretch = std::pair<WallTime, WallTime>;
  struct Course {
    bool down = false;      ///< at the end of what was taken
    bool is_known = false;  ///< by the record
    WallTime since{};
    std::vector<Stretch> stretches;
  };
  std::vector<Stretch> within(std::vector<Stretch> stretches) const;
  std::optional<double> without(std::vector<Stretch> stretches) const;

  kpi::Period period_;
  std::map<std::string, Course> courses_;
  std::vector<Stretch> away_;
};

}  // namespace hazgate::office
