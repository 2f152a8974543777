#include "drivers/poll/reach.hpp"

#include <algorithm>
#include <cstdint>

#include "drivers/poll/schedule.hpp"

namespace hazgate::poll {

namespace {

using Count = Duration::rep;

constexpr Count kForEver = 0;

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

/// How long after it is due a poll of `mine` ends at the latest; when longer than `limit`, some time
/// beyond it.
/// Shape   late: those of `jobs` that may come twice
Duration response(const Jobs& jobs, const std::vector<bool>& late, Class mine, Duration limit) {
  Duration equals{};
  Duration begun{};
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const Order order = order_of(jobs[i], mine);
    if (order == Order::Equal) equals += work(jobs[i], 1) * (late[i] ? 2 : 1);
    if (order == Order::Behind) begun = std::max(begun, jobs[i].hold);
  }
  Duration window = equals + begun;
  while (true) {
    Duration all = equals + begun;
    for (const Job& job : jobs) {
      if (order_of(job, mine) != Order::Before) continue;
      all += work(job, (window + job.period - Duration{1}) / job.period);
    }
    if (all <= window || all > limit) return all;
    window = all;
  }
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

/// The jobs as danger sees them: on a line that is more than full the others starve, and who starves
/// gets a turn as if it carried danger.
Jobs before_danger(Jobs jobs) {
  double share = 0.0;
  for (const Job& job : jobs) {
    if (job.polls != kForEver) continue;
    share += static_cast<double>(job.time.count()) / static_cast<double>(job.period.count());
  }
  if (share <= 1.0) return jobs;
  for (Job& job : jobs) job.its_class = Class::Danger;
  return jobs;
}

/// Withdraws the verdict of every device that is late among these jobs.
void judge(const Jobs& jobs, bool Reach::*verdict, std::vector<Reach>& reach,
           std::size_t dead = SIZE_MAX) {
  Duration limit{};
  for (const Job& job : jobs) limit = std::max(limit, job.period);
  std::vector<bool> late(jobs.size());
  for (const Class mine : {Class::Danger, Class::Others}) {
    const Jobs seen = mine == Class::Danger ? before_danger(jobs) : jobs;
    for (bool more = true; more;) {
      const Duration ends = response(seen, late, mine, limit);
      more = false;
      for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (i == dead || late[i] || jobs[i].its_class != mine || ends <= jobs[i].period) continue;
        late[i] = more = true;
        reach[i].*verdict = false;
      }
    }
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
  for (Reach& one : reach) one.one_dying = one.one_lost = one.at_period;
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
