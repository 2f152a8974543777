#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "drivers/codec/crc_order.hpp"
#include "drivers/codec/point_format.hpp"

namespace hazgate::modbus {

inline constexpr std::size_t kMostAdu = 260;  ///< of TCP; RTU has 256
inline constexpr std::uint16_t kMostReadRegisters = 125;
inline constexpr std::uint16_t kMostReadBits = 2000;
inline constexpr std::uint16_t kMostWriteRegisters = 123;

enum class Function : std::uint8_t {
  ReadCoils = 1,
  ReadDiscreteInputs = 2,
  ReadHoldingRegisters = 3,
  ReadInputRegisters = 4,
  WriteSingleCoil = 5,
  WriteSingleRegister = 6,
  WriteMultipleRegisters = 16,
};

/// One request to one unit.
/// Shape   words: what is written (one word, 0xFF00 or 0 for a coil); empty for reads. It must
/// outlive
///         the transaction
/// Source  MODBUS Application Protocol V1.1b3, 6
struct Request {
  std::uint8_t unit = 1;
  Function function = Function::ReadHoldingRegisters;
  std::uint16_t address = 0;
  std::uint16_t count = 1;
  std::span<const std::uint16_t> words{};
  codec::CrcOrder crc = codec::CrcOrder::LowFirst;  ///< RTU
};

Request read_request(std::uint8_t unit, codec::Table table, std::uint16_t address,
                     std::uint16_t count);
Request write_coil_request(std::uint8_t unit, std::uint16_t address, bool on);

/// Function 6 for one register, 16 for more.
Request write_registers_request(std::uint8_t unit, std::uint16_t address,
                                std::span<const std::uint16_t> words);

constexpr bool is_read(Function function) {
  return static_cast<std::uint8_t>(function) <= 4;
}
constexpr bool reads_bits(Function function) {
  return static_cast<std::uint8_t>(function) <= 2;
}

/// Data bytes in the reply of a read.
std::size_t data_size(const Request& request);

/// Unit id and PDU, as both kinds of line carry it.
/// Shape   out holds at least 254 bytes
/// Result  how many were written
std::size_t put_unit_and_pdu(const Request& request, std::span<std::uint8_t> out);

/// The whole frame for TCP (MBAP header in front). out holds at least kMostAdu bytes.
std::size_t put_tcp(const Request& request, std::uint16_t transaction, std::span<std::uint8_t> out);

/// The header of a TCP frame whose unit id and PDU take `length` bytes.
void put_header(std::uint16_t transaction, std::size_t length, std::span<std::uint8_t> out);

/// Unit id and PDU of the reply that fits, in bytes.
std::size_t reply_size(const Request& request);

}  // namespace hazgate::modbus
