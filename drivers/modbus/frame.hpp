#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "drivers/modbus/fault.hpp"
#include "drivers/modbus/request.hpp"

namespace hazgate::modbus {

/// CRC-16/MODBUS; the low byte goes on the wire first.
/// Source  MODBUS over Serial Line V1.02, 6.2.2
std::uint16_t crc16(std::span<const std::uint8_t> bytes);

/// Whether unit id and PDU of a reply answer the request: unit, function, length, byte count, echo
/// of a write.
/// Result  nothing when it does; otherwise what is wrong, or the exception
/// Errors  any input is fine: too short, too long, garbage
/// Thread  any (pure)
std::optional<Fault> check_reply(const Request& request, std::span<const std::uint8_t> reply);

/// The same for a whole TCP frame: protocol id and length first (OutOfStep), then the transaction
/// id.
std::optional<Fault> check_tcp(const Request& request, std::uint16_t transaction,
                               std::span<const std::uint8_t> frame);

/// The same for a whole RTU frame: CRC first.
std::optional<Fault> check_rtu(const Request& request, std::span<const std::uint8_t> frame);

/// How long the TCP frame is that begins like this.
/// Result  nothing as long as its header is not whole; 0: no such frame can be
std::optional<std::size_t> tcp_size(std::span<const std::uint8_t> begin);

/// How long an RTU reply must be that begins like this, as far as its function code says (others: as
/// an exception); what libmodbus reads.
/// Shape   begin.size() >= 3
std::size_t rtu_size(std::span<const std::uint8_t> begin);

/// The data bytes of the reply to a read, or nothing for a write.
/// Shape   `reply` (unit id and PDU) has passed check_reply
std::span<const std::uint8_t> reply_data(const Request& request,
                                         std::span<const std::uint8_t> reply);

/// Two bytes at `place`, the high one first.
constexpr std::uint16_t word_at(std::span<const std::uint8_t> bytes, std::size_t place) {
  return static_cast<std::uint16_t>((bytes[place] << 8) | bytes[place + 1]);
}

/// The fault, with which frame it was.
Fault with_frame(Fault fault, std::span<const std::uint8_t> frame);

/// Register or bit number `place` of such data.
constexpr std::uint16_t register_at(std::span<const std::uint8_t> data, std::size_t place) {
  return word_at(data, place * 2);
}
constexpr bool bit_at(std::span<const std::uint8_t> data, std::size_t place) {
  return ((data[place / 8] >> (place % 8)) & 1U) != 0;
}

}  // namespace hazgate::modbus
