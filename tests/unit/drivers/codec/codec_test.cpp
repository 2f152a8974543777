#include "drivers/codec/codec.hpp"

#include <bit>
#include <cmath>
#include <gtest/gtest.h>
#include <initializer_list>
#include <limits>

namespace hazgate::codec {
namespace {

using Words = std::vector<std::uint16_t>;

PointFormat of(RawType type, double scale = 1.0, double offset = 0.0) {
  PointFormat format;
  format.type = type;
  format.scale = scale;
  format.offset = offset;
  return format;
}

Words words_of(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return {static_cast<std::uint16_t>(bits >> 16), static_cast<std::uint16_t>(bits)};
}

TEST(Decode, GoldenVectors) {
  EXPECT_EQ(decode_registers(of(RawType::Uint16), Words{65535}).value, Value{std::uint64_t{65535}});
  EXPECT_EQ(decode_registers(of(RawType::Int16), Words{0x8000}).value, Value{std::int64_t{-32768}});
  EXPECT_EQ(decode_registers(of(RawType::Uint32), Words{0x0001, 0x0000}).value,
            Value{std::uint64_t{65536}});
  EXPECT_EQ(decode_registers(of(RawType::Int32), Words{0xFFFF, 0xFFFE}).value,
            Value{std::int64_t{-2}});
  // 2^53 + 1 is the first integer that a double cannot hold.
  EXPECT_EQ(decode_registers(of(RawType::Uint64), Words{0x0020, 0, 0, 1}).value,
            Value{std::uint64_t{9007199254740993U}});
  EXPECT_EQ(decode_registers(of(RawType::Int64), Words{0x8000, 0, 0, 0}).value,
            Value{std::int64_t{INT64_MIN}});
  EXPECT_EQ(decode_registers(of(RawType::Float32), Words{0x41C8, 0x0000}).value, Value{25.0});
  EXPECT_EQ(decode_registers(of(RawType::Float64), Words{0x4029, 0, 0, 0}).value, Value{12.5});
  EXPECT_EQ(decode_registers(of(RawType::Bcd16), Words{0x1234}).value, Value{std::uint64_t{1234}});
  EXPECT_EQ(decode_registers(of(RawType::Bcd32), Words{0x9876, 0x5432}).value,
            Value{std::uint64_t{98765432}});
  EXPECT_EQ(decode_registers(of(RawType::Bool), Words{2}).value, Value{true});
  EXPECT_EQ(decode_registers(of(RawType::Bool), Words{0}).value, Value{false});
}

TEST(Decode, ScaledIntegersAreDoubles) {
  const auto decoded = decode_registers(of(RawType::Uint16, 0.1), Words{123});
  EXPECT_EQ(decoded.value, Value{12.3});
  EXPECT_EQ(decoded.number, 12.3);
  EXPECT_EQ(decoded.quality, Quality::Good);
  EXPECT_EQ(decode_registers(of(RawType::Int16, 0.1, -40), Words{0xFFFF}).value, Value{-40.1});
  EXPECT_EQ(decode_registers(of(RawType::Bcd16, 0.01), Words{0x1234}).value, Value{12.34});
}

TEST(Decode, BitOfARegister) {
  auto format = of(RawType::Bit);
  format.bit = 15;
  EXPECT_EQ(decode_registers(format, Words{0x8000}).value, Value{true});
  format.bit = 14;
  EXPECT_EQ(decode_registers(format, Words{0x8000}).value, Value{false});
  format.bit = 7;
  format.order = ByteOrder::BADC;
  EXPECT_EQ(decode_registers(format, Words{0x8000}).value, Value{true});
}

TEST(Decode, EnumerationIsItsTextAndItsCode) {
  auto format = of(RawType::Int16);
  format.states = {{0, "normal"}, {-1, "fault"}};
  const auto decoded = decode_registers(format, Words{0xFFFF});
  EXPECT_EQ(decoded.value, Value{std::string{"fault"}});
  EXPECT_EQ(decoded.number, -1.0);
  const auto unknown = decode_registers(format, Words{7});
  EXPECT_EQ(unknown.quality, Quality::Fault);
  EXPECT_FALSE(has_value(unknown.value));
  EXPECT_EQ(unknown.number, 7.0);
  auto coil = of(RawType::Bool);
  coil.table = Table::Coil;
  coil.states = {{0, "closed"}, {1, "open"}};
  EXPECT_EQ(decode_bit(coil, true).value, Value{std::string{"open"}});
}

TEST(Decode, CodesBeyondInt64HaveNoText) {
  auto format = of(RawType::Uint64);
  format.states = {{-1, "never"}};
  EXPECT_EQ(decode_registers(format, Words{0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF}).quality,
            Quality::Fault);
}

TEST(Decode, BadDataIsAFaultAndHasNoValue) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  auto sentinel = of(RawType::Uint16, 0.1);
  sentinel.invalid = {0xFFFF};
  auto overflow = of(RawType::Float64, 1e10);
  const std::pair<PointFormat, Words> rows[] = {{of(RawType::Bcd16), {0x12A4}},
                                                {of(RawType::Bcd32), {0x1234, 0xF000}},
                                                {of(RawType::Float32), words_of(nan)},
                                                {of(RawType::Float32), words_of(infinity)},
                                                {of(RawType::Float32), words_of(-infinity)},
                                                {of(RawType::Float64), {0x7FF8, 0, 0, 1}},
                                                {overflow, {0x7FE0, 0, 0, 0}},
                                                {sentinel, {0xFFFF}}};
  for (const auto& [format, words] : rows) {
    const auto decoded = decode_registers(format, words);
    EXPECT_EQ(decoded.quality, Quality::Fault) << to_text(format.type);
    EXPECT_FALSE(has_value(decoded.value));
  }
}

TEST(Decode, RangeIsJudgedOnTheScaledValue) {
  auto format = of(RawType::Int16, 0.1);
  format.range = Range{0.0, 100.0};
  EXPECT_EQ(decode_registers(format, Words{1000}).quality, Quality::Good);
  EXPECT_EQ(decode_registers(format, Words{0}).quality, Quality::Good);
  const auto above = decode_registers(format, Words{1001});
  EXPECT_EQ(above.quality, Quality::OutOfRange);
  EXPECT_TRUE(above.above_range);
  EXPECT_EQ(above.number, 100.1);
  EXPECT_FALSE(has_value(above.value));
  const auto below = decode_registers(format, Words{0xFFFF});
  EXPECT_EQ(below.quality, Quality::OutOfRange);
  EXPECT_FALSE(below.above_range);
}

TEST(Decode, Strings) {
  auto format = of(RawType::String);
  format.length = 3;
  EXPECT_EQ(decode_registers(format, Words{0x4142, 0x4320, 0x2020}).value,
            Value{std::string{"ABC"}});
  EXPECT_EQ(decode_registers(format, Words{0x4142, 0x0043, 0x4343}).value,
            Value{std::string{"AB"}});
  EXPECT_EQ(decode_registers(format, Words{0, 0, 0}).value, Value{std::string{}});
  EXPECT_EQ(decode_registers(format, Words{0x41C3, 0xA900, 0}).quality, Quality::Fault);
  EXPECT_EQ(decode_registers(format, Words{0x4107, 0, 0}).quality, Quality::Fault);
  format.order = ByteOrder::BADC;
  EXPECT_EQ(decode_registers(format, Words{0x4241, 0x0043, 0}).value, Value{std::string{"ABC"}});
}

}  // namespace
}  // namespace hazgate::codec
