#include "gateway/notify/sms_cause.hpp"

#include <algorithm>
#include <array>
#include <fmt/core.h>
#include <string_view>

namespace hazgate::notify {
namespace {

using Kind = Receipt::Kind;

struct Known {
  int code;
  Kind kind;
  std::string_view text;
};

constexpr std::array<Known, 28> kErrors{{
    {1, Kind::Refused, "the operator knows no such number"},
    {8, Kind::Refused,
     "the operator bars this SIM from sending; ask the operator (bill, contract)"},
    {10, Kind::Refused,
     "the operator bars this SIM from sending; ask the operator (bill, contract)"},
    {21, Kind::Failed, "the operator rejected the message"},
    {22, Kind::Failed, "the recipient's phone or SIM has no room"},
    {27, Kind::Failed, "the recipient cannot be reached"},
    {28, Kind::Refused, "the operator does not know the recipient"},
    {29, Kind::Refused, "the operator does not let this SIM send; ask for the SMS service"},
    {30, Kind::Refused, "the operator does not know the recipient"},
    {38, Kind::Failed, "the operator's network is out of order"},
    {41, Kind::Failed, "the operator's network failed for the moment"},
    {42, Kind::Failed, "the operator's network is congested"},
    {47, Kind::Failed, "the operator's network has no resources"},
    {50, Kind::Refused, "this SIM has no SMS service; ask the operator"},
    {69, Kind::Refused, "the operator's network does not carry SMS"},
    {208, Kind::Failed, "the SIM has no room for SMS"},
    {304, Kind::Refused, "the modem does not understand the message"},
    {310, Kind::Failed, "the modem has no SIM"},
    {311, Kind::Failed, "the SIM wants its PIN"},
    {313, Kind::Failed, "the SIM failed"},
    {314, Kind::Failed, "the SIM is busy"},
    {315, Kind::Failed, "the SIM is not the right one for this modem"},
    {316, Kind::Failed, "the SIM is locked and wants its PUK"},
    {322, Kind::Failed, "the modem's memory is full"},
    {330, Kind::Refused, "the number of the service centre is unknown; write it as smsc"},
    {331, Kind::Failed,
     "the modem is not registered with an operator; look at antenna and coverage"},
    {332, Kind::Failed, "the operator's network did not answer the modem in time"},
    {512, Kind::Failed, "the modem could not send"},
}};

constexpr std::array<Known, 11> kStatuses{{
    {0x00, Kind::Delivered, "delivered"},
    {0x01, Kind::Sent, "passed on, but nobody can say whether it arrived"},
    {0x02, Kind::Sent, "replaced by a later message"},
    {0x41, Kind::Refused, "the recipient's phone cannot show it"},
    {0x42, Kind::Refused, "the recipient's phone rejected it"},
    {0x43, Kind::Refused, "the recipient cannot be had: there may be no such number"},
    {0x45, Kind::Refused, "the recipient's network does not take SMS from this one"},
    {0x46, Kind::Failed, "the recipient's phone was off or out of reach for too long"},
    {0x47, Kind::Failed, "the message was deleted"},
    {0x48, Kind::Failed, "the operator deleted the message"},
    {0x49, Kind::Failed, "the operator has lost the message"},
}};

/// What the operator or the SIM holds against every message alike, and registration does not show.
constexpr std::array kOfChannel = {8, 10, 29, 50, 69, 330};

template <std::size_t N>
const Known* find(const std::array<Known, N>& all, int code) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Known& known) { return known.code == code; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

SmsCause cause_of_error(int code) {
  if (const auto* known = find(kErrors, code)) {
    const bool of_channel =
        std::find(kOfChannel.begin(), kOfChannel.end(), code) != kOfChannel.end();
    return {known->kind, fmt::format("{} (+CMS ERROR: {})", known->text, code), of_channel};
  }
  if (code < 0) return {Kind::Failed, "the modem could not send and gives no reason"};
  return {Kind::Failed, fmt::format("the modem could not send (+CMS ERROR: {})", code)};
}

SmsCause cause_of_status(std::uint8_t status) {
  if (const auto* known = find(kStatuses, status)) {
    return {known->kind, fmt::format("{} (report 0x{:02X})", known->text, status)};
  }
  if (status < 0x40) return {Kind::Sent, {}};  // from 0x20: the service centre goes on trying
  return {Kind::Failed, fmt::format("the operator could not deliver it (report 0x{:02X})", status)};
}

}  // namespace hazgate::notify
