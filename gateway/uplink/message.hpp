#pragma once

#include <cstdint>
#include <string>

namespace hazgate::uplink {

enum class MqttVersion : std::uint8_t { V3_1_1, V5 };

/// What goes out.
struct Publication {
  std::string topic;
  std::string payload;
  int qos = 1;  ///< 0: acknowledged as soon as it is written to the connection
  bool retained = false;
  std::string correlation;  ///< MQTT 5 only; empty: none

  /// No less than the packet's size on the wire, in bytes.
  std::size_t packet_bytes() const {
    return topic.size() + payload.size() + correlation.size() + 16;
  }
};

/// What the broker publishes when the connection breaks without a word. One for each connection.
struct Will {
  std::string topic;
  std::string payload;
  int qos = 1;
  bool retained = true;
};

/// Where the sender of a command wants its answer too (MQTT 5); no topic: nowhere else.
struct ReplyTo {
  std::string topic;
  std::string correlation;
};

/// What came in on a topic that was subscribed.
struct Inbound {
  std::string topic;
  std::string payload;
  bool retained = false;
  ReplyTo reply_to;
};

}  // namespace hazgate::uplink
