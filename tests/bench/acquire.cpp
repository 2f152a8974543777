// Acquisition alone, for `./dev bench tcp`: the bus workers of drivers/poll read devices of many
// registers over TCP; their reports are counted and thrown away. Units 1 to DEAD of each port are
// known to be dead and do not count. Prints one line: CPU microseconds per poll, share of the live
// devices' polls that were kept, lateness p50 and p99 in microseconds, polls per second.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <sys/resource.h>

#include "drivers/poll/bus_worker.hpp"

namespace {

using namespace hazgate;

double cpu_us() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto us = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec);
  };
  return us(usage.ru_utime) + us(usage.ru_stime);
}

poll::BusPlan plan_for(std::uint32_t bus, std::uint16_t port, int units, int registers,
                       std::chrono::milliseconds period) {
  poll::BusPlan plan;
  plan.index = BusIndex{bus};
  plan.id = "bus-" + std::to_string(bus);
  plan.line = modbus::TcpHost{"127.0.0.1", port};
  plan.response_timeout = std::chrono::milliseconds{300};
  std::uint32_t point = 0;
  for (int unit = 1; unit <= units; ++unit) {
    poll::PolledDevice device;
    device.index = DeviceIndex{static_cast<std::uint32_t>(unit - 1)};
    device.id = "d-" + std::to_string(unit);
    device.unit = static_cast<std::uint8_t>(unit);
    device.period = period;
    for (int address = 0; address < registers; ++address) {
      poll::PolledPoint made;
      made.index = PointIndex{point++};
      made.format.table = codec::Table::Holding;
      made.format.address = static_cast<std::uint16_t>(address);
      device.points.push_back(made);
    }
    plan.devices.push_back(std::move(device));
  }
  return plan;
}

struct Count {
  std::uint64_t done = 0;
  std::uint64_t due = 0;
};

Count count(const std::vector<std::unique_ptr<poll::BusWorker>>& buses, int dead) {
  Count all;
  for (const auto& bus : buses) {
    const auto counters = bus->counters();
    for (std::size_t i = static_cast<std::size_t>(dead); i < counters.devices.size(); ++i) {
      all.done += counters.devices[i].polls_done;
      all.due += counters.devices[i].polls_due;
    }
  }
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) {
    std::fprintf(stderr, "usage: acquire PORT[,PORT…] UNITS REGISTERS PERIOD_MS SECONDS DEAD\n");
    return 2;
  }
  const int units = std::atoi(argv[2]), registers = std::atoi(argv[3]), dead = std::atoi(argv[6]);
  const std::chrono::milliseconds period{std::atoi(argv[4])};
  const std::chrono::seconds length{std::atoi(argv[5])};
  std::atomic<std::uint64_t> readings = 0;
  std::vector<std::unique_ptr<poll::BusWorker>> buses;
  std::istringstream ports(argv[1]);
  for (std::string port; std::getline(ports, port, ',');) {
    buses.push_back(std::make_unique<poll::BusWorker>(
        plan_for(static_cast<std::uint32_t>(buses.size()),
                 static_cast<std::uint16_t>(std::atoi(port.c_str())), units, registers, period),
        [&readings](poll::Report&& report) {
          const auto* result = std::get_if<poll::PollResult>(&report);
          if (result != nullptr) readings += result->readings.size();
        }));
  }
  for (const auto& bus : buses) bus->start();
  // Past the start, and until the dead are known to be lost.
  std::this_thread::sleep_for(std::chrono::seconds{dead > 0 ? 20 : 2});
  const Count before = count(buses, dead);
  const double cpu = cpu_us();
  const auto begin = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(length);
  const double used = cpu_us() - cpu;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  const Count after = count(buses, dead);
  const auto counters = buses.front()->counters();
  for (const auto& bus : buses) bus->stop();
  const auto done = static_cast<double>(after.done - before.done);
  const auto due = static_cast<double>(after.due - before.due);
  std::printf("%.3f %.4f %lld %lld %.1f\n", used / done, done / due,
              static_cast<long long>(counters.lateness_p50.count()),
              static_cast<long long>(counters.lateness_p99.count()), done / took.count());
  return readings > 0 ? 0 : 1;
}
