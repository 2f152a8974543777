#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>

#include "gateway/uplink/backoff.hpp"

namespace hazgate::uplink {

/// Which of the brokers is next, and after what pause; and when to go back to a better one.
///
///   Trying    fails             the next in line; after the last: a back-off, then the first
///   Trying    connects          On
///   On        breaks            held kGood: a short back-off, then the first
///                               shorter: as if it had not connected: a back-off, then the next
///   On later  probe is due      the earlier brokers are knocked at, the first first
///   On later  twice reached     Leaving: the owner drains, disconnects, says left()
///   Leaving   breaks            as On
///   Moving    connects          On
///   Moving    fails             at once back to the one that worked; the next fail-back waits twice
///                               as long, at most kLongest. The same when the better one does not
///                               hold for as long as the present wait.
///
/// Thread  any, one at a time (pure)
class BrokerChoice {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Pause = std::chrono::milliseconds;
  static constexpr std::chrono::seconds kGood{10};
  static constexpr std::chrono::seconds kSecondProbe{10};
  static constexpr std::chrono::hours kLongest{12};

  struct Attempt {
    std::size_t broker = 0;
    Pause pause{};
  };

  /// `fail_back`: how often the earlier brokers are tried from a later one, jittered; 0: never.
  BrokerChoice(std::size_t count, Pause fail_back, std::uint32_t seed);

  Attempt first();
  void connected(TimePoint now);
  /// The attempt failed, or the connection broke. `was_of_use`: false, it counts as one that failed,
  /// however long it held.
  Attempt closed(TimePoint now, bool was_of_use = true);
  /// The session was ended in order: on to the better broker, or (a renewal) to the same again.
  Attempt left();

  std::optional<TimePoint> probe_at() const { return probe_at_; }
  std::size_t probe_target() const { return target_; }
  /// What a probe of probe_target() found. True: leave the present broker for it.
  bool probed(bool reached, TimePoint now);

  /// A move to a better broker has failed; the one that worked is tried at once.
  bool is_returning() const { return phase_ == Phase::Returning; }
  std::size_t current() const { return broker_; }
  Pause wait() const { return wait_; }  ///< between two looks for a better broker

 private:
  enum class Phase : std::uint8_t { Trying, On, Leaving, Moving, Returning };

  Pause jittered(Pause most);
  void plan_probe(TimePoint now);
  void move_failed();
  Attempt next_in_line();

  const std::size_t count_;
  const Pause fail_back_;
  Backoff backoff_;
  std::minstd_rand random_;
  Phase phase_ = Phase::Trying;
  std::size_t broker_ = 0, worked_ = 0, target_ = 0;
  int reached_ = 0;
  bool moved_here_ = false;
  Pause wait_;
  TimePoint connected_at_{};
  std::optional<TimePoint> probe_at_;
};

}  // namespace hazgate::uplink
