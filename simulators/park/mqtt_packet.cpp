#include "simulators/park/mqtt_packet.hpp"

#include <array>

namespace hazgate::sim::mqtt {
namespace {

void append_number(std::string& out, std::size_t number) {
  out += static_cast<char>((number >> 8U) & 0xFFU);
  out += static_cast<char>(number & 0xFFU);
}

void append_text(std::string& out, std::string_view text) {
  append_number(out, text.size());
  out += text;
}

std::string packet(Kind kind, unsigned flags, std::string_view body) {
  std::string out(1, static_cast<char>((static_cast<unsigned>(kind) << 4U) | flags));
  std::size_t rest = body.size();
  do {
    const std::size_t more = rest >> 7U;
    out += static_cast<char>((rest & 0x7FU) | (more > 0 ? 0x80U : 0U));
    rest = more;
  } while (rest > 0);
  out += body;
  return out;
}

std::uint8_t byte_at(std::string_view bytes, std::size_t place) {
  return static_cast<std::uint8_t>(bytes[place]);
}

std::optional<std::uint16_t> number_at(std::string_view bytes, std::size_t place) {
  if (bytes.size() < place + 2) return std::nullopt;
  return static_cast<std::uint16_t>((byte_at(bytes, place) << 8U) | byte_at(bytes, place + 1));
}

/// The length that the fixed header names, and how many bytes it takes itself.
struct Length {
  std::size_t body = 0, header = 0;
};

tl::expected<std::optional<Length>, std::string> length_of(std::string_view bytes) {
  Length length{0, 1};
  for (unsigned shift = 0; shift <= 21; shift += 7) {
    if (bytes.size() <= length.header) return std::nullopt;
    const std::uint8_t byte = byte_at(bytes, length.header++);
    length.body |= static_cast<std::size_t>(byte & 0x7FU) << shift;
    if (byte < 0x80) return length;
  }
  return tl::make_unexpected("the length of a packet has more than four bytes: this is no MQTT");
}

}  // namespace

std::string connect_packet(const Connect& connect) {
  constexpr unsigned kClean = 0x02, kWill = 0x04, kWillRetained = 0x20, kPassword = 0x40,
                     kUsername = 0x80;
  unsigned flags = kClean | kWill | (static_cast<unsigned>(connect.will.qos) << 3U);
  if (connect.will.retained) flags |= kWillRetained;
  if (!connect.username.empty()) flags |= kUsername;
  if (!connect.password.empty()) flags |= kPassword;
  std::string body;
  append_text(body, "MQTT");
  body += '\x04';
  body += static_cast<char>(flags);
  append_number(body, static_cast<std::size_t>(connect.keep_alive.count()));
  append_text(body, connect.client_id);
  append_text(body, connect.will.topic);
  append_text(body, connect.will.payload);
  if (!connect.username.empty()) append_text(body, connect.username);
  if (!connect.password.empty()) append_text(body, connect.password);
  return packet(Kind::Connect, 0, body);
}

std::string publish_packet(const uplink::Publication& publication, std::uint16_t id) {
  std::string body;
  body.reserve(publication.packet_bytes());
  append_text(body, publication.topic);
  if (publication.qos > 0) append_number(body, id);
  body += publication.payload;
  const unsigned flags =
      (static_cast<unsigned>(publication.qos) << 1U) | (publication.retained ? 1U : 0U);
  return packet(Kind::Publish, flags, body);
}

std::string publish_ack_packet(std::uint16_t id) {
  std::string body;
  append_number(body, id);
  return packet(Kind::PublishAck, 0, body);
}

std::string subscribe_packet(std::string_view topic, int qos, std::uint16_t id) {
  std::string body;
  append_number(body, id);
  append_text(body, topic);
  body += static_cast<char>(qos);
  return packet(Kind::Subscribe, 2, body);
}

std::string ping_packet() {
  return packet(Kind::Ping, 0, {});
}

std::string disconnect_packet() {
  return packet(Kind::Disconnect, 0, {});
}

tl::expected<std::optional<Packet>, std::string> PacketReader::next() {
  const auto length = length_of(unread_);
  if (!length) return tl::make_unexpected(length.error());
  if (!*length) return std::nullopt;
  const auto [body, header] = **length;
  if (body > kMostBytes) {
    return tl::make_unexpected("a packet of " + std::to_string(body) + " bytes: more than " +
                               std::to_string(kMostBytes) + " are not taken");
  }
  if (unread_.size() < header + body) return std::nullopt;
  const std::uint8_t first = byte_at(unread_, 0);
  Packet found{static_cast<Kind>(first >> 4U), static_cast<std::uint8_t>(first & 0x0FU),
               unread_.substr(header, body)};
  unread_.erase(0, header + body);
  return found;
}

std::optional<std::uint16_t> id_of(const Packet& packet) {
  return number_at(packet.body, 0);
}

std::optional<Received> read_publish(const Packet& packet) {
  const auto size = number_at(packet.body, 0);
  if (!size || packet.body.size() < 2U + *size) return std::nullopt;
  Received received;
  received.message.topic = packet.body.substr(2, *size);
  received.message.retained = (packet.flags & 1U) != 0;
  received.qos = (packet.flags >> 1U) & 3U;
  std::size_t place = 2U + *size;
  if (received.qos > 0) {
    const auto id = number_at(packet.body, place);
    if (!id) return std::nullopt;
    received.id = *id;
    place += 2;
  }
  received.message.payload = packet.body.substr(place);
  return received;
}

std::string_view refusal_words(std::uint8_t code) {
  static constexpr std::array<std::string_view, 6> kWords{
      "taken",
      "it does not speak MQTT 3.1.1",
      "it does not take this client id",
      "it is not available now",
      "it does not take this user name or password",
      "it does not let this client in"};
  return code < kWords.size() ? kWords[code] : "for a reason without a name";
}

}  // namespace hazgate::sim::mqtt
