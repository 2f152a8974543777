#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "gateway/core/alarm/time.hpp"
#include "gateway/core/receipt/allowance.hpp"

namespace hazgate::receipt {

/// Of what came too often to be written down one by one.
struct Sum {
  std::string by, op;
  std::string example;  ///< the first one's words
  std::uint64_t count = 0;

  friend bool operator==(const Sum&, const Sum&) = default;
};

/// A flood is summed up: kAtOnce are written down, kPerSecond after that, and of the others who it was, what it
/// was and how many, each kEvery.
/// Thread  any, one at a time (pure)
class Sums {
 public:
  static constexpr double kPerSecond = 2.0, kAtOnce = 50.0;
  static constexpr Duration kEvery = std::chrono::seconds{10};
  static constexpr std::size_t kMost = 32;  ///< different ones; the rest is one with by and op "*"

  /// Whether to write it down by itself.
  bool take(const std::string& by, const std::string& op, const std::string& words, Tick now);
  /// What is to be written down now. `all`: whether it is time or not.
  std::vector<Sum> due(Tick now, bool all = false);

 private:
  Allowance allowance_{kPerSecond, kAtOnce};
  std::map<std::string, Sum> sums_;
  Tick since_{};  ///< of the first sum
};

}  // namespace hazgate::receipt
