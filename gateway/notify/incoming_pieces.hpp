#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "gateway/notify/channel.hpp"

namespace hazgate::notify {

/// One message as it lies in the modem's memory.
struct StoredMessage {
  struct Piece {
    unsigned reference = 0;
    unsigned total = 1;
    unsigned number = 1;  ///< from 1
  };
  int place = 0;  ///< Gammu's number of the place, over all memories
  std::string from;
  std::u16string text;
  std::optional<Piece> piece;
};

/// What may be handed on, and the places that may then be emptied.
struct Complete {
  Incoming message;
  std::vector<int> places;
};

/// Puts messages together. Pieces stay in the modem, so a restart loses none, until all are there;
/// when the others do not come, those that did are handed on after a while.
/// Thread  one owner (pure)
class IncomingPieces {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::minutes kPatience{5};

  /// `stored`: all that lies in the modem now.
  std::vector<Complete> take(const std::vector<StoredMessage>& stored, Time now);

 private:
  using Key = std::tuple<std::string, unsigned, unsigned>;  ///< from, reference, total
  std::map<Key, Time> first_seen_;
};

}  // namespace hazgate::notify
