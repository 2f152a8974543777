#include "drivers/codec/raw.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <string>

#include "drivers/codec/value.hpp"

namespace hazgate::codec {
namespace {

TEST(Raw, OrdersOfA32BitValue) {
  std::array<std::uint16_t, 2> words{};
  split(0x11223344, ByteOrder::ABCD, words);
  EXPECT_EQ(words, (std::array<std::uint16_t, 2>{0x1122, 0x3344}));
  split(0x11223344, ByteOrder::CDAB, words);
  EXPECT_EQ(words, (std::array<std::uint16_t, 2>{0x3344, 0x1122}));
  split(0x11223344, ByteOrder::BADC, words);
  EXPECT_EQ(words, (std::array<std::uint16_t, 2>{0x2211, 0x4433}));
  split(0x11223344, ByteOrder::DCBA, words);
  EXPECT_EQ(words, (std::array<std::uint16_t, 2>{0x4433, 0x2211}));
}

TEST(Raw, OrdersOfA64BitValue) {
  std::array<std::uint16_t, 4> words{};
  split(0x1122334455667788, ByteOrder::CDAB, words);
  EXPECT_EQ(words, (std::array<std::uint16_t, 4>{0x7788, 0x5566, 0x3344, 0x1122}));
  EXPECT_EQ(join(words, ByteOrder::CDAB), 0x1122334455667788U);
  split(0x1122334455667788, ByteOrder::DCBA, words);
  EXPECT_EQ(words, (std::array<std::uint16_t, 4>{0x8877, 0x6655, 0x4433, 0x2211}));
}

TEST(Raw, OneRegisterSwapsItsBytesOnly) {
  const std::array<std::uint16_t, 1> word = {0x1234};
  EXPECT_EQ(join(word, ByteOrder::CDAB), 0x1234U);
  EXPECT_EQ(join(word, ByteOrder::BADC), 0x3412U);
  EXPECT_EQ(join(word, ByteOrder::DCBA), 0x3412U);
}

TEST(Raw, ScaledIsWhatAPersonWrites) {
  EXPECT_EQ(scaled(123, 0.1, 0), 12.3);
  EXPECT_EQ(scaled(3, 0.1, 0), 0.3);
  EXPECT_EQ(scaled(3, 0.3, 0), 0.9);
  EXPECT_EQ(scaled(123, 0.1, -40), -27.7);
  EXPECT_EQ(scaled(3, 0.1, -0.2), 0.1);
  EXPECT_EQ(scaled(7, 0.025, 0), 0.175);
  EXPECT_EQ(scaled(-1, -0.1, 0.3), 0.4);
  EXPECT_EQ(scaled(65535, 1.5, 0.1), 98302.6);
  EXPECT_EQ(scaled(0, 0.3, 0), 0.0);
  EXPECT_TRUE(std::isinf(scaled(1e300, 1e10, 0)));
  EXPECT_EQ(scaled(5e-324, 0.3, 0), 5e-324 * 0.3);
}

TEST(Raw, ScaledAgreesWithDecimalArithmetic) {
  // raw * 10^-n and raw * k * 10^-n written as decimals, read back by strtod.
  std::mt19937 random{1};
  for (int i = 0; i < 20000; ++i) {
    const auto raw = static_cast<std::int64_t>(random() % 131072) - 65536;
    const auto factor = static_cast<std::int64_t>(random() % 999) + 1;
    const int decimals = static_cast<int>(random() % 5);
    const double scale = std::strtod(fmt::format("{}e-{}", factor, decimals).c_str(), nullptr);
    const double expected =
        std::strtod(fmt::format("{}e-{}", raw * factor, decimals).c_str(), nullptr);
    ASSERT_EQ(scaled(static_cast<double>(raw), scale, 0), expected) << raw << " * " << scale;
  }
}

TEST(Raw, WidenedFloatIsTheShortestDecimalAndReadsBack) {
  EXPECT_EQ(widened(19.3F), 19.3);
  EXPECT_EQ(widened(0.1F), 0.1);
  EXPECT_EQ(widened(-273.15F), -273.15);
  EXPECT_EQ(widened(16777216.0F), 16777216.0);
  EXPECT_TRUE(std::isnan(widened(std::numeric_limits<float>::quiet_NaN())));
  EXPECT_TRUE(std::isinf(widened(std::numeric_limits<float>::infinity())));
  std::mt19937 random{2};
  for (int i = 0; i < 50000; ++i) {
    const auto raw = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
    if (!std::isfinite(raw)) continue;
    ASSERT_EQ(static_cast<float>(widened(raw)), raw);
  }
}

}  // namespace
}  // namespace hazgate::codec
