// What it costs to ask a site for its next deadline, as the daemon does behind every reply: 100 incidents run,
// 5,000 points are read once a second. Prints lines "figure value unit"; times are CPU time of the one thread.
#include <cstdio>
#include <ctime>
#include <string>

#include "gateway/core/site/site.hpp"
#include "tests/bench/alarm_site.hpp"

namespace {

using namespace hazgate;
using std::chrono::seconds;

constexpr std::size_t kIncidents = 100, kSteps = 10, kReplies = 5000 / bench::kPointsPerDevice;
constexpr int kSeconds = 100;

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

Now at(int second) {
  return {.tick = Tick{seconds{second}}, .wall = from_unix_ms(1'700'000'000'000) + seconds{second}};
}

/// A hundred plans that a person starts; nine of the ten steps of each wait.
void add_plans(site::SiteSpec& spec) {
  for (std::size_t i = 0; i < kIncidents; ++i) {
    site::PlanSpec plan{.id = "plan-" + std::to_string(i), .report = true};
    for (std::size_t step = 0; step < kSteps; ++step) {
      plan.steps.push_back({.id = std::to_string(step),
                            .after = std::chrono::hours{static_cast<int>(step)},
                            .kind = site::StepKind::Publish});
    }
    spec.plans.push_back(std::move(plan));
  }
}

/// CPU milliseconds of so many replies, with or without the question behind each.
double replies(site::Site& site, bool ask, int from, std::size_t& seen) {
  bench::Field field;
  const double begin = cpu_ms();
  for (int second = from; second < from + kSeconds; ++second) {
    const auto& samples = field.next(at(second).tick);
    for (std::size_t reply = 0; reply < kReplies; ++reply) {
      const std::span<const Sample> all(samples);
      site::Effects effects;
      site.take(all.subspan(reply * bench::kPointsPerDevice, bench::kPointsPerDevice), at(second),
                effects);
      seen += ask && site.deadline() ? 1 : 0;
    }
  }
  return cpu_ms() - begin;
}

}  // namespace

int main() {
  site::SiteSpec spec = bench::made_site();
  add_plans(spec);
  site::Site site(spec);
  std::size_t started = 0, seen = 0;
  for (std::size_t i = 0; i < kIncidents; ++i) {
    site::Effects effects;
    const auto result = site.plans(
        [&](emergency::Responder& plans, emergency::Orders& orders) {
          return plans.start("plan-" + std::to_string(i), false, "li", "", at(0), orders);
        },
        at(0), effects);
    started += result ? 1 : 0;
  }
  (void)replies(site, false, 1, seen);  // warm
  const double bare = replies(site, false, 1 + kSeconds, seen);
  const double asked = replies(site, true, 1 + 2 * kSeconds, seen);
  constexpr double kAsked = static_cast<double>(kReplies) * kSeconds;
  constexpr int kAlone = 10'000;
  const double begin = cpu_ms();
  for (int i = 0; i < kAlone; ++i) seen += site.deadline() ? 1 : 0;
  std::printf("deadline %.3f us\n", (cpu_ms() - begin) * 1e3 / kAlone);
  std::printf("reply %.3f us\n", bare * 1e3 / kAsked);
  std::printf("reply-and-deadline %.3f us\n", asked * 1e3 / kAsked);
  std::printf("deadline-share-of-a-core %.3f %%\n", (asked - bare) / (kSeconds * 1e3) * 100.0);
  return started == kIncidents && seen == static_cast<std::size_t>(kAsked) + kAlone ? 0 : 1;
}
