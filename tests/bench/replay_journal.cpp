// Writes a journal of 100 devices with 10 points each, polled once a second, for a benchmark of what
// reads it. Each point wanders through its range, at a pace of its own.
//
// usage: replay_journal FILE SECONDS

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "gateway/journal/frame.hpp"
#include "gateway/journal/journal.hpp"

namespace {

using namespace hazgate;

constexpr int kDevices = 100, kPoints = 10;
constexpr int kSecondsAtOnce = 50;  // the queue drops what is more than 8192
constexpr WallTime kBegin = from_unix_ms(1'769'788'800'000);

/// Until all is durable.
void wait(const journal::Journal& journal) {
  while (journal.counters().waiting > 0) std::this_thread::sleep_for(std::chrono::milliseconds{1});
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  auto opened =
      journal::Journal::open({.path = argv[1], .sample_commit = std::chrono::milliseconds{1}}, {});
  if (!opened) {
    std::fprintf(stderr, "%s\n", opened.error().text.c_str());
    return 3;
  }
  std::vector<std::string> points;
  points.reserve(kPoints);
  for (int p = 0; p < kPoints; ++p) points.push_back("p" + std::to_string(p));
  std::vector<std::uint32_t> layouts;
  layouts.reserve(kDevices);
  for (int d = 0; d < kDevices; ++d) {
    layouts.push_back((*opened)->layout("d-" + std::to_string(d), points));
  }
  const int seconds = std::atoi(argv[2]);
  std::vector<journal::Reading> readings(kPoints);
  for (int second = 0; second < seconds; ++second) {
    for (int d = 0; d < kDevices; ++d) {
      for (int p = 0; p < kPoints; ++p) {
        const double turns = second / (600.0 + 7 * p + 3 * d);
        const double value = 50.0 + 45.0 * std::sin(turns * 6.2831853);
        readings[static_cast<std::size_t>(p)] = {std::round(value * 10) / 10, Quality::Good};
      }
      (*opened)->append_sample(kBegin + std::chrono::milliseconds{second * 1000 + d * 10},
                               layouts[static_cast<std::size_t>(d)], journal::pack(readings));
    }
    if (second % kSecondsAtOnce == 0) wait(**opened);
  }
  wait(**opened);
  const auto dropped = (*opened)->counters().dropped_samples;
  if (dropped > 0) std::fprintf(stderr, "%llu dropped\n", static_cast<unsigned long long>(dropped));
  return dropped > 0 ? 1 : 0;
}
