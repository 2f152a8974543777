// A serial line polled flat out, for `./dev bench line`. Prints "unit US good" and "unit US lost" when
// the last unit's quality changes (microseconds of CLOCK_MONOTONIC), and at the end one line: polls of
// the first LIVE units, seconds they took, CPU microseconds per poll, of WRITES writes at random moments the median and
// longest wait in microseconds, from submitting until the request went out, and the median of what a transaction took
// from the reply before to its own, in microseconds.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <sys/resource.h>

#include "drivers/poll/bus_worker.hpp"
#include "drivers/poll/clock.hpp"

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

poll::BusPlan plan_for(const std::string& link, int baud, int units, int registers) {
  poll::BusPlan plan;
  plan.id = "line";
  plan.line = modbus::SerialLine{link, baud, modbus::Parity::None, 1};
  plan.response_timeout = std::chrono::milliseconds{300};
  plan.retries = 0;
  std::uint32_t point = 0;
  for (int unit = 1; unit <= units; ++unit) {
    poll::PolledDevice device;
    device.index = DeviceIndex{static_cast<std::uint32_t>(unit)};
    device.id = "d-" + std::to_string(unit);
    device.unit = static_cast<std::uint8_t>(unit);
    device.period = std::chrono::milliseconds{10};
    for (int address = 0; address < registers; ++address) {
      poll::PolledPoint made;
      made.index = PointIndex{point++};
      made.format.table = codec::Table::Holding;
      made.format.address = static_cast<std::uint16_t>(address);
      made.writable = address == 0;
      device.points.push_back(made);
    }
    plan.devices.push_back(std::move(device));
  }
  return plan;
}

/// Writes, one after the other, and how long each waited.
class Writes {
 public:
  void take(const poll::WriteResult& result) {
    const std::lock_guard lock(mutex_);
    if (result.done) waits_.push_back((result.sent - submitted_).count());
    ended_ = true;
    came_.notify_one();
  }
  void run(poll::BusWorker& worker, int count) {
    std::mt19937_64 random(7);
    for (int i = 1; i <= count; ++i) {
      std::this_thread::sleep_for(std::chrono::microseconds{random() % 200000});
      std::unique_lock lock(mutex_);
      ended_ = false;
      submitted_ = poll::monotonic_now();
      worker.write({static_cast<std::uint64_t>(i), PointIndex{0}, static_cast<std::uint64_t>(i)});
      came_.wait(lock, [&] { return ended_; });
    }
  }
  std::vector<long long> waits() const { return waits_; }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  bool ended_ = false;
  Tick submitted_{};
  std::vector<long long> waits_;
};

/// What transactions took from the reply before to their own, where nothing came between them.
/// Thread  take: the worker's; median: after it
class Transactions {
 public:
  void take(const poll::Report& report) {
    const auto* result = std::get_if<poll::PollResult>(&report);
    if (result == nullptr || result->answer != poll::DeviceAnswer::Answered) {
      before_ = {};
      return;
    }
    if (before_ != Tick{}) times_.push_back((result->at - before_).count());
    before_ = result->at;
  }
  long long median() {
    if (times_.empty()) return 0;
    std::sort(times_.begin(), times_.end());
    return times_[times_.size() / 2];
  }

 private:
  Tick before_{};
  std::vector<long long> times_;
};

std::uint64_t polls(const poll::BusWorker& worker, int live) {
  const auto counters = worker.counters();
  std::uint64_t all = 0;
  for (int i = 0; i < live; ++i) all += counters.devices[static_cast<std::size_t>(i)].polls_done;
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 9) {
    std::fprintf(stderr,
                 "usage: line_acquire LINK BAUD UNITS LIVE REGISTERS WARM SECONDS WRITES\n");
    return 2;
  }
  const int units = std::atoi(argv[3]), live = std::atoi(argv[4]);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  Writes writes;
  Transactions transactions;
  bool good = false;
  poll::BusWorker worker(
      plan_for(argv[1], std::atoi(argv[2]), units, std::atoi(argv[5])), [&](poll::Report&& report) {
        transactions.take(report);
        if (const auto* write = std::get_if<poll::WriteResult>(&report)) writes.take(*write);
        const auto* result = std::get_if<poll::PollResult>(&report);
        if (result == nullptr || at(result->device) != static_cast<std::size_t>(units)) return;
        const bool now = result->answer == poll::DeviceAnswer::Answered;
        if (result->answer == poll::DeviceAnswer::Missed || now == good) return;
        good = now;
        std::printf("unit %lld %s\n", static_cast<long long>(result->at.time_since_epoch().count()),
                    good ? "good" : "lost");
      });
  worker.start();
  std::this_thread::sleep_for(std::chrono::seconds{std::atoi(argv[6])});
  const auto before = polls(worker, live);
  const double cpu = cpu_us();
  const auto begin = poll::monotonic_now();
  writes.run(worker, std::atoi(argv[8]));
  std::this_thread::sleep_until(std::chrono::steady_clock::now() +
                                std::chrono::seconds{std::atoi(argv[7])});
  const auto done = polls(worker, live) - before;
  const std::chrono::duration<double> took = poll::monotonic_now() - begin;
  const double used = cpu_us() - cpu;
  worker.stop();
  auto waits = writes.waits();
  std::sort(waits.begin(), waits.end());
  std::printf("end %llu %.4f %.1f %lld %lld %lld\n", static_cast<unsigned long long>(done),
              took.count(), used / static_cast<double>(std::max<std::uint64_t>(done, 1)),
              waits.empty() ? 0 : waits[waits.size() / 2], waits.empty() ? 0 : waits.back(),
              transactions.median());
  return done > 0 ? 0 : 1;
}
