#include "drivers/modbus/request.hpp"

#include <array>
#include <gtest/gtest.h>
#include <vector>

namespace hazgate::modbus {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes pdu(const Request& request) {
  std::array<std::uint8_t, kMostAdu> out{};
  const auto size = put_unit_and_pdu(request, out);
  return Bytes(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(size));
}

// The examples of MODBUS Application Protocol V1.1b3, 6.1 to 6.12, with unit 17.
TEST(Request, ExamplesOfTheSpecification) {
  using codec::Table;
  EXPECT_EQ(pdu(read_request(17, Table::Coil, 0x13, 0x13)), (Bytes{17, 1, 0, 0x13, 0, 0x13}));
  EXPECT_EQ(pdu(read_request(17, Table::Discrete, 0xC4, 0x16)), (Bytes{17, 2, 0, 0xC4, 0, 0x16}));
  EXPECT_EQ(pdu(read_request(17, Table::Holding, 0x6B, 3)), (Bytes{17, 3, 0, 0x6B, 0, 3}));
  EXPECT_EQ(pdu(read_request(17, Table::Input, 8, 1)), (Bytes{17, 4, 0, 8, 0, 1}));
  EXPECT_EQ(pdu(write_coil_request(17, 0xAC, true)), (Bytes{17, 5, 0, 0xAC, 0xFF, 0}));
  EXPECT_EQ(pdu(write_coil_request(17, 0xAC, false)), (Bytes{17, 5, 0, 0xAC, 0, 0}));
  const std::array<std::uint16_t, 1> three = {3};
  EXPECT_EQ(pdu(write_registers_request(17, 1, three)), (Bytes{17, 6, 0, 1, 0, 3}));
  const std::array<std::uint16_t, 2> words = {0x000A, 0x0102};
  EXPECT_EQ(pdu(write_registers_request(17, 1, words)),
            (Bytes{17, 16, 0, 1, 0, 2, 4, 0, 0x0A, 1, 2}));
}

TEST(Request, TcpHeader) {
  std::array<std::uint8_t, kMostAdu> out{};
  const auto size = put_tcp(read_request(5, codec::Table::Holding, 0x1234, 2), 0xABCD, out);
  const Bytes frame(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(size));
  EXPECT_EQ(frame, (Bytes{0xAB, 0xCD, 0, 0, 0, 6, 5, 3, 0x12, 0x34, 0, 2}));
}

TEST(Request, ReplySizes) {
  EXPECT_EQ(reply_size(read_request(1, codec::Table::Coil, 0, 9)), 3U + 2U);
  EXPECT_EQ(reply_size(read_request(1, codec::Table::Coil, 0, 8)), 3U + 1U);
  EXPECT_EQ(reply_size(read_request(1, codec::Table::Input, 0, 125)), 3U + 250U);
  EXPECT_EQ(reply_size(write_coil_request(1, 0, true)), 6U);
}

}  // namespace
}  // namespace hazgate::modbus
