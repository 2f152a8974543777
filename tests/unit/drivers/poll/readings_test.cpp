#include "drivers/poll/readings.hpp"

#include <gtest/gtest.h>

namespace hazgate::poll {
namespace {

PolledPoint point(std::uint32_t index, codec::Table table, codec::RawType type, int address) {
  PolledPoint made;
  made.index = PointIndex{index};
  made.format.table = table;
  made.format.type = type;
  made.format.address = static_cast<std::uint16_t>(address);
  return made;
}

TEST(Readings, RegistersOfAMergedRead) {
  PolledDevice device;
  device.points = {point(7, codec::Table::Holding, codec::RawType::Uint16, 3),
                   point(8, codec::Table::Holding, codec::RawType::Uint32, 0)};
  const auto reads = plan_reads(device);
  ASSERT_EQ(reads.size(), 1U);
  const std::uint8_t data[] = {0, 1, 0, 2, 9, 9, 0, 5};
  const auto readings = Decoder(device, reads[0]).decode(data);
  ASSERT_EQ(readings.size(), 2U);
  EXPECT_EQ(readings[0].point, PointIndex{8});
  EXPECT_EQ(readings[0].decoded.value, Value{std::uint64_t{0x10002}});
  EXPECT_EQ(readings[1].point, PointIndex{7});
  EXPECT_EQ(readings[1].decoded.value, Value{std::uint64_t{5}});
}

TEST(Readings, Bits) {
  PolledDevice device;
  device.points = {point(1, codec::Table::Coil, codec::RawType::Bool, 10),
                   point(2, codec::Table::Coil, codec::RawType::Bool, 18)};
  const auto reads = plan_reads(device);
  ASSERT_EQ(reads.size(), 1U);
  const std::uint8_t data[] = {0x00, 0x01};
  const auto readings = Decoder(device, reads[0]).decode(data);
  EXPECT_EQ(readings[0].decoded.value, Value{false});
  EXPECT_EQ(readings[1].decoded.value, Value{true});
}

TEST(Readings, WithoutValue) {
  PolledDevice device;
  device.points = {point(1, codec::Table::Coil, codec::RawType::Bool, 0)};
  const auto readings = without_value(device, Quality::Comm);
  ASSERT_EQ(readings.size(), 1U);
  EXPECT_EQ(readings[0].decoded.quality, Quality::Comm);
  EXPECT_FALSE(has_value(readings[0].decoded.value));
}

}  // namespace
}  // namespace hazgate::poll
