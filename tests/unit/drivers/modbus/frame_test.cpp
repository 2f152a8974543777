#include "drivers/modbus/frame.hpp"

#include <array>
#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace hazgate::modbus {
namespace {

using Bytes = std::vector<std::uint8_t>;

const Request kRead = read_request(17, codec::Table::Holding, 0x6B, 2);
const Bytes kGood = {17, 3, 4, 0x02, 0x2B, 0x00, 0x64};

Bytes tcp(std::uint16_t transaction, const Bytes& body) {
  Bytes frame = {
      static_cast<std::uint8_t>(transaction >> 8), static_cast<std::uint8_t>(transaction), 0, 0, 0,
      static_cast<std::uint8_t>(body.size())};
  frame.insert(frame.end(), body.begin(), body.end());
  return frame;
}

Bytes rtu(Bytes body) {
  const auto crc = crc16(body);
  body.push_back(static_cast<std::uint8_t>(crc & 0xFF));
  body.push_back(static_cast<std::uint8_t>(crc >> 8));
  return body;
}

std::optional<FaultKind> kind(const std::optional<Fault>& fault) {
  return fault ? std::optional(fault->kind) : std::nullopt;
}

TEST(Frame, CrcVectors) {
  // domain.md 9.2, and the well-known check value of CRC-16/MODBUS.
  EXPECT_EQ(rtu({1, 3, 0, 0, 0, 2}), (Bytes{1, 3, 0, 0, 0, 2, 0xC4, 0x0B}));
  const std::string_view digits = "123456789";
  const Bytes bytes(digits.begin(), digits.end());
  EXPECT_EQ(crc16(bytes), 0x4B37);
}

TEST(Frame, TheRightReplyPasses) {
  EXPECT_EQ(check_reply(kRead, kGood), std::nullopt);
  EXPECT_EQ(check_tcp(kRead, 7, tcp(7, kGood)), std::nullopt);
  EXPECT_EQ(check_rtu(kRead, rtu(kGood)), std::nullopt);
  const auto data = reply_data(kRead, kGood);
  ASSERT_EQ(data.size(), 4U);
  EXPECT_EQ(register_at(data, 0), 0x022B);
  EXPECT_EQ(register_at(data, 1), 0x0064);
}

TEST(Frame, BitsAreCountedFromTheLowEnd) {
  const auto coils = read_request(17, codec::Table::Coil, 0x13, 0x13);
  const Bytes reply = {17, 1, 3, 0xCD, 0x6B, 0x05};  // V1.1b3, 6.1
  ASSERT_EQ(check_reply(coils, reply), std::nullopt);
  const auto data = reply_data(coils, reply);
  EXPECT_TRUE(bit_at(data, 0));    // coil 20
  EXPECT_FALSE(bit_at(data, 1));   // coil 21
  EXPECT_TRUE(bit_at(data, 18));   // coil 38
  EXPECT_FALSE(bit_at(data, 17));  // coil 37
}

TEST(Frame, EveryOtherReplyIsToldApart) {
  const std::pair<Bytes, FaultKind> rows[] = {
      {{}, FaultKind::BadLength},
      {{17}, FaultKind::BadLength},
      {{17, 3}, FaultKind::BadLength},
      {{17, 3, 4, 2, 0x2B, 0}, FaultKind::BadLength},           // cut short
      {{17, 3, 4, 2, 0x2B, 0, 0x64, 0}, FaultKind::BadLength},  // garbage behind
      {{17, 3, 2, 2, 0x2B}, FaultKind::BadLength},              // another size
      {{17, 3, 3, 2, 0x2B, 0, 0x64}, FaultKind::BadLength},     // byte count lies
      {{18, 3, 4, 2, 0x2B, 0, 0x64}, FaultKind::WrongUnit},
      {{0, 3, 4, 2, 0x2B, 0, 0x64}, FaultKind::WrongUnit},
      {{17, 4, 4, 2, 0x2B, 0, 0x64}, FaultKind::WrongFunction},
      {{17, 0x84, 2}, FaultKind::WrongFunction},  // exception to something else
      {{17, 0x83, 2}, FaultKind::Exception},
      {{17, 0x83, 2, 0}, FaultKind::BadLength}};
  for (const auto& [reply, expected] : rows) {
    EXPECT_EQ(kind(check_reply(kRead, reply)), expected) << testing::PrintToString(reply);
  }
  EXPECT_EQ(check_reply(kRead, Bytes{17, 0x83, 0x0B})->exception, 0x0B);
}

TEST(Frame, EchoOfAWriteIsCompared) {
  const auto on = write_coil_request(17, 0xAC, true);
  EXPECT_EQ(check_reply(on, Bytes{17, 5, 0, 0xAC, 0xFF, 0}), std::nullopt);
  EXPECT_EQ(kind(check_reply(on, Bytes{17, 5, 0, 0xAC, 0, 0})), FaultKind::WrongEcho);
  EXPECT_EQ(kind(check_reply(on, Bytes{17, 5, 0, 0xAD, 0xFF, 0})), FaultKind::WrongEcho);
  const std::array<std::uint16_t, 2> words = {1, 2};
  const auto many = write_registers_request(17, 1, words);
  EXPECT_EQ(check_reply(many, Bytes{17, 16, 0, 1, 0, 2}), std::nullopt);
  EXPECT_EQ(kind(check_reply(many, Bytes{17, 16, 0, 1, 0, 1})), FaultKind::WrongEcho);
  const std::array<std::uint16_t, 1> word = {300};
  const auto one = write_registers_request(17, 1, word);
  EXPECT_EQ(check_reply(one, Bytes{17, 6, 0, 1, 1, 44}), std::nullopt);
  EXPECT_EQ(kind(check_reply(one, Bytes{17, 6, 0, 1, 1, 45})), FaultKind::WrongEcho);
}

TEST(Frame, TcpHeader) {
  EXPECT_EQ(kind(check_tcp(kRead, 8, tcp(7, kGood))), FaultKind::WrongTransaction);
  Bytes protocol = tcp(7, kGood);
  protocol[3] = 1;  // libmodbus lets this one pass
  EXPECT_EQ(kind(check_tcp(kRead, 7, protocol)), FaultKind::OutOfStep);
  Bytes length = tcp(7, kGood);
  length[5] = static_cast<std::uint8_t>(length[5] + 1);
  EXPECT_EQ(kind(check_tcp(kRead, 7, length)), FaultKind::OutOfStep);
  EXPECT_EQ(kind(check_tcp(kRead, 7, Bytes{0, 7, 0, 0, 0, 2, 17, 3})), FaultKind::OutOfStep);
}

TEST(Frame, RtuCrc) {
  Bytes frame = rtu(kGood);
  for (std::size_t place = 0; place < frame.size(); ++place) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes garbled = frame;
      garbled[place] = static_cast<std::uint8_t>(garbled[place] ^ (1U << bit));
      EXPECT_EQ(kind(check_rtu(kRead, garbled)), FaultKind::Crc);
    }
  }
  EXPECT_EQ(kind(check_rtu(kRead, rtu({18, 3, 4, 2, 0x2B, 0, 0x64}))), FaultKind::WrongUnit);
  EXPECT_EQ(kind(check_rtu(kRead, Bytes{17, 3, 4})), FaultKind::BadLength);
}

TEST(Frame, GarbageIsNeverTakenForAnAnswer) {
  std::mt19937 random{3};
  const auto coils = read_request(17, codec::Table::Coil, 0, 3);
  for (int i = 0; i < 200000; ++i) {
    Bytes bytes(random() % 14);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() % 20);
    const bool right = bytes.size() == 4 && bytes[0] == 17 && bytes[1] == 1 && bytes[2] == 1;
    ASSERT_EQ(check_reply(coils, bytes) == std::nullopt, right);
  }
}

}  // namespace
}  // namespace hazgate::modbus
