#include "drivers/commission/pcap.hpp"

#include <gtest/gtest.h>

namespace hazgate::commission {
namespace {

using modbus::Direction;

std::uint32_t little(const std::string& bytes, std::size_t place) {
  std::uint32_t number = 0;
  for (std::size_t i = 4; i-- > 0;) {
    number = number << 8 | static_cast<std::uint8_t>(bytes[place + i]);
  }
  return number;
}

TEST(Pcap, TheHeaderIsThatOfExportedPdus) {
  const std::string header = pcap_header();
  ASSERT_EQ(header.size(), 24U);
  EXPECT_EQ(header.substr(0, 8), std::string("\xD4\xC3\xB2\xA1\x02\x00\x04\x00", 8));
  EXPECT_EQ(little(header, 20), 252U);
}

TEST(Pcap, ARecordNamesItsDissectorAndCarriesTheFrameAsItIs) {
  const std::vector<std::uint8_t> request = {11, 4, 0, 0, 0, 2, 0x71, 0x61};
  const std::string record =
      pcap_record({1'700'000'000'000'123, Direction::Sent, true, request, {}});
  EXPECT_EQ(little(record, 0), 1'700'000'000U);
  EXPECT_EQ(little(record, 4), 123U);
  EXPECT_EQ(little(record, 8), record.size() - 16);
  EXPECT_EQ(little(record, 12), record.size() - 16);
  const std::string packet = record.substr(16);
  // Tag 12, eight bytes: the name, padded. Tags 20 and 21, four bytes: from the gateway to the bus.
  EXPECT_EQ(packet.substr(0, 12), std::string("\x00\x0C\x00\x08mbrtu\x00\x00\x00", 12));
  EXPECT_EQ(packet.substr(12, 16),
            std::string("\x00\x14\x00\x04\x0A\x00\x00\x01\x00\x15\x00\x04\x0A\x00\x00\x02", 16));
  EXPECT_EQ(packet.substr(packet.size() - 12),
            std::string("\0\0\0\0", 4) + std::string(request.begin(), request.end()));
}

TEST(Pcap, TcpHasItsOwnDissectorAndRepliesGoTheOtherWay) {
  const std::string record =
      pcap_record({0, Direction::Received, false, {0, 1, 0, 0, 0, 3, 9, 0x83, 2}, {}});
  EXPECT_NE(record.find("mbtcp"), std::string::npos);
  EXPECT_EQ(record.substr(16 + 12, 8), std::string("\x00\x14\x00\x04\x0A\x00\x00\x02", 8));
}

TEST(Pcap, ASilenceIsNotInTheFile) {
  EXPECT_EQ(pcap_record({0, Direction::Received, true, {}, "time-out"}), "");
}

}  // namespace
}  // namespace hazgate::commission
