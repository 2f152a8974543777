#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::office {

/// A letter of the office to one person that has not arrived.
struct Outgoing {
  std::string key;      ///< the same however often it is sent
  std::string contact;  ///< id
  std::string subject, text;
  WallTime written{};
  unsigned tries = 0;    ///< that have failed
  Duration tried_for{};  ///< so long it has been tried, the times without the gateway left out
  std::string error;     ///< of the last try
  std::optional<WallTime> given_up;
  bool superseded = false;  ///< given up, and a later letter has reached the same person

  friend bool operator==(const Outgoing&, const Outgoing&) = default;
};

/// Letters from the moment they are written until they have arrived.
///
///  state     | by                               | next
///  ----------+----------------------------------+---------------------------------------------------
///  written   | release(): it is on record       | waiting
///  waiting   | due()                            | on its way
///  on its way| sent()                           | gone
///  on its way| failed()                         | waiting: 1, 2, 4, … 60 minutes; at once after a restart
///  on its way| failed(), tried for a day        | given up, kept for 30 days
///
/// What it holds must be kept by whoever owns it, before a letter leaves: a letter whose receipt is on record
/// is never sent again, and one without a receipt is, with the same key.
/// Thread  any, one at a time (pure)
class Outbox {
 public:
  static constexpr Duration kFirstWait = std::chrono::minutes{1};
  static constexpr Duration kLongestWait = std::chrono::hours{1};
  static constexpr Duration kPatience = std::chrono::hours{24};
  static constexpr auto kKept = std::chrono::hours{24 * 30};
  static constexpr std::size_t kAtOnce = 2;  ///< on their way: alarms use the same channels
  static constexpr std::size_t kMostGivenUp = 200;

  /// Kept, by key.
  const std::map<std::string, Outgoing>& letters() const { return letters_; }
  const Outgoing* find(const std::string& key) const;

  /// From the record; it may leave at once.
  void restore(Outgoing letter);
  /// Result  false: one with this key is here already, nothing has changed
  bool write(Outgoing letter);
  /// It is on record.
  void release(const std::string& key);

  /// Keys of those that are to be sent now; they are on their way then.
  std::vector<std::string> due(Tick now);
  /// Result  keys of letters that have changed: the one that is gone, and those to the same person that
  ///         were given up before
  std::vector<std::string> sent(const std::string& key);
  /// Result  whether it is given up
  bool failed(const std::string& key, const std::string& error, WallTime wall, Tick now);
  /// Nothing will help.
  void give_up(const std::string& key, const std::string& error, WallTime wall);
  /// Result  keys of letters that were given up long ago, or are too many, and are gone now
  std::vector<std::string> forget(WallTime now);

 private:
  enum class Place : std::uint8_t { Written, Waiting, OnItsWay, GivenUp };
  struct Course {
    Place place = Place::Written;
    std::optional<Tick> next;   ///< none: at once
    std::optional<Tick> since;  ///< of what is not in `tried_for` yet
  };

  std::map<std::string, Outgoing> letters_;
  std::map<std::string, Course> courses_;  ///< of each letter
};

}  // namespace hazgate::office
