#include "gateway/core/emergency/switching.hpp"

#include <gtest/gtest.h>

namespace hazgate::emergency {
namespace {

using codec::PointFormat;
using codec::RawType;

const Value kZero{std::int64_t{0}}, kOne{std::int64_t{1}}, kNone;

Value word(const char* text) {
  return Value{std::string(text)};
}

TEST(Switching, ACoil) {
  const PointFormat coil{.table = codec::Table::Coil, .type = RawType::Bool};
  EXPECT_EQ(off_of(coil), Value{false});
  EXPECT_EQ(on_of(coil), Value{true});
  EXPECT_TRUE(switches_on(coil, Value{true}));
  EXPECT_TRUE(switches_on(coil, kOne));
  EXPECT_FALSE(switches_on(coil, Value{false}));
  EXPECT_FALSE(switches_on(coil, kZero));
}

TEST(Switching, ARegister) {
  PointFormat tone;
  EXPECT_EQ(off_of(tone), kZero);
  EXPECT_EQ(on_of(tone), kOne);
  EXPECT_TRUE(switches_on(tone, Value{std::int64_t{7}}));
  EXPECT_FALSE(switches_on(tone, Value{0.0}));
  EXPECT_FALSE(switches_on(tone, Value{0.3})) << "it is written as 0";
  tone.scale = 10.0;
  EXPECT_EQ(off_of(tone), kZero);
  EXPECT_EQ(on_of(tone), kNone) << "1 is written as 0";
  tone.scale = 1.0;
  tone.offset = 20.0;
  EXPECT_EQ(off_of(tone), kNone) << "20 is the least that can be written";
  EXPECT_TRUE(switches_on(tone, Value{20.0}));
}

TEST(Switching, States) {
  PointFormat fan;
  fan.states = {{2, "fast"}, {0, "stop"}, {1, "slow"}};
  EXPECT_EQ(off_of(fan), word("stop"));
  EXPECT_EQ(on_of(fan), word("slow"));
  EXPECT_FALSE(switches_on(fan, word("stop")));
  EXPECT_FALSE(switches_on(fan, kZero));
  EXPECT_TRUE(switches_on(fan, word("fast")));
  EXPECT_TRUE(switches_on(fan, Value{std::int64_t{2}}));
  EXPECT_TRUE(switches_on(fan, word("no such state"))) << "the careful answer";
  fan.states = {{3, "third"}, {4, "fourth"}};
  EXPECT_EQ(off_of(fan), kNone);
  EXPECT_EQ(on_of(fan), word("third"));
}

}  // namespace
}  // namespace hazgate::emergency
