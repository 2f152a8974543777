#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "simulators/field/command.hpp"
#include "simulators/field/device.hpp"
#include "simulators/scenario/scenario.hpp"

namespace hazgate::sim {

/// All devices of a scenario and its clock. Every noteworthy thing becomes one log object.
/// Thread  one owner
class Field {
 public:
  using Log = std::function<void(const boost::json::object&)>;

  /// `speed`: scenario seconds per real second.
  Field(Scenario scenario, double speed, Log log);
  Field(const Field&) = delete;  ///< the devices' notes come back to it
  Field& operator=(const Field&) = delete;

  void start();  ///< time zero is now
  bool is_over() const;
  void update();  ///< notes what crossed a limit or happened, and which faults came and went

  /// What to do with the reply to a request.
  struct Answer {
    bool silent = false;  ///< no such unit, or it is silent now
    std::chrono::microseconds delay{};
    FaultKind damage = FaultKind::None;  ///< what happens to it on its way
    codec::CrcOrder crc = codec::CrcOrder::LowFirst;
  };
  /// Unit 0 is a broadcast: every device writes, none answers.
  Answer answer(std::size_t listen, std::uint8_t unit, Pdu request, Reply& reply);

  /// Which byte of its CRC the unit has first; the standard's order when it is not there.
  codec::CrcOrder crc_of(std::size_t listen, std::uint8_t unit) const;
  /// What is wrong with the line, as it was last noted: by start(), update() or a command.
  LineFault line_fault(std::size_t listen) const { return line_now_[listen]; }
  /// Calls it now, and again at every change.
  void follow_line_fault(std::size_t listen, std::function<void(LineFault)> follower);

  /// A line of standard input.
  /// Errors  a text for people
  std::string command(const std::string& line);

  const Scenario& scenario() const { return scenario_; }

 private:
  Duration now() const;
  Device* find(std::string_view id);
  bool is_serial(const Device& device) const;
  Notes notes_of(const std::string& id) const;
  void note_faults(Duration time);
  LineFault line_fault_at(std::size_t listen, Duration time) const;
  void note_line_faults(Duration time);
  std::string set(const SetCommand& command);
  std::string force(const FaultCommand& command);
  std::string tell(const EventCommand& command);
  std::string spoil(const LineCommand& command);

  Scenario scenario_;
  std::mt19937_64 random_;
  double speed_;
  Log log_;
  std::chrono::steady_clock::time_point zero_;
  std::vector<std::unique_ptr<Device>> devices_;
  std::vector<std::vector<Device*>> by_unit_;  ///< for each listen, 256 places
  std::vector<FaultKind> fault_now_;
  std::vector<std::optional<LineFault>> forced_lines_;
  std::vector<LineFault> line_now_;
  std::vector<std::function<void(LineFault)>> line_followers_;
};

}  // namespace hazgate::sim
