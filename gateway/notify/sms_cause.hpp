#pragma once

#include <cstdint>
#include <string>

#include "gateway/notify/channel.hpp"

namespace hazgate::notify {

/// A number that the modem or the network gave as a reason, and what to make of it.
struct SmsCause {
  Receipt::Kind kind =
      Receipt::Kind::Failed;  ///< Failed, Refused; of a report also Sent, Delivered
  std::string text;           ///< for people
  bool of_channel =
      false;  ///< of an error: no message to anybody goes out until somebody has seen to it
};

/// The number of a +CMS ERROR after a message was handed to the modem.
/// Thread  any (pure)
/// Source  3GPP TS 27.005, 3.2.5; TS 24.011, annex E
SmsCause cause_of_error(int code);

/// TP-Status of a status report. Sent: nothing is decided yet, or nobody will ever know.
/// Source  3GPP TS 23.040, 9.2.3.15
SmsCause cause_of_status(std::uint8_t status);

}  // namespace hazgate::notify
