#include "drivers/poll/reach.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "drivers/poll/schedule.hpp"

namespace hazgate::poll {

namespace {

using Count = Duration::rep;

constexpr Count kForEver = 0;
// A line that is all but full needs very long windows to show it; so many deadlines are looked at.
constexpr int kMostDeadlines = 1000;
constexpr double kRounding = 1e-9;  // of a sum of shares

enum class Class : std::uint8_t { Danger, Others, Probes };

/// The polls of one device.
struct Job {
  Class its_class = Class::Others;
  Duration period{};
  Duration time{};         ///< each poll
  Duration hold{};         ///< what danger waits for once it has begun
  Duration first_extra{};  ///< more for the first poll
  Count polls = kForEver;
};
using Jobs = std::vector<Job>;

enum class Order : std::uint8_t { Before, Equal, Behind };

/// Where a job stands as somebody of `mine` sees it. A probe that is late goes before the others.
Order order_of(const Job& job, Class mine) {
  if (job.its_class == mine) return Order::Equal;
  return mine == Class::Danger ? Order::Behind : Order::Before;
}

Duration work(const Job& job, Count polls) {
  if (polls <= 0) return {};
  return job.first_extra + job.time * (job.polls == kForEver ? polls : std::min(polls, job.polls));
}

/// What has to be done in a window that ends at a deadline of somebody of `mine`: all that goes before
/// it, and the one thing that had just begun.
Duration demand(const Jobs& jobs, Class mine, Duration window) {
  Duration sum{};
  Duration begun{};
  for (const Job& job : jobs) {
    switch (order_of(job, mine)) {
      case Order::Before:
        sum += work(job, (window + job.period - Duration{1}) / job.period);
        break;
      case Order::Equal:
        sum += work(job, window / job.period);
        if (job.period > window) begun = std::max(begun, work(job, 1));
        break;
      case Order::Behind:
        begun = std::max(begun, job.hold);
        break;
    }
  }
  return sum + begun;
}

/// No window longer than this can be the first that asks for too much.
double horizon(const Jobs& jobs, Class mine, double share) {
  Duration once{};
  for (const Job& job : jobs) {
    once +=
        order_of(job, mine) == Order::Behind ? job.hold : work(job, std::max(job.polls, Count{1}));
  }
  return static_cast<double>(once.count()) / std::max(1.0 - share, kRounding);
}

bool is_kept(const Jobs& jobs, Class mine, Duration period) {
  double share = 0.0;
  for (const Job& job : jobs) {
    if (order_of(job, mine) == Order::Behind || job.polls != kForEver) continue;
    share += static_cast<double>(job.time.count()) / static_cast<double>(job.period.count());
  }
  if (share > 1.0 + kRounding) return false;
  const double last = horizon(jobs, mine, share);
  Duration window = period;
  for (int i = 0; i < kMostDeadlines; ++i, window += period) {
    if (demand(jobs, mine, window) > window) return false;
    if (static_cast<double>(window.count()) > last) break;
  }
  return true;
}

Job alive(const DeviceCost& cost, Duration period) {
  return {.its_class = cost.danger ? Class::Danger : Class::Others,
          .period = std::max(period, Duration{1}),
          .time = cost.time,
          .hold = cost.longest_request};
}

Job dying(const BusPlan& bus, const DeviceCost& cost) {
  const PolledDevice& device = bus.devices[cost.device];
  Job job = alive(cost, std::max(device.period, 2 * bus.response_timeout));
  job.time = job.hold = cost.unanswered;
  job.first_extra = cost.unanswered * std::max(bus.retries, 0);
  job.polls = std::max(device.comm_after, 1);
  return job;
}

Job lost(const DeviceCost& cost) {
  return {.its_class = Class::Probes,
          .period = kLongestProbeWait,
          .time = cost.unanswered,
          .hold = cost.unanswered};
}

/// Withdraws the verdict of every device that is late among these jobs.
void judge(const Jobs& jobs, bool Reach::*verdict, std::vector<Reach>& reach,
           std::size_t dead = SIZE_MAX) {
  std::map<std::pair<Class, Duration>, bool> known;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (i == dead || !(reach[i].*verdict)) continue;
    const Job& job = jobs[i];
    const auto [kept, fresh] = known.try_emplace({job.its_class, job.period});
    if (fresh) kept->second = is_kept(jobs, job.its_class, job.period);
    reach[i].*verdict = kept->second;
  }
}

}  // namespace

std::vector<Reach> reach_of(const BusPlan& bus, const Budget& budget) {
  std::vector<Reach> reach(bus.devices.size());
  Jobs as_always, fast;
  for (const DeviceCost& cost : budget.devices) {
    const PolledDevice& device = bus.devices[cost.device];
    as_always.push_back(alive(cost, device.period));
    fast.push_back(alive(cost, fast_period(device)));
  }
  judge(as_always, &Reach::at_period, reach);
  judge(fast, &Reach::at_fast, reach);
  for (const DeviceCost& dead : budget.devices) {
    Jobs jobs = as_always;
    jobs[dead.device] = dying(bus, dead);
    judge(jobs, &Reach::one_dying, reach, dead.device);
    jobs[dead.device] = lost(dead);
    judge(jobs, &Reach::one_lost, reach, dead.device);
  }
  return reach;
}

}  // namespace hazgate::poll
