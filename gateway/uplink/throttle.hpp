#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::uplink {

/// How much of the back-fill may be on its way, so that a live message never waits long behind it.
/// The line shows what it takes: while a message is acknowledged in time the window grows, when one
/// takes longer it halves, and below one message the back-fill rests between two.
///
///   acknowledged in time, the window was in use   window + what was acknowledged; after the first
///                                                 halving + 1 KiB a window's worth; rest / 2
///   too late, sent after the last halving         window / 2; at its least: rest x 2
///   unacknowledged for longer than in time        nothing more goes, whatever the window
///
/// In time is kAim, or kMargin over the shortest way of the last two minutes (a satellite's), never
/// more than kMostAim. A message that is larger than the window waits until nothing of the lane is on
/// its way, for kMostRest at most.
/// Live messages have no window, but a line that does not take them is not filled with them: none goes
/// while one is unacknowledged for kLiveAim more than the shortest way.
/// Units   bytes of payload and topic
/// Thread  any, one at a time (pure)
class Throttle {
 public:
  static constexpr std::size_t kMostInFlight = 8;
  static constexpr std::size_t kMostNear =
      24;  ///< on a line shorter than kNear, where they wait no time
  static constexpr Duration kNear = std::chrono::milliseconds{5};
  static constexpr std::size_t kLeastWindow = 1024, kFirstWindow = 2048,
                               kMostWindow = std::size_t{256} * 1024;
  static constexpr Duration kAim = std::chrono::milliseconds{300};
  static constexpr Duration kMargin = std::chrono::milliseconds{400};
  static constexpr Duration kMostAim = std::chrono::milliseconds{1900};
  static constexpr Duration kLiveAim = std::chrono::seconds{1};
  static constexpr Duration kMostRest = std::chrono::seconds{10};

  /// What of the lane waits for its acknowledgement.
  struct InFlight {
    std::size_t messages = 0, bytes = 0;  ///< of the back-fill
    std::optional<Tick> oldest;           ///< sent, of all of the lane
  };

  /// `ceiling`: messages a second at most, 0: none.
  explicit Throttle(std::uint32_t ceiling = 0) : ceiling_(ceiling) {}

  void connected(Tick now);  ///< another line: begins carefully
  bool may_send(const InFlight& in_flight, Tick now) const;
  bool may_send_live(const InFlight& in_flight, Tick now) const;
  void sent(Tick now);
  void sized(std::size_t bytes) { usual_ = bytes; }  ///< of a message of the lane
  /// `in_flight`: with this message still in it. `back_fill`: it was one of ours, not a live one.
  void acknowledged(const InFlight& in_flight, std::size_t bytes, bool back_fill, Tick sent,
                    Tick now);
  /// When may_send() has to be asked again though nothing was acknowledged; none: it need not.
  std::optional<Tick> wake_at(const InFlight& in_flight, Tick now) const;

  /// Messages of the back-fill.
  std::size_t most_in_flight() const { return is_near() ? kMostNear : kMostInFlight; }
  std::size_t window() const { return window_; }
  Duration rest() const { return rest_; }

 private:
  Duration shortest() const;
  bool is_near() const { return (shortest_ || shortest_before_) && shortest() < kNear; }
  Duration aim() const;
  bool has_room(const InFlight& in_flight, Tick now) const;
  void measure(Duration way, Tick now);
  void grow(std::size_t bytes);
  void shrink(Duration way, Tick now);

  std::uint32_t ceiling_;
  std::size_t window_ = kFirstWindow;
  bool careful_ = false;  ///< has been halved since the connection was made
  Tick shrunk_at_{}, rests_until_{}, next_at_{}, minute_{};
  Duration rest_{};
  Tick sent_at_{};                                      ///< the last of the back-fill
  std::size_t usual_ = 0;                               ///< bytes of the last message of the lane
  std::optional<Duration> shortest_, shortest_before_;  ///< of this minute, of the last
};

}  // namespace hazgate::uplink
