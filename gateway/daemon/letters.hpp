#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/emergency/call.hpp"
#include "gateway/core/site/response.hpp"
#include "gateway/core/site/site.hpp"
#include "gateway/notify/ack_token.hpp"
#include "gateway/notify/channel.hpp"
#include "gateway/notify/webhook_form.hpp"

/// From what the site wants to be told to whom, to letters; and what people write back.
namespace hazgate::daemon {

struct LetterSettings {
  /// The address at which a person can acknowledge; empty: there is none.
  std::function<std::string(const notify::AckClaim&)> link;
  /// What the other end of each URL understands. Only Json is one receiver; the others are groups, whose
  /// every reader could acknowledge in one person's name.
  std::map<std::string, notify::WebhookForm> webhooks;
};

/// The letter to one person on one way, by what is known now.
///
///   whom         name ─call_name_from─► about
///   contacts      Step               First, Reminder (round 2 and more), Escalation (unanswered)
///   neighbours    Neighbour…         NeighbourNotice, AllClear
///   contacts      AllClear, Clock    AllClear, ClockReminder
///   contacts      Asked              StepAsks: no code, so that nobody takes it for a yes to the step
///
/// In the person's language, else in the neighbour's whose person it is, else in the site's.
/// It speaks of the first triggering alarm that is not normal, of a vote's by the first member that is not;
/// of what a person has started by the plan's name. What no longer helps is left out: an all-clear and a
/// report that is due name no value, no action and no way out. A link only where an acknowledgement is
/// wanted, in mail and to Json webhooks; a reply code only in an SMS.
/// Shape   `to` is empty for Mqtt and Siren, and for a way that the contact does not have
/// Errors  none: of an incident that the site no longer knows it says what its id says
/// Thread  any (pure)
notify::Letter letter_of(const site::Site& site, const LetterSettings& settings,
                         const emergency::MessageOrder& order, Now now,
                         const site::LocalTime& local);

/// The person's own; of one who is a neighbour's, that neighbour's; else the site's. "zh-CN"
std::string_view language_of(const site::SiteSpec& spec, const site::ContactSpec& contact);

/// Where a person is reached by this way; empty for Mqtt and Siren.
std::string address_of(const site::ContactSpec& contact, emergency::Via via);

/// What a person sends back to acknowledge "tank-farm-leak-3": "0003". Again after ten thousand incidents.
std::string reply_code(std::uint64_t number);
std::string reply_code(std::string_view incident);

/// What a person has written back.
struct Reply {
  /// What may be a reply code, in the order written, each once. Whoever quotes the message may have written
  /// others too, such as the number of a tank: the first that is an incident he was told of is meant.
  std::vector<std::string> codes;

  friend bool operator==(const Reply&, const Reply&) = default;
};

/// Finds "0003" in "收到 0003", "OK0003", "００03": exactly four digits in a row, and no part of a date, a
/// time or a number with a point. "00 03" and "0 0 0 3" when these are all digits that there are.
/// Result  none: there is no code in it
/// Thread  any (pure)
std::optional<Reply> reply_of(std::string_view sms_text);

/// To a person whose message acknowledges nothing: what would, with the codes of the newest incidents that wait
/// for him. In his language, in one SMS.
/// Thread  any (pure)
std::string answer_form(const site::Site& site, const site::ContactSpec& contact, Now now);

}  // namespace hazgate::daemon
