// The journal under load, for tests/bench/journal. Stamps run ahead of the clock where more than one second of
// the site is recorded in one; durability is always the disk's.
//
// usage: journal_load speed FILE SECONDS     as many frames as become durable
//                     flash FILE SECONDS     64 devices with 100 registers, each second, in real time
//                     events FILE SECONDS    event commits beside 2000 frames a second
//                     fill FILE MIB          until it is killed, or the file is so long
//                     open FILE              how long it takes
//                     history FILE DAYS      writes that; then the readings of one point

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include "gateway/journal/journal.hpp"
#include "journal_site.hpp"

namespace hazgate::bench {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using journal::Journal;

constexpr std::size_t kDevices = 64, kPoints = 100;
constexpr std::uint64_t kMostWaiting = 4096;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

std::unique_ptr<Journal> open(const std::string& file, Journal::Sink sink = {}) {
  journal::Options options;
  options.path = file;
  auto opened = Journal::open(options, std::move(sink));
  if (opened) return std::move(*opened);
  std::fprintf(stderr, "%s\n", opened.error().text.c_str());
  std::exit(3);
}

std::vector<std::uint32_t> layouts(Journal& journal, std::size_t devices, std::size_t points) {
  std::vector<std::string> names;
  for (std::size_t p = 0; p < points; ++p) names.push_back("p" + std::to_string(p));
  std::vector<std::uint32_t> ids;
  for (std::size_t d = 0; d < devices; ++d) {
    ids.push_back(journal.layout("d-" + std::to_string(d), names));
  }
  return ids;
}

void wait_for(const Journal& journal, std::uint64_t most) {
  while (journal.counters().waiting > most) std::this_thread::sleep_for(500us);
}

void require_none_dropped(const Journal& journal) {
  const auto counters = journal.counters();
  if (counters.dropped_samples == 0 && counters.healthy) return;
  std::fprintf(stderr, "samples were dropped, or: %s\n", counters.error.c_str());
  std::exit(1);
}

/// Polls of ten seconds, made before: they are not part of what is measured.
std::vector<std::string> polls(SlowSite& site) {
  std::vector<std::string> frames;
  for (int second = 0; second < 10; ++second) {
    for (std::size_t d = 0; d < site.devices(); ++d) frames.push_back(site.poll(d));
  }
  return frames;
}

WallTime stamp(std::uint64_t frame) {
  return kBegin + std::chrono::milliseconds{frame * 1000 / kDevices};
}

void speed(const std::string& file, double seconds) {
  auto journal = open(file);
  const auto ids = layouts(*journal, kDevices, kPoints);
  SlowSite site(kDevices, kPoints);
  const auto frames = polls(site);
  const auto begin = Clock::now();
  std::uint64_t n = 0;
  for (; seconds_since(begin) < seconds; ++n) {
    journal->append_sample(stamp(n), ids[n % kDevices], frames[n % frames.size()]);
    if (n % 256 == 0) wait_for(*journal, kMostWaiting);
  }
  wait_for(*journal, 0);
  const double took = seconds_since(begin);
  require_none_dropped(*journal);
  std::printf("samples-per-second %.0f 1/s\n", static_cast<double>(n * kPoints) / took);
}

void flash(const std::string& file, int seconds) {
  const std::uint64_t before = bytes_written();
  std::uint64_t n = 0;
  {
    auto journal = open(file);
    const auto ids = layouts(*journal, kDevices, kPoints);
    SlowSite site(kDevices, kPoints);
    const auto begin = Clock::now();
    for (int second = 0; second < seconds; ++second) {
      for (std::size_t d = 0; d < kDevices; ++d, ++n) {
        std::this_thread::sleep_until(begin + std::chrono::microseconds{n * 1'000'000 / kDevices});
        journal->append_sample(stamp(n), ids[d], site.poll(d));
      }
      journal->set_sent(journal::Lane::Sample, journal->ends().last_sample);
    }
    wait_for(*journal, 0);
    require_none_dropped(*journal);
  }
  const auto readings = static_cast<double>(n * kPoints);
  std::printf("flash-bytes-per-sample %.2f B\n",
              static_cast<double>(bytes_written() - before) / readings);
  const auto size = static_cast<double>(std::filesystem::file_size(file));
  std::printf("file-bytes-per-sample %.2f B\n", size / readings);
}

void events(const std::string& file, double seconds) {
  std::mutex mutex;
  std::vector<double> latencies;
  auto journal = open(file);
  const auto ids = layouts(*journal, kDevices, kPoints);
  SlowSite site(kDevices, kPoints);
  const auto frames = polls(site);
  const auto begin = Clock::now();
  for (std::uint64_t n = 0; seconds_since(begin) < seconds; ++n) {
    std::this_thread::sleep_until(begin + std::chrono::microseconds{n * 500});
    journal->append_sample(stamp(n), ids[n % kDevices], frames[n % frames.size()]);
    if (n % 100 != 0) continue;
    Journal::Batch batch;
    batch.events = {{0, stamp(n), "alarm", R"({"id":"gd-101.gas.HH","state":"active"})"}};
    batch.durable = [&, handed_in = Clock::now()] {
      const std::lock_guard lock(mutex);
      latencies.push_back(seconds_since(handed_in) * 1000);
    };
    journal->append(std::move(batch));
  }
  wait_for(*journal, 0);
  require_none_dropped(*journal);
  const std::lock_guard lock(mutex);
  std::sort(latencies.begin(), latencies.end());
  std::printf("event-commit-p50 %.1f ms\n", latencies[latencies.size() / 2]);
  std::printf("event-commit-p99 %.1f ms\n", latencies[(latencies.size() - 1) * 99 / 100]);
  std::printf("event-commit-max %.1f ms\n", latencies.back());
}

/// Readings of which nothing can be left out, so that the file grows.
void fill(const std::string& file, std::uint64_t mib) {
  auto journal = open(file);
  const auto ids = layouts(*journal, kDevices, kPoints);
  std::mt19937_64 random(1);
  std::vector<journal::Reading> readings(kPoints);
  for (std::uint64_t n = 0; journal->counters().size_bytes < mib << 20U; ++n) {
    for (auto& reading : readings) {
      reading = {static_cast<double>(random()) / 3.0, Quality::Good};
    }
    journal->append_sample(stamp(n), ids[n % kDevices], journal::pack(readings));
    if (n % 64 == 0) wait_for(*journal, kMostWaiting);
  }
  std::puts("full");
  std::fflush(stdout);
  for (std::uint64_t n = 0;; ++n) {  // on and on, so that it is killed in the middle
    journal->append_sample(stamp(n), ids[n % kDevices], journal::pack(readings));
    wait_for(*journal, kMostWaiting);
  }
}

void open_again(const std::string& file) {
  const auto begin = Clock::now();
  auto journal = open(file);
  std::printf("open-after-crash %.0f ms\n", seconds_since(begin) * 1000);
}

void history(const std::string& file, int days) {
  constexpr std::size_t kFew = 16, kTen = 10;
  constexpr std::chrono::seconds kPoll{10};
  auto journal = open(file);
  const auto ids = layouts(*journal, kFew, kTen);
  SlowSite site(kFew, kTen);
  const auto polls = static_cast<std::uint64_t>(std::chrono::days{days} / kPoll);
  for (std::uint64_t n = 0; n < polls; ++n) {
    const WallTime t = kBegin + kPoll * static_cast<std::int64_t>(n);
    for (std::size_t d = 0; d < kFew; ++d) journal->append_sample(t, ids[d], site.poll(d));
    if (n % 16 == 0) wait_for(*journal, kMostWaiting);
  }
  wait_for(*journal, 0);
  for (const char* figure : {"history-query-first", "history-query"}) {
    std::uint64_t found = 0;
    std::promise<journal::Walk> done;
    const auto begin = Clock::now();
    journal->read_course(
        {"d-7", "p3", kBegin, kBegin + std::chrono::days{days}, false, SIZE_MAX},
        [&](const journal::PastReading&) { return ++found > 0; },
        [&](const journal::Walk& walk) { done.set_value(walk); });
    const auto walk = done.get_future().get();
    if (found != polls || !walk.whole) std::exit(1);
    std::printf("%s %.0f ms\n", figure, seconds_since(begin) * 1000);
  }
  std::printf("history-readings %llu\n", static_cast<unsigned long long>(polls));
}

}  // namespace
}  // namespace hazgate::bench

int main(int argc, char** argv) {
  using namespace hazgate::bench;
  if (argc < 3) return 2;
  const std::string mode = argv[1], file = argv[2];
  const int amount = argc > 3 ? std::atoi(argv[3]) : 0;
  if (mode == "speed") speed(file, amount);
  if (mode == "flash") flash(file, amount);
  if (mode == "events") events(file, amount);
  if (mode == "fill") fill(file, static_cast<std::uint64_t>(amount));
  if (mode == "open") open_again(file);
  if (mode == "history") history(file, amount);
  return 0;
}
