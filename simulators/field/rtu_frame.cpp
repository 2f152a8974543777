#include "simulators/field/rtu_frame.hpp"

namespace hazgate::sim {

std::uint16_t crc16(std::span<const std::uint8_t> bytes) {
  std::uint16_t crc = 0xFFFF;
  for (const std::uint8_t byte : bytes) {
    crc = static_cast<std::uint16_t>(crc ^ byte);
    for (int bit = 0; bit < 8; ++bit) {
      crc = static_cast<std::uint16_t>((crc & 1U) != 0 ? crc >> 1 ^ 0xA001 : crc >> 1);
    }
  }
  return crc;
}

bool has_good_crc(std::span<const std::uint8_t> frame, bool high_first) {
  if (frame.size() < 4) return false;
  const std::size_t end = frame.size() - 2;
  const std::uint8_t low = frame[high_first ? end + 1 : end];
  const std::uint8_t high = frame[high_first ? end : end + 1];
  return crc16(frame.first(end)) == static_cast<std::uint16_t>(low | high << 8);
}

std::size_t request_length(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 2) return 0;
  if (bytes[1] >= 1 && bytes[1] <= 6) return 8;
  if (bytes[1] == 43) return bytes.size() < 3 || bytes[2] != 14 ? 0 : 7;
  if (bytes[1] != 15 && bytes[1] != 16) return 0;
  return bytes.size() < 7 ? 0 : 9U + bytes[6];
}

void put_crc(std::vector<std::uint8_t>& frame, bool high_first) {
  const std::uint16_t crc = crc16(frame);
  frame.push_back(static_cast<std::uint8_t>(high_first ? crc >> 8 : crc & 0xFF));
  frame.push_back(static_cast<std::uint8_t>(high_first ? crc & 0xFF : crc >> 8));
}

void put_rtu(std::uint8_t unit, std::span<const std::uint8_t> pdu, std::vector<std::uint8_t>& out,
             codec::CrcOrder order) {
  out.assign(1, unit);
  out.insert(out.end(), pdu.begin(), pdu.end());
  put_crc(out, order != codec::CrcOrder::LowFirst);
}

}  // namespace hazgate::sim
