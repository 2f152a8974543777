#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "drivers/codec/crc_order.hpp"

namespace hazgate::sim {

/// Source  MODBUS over Serial Line V1.02, 6.2.2
std::uint16_t crc16(std::span<const std::uint8_t> bytes);

/// Whether the last two bytes are the CRC of those before them.
bool has_good_crc(std::span<const std::uint8_t> frame, bool high_first = false);

/// Puts the CRC behind them.
void put_crc(std::vector<std::uint8_t>& frame, bool high_first = false);

/// `out` becomes the frame of a PDU.
void put_rtu(std::uint8_t unit, std::span<const std::uint8_t> pdu, std::vector<std::uint8_t>& out,
             codec::CrcOrder order = codec::CrcOrder::LowFirst);

/// Whether a unit that has its CRC in this order takes the frame for a request.
inline bool is_heard(std::span<const std::uint8_t> frame, codec::CrcOrder order) {
  return has_good_crc(frame, order == codec::CrcOrder::HighFirst);
}

/// Length of the request frame, with unit and CRC, that begins here. 0: too little of it has come to
/// tell, or its function is unknown and only silence ends it.
std::size_t request_length(std::span<const std::uint8_t> bytes);

}  // namespace hazgate::sim
