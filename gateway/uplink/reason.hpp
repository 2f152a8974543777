#pragma once

#include <cstdint>
#include <string>

#include "gateway/uplink/message.hpp"

/// What a broker's numbers mean, in words a person can act on.
/// Thread  any (pure)
/// Source  MQTT 3.1.1, 3.2.2.3; MQTT 5.0, 2.4
namespace hazgate::uplink {

/// Of a CONNACK. Empty: the number says nothing (it is Paho's own).
std::string connect_reason(int code, MqttVersion version);

/// Of a PUBACK, SUBACK or DISCONNECT of MQTT 5, 0x80 and above: "not authorised (0x87)".
std::string reason_text(int code);

constexpr int kNotAuthorised = 0x87;
constexpr int kPacketTooLarge = 0x95;

/// What is to be done about one message that the broker has refused.
enum class Verdict : std::uint8_t {
  Skip,  ///< it would be refused again: leave it out, and say so
  Again  ///< over a new connection it may pass
};

/// `accepted`: the broker has taken something else over this connection. When it takes nothing at
/// all, its access list is wrong as a whole: then nothing is thrown away, the connection is.
Verdict verdict_on(int code, bool accepted);

}  // namespace hazgate::uplink
