#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gateway/core/alarm/time.hpp"
#include "gateway/notify/health.hpp"

namespace hazgate::notify {

/// When a channel that cannot send becomes an alarm, and when that is over.
///
/// | it stands  | it hears                                     | then |
/// | ---------- | -------------------------------------------- | ---- |
/// | unknown    | able                                         | Able |
/// | any        | unable                                       | Unable; its `patience` runs |
/// | Unable     | nothing else for `patience`                  | alarm |
/// | Unable     | another letter failed because of the channel | alarm at once |
/// | any        | a letter was refused because of the channel  | alarm at once |
/// | Unable     | able                                         | Able; what has run of the patience stays |
/// | Able       | nothing else for `steady`                    | no alarm; the patience begins anew |
///
/// So a channel that comes and goes is one alarm, and one that works for moments only is an alarm too.
/// Thread  one owner (pure)
class ChannelVigil {
 public:
  enum class State : std::uint8_t { Unknown, Able, Unable };

  ChannelVigil(Duration patience, Duration steady) : patience_(patience), steady_(steady) {}

  void take(const Health& health, Now now);
  /// What comes by the passing of time; at deadline() or later.
  void run(Now now);
  std::optional<Tick> deadline() const;

  /// Whether it is to be an alarm; none: too little is known, and what was before stands.
  std::optional<bool> alarm() const { return alarm_; }
  State state() const { return state_; }
  /// See Health.
  const std::string& words() const { return words_; }
  /// Since when it stands so.
  std::optional<WallTime> since() const { return since_; }
  std::optional<WallTime> last_sent() const { return last_sent_; }

 private:
  Duration patience_, steady_;
  State state_ = State::Unknown;
  std::string words_;
  std::optional<WallTime> since_, last_sent_;
  std::optional<Tick> able_from_;  ///< Able, and not yet steady
  std::optional<Tick> down_from_;  ///< has been Unable, and not steady since
  std::optional<bool> alarm_;
};

}  // namespace hazgate::notify
