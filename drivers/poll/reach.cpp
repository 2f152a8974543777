#include "drivers/poll/reach.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "drivers/poll/schedule.hpp"

namespace hazgate::poll {

namespace {

using Count = Duration::rep;

constexpr Count kForEver = 0;
// A share of the line that is no more than rounding.
constexpr double kNothing = 1e-9;
// Beyond so many moments looked at, a line counts as full.
constexpr int kMostMoments = 20000;

enum class Class : std::uint8_t { Danger, Others, Probes };

/// The polls of one device.
struct Job {
  Class its_class = Class::Others;
  Duration period{};       ///< between two polls, at least
  Duration deadline{};     ///< of a poll, after it is due
  Duration time{};         ///< each poll
  Duration hold{};         ///< what danger waits for once it has begun
  Duration first_extra{};  ///< more for the first poll
  Count polls = kForEver;
};
using Jobs = std::vector<Job>;

Duration work(const Job& job, Count polls) {
  if (polls <= 0) return {};
  return job.first_extra + job.time * (job.polls == kForEver ? polls : std::min(polls, job.polls));
}

/// Polls that are due and have their deadline within a span.
Count polls_within(const Job& job, Duration span) {
  return span < job.deadline ? 0 : (span - job.deadline) / job.period + 1;
}

/// Polls that are due within a span, whenever they have to end.
Count polls_begun(const Job& job, Duration span) {
  return (span + job.period - Duration{1}) / job.period;
}

double share_of(const Job& job) {
  if (job.polls != kForEver) return 0.0;
  return static_cast<double>(job.time.count()) / static_cast<double>(job.period.count());
}

/// The jobs as one class sees them.
class View {
 public:
  View(const Jobs& jobs, Class mine) {
    double all = 0.0;
    for (const Job& job : jobs) all += share_of(job);
    starving_ = mine == Class::Danger && all > 1.0 + kNothing;
    for (const Job& job : jobs) {
      if (job.its_class == mine) {
        equals_.push_back(job);
      } else if (mine == Class::Danger) {
        behind_.push_back(job);
      } else {
        before_.push_back(job);  // a probe that is late goes before the others
      }
    }
  }

  /// Every poll of a period longer than this ends in time.
  Duration longest_failure() const {
    Duration longest{};
    for (const Job& job : equals_) longest = std::max(longest, job.deadline);
    double share = 0.0;
    for (const Jobs* jobs : {&equals_, &before_}) {
      for (const Job& job : *jobs) share += share_of(job);
    }
    // With nobody before them, the polls of a class fill at most their share of any span; only one that
    // has begun can be in the way, and then no longer than the longest period.
    const bool alone = before_.empty() && behind_.empty();
    if (share > (alone ? 1.0 + kNothing : 1.0 - kNothing)) return Duration::max();
    const Duration end =
        share < 1.0 - kNothing ? std::min(busy(), alone ? longest : Duration::max()) : longest;
    Duration failure{};
    int moments = 0;
    for (Duration span = next_moment(Duration{}); span <= end; span = next_moment(span)) {
      if (++moments > kMostMoments) return Duration::max();
      if (!fits(span)) failure = span;
    }
    return failure;
  }

 private:
  /// What has begun before, at the beginning of a span.
  Duration begun(Duration span) const {
    Duration most{};
    for (const Job& job : equals_) {
      if (job.deadline > span) most = std::max(most, work(job, 1));
    }
    Duration behind{};
    for (const Job& job : behind_) {
      if (starving_) {
        behind += work(job, 1) * (1 + span / kStarving);
      } else {
        behind = std::max(behind, job.hold);
      }
    }
    return starving_ ? most + behind : std::max(most, behind);
  }

  /// Whether all polls that have to end within the span do, with all that goes before them until then.
  bool fits(Duration span) const {
    Duration mine = begun(span);
    for (const Job& job : equals_) mine += work(job, polls_within(job, span));
    Duration end = mine;
    while (end <= span) {
      Duration all = mine;
      for (const Job& job : before_) all += work(job, polls_begun(job, end));
      if (all <= end) return true;
      end = all;
    }
    return false;
  }

  /// How long the line may be busy without a pause.
  Duration busy() const {
    Duration window = begun(Duration{});
    for (const Jobs* jobs : {&equals_, &before_}) {
      for (const Job& job : *jobs) window += work(job, 1);
    }
    for (int round = 0; round < kMostMoments; ++round) {
      Duration all = begun(Duration{});
      for (const Jobs* jobs : {&equals_, &before_}) {
        for (const Job& job : *jobs) all += work(job, polls_begun(job, window));
      }
      if (all <= window) return window;
      window = all;
    }
    return Duration::max();
  }

  /// The next span that more has to fit into.
  Duration next_moment(Duration span) const {
    Duration next = starving_ ? kStarving * (span / kStarving + 1) : Duration::max();
    for (const Job& job : equals_) {
      next = std::min(next, job.deadline + job.period * polls_within(job, span));
    }
    return std::max(next, span + Duration{1});
  }

  Jobs equals_, before_, behind_;
  bool starving_ = false;
};

Job alive(const DeviceCost& cost, Duration period) {
  period = std::max(period, Duration{1});
  return {.its_class = cost.danger ? Class::Danger : Class::Others,
          .period = period,
          .deadline = period,
          .time = cost.time,
          .hold = cost.longest_request};
}

Job dying(const BusPlan& bus, const DeviceCost& cost) {
  const PolledDevice& device = bus.devices[cost.device];
  Job job = alive(cost, device.period);
  job.period = std::max(job.period, 2 * bus.response_timeout);
  job.time = job.hold = cost.unanswered;
  job.first_extra = cost.unanswered * std::max(bus.retries, 0);
  job.polls = std::max(device.comm_after, 1);
  return job;
}

Job lost(const DeviceCost& cost) {
  return {.its_class = Class::Probes,
          .period = kLongestProbeWait,
          .deadline = kLongestProbeWait,
          .time = cost.unanswered,
          .hold = cost.unanswered};
}

/// Calls `late` for every device that may be late among these jobs.
template <class Late>
void judge(const Jobs& jobs, const Late& late) {
  for (const Class mine : {Class::Danger, Class::Others}) {
    const bool any = std::any_of(jobs.begin(), jobs.end(),
                                 [mine](const Job& job) { return job.its_class == mine; });
    if (!any) continue;
    const Duration failure = View(jobs, mine).longest_failure();
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      if (jobs[i].its_class == mine && jobs[i].deadline <= failure) late(i);
    }
  }
}

Jobs jobs_of(const BusPlan& bus, const Budget& budget, Duration (*period)(const PolledDevice&)) {
  Jobs jobs;
  for (const DeviceCost& cost : budget.devices) {
    jobs.push_back(alive(cost, period(bus.devices[cost.device])));
  }
  return jobs;
}

Duration period_of(const PolledDevice& device) {
  return device.period;
}

}  // namespace

std::vector<bool> in_time(const BusPlan& bus, const Budget& budget) {
  std::vector<bool> in_time(bus.devices.size(), true);
  judge(jobs_of(bus, budget, period_of), [&](std::size_t i) { in_time[i] = false; });
  return in_time;
}

std::vector<Reach> reach_of(const BusPlan& bus, const Budget& budget) {
  std::vector<Reach> reach(bus.devices.size());
  const Jobs as_always = jobs_of(bus, budget, period_of);
  judge(as_always, [&](std::size_t i) { reach[i].at_period = false; });
  judge(jobs_of(bus, budget, fast_period), [&](std::size_t i) { reach[i].at_fast = false; });
  for (Reach& one : reach) one.one_dying = one.one_lost = one.at_period;
  for (const DeviceCost& dead : budget.devices) {
    Jobs jobs = as_always;
    const auto withdraw = [&](bool Reach::*verdict) {
      judge(jobs, [&](std::size_t i) {
        if (i != dead.device) reach[i].*verdict = false;
      });
    };
    jobs[dead.device] = dying(bus, dead);
    withdraw(&Reach::one_dying);
    jobs[dead.device] = lost(dead);
    withdraw(&Reach::one_lost);
  }
  return reach;
}

}  // namespace hazgate::poll
