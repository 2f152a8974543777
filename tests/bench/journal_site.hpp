#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "gateway/core/alarm/time.hpp"
#include "gateway/journal/frame.hpp"

namespace hazgate::bench {

/// Devices whose registers change slowly: each poll one in ten by one step, scaled by 0.1.
class SlowSite {
 public:
  SlowSite(std::size_t devices, std::size_t points)
      : raw_(devices, std::vector<std::int64_t>(points, 2000)) {}

  std::size_t devices() const { return raw_.size(); }

  /// The next poll of one device.
  std::string poll(std::size_t device) {
    readings_.clear();
    for (std::int64_t& value : raw_[device]) {
      if (random_() % 10 == 0) value += static_cast<std::int64_t>(random_() % 3) - 1;
      readings_.push_back({static_cast<double>(value) * 0.1, Quality::Good});
    }
    return journal::pack(readings_);
  }

 private:
  std::mt19937 random_{1};
  std::vector<std::vector<std::int64_t>> raw_;
  std::vector<journal::Reading> readings_;
};

/// What this process has handed to write, pwrite and the like so far. [bytes]
inline std::uint64_t bytes_written() {
  std::ifstream io("/proc/self/io");
  std::uint64_t value = 0;
  for (std::string key; io >> key >> value;) {
    if (key == "wchar:") return value;
  }
  return 0;
}

inline constexpr WallTime kBegin = from_unix_ms(1'769'788'800'000);

}  // namespace hazgate::bench
