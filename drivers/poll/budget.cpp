#include "drivers/poll/budget.hpp"

#include <algorithm>
#include <chrono>

#include "drivers/modbus/request.hpp"
#include "drivers/poll/plan.hpp"

namespace hazgate::poll {

namespace {

Duration time_of(const PlannedRead& read, const RequestCost& cost) {
  const auto request = modbus::read_request(1, read.table, read.address, read.count);
  return cost.request + cost.byte * static_cast<Duration::rep>(modbus::data_size(request));
}

}  // namespace

Budget budget_of(const BusPlan& bus, Duration latency) {
  Budget budget;
  for (std::size_t i = 0; i < bus.devices.size(); ++i) {
    const PolledDevice& device = bus.devices[i];
    const RequestCost cost = cost_on(bus.line, device.turnaround, latency);
    DeviceCost one{i};
    for (const PlannedRead& read : plan_reads(device, cost)) {
      const Duration time = time_of(read, cost);
      one.danger = one.danger || read.danger;
      ++one.requests;
      one.time += time;
      budget.longest_request = std::max(budget.longest_request, time);
    }
    const auto period = std::max(device.period, Duration{1});
    const double share =
        static_cast<double>(one.time.count()) / static_cast<double>(period.count());
    budget.share += share;
    if (one.danger) budget.danger_share += share;
    budget.devices.push_back(one);
  }
  return budget;
}

}  // namespace hazgate::poll
