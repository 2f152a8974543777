#include "drivers/poll/schedule.hpp"

#include <algorithm>
#include <chrono>
#include <tuple>

namespace hazgate::poll {

namespace {

constexpr Duration kLongestWait = std::chrono::seconds{9};
constexpr Duration kStarving = std::chrono::seconds{10};
constexpr int kStarvingPeriods = 10;
constexpr Duration kShortestPeriod = std::chrono::milliseconds{1};

}  // namespace

Schedule::Schedule(std::span<const PolledDevice> devices, Duration patience, Tick start,
                   Tick anchor)
    : patience_(patience), anchor_(anchor) {
  devices_.reserve(devices.size());
  for (const PolledDevice& polled : devices) {
    Device device;
    device.period = std::max(polled.period, kShortestPeriod);
    device.comm_after = std::max(polled.comm_after, 1);
    device.danger = std::any_of(polled.points.begin(), polled.points.end(),
                                [](const PolledPoint& point) { return point.danger; });
    device.due = start;
    device.counted = slot_of(device, start) - 1;
    devices_.push_back(device);
  }
}

std::int64_t Schedule::slot_of(const Device& device, Tick at) const {
  const auto since = (at - anchor_).count();
  const auto period = device.period.count();
  const auto slot = since / period;
  return since < 0 && slot * period != since ? slot - 1 : slot;
}

Tick Schedule::start_of(const Device& device, std::int64_t slot) const {
  return anchor_ + device.period * slot;
}

/// 0 goes before 1.
int Schedule::class_of(const Device& device, Tick now) const {
  if (device.danger && device.misses < device.comm_after) return 0;
  return now - device.due > std::max(kStarving, device.period * kStarvingPeriods) ? 0 : 1;
}

std::optional<std::size_t> Schedule::first(Tick now, int classes) const {
  std::optional<std::size_t> best;
  const auto urgency = [&](std::size_t i) {
    const Device& device = devices_[i];
    return std::make_tuple(class_of(device, now), device.due, !device.danger, device.ended);
  };
  for (std::size_t i = 0; i < devices_.size(); ++i) {
    if (devices_[i].due > now || class_of(devices_[i], now) >= classes) continue;
    if (!best || urgency(i) < urgency(*best)) best = i;
  }
  return best;
}

std::optional<std::size_t> Schedule::due(Tick now) const {
  return first(now, 2);
}

std::optional<std::size_t> Schedule::danger_due(Tick now) const {
  const auto found = first(now, 1);
  return found && devices_[*found].danger ? found : std::nullopt;
}

Tick Schedule::next() const {
  Tick earliest = Tick::max();
  for (const Device& device : devices_) earliest = std::min(earliest, device.due);
  return earliest;
}

void Schedule::begin(std::size_t index) {
  Device& device = devices_[index];
  const std::int64_t slot = slot_of(device, device.due);
  device.deadlines += static_cast<std::uint64_t>(std::max<std::int64_t>(slot - device.counted, 1));
  device.counted = std::max(slot, device.counted);
}

Duration Schedule::wait_after_miss(const Device& device) const {
  Duration wait = std::max(device.period, patience_);
  for (int miss = device.comm_after; miss <= device.misses && wait < kLongestWait; ++miss)
    wait *= 2;
  return std::min(wait, kLongestWait);
}

void Schedule::end(std::size_t index, bool answered, Tick now) {
  Device& device = devices_[index];
  device.ended = now;
  const std::int64_t following = slot_of(device, device.due) + 1;
  if (answered) {
    device.misses = 0;
    device.due = start_of(device, std::max(following, slot_of(device, now)));
    return;
  }
  ++device.misses;
  const Duration wait = wait_after_miss(device);
  const Tick earliest = std::max(device.due + wait, now + std::min(wait, patience_));
  const std::int64_t slot = slot_of(device, earliest);
  const bool on_grid = start_of(device, slot) == earliest;
  device.due = std::min(start_of(device, std::max(following, on_grid ? slot : slot + 1)),
                        now + kLongestWait);
}

void Schedule::postpone(std::size_t index, Tick until) {
  devices_[index].due = std::max(devices_[index].due, until);
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
