#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>

#include "drivers/poll/histogram.hpp"

namespace hazgate::uplink {

/// How long a broker takes to acknowledge a message: how many came within each bound, and the rest.
struct PublishFigures {
  static constexpr std::array<double, 10> kBounds_s{0.005, 0.01, 0.025, 0.05, 0.1,
                                                    0.25,  0.5,  1.0,   2.5,  10.0};
  std::array<std::uint64_t, kBounds_s.size() + 1> counts{};  ///< by bound; at the end: longer
  std::uint64_t count = 0;
  std::chrono::duration<double> sum{};  ///< of all of them
  Duration p50{}, p99{};                ///< since the start
};

/// From the publish to its PUBACK, of every message whose acknowledgement came over the connection on
/// which it was sent: what a broken connection took along is nobody's latency.
/// Thread  any, one at a time (pure)
class PublishTimes {
 public:
  using Clock = std::chrono::steady_clock;

  /// `key`: names the message; no two in flight have the same.
  void sent(std::uint64_t key, Clock::time_point now);
  void acknowledged(std::uint64_t key, Clock::time_point now);
  void disconnected() { in_flight_.clear(); }

  std::size_t in_flight() const { return in_flight_.size(); }
  PublishFigures figures() const;

 private:
  struct Message {
    std::uint64_t key = 0;
    Clock::time_point sent{};
  };
  std::deque<Message> in_flight_;  ///< in the order of sending: some twenty at most
  PublishFigures figures_;
  poll::Histogram histogram_;
};

}  // namespace hazgate::uplink
