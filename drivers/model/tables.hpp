#pragma once

#include <optional>

#include "drivers/model/device_model.hpp"
#include "drivers/model/reader.hpp"

/// The tables that a model file and the site file write in the same form.
namespace hazgate::model {

/// [[point]] or [[device.point]]. Nothing when too much of it is wrong to go on.
std::optional<ModelPoint> read_point(TableReader& reader);

/// [[alarm]] or [[device.alarm]]: as written, checked for form only.
AlarmText read_alarm(TableReader& reader);

/// The keys that say what raises an alarm, and those that say how it behaves: also a [[vote]] has them.
void read_condition(TableReader& reader, AlarmText& alarm);
void read_manner(TableReader& reader, AlarmText& alarm);

/// The keys of a [[point]] or a [[device]] that say which gas is measured. Nothing looked up yet.
GasText read_gas(TableReader& reader);

/// Notes where the keys of an alarm stand.
void mark(const TableReader& reader, AlarmText& alarm);

/// What a device says about being polled; the site file's [[device]] may override the model's.
struct PollText {
  std::optional<Duration> poll, poll_fast, turnaround;
  std::optional<double> fast_at;
  std::optional<int> comm_after;
  std::optional<std::uint16_t> max_registers, max_bits, max_gap;
  std::optional<codec::CrcOrder> crc;
};
PollText read_poll(TableReader& reader);

/// [queue] or [device.queue]: where a fire panel keeps its events. Nothing when there is none.
std::optional<device::EventQueue> read_queue(TableReader& reader);

}  // namespace hazgate::model
