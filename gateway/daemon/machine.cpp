#include "gateway/daemon/machine.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <string>

#include <sys/resource.h>
#include <sys/timex.h>

namespace hazgate::daemon {
namespace {

/// "VmRSS:     4711 kB" is 4711.
void take_line(ProcessFigures& figures, const std::string& line) {
  const auto colon = line.find(':');
  const auto begin = line.find_first_of("0123456789", colon);
  if (colon == std::string::npos || begin == std::string::npos) return;
  std::uint64_t number = 0;
  std::from_chars(line.data() + begin, line.data() + line.size(), number);
  const auto name = line.substr(0, colon);
  if (name == "VmRSS") figures.resident_bytes = number * 1024;
  if (name == "VmSize") figures.virtual_bytes = number * 1024;
  if (name == "Threads") figures.threads = number;
}

std::chrono::duration<double> seconds_of(const timeval& time) {
  return std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_usec};
}

std::uint64_t open_files() {
  std::error_code error;
  std::uint64_t count = 0;
  for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end;
       !error && entry != end; entry.increment(error)) {
    ++count;
  }
  return count > 0 ? count - 1 : 0;  // one of them is this look
}

}  // namespace

ProcessFigures process_figures() {
  ProcessFigures figures;
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) take_line(figures, line);
  status.close();
  figures.open_files = open_files();
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) figures.most_files = limit.rlim_cur;
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) == 0) {
    figures.cpu = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
  }
  return figures;
}

ClockFigures clock_figures() {
  timex clock{};
  const int state = ::adjtimex(&clock);
  if (state < 0) return {};
  ClockFigures figures;
  figures.synchronised = state != TIME_ERROR && (clock.status & STA_UNSYNC) == 0;
  const auto unit = static_cast<double>((clock.status & STA_NANO) != 0 ? 1'000'000'000 : 1'000'000);
  figures.offset = std::chrono::duration<double>{static_cast<double>(clock.offset) / unit};
  figures.error = std::chrono::microseconds{clock.esterror};
  figures.most_error = std::chrono::microseconds{clock.maxerror};
  return figures;
}

}  // namespace hazgate::daemon
