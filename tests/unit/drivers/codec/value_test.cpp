#include "drivers/codec/value.hpp"

#include <gtest/gtest.h>

namespace hazgate {
namespace {

TEST(Value, ReadsAsAPersonWouldWriteIt) {
  EXPECT_EQ(to_text(Value{}), "-");
  EXPECT_EQ(to_text(Value{true}), "true");
  EXPECT_EQ(to_text(Value{false}), "false");
  EXPECT_EQ(to_text(Value{12.5}), "12.5");
  EXPECT_EQ(to_text(Value{12.0}), "12");
  EXPECT_EQ(to_text(Value{std::string{"fault"}}), "fault");
  EXPECT_EQ(to_text(Value{std::uint64_t{UINT64_MAX}}), "18446744073709551615");
  EXPECT_EQ(to_text(Value{std::int64_t{INT64_MIN}}), "-9223372036854775808");
}

TEST(Value, NumbersCompareWithLimits) {
  EXPECT_EQ(as_number(Value{true}), 1.0);
  EXPECT_EQ(as_number(Value{std::int64_t{-3}}), -3.0);
  EXPECT_EQ(as_number(Value{std::uint64_t{3}}), 3.0);
  EXPECT_EQ(as_number(Value{2.5}), 2.5);
  EXPECT_EQ(as_number(Value{std::string{"3"}}), std::nullopt);
  EXPECT_EQ(as_number(Value{}), std::nullopt);
  EXPECT_FALSE(has_value(Value{}));
  EXPECT_TRUE(has_value(Value{false}));
}

}  // namespace
}  // namespace hazgate
