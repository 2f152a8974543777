#include "drivers/commission/pcap.hpp"

#include <cstdint>
#include <string_view>

namespace hazgate::commission {

namespace {

constexpr std::uint32_t kMagic = 0xA1B2C3D4;  // microseconds
constexpr std::uint32_t kMostBytes = 262144;
constexpr std::uint32_t kUpperPdu = 252;

// Tags of an exported PDU; numbers in them are big-endian.
constexpr std::uint16_t kEnd = 0;
constexpr std::uint16_t kDissector = 12;
constexpr std::uint16_t kSource = 20;
constexpr std::uint16_t kDestination = 21;
constexpr std::uint16_t kPortType = 24;
constexpr std::uint16_t kSourcePort = 25;
constexpr std::uint16_t kDestinationPort = 26;

constexpr std::uint32_t kTcp = 2;
constexpr std::uint32_t kModbusPort = 502;
constexpr std::uint32_t kGatewayPort = 50200;
constexpr std::string_view kGateway("\x0A\x00\x00\x01", 4);
constexpr std::string_view kBus("\x0A\x00\x00\x02", 4);

void put_little(std::string& out, std::uint32_t number, int bytes = 4) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i) & 0xFFU);
}

void put_big(std::string& out, std::uint32_t number, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(number >> (8 * i) & 0xFFU);
}

void put_tag(std::string& out, std::uint16_t tag, std::string_view value) {
  const std::size_t padded = (value.size() + 3) / 4 * 4;
  put_big(out, tag, 2);
  put_big(out, static_cast<std::uint32_t>(padded), 2);
  out += value;
  out.append(padded - value.size(), '\0');
}

void put_tag(std::string& out, std::uint16_t tag, std::uint32_t number) {
  std::string value;
  put_big(value, number, 4);
  put_tag(out, tag, value);
}

}  // namespace

std::string pcap_header() {
  std::string out;
  put_little(out, kMagic);
  put_little(out, 2, 2);
  put_little(out, 4, 2);
  put_little(out, 0);  // UTC
  put_little(out, 0);
  put_little(out, kMostBytes);
  put_little(out, kUpperPdu);
  return out;
}

std::string pcap_record(const TracedFrame& frame) {
  if (frame.bytes.empty()) return {};
  const bool sent = frame.direction == modbus::Direction::Sent;
  std::string packet;
  put_tag(packet, kDissector, frame.serial ? "mbrtu" : "mbtcp");
  put_tag(packet, kSource, sent ? kGateway : kBus);
  put_tag(packet, kDestination, sent ? kBus : kGateway);
  put_tag(packet, kPortType, kTcp);
  put_tag(packet, kSourcePort, sent ? kGatewayPort : kModbusPort);
  put_tag(packet, kDestinationPort, sent ? kModbusPort : kGatewayPort);
  put_tag(packet, kEnd, std::string_view{});
  packet.append(frame.bytes.begin(), frame.bytes.end());
  std::string out;
  put_little(out, static_cast<std::uint32_t>(frame.at_us / 1'000'000));
  put_little(out, static_cast<std::uint32_t>(frame.at_us % 1'000'000));
  put_little(out, static_cast<std::uint32_t>(packet.size()));
  put_little(out, static_cast<std::uint32_t>(packet.size()));
  return out + packet;
}

}  // namespace hazgate::commission
