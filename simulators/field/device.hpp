#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "drivers/model/device_model.hpp"
#include "simulators/field/signal.hpp"

namespace hazgate::sim {

enum class FaultKind : std::uint8_t { None, Silent, Exception, Late };

/// What is wrong with a device for a while.
struct Fault {
  Duration at{};
  Duration lasts{};
  FaultKind kind = FaultKind::None;
  std::uint8_t code = 4;  ///< Exception
  Duration delay{};       ///< Late
};

/// What a device tells the log.
struct Notes {
  /// A value crossed an alarm limit of its model: point, value, name of the alarm.
  std::function<void(const std::string& point, const Value& value, const std::string& limit)>
      crossed;
  std::function<void(const std::string& point, const Value& value)> written;
};

/// One simulated device: the register image that its model describes, filled from its signals.
/// Addresses between its points read as 0, addresses outside are illegal, as with real devices.
/// Thread  one owner
class Device {
 public:
  Device(std::string id, std::uint8_t unit, model::DeviceModel model, Notes notes);

  const std::string& id() const { return id_; }
  std::uint8_t unit() const { return unit_; }
  const model::ModelPoint* find(std::string_view point) const;

  /// Errors  a text: no such point, or a value that it cannot hold
  std::string give(std::string_view point, Signal signal);
  void add_fault(Fault fault) { faults_.push_back(fault); }
  /// The fault that holds now; `kind` None when there is none.
  Fault fault_at(Duration time) const;
  /// From now on, whatever the scenario says; None ends it.
  void force_fault(Fault fault) { forced_ = fault; }

  /// Brings every changing value up to this time (and notes what crossed a limit).
  void update(Duration time);

  /// Answers a request PDU (function code first); the reply may be an exception.
  /// Source  MODBUS Application Protocol V1.1b3, 6
  void answer(std::span<const std::uint8_t> request, Duration time,
              std::vector<std::uint8_t>& reply);

 private:
  struct Table {
    std::uint32_t begin = 0, end = 0;
    std::vector<std::uint16_t> words;  ///< bits as 0/1
  };
  struct Source {
    Signal signal;
    std::vector<bool> beyond;  ///< for each alarm of the point: its limit is crossed
    std::vector<std::size_t> alarms;
  };

  Table& table_of(codec::Table table) { return tables_[static_cast<std::size_t>(table)]; }
  bool show(std::size_t point, const Value& value);
  void check_limits(std::size_t point, const Value& value);
  bool is_beyond(const model::AlarmText& alarm, const model::ModelPoint& point,
                 const Value& value) const;
  using Pdu = std::span<const std::uint8_t>;
  std::uint8_t read(Pdu request, std::vector<std::uint8_t>& reply);
  std::uint8_t write_one(Pdu request, std::vector<std::uint8_t>& reply);
  std::uint8_t write_many(Pdu request, std::vector<std::uint8_t>& reply);
  std::uint8_t store(codec::Table table, std::uint32_t address,
                     std::span<const std::uint16_t> words);
  Value decoded(const model::ModelPoint& point);

  std::string id_;
  std::uint8_t unit_;
  model::DeviceModel model_;
  Notes notes_;
  std::array<Table, 4> tables_;
  std::vector<Source> sources_;        ///< beside model_.points
  std::vector<std::size_t> changing_;  ///< points whose signal is not constant
  std::vector<Fault> faults_;
  std::optional<Fault> forced_;
};

}  // namespace hazgate::sim
