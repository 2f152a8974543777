#include "drivers/poll/budget.hpp"

#include <algorithm>
#include <chrono>
#include <variant>

#include "drivers/modbus/request.hpp"
#include "drivers/poll/plan.hpp"

namespace hazgate::poll {

Duration fast_period(const PolledDevice& device) {
  return device.fast > Duration{} ? device.fast : device.period;
}

namespace {

// Unit and PDU of the request of a read.
constexpr std::size_t kRequestSize = 6;

/// CRC, or the part of the MBAP header before the unit.
std::size_t frame_size(const modbus::Line& line) {
  return std::holds_alternative<modbus::SerialLine>(line) ? 2 : 6;
}

double share_of(Duration time, Duration period) {
  return static_cast<double>(time.count()) /
         static_cast<double>(std::max(period, Duration{1}).count());
}

void add(const PlannedRead& read, const modbus::Line& line, const RequestCost& cost,
         const PolledDevice& polled, DeviceCost& device) {
  const auto request = modbus::read_request(1, read.table, read.address, read.count);
  const Duration time =
      cost.request + cost.byte * static_cast<Duration::rep>(modbus::data_size(request));
  device.danger = device.danger || read.danger;
  ++device.requests;
  device.bytes += kRequestSize + modbus::reply_size(request) + 2 * frame_size(line);
  device.time += time;
  device.share += share_of(time, std::max(read.period, polled.period));
  device.fast_share += share_of(time, std::max(read.period, fast_period(polled)));
  device.longest_request = std::max(device.longest_request, time);
}

}  // namespace

Budget budget_of(const BusPlan& bus, Duration latency) {
  Budget budget;
  for (std::size_t i = 0; i < bus.devices.size(); ++i) {
    const PolledDevice& device = bus.devices[i];
    const RequestCost cost = cost_on(bus.line, device.turnaround, latency);
    DeviceCost one{i};
    for (const PlannedRead& read : plan_reads(device, cost)) add(read, bus.line, cost, device, one);
    one.unanswered = cost_on(bus.line, device.turnaround, bus.response_timeout).request;
    budget.longest_request = std::max(budget.longest_request, one.longest_request);
    budget.share += one.share;
    if (one.danger) budget.danger_share += one.share;
    budget.fast_share += one.fast_share;
    budget.devices.push_back(one);
  }
  return budget;
}

}  // namespace hazgate::poll
