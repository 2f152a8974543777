#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>

namespace hazgate::uplink {

/// How large a message one broker takes. MQTT 5 brokers say it; others just close the connection, and
/// would do so for ever when the message is sent again. So a message is held for too large when
/// kStrikes connections in a row broke within kSoon of its sending, it being alone in flight, so that all
/// before it had been acknowledged. Nothing below kSmallest is ever blamed: an
/// alarm is smaller, and a bad line must never cost one. What was learnt so is forgotten after
/// kForget: the broker may have been put right.
/// Thread  any, one at a time (pure)
class PacketLimit {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  static constexpr int kStrikes = 5;
  static constexpr std::size_t kSmallest = 1024;
  static constexpr std::size_t kOfLate =
      16;  ///< bytes; the same message may say by now that it is late
  static constexpr std::chrono::seconds kSoon{10};
  static constexpr std::chrono::hours kForget{1};
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  struct Loss {
    std::size_t largest = 0;  ///< in flight, bytes; 0: nothing was
    std::chrono::steady_clock::duration since_sent{};
    bool alone = false;      ///< nothing else was in flight
    bool too_large = false;  ///< the broker said that this is why (MQTT 5, reason 0x95)
  };

  /// `said`: Maximum Packet Size of the CONNACK; 0: none.
  void connected(std::size_t said) { said_ = said == 0 ? kNone : said; }

  /// The largest packet that may be sent, bytes.
  std::size_t most(TimePoint now) const {
    return now < learnt_until_ && learnt_ < said_ ? learnt_ : said_;
  }
  bool is_learnt(TimePoint now) const { return most(now) != said_; }

  void acknowledged(std::size_t bytes) {
    if (bytes >= suspect_) strikes_ = 0;
  }

  /// The connection broke.
  void lost(const Loss& loss, TimePoint now) {
    if (loss.largest < kSmallest) {
      strikes_ = 0;
      return;
    }
    if (!loss.too_large && (!loss.alone || loss.since_sent > kSoon)) {
      strikes_ = 0;
      return;
    }
    const auto [least, most] = std::minmax(loss.largest, suspect_);
    const bool is_same = most - least <= kOfLate;
    if (!is_same) strikes_ = 0;
    suspect_ = is_same ? least : loss.largest;
    if (++strikes_ < kStrikes && !loss.too_large) return;
    learnt_ = suspect_ - 1;
    learnt_until_ = now + kForget;
    strikes_ = 0;
  }

 private:
  std::size_t said_ = kNone, learnt_ = kNone;
  TimePoint learnt_until_{};
  std::size_t suspect_ = 0;
  int strikes_ = 0;
};

}  // namespace hazgate::uplink
