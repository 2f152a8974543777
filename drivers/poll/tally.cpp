#include "drivers/poll/tally.hpp"

#include <chrono>
#include <utility>

namespace hazgate::poll {

namespace {

constexpr Duration kWindow = std::chrono::seconds{10};

}  // namespace

Tally::Tally(const BusPlan& plan) : devices_(plan.devices.size()) {
  bus_.configuration = plan.configuration;
  for (std::size_t i = 0; i < devices_.size(); ++i) {
    devices_[i].counters.device = plan.devices[i].index;
  }
}

void Tally::change(const BusPlan& plan, const std::vector<std::optional<std::size_t>>& places) {
  const std::lock_guard lock(mutex_);
  bus_.configuration = plan.configuration;
  auto before = std::exchange(devices_, std::vector<Device>(plan.devices.size()));
  for (std::size_t i = 0; i < devices_.size(); ++i) {
    if (places[i]) devices_[i] = std::move(before[*places[i]]);
    devices_[i].counters.device = plan.devices[i].index;
  }
}

void Tally::answered(std::size_t device, Duration time) {
  const std::lock_guard lock(mutex_);
  ++bus_.progress;
  ++devices_[device].counters.requests;
  devices_[device].times.add(time);
  devices_[device].all_times.add(time);
  devices_[device].conduct.answered();
}

void Tally::failed(std::size_t device, const modbus::Fault& fault) {
  const std::lock_guard lock(mutex_);
  ++bus_.progress;
  auto& [counters, last, fresh, times, all_times, conduct, same_event] = devices_[device];
  last = fault;
  fresh = true;
  if (fault.kind == modbus::FaultKind::NotOpen) return;  // nothing was sent
  ++counters.requests;
  conduct.failed(fault);
  if (fault.kind == modbus::FaultKind::Timeout) ++counters.timeouts;
  if (fault.kind == modbus::FaultKind::Crc) ++counters.crc_errors;
  if (fault.kind == modbus::FaultKind::WrongUnit ||
      fault.kind == modbus::FaultKind::WrongTransaction) {
    ++counters.foreign_frames;
  }
  if (fault.kind == modbus::FaultKind::Exception) {
    ++counters.exceptions;
    const bool known = fault.exception < counters.exceptions_by_code.size();
    ++counters.exceptions_by_code.at(known ? fault.exception : 0);
  }
  if (modbus::is_bad_frame(fault)) ++counters.bad_frames;
}

void Tally::late_by(Duration lateness) {
  const std::lock_guard lock(mutex_);
  lateness_.add(lateness);
}

void Tally::polled(std::size_t device, std::uint64_t deadlines, bool answering, bool whole) {
  const std::lock_guard lock(mutex_);
  ++bus_.progress;
  auto& [counters, last, fresh, times, all_times, conduct, same_event] = devices_[device];
  counters.polls_due = deadlines;
  counters.answering = answering;
  if (whole) {
    ++counters.polls_done;
    // An exception is an answer, but one that a person wants to hear about.
    if (last && (!fresh || last->kind != modbus::FaultKind::Exception)) last.reset();
  }
  fresh = false;
}

void Tally::refused(std::size_t device, std::vector<std::string> what) {
  const std::lock_guard lock(mutex_);
  devices_[device].counters.refused = std::move(what);
}

void Tally::unconfirmed(std::size_t device) {
  const std::lock_guard lock(mutex_);
  ++devices_[device].counters.unconfirmed;
}

void Tally::same_event(std::size_t device, bool same) {
  if (devices_[device].same_event == same) return;  // only the worker writes it
  const std::lock_guard lock(mutex_);
  devices_[device].same_event = same;
}

void Tally::pace(std::size_t device, bool fast) {
  if (devices_[device].counters.fast == fast) return;  // only the worker writes it
  const std::lock_guard lock(mutex_);
  devices_[device].counters.fast = fast;
}

Duration Tally::response_time(std::size_t device) const {
  const std::lock_guard lock(mutex_);
  return devices_[device].times.median();
}

void Tally::bus(const BusNow& now, Tick at) {
  const std::lock_guard lock(mutex_);
  ++bus_.progress;
  bus_.open = now.open;
  if (bus_.error != now.error) bus_.error = now.error;
  bus_.reconnects = now.reconnects;
  bus_.late_replies = now.late_replies;
  bus_.unasked = now.unasked;
  const Duration span = at - mark_.at;
  if (span < kWindow) return;
  const auto transactions = now.transactions - mark_.transactions;
  if (mark_.at != Tick{}) {
    bus_.utilisation =
        static_cast<double>((now.busy - mark_.busy).count()) / static_cast<double>(span.count());
    bus_.babbling = transactions > 0 && (now.unasked - mark_.unasked) * 5 >= transactions;
  }
  mark_ = {at, now.unasked, now.transactions, now.busy};
}

void Tally::rests(Tick until) {
  const std::lock_guard lock(mutex_);
  bus_.resting_until = until;
}

BusCounters Tally::snapshot() const {
  const std::lock_guard lock(mutex_);
  BusCounters all = bus_;
  all.lateness_p50 = lateness_.percentile(0.5);
  all.lateness_p99 = lateness_.percentile(0.99);
  all.lateness_max = lateness_.longest();
  all.devices.reserve(devices_.size());
  for (const auto& [counters, last, fresh, times, all_times, conduct, same_event] : devices_) {
    DeviceCounters one = counters;
    if (last) one.last_error = modbus::to_text(*last);
    one.response_p50 = times.median();
    one.response_p99 = all_times.percentile(0.99);
    one.response_max = times.longest();
    one.manner = same_event ? Manner::SameEvent : conduct.manner();
    all.devices.push_back(std::move(one));
  }
  return all;
}

}  // namespace hazgate::poll
