#include "drivers/modbus/line.hpp"

#include <gtest/gtest.h>

namespace hazgate::modbus {
namespace {

using std::chrono::microseconds;

TEST(Line, SilenceIs3Point5CharactersUpTo19200) {
  EXPECT_EQ(frame_silence(9600), microseconds{4011});
  EXPECT_EQ(frame_silence(19200), microseconds{2006});
  EXPECT_EQ(frame_silence(38400), microseconds{1750});
  EXPECT_EQ(frame_silence(115200), microseconds{1750});
}

TEST(Line, ACharacterIs11Bits) {
  EXPECT_EQ(character_time(9600, 1), microseconds{1146});
  // domain.md 9.2: ten registers at 9600 take 45.8 ms on the wire, silences and all.
  const auto wire = character_time(9600, 8 + 25) + 2 * frame_silence(9600);
  EXPECT_NEAR(static_cast<double>(wire.count()), 45800.0, 100.0);
}

TEST(Line, UnknownRatesAreKnownToBeUnknown) {
  EXPECT_TRUE(is_known_baud(9600));
  EXPECT_TRUE(is_known_baud(115200));
  EXPECT_FALSE(is_known_baud(9601));
  EXPECT_FALSE(is_known_baud(0));
  EXPECT_FALSE(is_known_baud(2000000));  // libmodbus 3.1.6 would open it as 9600
}

TEST(Line, Text) {
  EXPECT_EQ(to_text(Line{SerialLine{"/dev/ttyS1"}}), "/dev/ttyS1");
  EXPECT_EQ(to_text(Line{TcpHost{"127.0.0.1", 502}}), "127.0.0.1:502");
  EXPECT_EQ(to_text(Line{TcpHost{"::1", 502}}), "[::1]:502");
}

}  // namespace
}  // namespace hazgate::modbus
