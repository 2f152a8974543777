#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/alarm/time.hpp"
#include "gateway/core/emergency/via.hpp"

/// What the telling of people says to the world outside: see errands.hpp.
namespace hazgate::emergency {

/// Who can be told.
struct Person {
  std::string id;
  /// In the order of preference, only those that exist for the person. Via::Siren belongs to everybody
  /// whom a siren may call; it comes last wherever it stands: see Errand.
  std::vector<Via> via;
};

/// One notify step.
struct CallSpec {
  std::vector<std::size_t> people;  ///< in the order in which they are told; twice counts once
  std::vector<Via> via;  ///< empty: each person's own order; else only these, in this order
  /// The next person's turn comes after that without an acknowledgement. Zero: everybody's at once.
  Duration ack_within{};
  std::size_t at_once = 1;  ///< so many turns in the first moment, then one by one
  /// The pause before everybody is told again. Zero: everybody is told once.
  Duration repeat = std::chrono::minutes{5};
  /// Everybody is to know and nobody has to answer, as with an all-clear or a notice to neighbours:
  /// all at once, never repeated, and each person's ways are tried whatever is acknowledged or ended.
  /// No siren sounds for it.
  bool notice = false;
};

/// Hand this message to that channel; `ticket` comes back in receipt().
struct MessageOrder {
  std::uint64_t ticket = 0;
  std::string incident;
  std::string name;  ///< which call of the incident
  std::size_t contact = 0;
  std::string
      person;  ///< the contact's id: its place may be another one's when the message is written
  Via via = Via::Sms;
  unsigned attempt = 1;
  unsigned round = 1;  ///< 2 and more: a reminder
  /// Whose turn was before and who has not acknowledged; none: the person is among the first.
  std::optional<std::size_t> unanswered;
  std::string unanswered_person;  ///< the id of that one
  /// The same for each attempt of one message: "leak-3.step:tell.li.sms.1" (incident, call, contact, way,
  /// round).
  std::string key;
};

enum class ErrandEntry : std::uint8_t {
  Told,  ///< handed to the channel
  Sent,
  Delivered,
  Failed,       ///< this attempt
  Refused,      ///< this way, for good
  NoReceipt,    ///< in Errands::kReceiptWithin; it may have been sent
  Interrupted,  ///< by a restart; it may have been sent
  GaveUp,       ///< no way to the person is left in this round
  NobodyLeft,   ///< everybody's turn has come, and nobody has acknowledged in time
};

inline constexpr std::array<std::string_view, 9> kErrandEntryTexts = {
    "told",       "sent",        "delivered", "failed",     "refused",
    "no-receipt", "interrupted", "gave-up",   "nobody-left"};

constexpr std::string_view to_text(ErrandEntry entry) {
  return kErrandEntryTexts[static_cast<std::size_t>(entry)];
}

/// One entry for the timeline.
struct ErrandEvent {
  WallTime t{};
  std::string incident;
  std::string name;  ///< which call of the incident
  ErrandEntry entry = ErrandEntry::Told;
  std::string contact;  ///< NobodyLeft: empty
  Via via = Via::Sms;   ///< GaveUp, NobodyLeft: without meaning
  unsigned attempt = 0;
  unsigned round = 1;
  std::string error;  ///< Failed, Refused: what the channel says

  friend bool operator==(const ErrandEvent&, const ErrandEvent&) = default;
};

enum class WayProgress : std::uint8_t {
  Untried,
  UnderWay,  ///< handed over, no receipt yet
  Sent,
  Delivered,
  Failed,
  Refused,
  Unknown,  ///< no receipt came, or the gateway was restarted before it could: it may have been sent
};

inline constexpr std::array<std::string_view, 7> kWayProgressTexts = {
    "untried", "under-way", "sent", "delivered", "failed", "refused", "unknown"};

constexpr std::string_view to_text(WayProgress progress) {
  return kWayProgressTexts[static_cast<std::size_t>(progress)];
}

struct WayMemory {
  Via via = Via::Sms;
  WayProgress progress = WayProgress::Untried;
  unsigned attempts = 0;
  WallTime at{};  ///< of the last change

  friend bool operator==(const WayMemory&, const WayMemory&) = default;
};

/// What of the telling of one person outlives the process.
struct ErrandMemory {
  std::string incident;
  std::string name;  ///< which call of the incident
  std::string contact;
  unsigned round = 1;
  WallTime turn{};  ///< when the person's turn came in this round
  bool gave_up = false;
  std::vector<WayMemory> ways;

  friend bool operator==(const ErrandMemory&, const ErrandMemory&) = default;
};

enum class CallState : std::uint8_t {
  Telling,   ///< turns are still to come, or the last one waits for an acknowledgement
  Pausing,   ///< nobody is left; everybody is told again after `repeat`
  Over,      ///< no further turn comes; who has had one is still told
  Answered,  ///< acknowledged: nobody is told any more
};

inline constexpr std::array<std::string_view, 4> kCallStateTexts = {"telling", "pausing", "over",
                                                                    "answered"};

constexpr std::string_view to_text(CallState state) {
  return kCallStateTexts[static_cast<std::size_t>(state)];
}

/// What of one notify step outlives the process. Who has had a turn is in the ErrandMemory of each.
struct CallMemory {
  std::string incident;
  std::string name;                 ///< which call of the incident
  std::vector<std::string> people;  ///< ids, in their order
  std::vector<Via> via;
  Duration ack_within{};
  std::size_t at_once = 1;
  Duration repeat{};
  bool notice = false;
  unsigned round = 1;
  CallState state = CallState::Telling;
  WallTime since{};  ///< of the state, and of the round while Telling
  bool ended = false;

  friend bool operator==(const CallMemory&, const CallMemory&) = default;
};

/// The names under which the two are kept: "leak-3/step:tell" and "leak-3/step:tell/li".
std::string record_id(const CallMemory& memory);
std::string record_id(const ErrandMemory& memory);

/// What the world outside has to do. One of these is one durable record: `events`, `calls` and `errands`
/// are on stable storage before the first of `messages` goes to a channel.
struct ErrandOrders {
  std::vector<ErrandEvent> events;
  std::vector<CallMemory> calls;       ///< as they are now; a later one of the same id replaces it
  std::vector<ErrandMemory> errands;   ///< the same
  std::vector<std::string> forgotten;  ///< record ids whose record is of no more use
  std::vector<MessageOrder> messages;
};

}  // namespace hazgate::emergency
