#include "gateway/uplink/json_text.hpp"

#include <bit>
#include <boost/json.hpp>
#include <cmath>
#include <cstdlib>
#include <gtest/gtest.h>
#include <limits>
#include <random>

namespace hazgate::uplink {
namespace {

template <class Value>
std::string json_of(Value value) {
  std::string out;
  append_json(out, value);
  return out;
}

std::string json_of(const char* text) {
  return json_of(std::string_view(text));
}

TEST(JsonText, NumbersAreShortAndExact) {
  EXPECT_EQ(json_of(12.3), "12.3");
  EXPECT_EQ(json_of(0.1), "0.1");
  EXPECT_EQ(json_of(50.0), "50");
  EXPECT_EQ(json_of(-7.0), "-7");
  EXPECT_EQ(json_of(0.0), "0");
  EXPECT_EQ(json_of(1e300), "1e+300");
  EXPECT_EQ(json_of(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(json_of(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
}

TEST(JsonText, ThereIsNoNaN) {
  EXPECT_EQ(json_of(std::nan("")), "null");
  EXPECT_EQ(json_of(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(json_of(-std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonText, EveryFiniteDoubleReadsBack) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const auto number = std::bit_cast<double>(random());
    if (!std::isfinite(number)) continue;
    EXPECT_EQ(std::strtod(json_of(number).c_str(), nullptr), number);
  }
}

TEST(JsonText, Texts) {
  EXPECT_EQ(json_of("gas"), R"("gas")");
  EXPECT_EQ(json_of(""), R"("")");
  EXPECT_EQ(json_of("a\"b\\c\nd\te\r"), R"("a\"b\\c\nd\te\r")");
  EXPECT_EQ(json_of(std::string_view("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\\u007f\"");
  EXPECT_EQ(json_of("可燃气体 😀 µ"), "\"可燃气体 😀 µ\"");
}

TEST(JsonText, WhatIsNotUtf8IsReplaced) {
  EXPECT_EQ(json_of("a\xff z"), "\"a\xEF\xBF\xBD z\"");
  EXPECT_EQ(json_of("\xe4\xb8"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"") << "cut in the middle";
  EXPECT_EQ(json_of("\xc0\xaf"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"") << "overlong";
  EXPECT_EQ(json_of("\xed\xa0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"") << "surrogate";
}

TEST(JsonText, WhateverADeviceSendsIsValidJson) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 5000; ++i) {
    std::string text(random() % 20, ' ');
    for (char& byte : text) byte = static_cast<char>(random() % 4 == 0 ? random() % 128 : random());
    boost::json::error_code error;
    const auto value = boost::json::parse(json_of(std::string_view(text)), error);
    EXPECT_FALSE(error) << error.message();
    EXPECT_TRUE(value.is_string());
  }
}

}  // namespace
}  // namespace hazgate::uplink
