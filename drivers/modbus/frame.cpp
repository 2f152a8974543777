#include "drivers/modbus/frame.hpp"

#include <algorithm>
#include <array>

namespace hazgate::modbus {

namespace {

constexpr std::array<std::uint16_t, 256> make_crc_table() {
  std::array<std::uint16_t, 256> table{};
  for (std::uint16_t byte = 0; byte < 256; ++byte) {
    std::uint16_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) {
      const bool low = (crc & 1U) != 0;
      crc = static_cast<std::uint16_t>(crc >> 1);
      if (low) crc = static_cast<std::uint16_t>(crc ^ 0xA001U);
    }
    table[byte] = crc;
  }
  return table;
}
constexpr auto kCrcTable = make_crc_table();

constexpr std::uint8_t kExceptionBit = 0x80;
constexpr std::size_t kMbap = 6;  // without the unit id, which libmodbus counts to the header

std::optional<Fault> check_body(const Request& request, std::span<const std::uint8_t> reply) {
  if (reply.size() != reply_size(request)) return Fault{FaultKind::BadLength};
  if (is_read(request.function)) {
    if (reply[2] != data_size(request)) return Fault{FaultKind::BadLength};
    return std::nullopt;
  }
  const std::uint16_t echoed =
      request.function == Function::WriteMultipleRegisters ? request.count : request.words[0];
  if (word_at(reply, 2) != request.address || word_at(reply, 4) != echoed) {
    return Fault{FaultKind::WrongEcho};
  }
  return std::nullopt;
}

}  // namespace

std::uint16_t crc16(std::span<const std::uint8_t> bytes) {
  std::uint16_t crc = 0xFFFF;
  for (const std::uint8_t byte : bytes) {
    crc = static_cast<std::uint16_t>((crc >> 8) ^ kCrcTable[(crc ^ byte) & 0xFFU]);
  }
  return crc;
}

std::optional<Fault> check_reply(const Request& request, std::span<const std::uint8_t> reply) {
  if (reply.size() < 3) return Fault{FaultKind::BadLength};
  if (reply[0] != request.unit) return Fault{FaultKind::WrongUnit};
  const auto function = static_cast<std::uint8_t>(request.function);
  if (reply[1] == (function | kExceptionBit)) {
    if (reply.size() != 3) return Fault{FaultKind::BadLength};
    return Fault{FaultKind::Exception, reply[2]};
  }
  if (reply[1] != function) return Fault{FaultKind::WrongFunction};
  return check_body(request, reply);
}

std::optional<Fault> check_tcp(const Request& request, std::uint16_t transaction,
                               std::span<const std::uint8_t> frame) {
  if (frame.size() < kMbap + 3) return Fault{FaultKind::OutOfStep};
  if (word_at(frame, 2) != 0 || word_at(frame, 4) != frame.size() - kMbap) {
    return Fault{FaultKind::OutOfStep};
  }
  if (word_at(frame, 0) != transaction) return Fault{FaultKind::WrongTransaction};
  return check_reply(request, frame.subspan(kMbap));
}

std::optional<Fault> check_rtu(const Request& request, std::span<const std::uint8_t> frame) {
  if (frame.size() < 5) return Fault{FaultKind::BadLength};
  const auto body = frame.first(frame.size() - 2);
  const auto received =
      static_cast<std::uint16_t>(frame[body.size()] | frame[body.size() + 1] << 8);
  if (crc16(body) != received) return Fault{FaultKind::Crc};
  return check_reply(request, body);
}

Fault with_frame(Fault fault, std::span<const std::uint8_t> frame) {
  if (fault.kind != FaultKind::Exception) fault.frame = 0x10000U | crc16(frame);
  return fault;
}

std::optional<std::size_t> tcp_size(std::span<const std::uint8_t> begin) {
  if (begin.size() < kMbap) return std::nullopt;
  const std::size_t size = kMbap + word_at(begin, 4);
  const bool possible = word_at(begin, 2) == 0 && size >= kMbap + 3 && size <= kMostAdu;
  return possible ? size : 0;
}

std::size_t rtu_size(std::span<const std::uint8_t> begin) {
  switch (begin[1]) {
    case 1:
    case 2:
    case 3:
    case 4:
      return std::min<std::size_t>(std::size_t{begin[2]} + 5, begin.size());
    case 5:
    case 6:
    case 15:
    case 16:
      return 8;
    default:
      return 5;
  }
}

std::span<const std::uint8_t> reply_data(const Request& request,
                                         std::span<const std::uint8_t> reply) {
  return is_read(request.function) ? reply.subspan(3) : std::span<const std::uint8_t>{};
}

}  // namespace hazgate::modbus
