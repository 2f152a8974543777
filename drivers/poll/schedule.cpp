#include "drivers/poll/schedule.hpp"

#include <algorithm>
#include <chrono>
#include <tuple>
#include <utility>

namespace hazgate::poll {

namespace {

constexpr Duration kProbeLate = std::chrono::seconds{1};
constexpr int kStarvingPeriods = 10;
// So many devices share a wake-up; each such group has its own phase within the period.
constexpr std::size_t kTogether = 32;
constexpr Duration kShortestPeriod = std::chrono::milliseconds{1};

}  // namespace

Schedule::Schedule(std::span<const PolledDevice> devices, Duration patience, Tick start,
                   Tick anchor)
    : patience_(patience) {
  devices_.reserve(devices.size());
  for (const PolledDevice& polled : devices) {
    Device device;
    device.period = std::max(polled.period, kShortestPeriod);
    device.comm_after = std::max(polled.comm_after, 1);
    device.danger = poll::is_danger(polled);
    const std::size_t groups = (devices.size() + kTogether - 1) / kTogether;
    const auto group = static_cast<Duration::rep>(devices_.size() / kTogether);
    device.anchor = anchor + device.period * group / static_cast<Duration::rep>(groups);
    any_danger_ = any_danger_ || device.danger;
    device.due = start;
    device.counted = slot_of(device, start) - 1;
    devices_.push_back(device);
  }
}

std::int64_t Schedule::slot_of(const Device& device, Tick at) const {
  const auto since = (at - device.anchor).count();
  const auto period = device.period.count();
  const auto slot = since / period;
  return since < 0 && slot * period != since ? slot - 1 : slot;
}

Tick Schedule::start_of(const Device& device, std::int64_t slot) const {
  return device.anchor + device.period * slot;
}

Schedule::Class Schedule::class_of(const Device& device, Tick now) const {
  const Duration late = now - device.due;
  if (device.misses >= device.comm_after) {
    return late > kProbeLate && now >= next_forced_probe_ ? Class::Others : Class::Probes;
  }
  if (device.danger || late > std::max(kStarving, device.period * kStarvingPeriods)) {
    return Class::Danger;
  }
  return Class::Others;
}

/// When its poll has to end; a probe has to be asked at its time.
Tick Schedule::deadline_of(const Device& device) {
  return device.misses >= device.comm_after ? device.due : device.due + device.period;
}

std::optional<std::size_t> Schedule::first(Tick now, Class last) const {
  std::optional<std::size_t> best;
  Class best_class = last;
  for (std::size_t i = 0; i < devices_.size(); ++i) {
    const Device& device = devices_[i];
    if (device.due > now) continue;
    const Class its_class = class_of(device, now);
    if (its_class > best_class) continue;
    if (best && its_class == best_class) {
      const Device& other = devices_[*best];
      const Tick deadline = deadline_of(device), others = deadline_of(other);
      if (std::tie(others, device.danger, other.ended) <=
          std::tie(deadline, other.danger, device.ended)) {
        continue;
      }
    }
    best = i;
    best_class = its_class;
  }
  return best;
}

std::optional<std::size_t> Schedule::due(Tick now) const {
  return first(now, Class::Probes);
}

std::optional<std::size_t> Schedule::danger_due(Tick now) const {
  if (!any_danger_) return std::nullopt;
  const auto found = first(now, Class::Danger);
  return found && devices_[*found].danger ? found : std::nullopt;
}

Tick Schedule::next() const {
  Tick earliest = Tick::max();
  for (const Device& device : devices_) earliest = std::min(earliest, device.due);
  return earliest;
}

void Schedule::begin(std::size_t index) {
  Device& device = devices_[index];
  if (std::exchange(device.begun, true)) return;
  const std::int64_t slot = slot_of(device, device.due);
  device.deadlines += static_cast<std::uint64_t>(std::max<std::int64_t>(slot - device.counted, 1));
  device.counted = std::max(slot, device.counted);
}

Duration Schedule::wait_after_miss(const Device& device) const {
  Duration wait = std::max(device.period, patience_);
  for (int miss = device.comm_after; miss <= device.misses && wait < kLongestProbeWait; ++miss)
    wait *= 2;
  return std::min(wait, kLongestProbeWait);
}

void Schedule::end(std::size_t index, bool answered, Tick now) {
  Device& device = devices_[index];
  device.ended = now;
  device.begun = false;
  const std::int64_t following = slot_of(device, device.due) + 1;
  if (answered) {
    device.misses = 0;
    device.due = start_of(device, std::max(following, slot_of(device, now)));
    return;
  }
  ++device.misses;
  if (device.misses > device.comm_after) next_forced_probe_ = now + patience_;
  const Duration wait = wait_after_miss(device);
  const Tick earliest = std::max(device.due + wait, now + std::min(wait, patience_));
  const std::int64_t slot = slot_of(device, earliest);
  const bool on_grid = start_of(device, slot) == earliest;
  device.due = std::min(start_of(device, std::max(following, on_grid ? slot : slot + 1)),
                        now + kLongestProbeWait);
}

void Schedule::postpone(std::size_t index, Tick until) {
  devices_[index].due = std::max(devices_[index].due, until);
}

void Schedule::set_period(std::size_t index, Duration period, Tick now) {
  Device& device = devices_[index];
  period = std::max(period, kShortestPeriod);
  if (period == device.period) return;
  device.period = period;
  if (device.misses == 0) device.due = start_of(device, slot_of(device, now) + 1);
  device.counted = slot_of(device, device.due) - 1;
}

void Schedule::advance(std::size_t index, Tick to) {
  devices_[index].due = std::min(devices_[index].due, to);
}

void Schedule::take_over(std::size_t index, const Schedule& before, std::size_t its_place) {
  devices_[index] = before.devices_[its_place];
}

void Schedule::hurry(Tick now) {
  for (Device& device : devices_) {
    if (device.misses > 0) device.due = std::min(device.due, now);
  }
}

bool Schedule::is_lost(std::size_t device) const {
  return devices_[device].misses >= devices_[device].comm_after;
}

}  // namespace hazgate::poll
