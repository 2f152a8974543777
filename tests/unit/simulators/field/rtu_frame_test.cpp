#include "simulators/field/rtu_frame.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace hazgate::sim {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST(RtuFrame, ChecksTheCrcOfTheSpecification) {
  EXPECT_TRUE(has_good_crc(Bytes{0x02, 0x07, 0x41, 0x12}));  // MODBUS over Serial Line, 6.2.2
  EXPECT_TRUE(has_good_crc(Bytes{0x01, 0x03, 0x00, 0x00, 0x00, 0x0A, 0xC5, 0xCD}));
  EXPECT_FALSE(has_good_crc(Bytes{0x01, 0x03, 0x00, 0x00, 0x00, 0x0B, 0xC5, 0xCD}));
  EXPECT_FALSE(has_good_crc(Bytes{0xFF, 0xFF}));
  EXPECT_FALSE(has_good_crc(Bytes{}));
}

TEST(RtuFrame, TheOrderOfTheCrcIsTheUnits) {
  using codec::CrcOrder;
  const Bytes low = {1, 3, 0, 0, 0, 2, 0xC4, 0x0B}, high = {1, 3, 0, 0, 0, 2, 0x0B, 0xC4};
  EXPECT_TRUE(is_heard(low, CrcOrder::LowFirst));
  EXPECT_FALSE(is_heard(high, CrcOrder::LowFirst));
  EXPECT_TRUE(is_heard(high, CrcOrder::HighFirst));
  EXPECT_FALSE(is_heard(low, CrcOrder::HighFirst));
  EXPECT_TRUE(is_heard(low, CrcOrder::HighFirstInReplies));
  Bytes out;
  const Bytes pdu = {3, 0, 0, 0, 2};
  put_rtu(1, pdu, out, CrcOrder::LowFirst);
  EXPECT_EQ(out, low);
  put_rtu(1, pdu, out, CrcOrder::HighFirst);
  EXPECT_EQ(out, high);
  put_rtu(1, pdu, out, CrcOrder::HighFirstInReplies);
  EXPECT_EQ(out, high);
}

TEST(RtuFrame, TellsTheLengthAsSoonAsItIsKnown) {
  EXPECT_EQ(request_length(Bytes{}), 0u);
  EXPECT_EQ(request_length(Bytes{1}), 0u);
  for (std::uint8_t function = 1; function <= 6; ++function) {
    EXPECT_EQ(request_length(Bytes{1, function}), 8u);
  }
  EXPECT_EQ(request_length(Bytes{1, 16, 0, 0, 0, 2}), 0u);
  EXPECT_EQ(request_length(Bytes{1, 16, 0, 0, 0, 2, 4}), 13u);
  EXPECT_EQ(request_length(Bytes{1, 15, 0, 0, 0, 9, 2}), 11u);
  EXPECT_EQ(request_length(Bytes{1, 43}), 0u);
  EXPECT_EQ(request_length(Bytes{1, 43, 14}), 7u);
  EXPECT_EQ(request_length(Bytes{1, 43, 13, 1, 0}), 0u) << "only silence ends it";
  EXPECT_EQ(request_length(Bytes{1, 17, 0xC0, 0x2C}), 0u);
}

}  // namespace
}  // namespace hazgate::sim
