#include <bit>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>

#include "drivers/codec/codec.hpp"

namespace hazgate::codec {
namespace {

using Words = std::vector<std::uint16_t>;

constexpr ByteOrder kOrders[] = {ByteOrder::ABCD, ByteOrder::CDAB, ByteOrder::BADC,
                                 ByteOrder::DCBA};
constexpr RawType kNumberTypes[] = {
    RawType::Uint16, RawType::Int16, RawType::Uint32,  RawType::Int32,   RawType::Uint64,
    RawType::Int64,  RawType::Bcd16, RawType::Float32, RawType::Float64, RawType::Bcd32};

PointFormat of(RawType type, ByteOrder order = ByteOrder::ABCD) {
  PointFormat format;
  format.type = type;
  format.order = order;
  return format;
}

/// Boundary patterns, then random ones.
Words pattern(std::size_t count, int number, std::mt19937& random) {
  Words words(count);
  constexpr std::uint16_t kEdges[] = {0x0000, 0xFFFF, 0x8000, 0x7FFF, 0x0001, 0x9999, 0x0102};
  for (auto& word : words) {
    word = number < 7 ? kEdges[number] : static_cast<std::uint16_t>(random());
  }
  return words;
}

TEST(Encode, IsTheInverseOfDecodeForEveryTypeAndOrder) {
  std::mt19937 random{42};
  for (const RawType type : kNumberTypes) {
    for (const ByteOrder order : kOrders) {
      const auto format = of(type, order);
      int good = 0;
      for (int number = 0; number < 3000; ++number) {
        const Words words = pattern(width(format), number, random);
        const auto decoded = decode_registers(format, words);
        if (decoded.quality != Quality::Good) continue;
        ++good;
        const auto encoded = encode(format, decoded.value);
        ASSERT_TRUE(encoded) << to_text(type) << ": " << encoded.error();
        if (decoded.number == 0.0) continue;  // -0.0 may come back as 0.0
        ASSERT_EQ(*encoded, words) << to_text(type) << " " << to_text(order);
      }
      EXPECT_GT(good, 10) << to_text(type);
    }
  }
}

TEST(Encode, ScaledValuesReadBack) {
  std::mt19937 random{7};
  for (const double scale : {0.1, 0.01, 0.3, 2.5, -0.5, 10.0}) {
    for (const double offset : {0.0, -40.0, 0.7}) {
      auto format = of(RawType::Int32, ByteOrder::CDAB);
      format.scale = scale;
      format.offset = offset;
      for (int number = 0; number < 500; ++number) {
        const Words words = pattern(2, number, random);
        const auto encoded = encode(format, decode_registers(format, words).value);
        ASSERT_TRUE(encoded) << encoded.error();
        ASSERT_EQ(*encoded, words) << scale << " " << offset;
      }
    }
  }
}

TEST(Encode, TheOtherDirection) {
  EXPECT_EQ(encode(of(RawType::Int16), Value{std::int64_t{-1}}), (Words{0xFFFF}));
  EXPECT_EQ(encode(of(RawType::Int64), Value{std::int64_t{INT64_MIN}}), (Words{0x8000, 0, 0, 0}));
  EXPECT_EQ(encode(of(RawType::Uint64), Value{std::uint64_t{UINT64_MAX}}),
            (Words{0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF}));
  EXPECT_EQ(encode(of(RawType::Bcd32), Value{std::uint64_t{98765432}}), (Words{0x9876, 0x5432}));
  EXPECT_EQ(encode(of(RawType::Uint16), Value{12.4}), (Words{12}));
  EXPECT_EQ(encode(of(RawType::Float32), Value{std::int64_t{25}}), (Words{0x41C8, 0}));
}

TEST(Encode, CoilsAndBools) {
  auto coil = of(RawType::Bool);
  coil.table = Table::Coil;
  EXPECT_EQ(encode(coil, Value{true}), (Words{1}));
  EXPECT_EQ(encode(coil, Value{std::int64_t{0}}), (Words{0}));
  EXPECT_FALSE(encode(coil, Value{2.0}));
  EXPECT_FALSE(encode(coil, Value{std::string{"true"}}));
  coil.states = {{0, "closed"}, {1, "open"}};
  EXPECT_EQ(encode(coil, Value{std::string{"open"}}), (Words{1}));
  EXPECT_EQ(encode(coil, Value{true}), (Words{1}));
}

TEST(Encode, States) {
  auto format = of(RawType::Uint16);
  format.states = {{0, "normal"}, {300, "alarm"}};
  EXPECT_EQ(encode(format, Value{std::string{"alarm"}}), (Words{300}));
  EXPECT_EQ(encode(format, Value{std::int64_t{300}}), (Words{300}));
  const auto unknown = encode(format, Value{std::string{"alarms"}});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error(), "\"alarms\" is none of the point's states");
}

TEST(Encode, Strings) {
  for (const ByteOrder order : kOrders) {
    auto format = of(RawType::String, order);
    format.length = 3;
    for (const char* text : {"", "A", "GD-1", "ABCDEF"}) {
      const auto words = encode(format, Value{std::string{text}});
      ASSERT_TRUE(words);
      EXPECT_EQ(decode_registers(format, *words).value, Value{std::string{text}});
    }
    EXPECT_FALSE(encode(format, Value{std::string{"ABCDEFG"}}));
    EXPECT_FALSE(encode(format, Value{std::string{"\xC3\xA9"}}));
  }
}

TEST(Encode, RefusesWhatDoesNotFit) {
  auto tenth = of(RawType::Int16);
  tenth.scale = 0.1;
  const std::pair<PointFormat, Value> rows[] = {
      {of(RawType::Uint16), Value{std::int64_t{-1}}},
      {of(RawType::Uint16), Value{std::uint64_t{65536}}},
      {of(RawType::Uint16), Value{-0.6}},
      {of(RawType::Int16), Value{std::int64_t{-32769}}},
      {of(RawType::Int16), Value{std::int64_t{32768}}},
      {tenth, Value{3276.8}},
      {of(RawType::Int64), Value{std::uint64_t{1} << 63}},
      {of(RawType::Uint64), Value{2e19}},
      {of(RawType::Uint32), Value{std::numeric_limits<double>::quiet_NaN()}},
      {of(RawType::Bcd16), Value{std::uint64_t{10000}}},
      {of(RawType::Float32), Value{1e39}},
      {of(RawType::Float64), Value{std::numeric_limits<double>::infinity()}},
      {of(RawType::Uint16), Value{true}},
      {of(RawType::Uint16), Value{std::string{"7"}}},
      {of(RawType::Bit), Value{true}},
      {of(RawType::String), Value{std::int64_t{7}}},
      {of(RawType::Uint16), Value{}}};
  for (const auto& [format, value] : rows) {
    const auto encoded = encode(format, value);
    EXPECT_FALSE(encoded) << to_text(format.type) << " " << hazgate::to_text(value);
  }
}

}  // namespace
}  // namespace hazgate::codec
