#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "simulators/scenario/scenario.hpp"

namespace hazgate::sim {

/// All devices of a scenario and its clock. Every noteworthy thing becomes one log object, with `t`
/// (unix ms) and `us` (monotonic).
/// Thread  one owner
class Field {
 public:
  using Log = std::function<void(boost::json::object)>;

  /// `speed`: scenario seconds per real second.
  Field(Scenario scenario, double speed, Log log);

  void start();  ///< time zero is now
  bool is_over() const;
  void update();  ///< brings every changing value up to now; notes crossings and faults

  /// What to do with a request that came to a unit behind a listen.
  struct Answer {
    bool silent = false;  ///< no such unit, or it is silent now
    std::chrono::microseconds delay{};
  };
  Answer answer(std::size_t listen, std::uint8_t unit, std::span<const std::uint8_t> request,
                std::vector<std::uint8_t>& reply);

  /// {"set":"gd-101.gas","value":60.0} or {"fault":"gd-101","kind":"silent"}
  /// Errors  a text for people
  std::string command(const std::string& line);

  const Scenario& scenario() const { return scenario_; }

 private:
  Duration now() const;
  Device* find(std::size_t listen, std::uint8_t unit);
  Device* find(std::string_view id);
  void note(boost::json::object event) const;
  void note_faults();

  Scenario scenario_;
  double speed_;
  Log log_;
  std::chrono::steady_clock::time_point zero_;
  std::vector<std::unique_ptr<Device>> devices_;
  std::vector<std::vector<Device*>> by_unit_;  ///< for each listen, 256 places
  std::vector<FaultKind> fault_now_;
};

}  // namespace hazgate::sim
