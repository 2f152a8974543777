// What a telephone may send: the text, the number it bears, the pieces in the modem's memory, the reports of
// the network. Input: three bytes for each piece (place, reference, number), then a zero, then the text.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/daemon/answers.hpp"
#include "gateway/daemon/letters.hpp"
#include "gateway/notify/delivery_ledger.hpp"
#include "gateway/notify/incoming_pieces.hpp"
#include "gateway/notify/sms_text.hpp"

namespace hazgate {
namespace {

void insist(bool holds) {
  if (!holds) std::abort();
}

void read_text(const std::string& text) {
  const auto units = notify::to_units(text);
  const std::string clean = notify::from_units(units);
  insist(notify::to_units(clean) == units);
  const auto stored = notify::to_big_endian(units);
  insist(notify::from_big_endian(stored.data()) == units);
  const auto shorter = notify::shortened_for_sms(units);
  insist(shorter.size() <= notify::kMostUnits);
  insist(notify::to_units(notify::from_units(shorter)) == shorter);
  const auto reply = daemon::reply_of(text);
  if (!reply) return;
  insist(!reply->codes.empty());
  for (const std::string& code : reply->codes) {
    insist(code.size() == 4 && code.find_first_not_of("0123456789") == std::string::npos);
    insist(std::count(reply->codes.begin(), reply->codes.end(), code) == 1);
    insist(daemon::reply_of(code) == daemon::Reply{{code}});
  }
}

/// Every place is emptied once, now or when patience has ended, and none that is not there.
void put_together(const std::vector<notify::StoredMessage>& stored) {
  using std::chrono::steady_clock;
  notify::IncomingPieces pieces;
  const steady_clock::time_point begin{std::chrono::hours{1}};
  std::vector<notify::StoredMessage> left = stored;
  std::size_t emptied = 0;
  for (const auto now : {begin, begin + notify::IncomingPieces::kPatience}) {
    std::multiset<int> places;
    for (const auto& message : left) places.insert(message.place);
    for (const auto& complete : pieces.take(left, now)) {
      for (const int place : complete.places) {
        const auto found = places.find(place);
        insist(found != places.end());
        places.erase(found);
        ++emptied;
        const auto gone = std::find_if(left.begin(), left.end(),
                                       [&](const auto& each) { return each.place == place; });
        left.erase(gone);
      }
    }
  }
  insist(left.empty() && emptied == stored.size());
}

void report(std::string_view bytes, const std::string& number) {
  notify::DeliveryLedger ledger;
  std::chrono::steady_clock::time_point now{std::chrono::hours{1}};
  std::set<std::uint64_t> open;
  std::uint64_t ticket = 0;
  for (std::size_t i = 0; i + 2 < bytes.size(); i += 3) {
    const auto reference = static_cast<std::uint8_t>(bytes[i] & 0x7);
    const auto status = static_cast<std::uint8_t>(bytes[i + 2]);
    if (static_cast<unsigned char>(bytes[i + 1]) % 2 == 0) {
      open.insert(++ticket);
      ledger.sent({ticket}, number, {reference, static_cast<std::uint8_t>(reference + 1U)}, now);
    }
    for (const auto& outcome : ledger.reported({number, reference, status}, now)) {
      for (const std::uint64_t known : outcome.tickets) insist(open.erase(known) == 1);
    }
    now += std::chrono::minutes{static_cast<unsigned char>(bytes[i + 1])};
  }
  insist(ledger.size() <= notify::DeliveryLedger::kMostMessages);
}

}  // namespace
}  // namespace hazgate

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hazgate;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t zero = std::min(input.find('\0'), input.size());
  const std::string_view pieces = input.substr(0, zero);
  const std::string text(input.substr(std::min(zero + 1, input.size())));
  read_text(text);
  static_cast<void>(daemon::is_same_number(text, std::string(pieces)));
  insist(notify::same_number(text, pieces) == notify::same_number(pieces, text));
  std::vector<notify::StoredMessage> stored;
  for (std::size_t i = 0; i + 2 < pieces.size() && stored.size() < 30; i += 3) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(pieces[at]); };
    stored.push_back({.place = static_cast<int>(stored.size()),
                      .from = byte(i) % 2 == 0 ? "+861380" : text,
                      .text = notify::to_units(text)});
    if (byte(i) % 3 != 0) stored.back().piece = {byte(i + 1) % 4U, byte(i + 1) % 5U, byte(i + 2)};
  }
  put_together(stored);
  report(pieces, text);
  return 0;
}
