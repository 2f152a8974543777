#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "simulators/modem/alphabet.hpp"

namespace hazgate::sim {

/// Which piece of a concatenated message this is.
/// Source  3GPP TS 23.040, 9.2.3.24.1 and 9.2.3.24.8
struct Piece {
  unsigned reference = 0;  ///< the same in all pieces of a message
  unsigned total = 1;
  unsigned number = 1;  ///< from 1
};

/// A message on its way from a modem to the service centre.
struct Submit {
  std::string to;  ///< with + when the number is international
  std::u16string text;
  std::optional<Piece> piece;
  bool ucs2 = false;
  bool report_wanted = false;
};

/// A message on its way to a modem.
struct Deliver {
  std::string from;
  std::u16string text;
  std::optional<Piece> piece;
  std::chrono::sys_seconds at{};
};

/// What has become of a message, on its way to the modem that sent it.
struct StatusReport {
  std::uint8_t reference = 0;
  std::string to;
  std::chrono::sys_seconds submitted{}, discharged{};
  std::uint8_t status = 0;  ///< 0: received by the phone (9.2.3.15)
};

/// The message of a modem's PDU: the service centre's address, then an SMS-SUBMIT.
/// Errors  a text: too short, another kind of message, 8 bit data
/// Thread  any (pure)
/// Source  3GPP TS 23.040, 9.2.2.2; TS 27.005, 3.1
tl::expected<Submit, std::string> decode_submit(std::span<const std::uint8_t> pdu);

/// As a modem gives them out: an empty address of the service centre, then the message. Times are
/// written in UTC+8. What GSM 7 bit cannot say goes as UCS-2.
/// Shape  the text fits into one message: 160 septets or 70 units, 153 or 67 with a piece
/// Source  3GPP TS 23.040, 9.2.2.1 and 9.2.2.3
Octets encode(const Deliver& message);
Octets encode(const StatusReport& report);

/// A text in as many messages as it needs.
std::vector<Deliver> split(const std::string& from, std::u16string_view text, unsigned reference,
                           std::chrono::sys_seconds at);

/// How many digits, the kind of number, and the digits, two an octet, turned.
/// Source  3GPP TS 23.040, 9.1.2.5
Octets encode_address(std::string_view number);

}  // namespace hazgate::sim
