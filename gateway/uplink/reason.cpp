#include "gateway/uplink/reason.hpp"

#include <fmt/format.h>

namespace hazgate::uplink {
namespace {

std::string connect_reason_3(int code) {
  switch (code) {
    case 1:
      return "the broker refuses MQTT 3.1.1";
    case 2:
      return "the broker refuses the client id; see [site] and the broker's log";
    case 3:
      return "the broker says that it is not available";
    case 4:
      return "the broker refuses the user name or password; check [uplink]";
    case 5:
      return "the broker refuses: not authorised; check the user name, the password file and the "
             "broker's access list";
    default:
      return {};
  }
}

std::string connect_reason_5(int code) {
  switch (code) {
    case 1:  // of a broker that answers as 3.1.1 does
    case 0x84:
      return "the broker refuses MQTT 5; write mqtt = \"3.1.1\" in [uplink]";
    case 0x85:
      return "the broker refuses the client id; see [site] and the broker's log";
    case 0x86:
      return "the broker refuses the user name or password; check [uplink]";
    case kNotAuthorised:
      return "the broker refuses: not authorised; check the user name, the password file and the "
             "broker's access list";
    case 0x88:
    case 0x89:
      return "the broker says that it is not available";
    case 0x8A:
      return "the broker has banned this client; see the broker's log";
    case 0x9C:
    case 0x9D:
      return "the broker sends its clients to another address; change brokers in [uplink]";
    default:
      return code >= 0x80 ? "the broker refuses the connection: " + reason_text(code)
                          : std::string();
  }
}

const char* name_of(int code) {
  switch (code) {
    case 0x80:
      return "no reason given";
    case 0x81:
      return "malformed packet";
    case 0x82:
      return "protocol error";
    case 0x83:
      return "for a reason of the broker's own";
    case kNotAuthorised:
      return "not authorised; check the broker's access list";
    case 0x8B:
      return "the broker shuts down";
    case 0x8D:
      return "nothing was heard for too long";
    case 0x8E:
      return "another client has come with this client id; is the gateway running twice?";
    case 0x8F:
      return "the topic filter is not valid there";
    case 0x90:
      return "the topic is not valid there";
    case 0x91:
      return "the packet number is in use";
    case 0x93:
      return "more messages in flight than the broker takes";
    case kPacketTooLarge:
      return "a message is larger than the broker takes";
    case 0x96:
      return "too many messages in a short time";
    case 0x97:
      return "a quota is exceeded";
    case 0x98:
      return "ended by the broker's administrator";
    case 0x99:
      return "the payload is not of the format that was said";
    case 0x9A:
      return "the broker keeps no retained messages";
    case 0x9B:
      return "the broker does not do this quality of service";
    case 0x9F:
      return "too many connections in a short time";
    default:
      return "reason";
  }
}

}  // namespace

std::string connect_reason(int code, MqttVersion version) {
  return version == MqttVersion::V5 && (code == 1 || code >= 0x80) ? connect_reason_5(code)
                                                                   : connect_reason_3(code);
}

std::string reason_text(int code) {
  return fmt::format("{} (0x{:02X})", name_of(code), static_cast<unsigned>(code));
}

Verdict verdict_on(int code, bool accepted) {
  switch (code) {
    case 0x90:
    case kPacketTooLarge:
    case 0x99:
    case 0x9A:
    case 0x9B:
      return Verdict::Skip;
    case kNotAuthorised:
      return accepted ? Verdict::Skip : Verdict::Again;
    default:
      return Verdict::Again;
  }
}

}  // namespace hazgate::uplink
