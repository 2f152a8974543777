// The alarm core alone, for `./dev bench alarm`: what gateway/core/site makes of the readings of 10,000
// points. Prints lines "figure value unit"; times are CPU time of the one thread, medians of rounds.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <malloc.h>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <vector>

#include "gateway/core/site/site.hpp"
#include "tests/bench/alarm_site.hpp"

namespace {

/// What the heap has given out, with its own eight bytes for each block.
std::size_t live_bytes = 0;

constexpr std::size_t kBlockHead = 8;

}  // namespace

void* operator new(std::size_t size) {
  void* block = std::malloc(size);
  if (block == nullptr) throw std::bad_alloc();
  live_bytes += malloc_usable_size(block) + kBlockHead;
  return block;
}

void operator delete(void* block) noexcept {
  if (block != nullptr) live_bytes -= malloc_usable_size(block) + kBlockHead;
  std::free(block);
}

void operator delete(void* block, std::size_t) noexcept {
  operator delete(block);
}

namespace {

using namespace hazgate;

constexpr int kRounds = 31, kCyclesPerRound = 10;
constexpr int kBareTimes = 10;  ///< so that it does not measure what ours has left of the caches
constexpr int kFloodRounds = 21;

double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void show(const char* figure, double value, const char* unit) {
  std::printf("%s %.3f %s\n", figure, value, unit);
}

/// The time as the bench tells it.
class Clock {
 public:
  Now now() const { return now_; }
  void pass(std::chrono::seconds time) {
    now_.tick += time;
    now_.wall += time;
  }

 private:
  Now now_{.tick = Tick{std::chrono::hours{1}}, .wall = from_unix_ms(1'790'000'000'000)};
};

void nothing_more(AlarmIndex, Now, site::Effects&) {}

/// The four limits of every point and nothing else: what the comparison alone costs.
class BareLimits {
 public:
  BareLimits() {
    for (std::size_t point = 0; point < bench::kPoints; ++point) {
      const bench::Limits limits = bench::limits_of(point);
      low_low_.push_back(limits.low_low);
      low_.push_back(limits.low);
      high_.push_back(limits.high);
      high_high_.push_back(limits.high_high);
    }
  }
  std::size_t beyond(std::span<const Sample> samples) const {
    std::size_t count = 0;
    for (const Sample& sample : samples) {
      const std::size_t point = at(sample.point);
      count += static_cast<std::size_t>(sample.value <= low_low_[point]);
      count += static_cast<std::size_t>(sample.value <= low_[point]);
      count += static_cast<std::size_t>(sample.value >= high_[point]);
      count += static_cast<std::size_t>(sample.value >= high_high_[point]);
    }
    return count;
  }

 private:
  std::vector<double> low_low_, low_, high_, high_high_;
};

/// A reply brings the readings of one device; its effects are handed on before the next.
std::size_t take_cycle(site::Alarms& alarms, std::span<const Sample> samples, Now now) {
  std::size_t transitions = 0;
  for (std::size_t i = 0; i < samples.size(); i += bench::kPointsPerDevice) {
    site::Effects effects;
    for (const Sample& sample : samples.subspan(i, bench::kPointsPerDevice)) {
      alarms.take(sample, 0, now, effects);
    }
    transitions += effects.events.size();
  }
  return transitions;
}

std::size_t judged_in_a_cycle(const site::SiteSpec& spec) {
  return static_cast<std::size_t>(
      std::count_if(spec.alarms.begin(), spec.alarms.end(), [](const site::AlarmSpec& alarm) {
        return alarm.point && alarm::is_of_samples(alarm.condition.kind);
      }));
}

bool evaluations() {
  const site::SiteSpec spec = bench::made_site();
  site::Alarms alarms(spec, nothing_more);
  const BareLimits bare;
  bench::Field field;
  Clock clock;
  const double judged = static_cast<double>(judged_in_a_cycle(spec)) * kCyclesPerRound;
  const double compared = 4.0 * bench::kPoints * kCyclesPerRound;
  std::size_t transitions = 0, beyond = 0;
  std::vector<double> ours, plain, ratio;
  for (int round = 0; round < kRounds; ++round) {
    double took = 0.0, took_plain = 0.0;
    for (int cycle = 0; cycle < kCyclesPerRound; ++cycle) {
      clock.pass(std::chrono::seconds{1});
      const auto& samples = field.next(clock.now().tick);
      double begin = cpu_seconds();
      for (int i = 0; i < kBareTimes; ++i) beyond += bare.beyond(samples);
      took_plain += (cpu_seconds() - begin) / kBareTimes;
      begin = cpu_seconds();
      transitions += take_cycle(alarms, samples, clock.now());
      took += cpu_seconds() - begin;
    }
    if (round == 0) continue;  // every point is read for the first time
    ours.push_back(judged / took / 1e6);
    plain.push_back(compared / took_plain / 1e6);
    ratio.push_back(plain.back() / ours.back());
  }
  const auto cycles = static_cast<double>(kRounds * kCyclesPerRound);
  show("evaluations", median(ours), "M/s");
  show("evaluations-bare", median(plain), "M/s");
  show("evaluations-bare-ratio", median(ratio), "ratio");
  show("evaluations-transitions", static_cast<double>(transitions) / cycles, "per-cycle");
  return transitions > 0 && beyond > 0;
}

/// As after a day: every alarm is on record, some have a person's words.
std::vector<site::AlarmMemory> a_day_later(const site::SiteSpec& spec) {
  site::Alarms alarms(spec, nothing_more);
  bench::Field field;
  Clock clock;
  for (int cycle = 0; cycle < kCyclesPerRound; ++cycle) {
    clock.pass(std::chrono::seconds{1});
    take_cycle(alarms, field.next(clock.now().tick), clock.now());
  }
  std::vector<site::AlarmMemory> memories;
  site::Effects effects;
  for (std::size_t i = 0; i < spec.alarms.size(); ++i) {
    const auto alarm = index_of<AlarmIndex>(i);
    if (i % 3 == 0 && alarms.is_listed(alarm)) {
      alarms.ask(alarm, {.kind = alarm::AskKind::Acknowledge}, "operator-zhang",
                 "seen on the screen, a person is on the way", clock.now(), effects);
    }
    memories.push_back(alarms.memory(alarm, clock.now()));
  }
  return memories;
}

bool heap() {
  const std::size_t before = live_bytes;
  const site::SiteSpec spec = bench::made_site();
  const auto number = static_cast<double>(spec.alarms.size());
  const std::size_t of_spec = live_bytes - before;
  const std::vector<site::AlarmMemory> memories = a_day_later(spec);
  const std::size_t begin = live_bytes;
  const site::Alarms alarms(spec, nothing_more);
  const std::size_t constructed = live_bytes - begin;
  const std::size_t begin_of_restored = live_bytes;
  const double started = cpu_seconds();
  site::Alarms restored(spec, nothing_more);
  {
    site::Effects effects;
    Clock clock;
    for (const auto& memory : memories) restored.restore(memory, clock.now(), effects);
    restored.restored(clock.now(), effects);
  }
  const double took = cpu_seconds() - started;
  show("bytes-per-alarm", static_cast<double>(constructed) / number, "B");
  show("bytes-per-alarm-restored", static_cast<double>(live_bytes - begin_of_restored) / number,
       "B");
  show("bytes-per-alarm-of-spec", static_cast<double>(of_spec) / number, "B");
  show("restore", took * 1000.0, "ms");
  return constructed > 0;
}

/// Of every point the reading that raises exactly one alarm at once, then a normal one.
std::vector<Sample> flood_of(bool raised, Tick at) {
  std::vector<Sample> samples;
  for (std::size_t point = 0; point < bench::kPoints; ++point) {
    const bench::Limits limits = bench::limits_of(point);
    const double over = bench::is_delayed(point) ? limits.high_high : limits.high;
    samples.push_back({.point = index_of<PointIndex>(point),
                       .quality = Quality::Good,
                       .value = raised ? over * 1.01 : limits.normal,
                       .at = at});
  }
  return samples;
}

bool flood() {
  const site::SiteSpec spec = bench::made_site();
  site::Site site(spec);
  Clock clock;
  std::vector<double> took;
  bool all = true;
  for (int round = 0; round < kFloodRounds; ++round) {
    clock.pass(std::chrono::hours{1});
    const auto normal = flood_of(false, clock.now().tick);
    site::Effects quiet;
    site.run(clock.now(), quiet);
    site.take(normal, clock.now(), quiet);
    clock.pass(std::chrono::seconds{1});
    const auto samples = flood_of(true, clock.now().tick);
    const double begin = cpu_seconds();
    site::Effects effects;
    site.take(samples, clock.now(), effects);
    took.push_back((cpu_seconds() - begin) * 1000.0);
    // The ten thousand and that it is a flood.
    all = all && effects.events.size() == bench::kPoints + 1;
    all = all && effects.alarms.size() == effects.events.size();
  }
  show("flood", median(took), "ms");
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view part = argc == 2 ? argv[1] : "";
  if (part == "evaluations") return evaluations() ? 0 : 1;
  if (part == "heap") return heap() ? 0 : 1;
  if (part == "flood") return flood() ? 0 : 1;
  std::fprintf(stderr, "usage: evaluate evaluations|heap|flood\n");
  return 2;
}
