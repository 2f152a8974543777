#include "gateway/notify/incoming_pieces.hpp"

#include "gateway/notify/sms_text.hpp"

namespace hazgate::notify {
namespace {

/// By number; the same piece twice counts once, but both places are emptied.
struct Collected {
  std::map<unsigned, std::u16string> pieces;
  std::vector<int> places;
};

std::string joined(const Collected& collected) {
  std::u16string text;
  for (const auto& [number, piece] : collected.pieces) text += piece;
  return from_units(text);
}

}  // namespace

std::vector<Complete> IncomingPieces::take(const std::vector<StoredMessage>& stored, Time now) {
  std::vector<Complete> complete;
  std::map<Key, Collected> messages;
  for (const auto& message : stored) {
    if (!message.piece || message.piece->total < 2) {
      complete.push_back({{message.from, from_units(message.text)}, {message.place}});
      continue;
    }
    auto& collected = messages[{message.from, message.piece->reference, message.piece->total}];
    collected.pieces.emplace(message.piece->number, message.text);
    collected.places.push_back(message.place);
  }
  std::map<Key, Time> still_waiting;
  for (const auto& [key, collected] : messages) {
    const auto known = first_seen_.find(key);
    const Time since = known == first_seen_.end() ? now : known->second;
    if (collected.pieces.size() >= std::get<2>(key) || now - since >= kPatience) {
      complete.push_back({{std::get<0>(key), joined(collected)}, collected.places});
    } else {
      still_waiting.emplace(key, since);
    }
  }
  first_seen_ = std::move(still_waiting);
  return complete;
}

}  // namespace hazgate::notify
