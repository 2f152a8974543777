#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "gateway/uplink/message.hpp"

/// The packets of MQTT 3.1.1 that a light gateway sends and gets.
/// Thread  any (pure)
/// Source  MQTT Version 3.1.1, OASIS Standard, 2 and 3
namespace hazgate::sim::mqtt {

enum class Kind : std::uint8_t {
  Connect = 1,
  ConnectAck = 2,
  Publish = 3,
  PublishAck = 4,
  Subscribe = 8,
  SubscribeAck = 9,
  Ping = 12,
  PingAck = 13,
  Disconnect = 14,
};

/// A clean session, always: as hazgate's.
struct Connect {
  std::string client_id;
  std::string username, password;  ///< empty: none
  uplink::Will will;
  std::chrono::seconds keep_alive{10};
};

std::string connect_packet(const Connect& connect);
/// `id`: of QoS 1, not 0
std::string publish_packet(const uplink::Publication& publication, std::uint16_t id);
std::string publish_ack_packet(std::uint16_t id);
std::string subscribe_packet(std::string_view topic, int qos, std::uint16_t id);
std::string ping_packet();
std::string disconnect_packet();

/// One packet as it came.
struct Packet {
  Kind kind = Kind::PingAck;
  std::uint8_t flags = 0;
  std::string body;  ///< behind the fixed header
};

/// Cuts a stream into packets.
class PacketReader {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{256} * 1024;  ///< of one packet

  void feed(std::string_view bytes) { unread_ += bytes; }
  /// The next whole packet, or nothing yet.
  /// Errors  a text: what comes is no MQTT, or too large; nothing that follows can be read
  tl::expected<std::optional<Packet>, std::string> next();

 private:
  std::string unread_;
};

/// The packet's identifier of an acknowledgement; nothing: it is cut short.
std::optional<std::uint16_t> id_of(const Packet& packet);

struct Received {
  uplink::Inbound message;
  int qos = 0;
  std::uint16_t id = 0;
};
/// Nothing: it is cut short.
std::optional<Received> read_publish(const Packet& packet);

/// Why a broker does not take a CONNECT.
std::string_view refusal_words(std::uint8_t code);

}  // namespace hazgate::sim::mqtt
