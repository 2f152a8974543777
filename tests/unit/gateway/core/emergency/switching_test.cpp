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

TEST(Switching, WhatAPointReadsAsANumber) {
  const PointFormat coil{.table = codec::Table::Coil, .type = RawType::Bool};
  EXPECT_EQ(reads_as(coil, Value{true}), 1.0);
  EXPECT_EQ(reads_as(coil, kZero), 0.0);
  PointFormat number;
  number.scale = 0.1;
  EXPECT_EQ(reads_as(number, Value{0.25}), 0.2) << "as the register rounds it";
  number.range = codec::Range{0.0, 5.0};
  EXPECT_EQ(reads_as(number, Value{7.0}), 7.0) << "outside its range";
  PointFormat fan;
  fan.states = {{2, "fast"}, {0, "stop"}};
  EXPECT_EQ(reads_as(fan, word("fast")), 2.0);
  EXPECT_EQ(reads_as(fan, Value{std::int64_t{2}}), 2.0);
  EXPECT_EQ(reads_as(fan, word("slow")), std::nullopt);
  PointFormat bit{.type = RawType::Bit, .bit = 3};
  EXPECT_EQ(reads_as(bit, Value{true}), 1.0);
  bit.states = {{0, "open"}, {1, "shut"}};
  EXPECT_EQ(reads_as(bit, word("shut")), 1.0);
  EXPECT_EQ(reads_as({.type = RawType::String, .length = 4}, word("fast")), std::nullopt);
  EXPECT_EQ(reads_as(coil, kNone), std::nullopt);
}

}  // namespace
}  // namespace hazgate::emergency
