#include "drivers/modbus/request.hpp"

#include <array>
#include <cassert>

namespace hazgate::modbus {

namespace {

constexpr std::array<std::uint16_t, 1> kOn = {0xFF00};
constexpr std::array<std::uint16_t, 1> kOff = {0x0000};

void put(std::span<std::uint8_t> out, std::size_t& size, std::uint16_t word) {
  out[size++] = static_cast<std::uint8_t>(word >> 8);
  out[size++] = static_cast<std::uint8_t>(word & 0xFFU);
}

Function read_function(codec::Table table) {
  switch (table) {
    case codec::Table::Coil:
      return Function::ReadCoils;
    case codec::Table::Discrete:
      return Function::ReadDiscreteInputs;
    case codec::Table::Input:
      return Function::ReadInputRegisters;
    case codec::Table::Holding:
      return Function::ReadHoldingRegisters;
  }
  return Function::ReadHoldingRegisters;
}

}  // namespace

Request read_request(std::uint8_t unit, codec::Table table, std::uint16_t address,
                     std::uint16_t count) {
  return {unit, read_function(table), address, count, {}};
}

Request write_coil_request(std::uint8_t unit, std::uint16_t address, bool on) {
  return {unit, Function::WriteSingleCoil, address, 1, on ? kOn : kOff};
}

Request write_registers_request(std::uint8_t unit, std::uint16_t address,
                                std::span<const std::uint16_t> words) {
  assert(!words.empty() && words.size() <= kMostWriteRegisters);
  const auto function =
      words.size() == 1 ? Function::WriteSingleRegister : Function::WriteMultipleRegisters;
  return {unit, function, address, static_cast<std::uint16_t>(words.size()), words};
}

std::size_t data_size(const Request& request) {
  return reads_bits(request.function) ? (std::size_t{request.count} + 7) / 8
                                      : std::size_t{request.count} * 2;
}

std::size_t put_unit_and_pdu(const Request& request, std::span<std::uint8_t> out) {
  std::size_t size = 0;
  out[size++] = request.unit;
  out[size++] = static_cast<std::uint8_t>(request.function);
  put(out, size, request.address);
  switch (request.function) {
    case Function::ReadCoils:
    case Function::ReadDiscreteInputs:
    case Function::ReadHoldingRegisters:
    case Function::ReadInputRegisters:
      put(out, size, request.count);
      break;
    case Function::WriteSingleCoil:
    case Function::WriteSingleRegister:
      put(out, size, request.words[0]);
      break;
    case Function::WriteMultipleRegisters:
      put(out, size, request.count);
      out[size++] = static_cast<std::uint8_t>(request.words.size() * 2);
      for (const std::uint16_t word : request.words) put(out, size, word);
      break;
  }
  return size;
}

std::size_t put_tcp(const Request& request, std::uint16_t transaction,
                    std::span<std::uint8_t> out) {
  constexpr std::size_t kHeader = 6;
  const std::size_t length = put_unit_and_pdu(request, out.subspan(kHeader));
  put_header(transaction, length, out);
  return kHeader + length;
}

void put_header(std::uint16_t transaction, std::size_t length, std::span<std::uint8_t> out) {
  std::size_t size = 0;
  put(out, size, transaction);
  put(out, size, 0);
  put(out, size, static_cast<std::uint16_t>(length));
}

std::size_t reply_size(const Request& request) {
  return is_read(request.function) ? 3 + data_size(request) : 6;
}

}  // namespace hazgate::modbus
