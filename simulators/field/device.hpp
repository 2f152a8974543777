#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "drivers/model/device_model.hpp"
#include "simulators/field/event_pool.hpp"
#include "simulators/field/fault.hpp"
#include "simulators/field/identification.hpp"
#include "simulators/field/image.hpp"
#include "simulators/field/limit.hpp"
#include "simulators/field/pdu.hpp"
#include "simulators/field/signal.hpp"

namespace hazgate::sim {

/// What a device tells the log.
struct Notes {
  /// A value crossed an alarm limit of its model.
  std::function<void(const model::ModelPoint& point, const Value& value, const std::string& limit)>
      crossed;
  std::function<void(const model::ModelPoint& point, const Value& value)> written;
  std::function<void(const Request& request)> refused;  ///< a write to what cannot be written
  std::function<void(const PoolEvent& event)> queued;   ///< it stands in the panel's queue
  /// A read took it out.
  std::function<void(const PoolEvent& event, const std::vector<std::uint16_t>& words)> taken;
};

/// One simulated device: the register image that its model describes, filled from its signals when
/// somebody asks.
/// Thread  one owner
class Device {
 public:
  Device(std::string id, std::uint8_t unit, model::DeviceModel model, Notes notes);

  const std::string& id() const { return id_; }
  std::uint8_t unit() const { return unit_; }
  const model::ModelPoint* find(std::string_view point) const;

  /// From now on the point follows this signal.
  /// Errors  a text: no such point, or a value that it cannot hold; then nothing changed
  std::string give(std::string_view point, Signal signal, Duration time);
  /// What give() would say.
  std::string why_not(std::string_view point, const Signal& signal) const;

  /// It answers Read Device Identification with exception 01.
  void hide_identity() { identity_.reset(); }

  /// Real time between the request and the reply.
  void set_turnaround(Duration turnaround) { turnaround_ = turnaround; }
  Duration turnaround() const { return turnaround_; }

  /// The panel will say this at its time.
  /// Errors  a text: the device is no such panel, or cannot say this; then nothing changed
  std::string tell(PoolEvent event);
  codec::CrcOrder crc() const { return model_.crc; }

  void add_fault(Fault fault) { faults_.push_back(fault); }
  /// The fault that holds now; `kind` None when there is none.
  Fault fault_at(Duration time) const;
  /// From now on, whatever the scenario says; None ends it.
  void force_fault(Fault fault) { forced_ = fault; }

  /// Brings the values that have alarm limits up to this time and notes what crossed one, and the
  /// events that have happened. All others are brought up when they are read.
  void watch(Duration time);

  /// Answers a request PDU; the reply may be an exception.
  /// Source  MODBUS Application Protocol V1.1b3, 6
  void answer(Pdu request, Duration time, Reply& reply);

 private:
  struct Source {
    Signal signal;
    Duration steady_until{};  ///< what is shown is right until then
    std::vector<Limit> limits;
  };

  void bring(std::size_t point, Duration time);
  void check_limits(std::size_t point);
  bool is_touched(const model::ModelPoint& point, const Request& request) const;
  void bring_events(Duration time);
  void take_event(const Request& request, Duration time, Reply& reply);
  bool may_write(const Request& request) const;
  void write(const Request& request);

  std::string id_;
  std::uint8_t unit_;
  model::DeviceModel model_;
  Notes notes_;
  Image image_;
  std::vector<Source> sources_;        ///< beside model_.points
  std::vector<std::size_t> changing_;  ///< points whose signal is not constant
  std::optional<Identity> identity_;   ///< of the model
  Duration turnaround_{};
  std::vector<Fault> faults_;
  std::optional<EventPool> pool_;
  std::optional<Fault> forced_;
};

}  // namespace hazgate::sim
