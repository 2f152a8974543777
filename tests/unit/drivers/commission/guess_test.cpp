#include "drivers/commission/guess.hpp"

#include <gtest/gtest.h>

#include "drivers/codec/codec.hpp"
#include "drivers/codec/raw.hpp"

namespace hazgate::commission {
namespace {

using codec::ByteOrder;
using codec::PointFormat;
using codec::RawType;
using codec::Table;

Reading reads(std::string_view text) {
  Reading reading;
  EXPECT_TRUE(reading_from(text, reading)) << text;
  return reading;
}

Registers at(std::uint16_t address, std::vector<std::uint16_t> words) {
  return {Table::Holding, address, std::move(words)};
}

/// The likeliest, in words.
std::string best(const Registers& registers, std::uint16_t address, std::string_view display) {
  const auto found = guess({registers}, address, reads(display));
  return found.empty() ? "nothing" : explain(found.front());
}

TEST(Guess, ADisplayIsANumberWithItsDecimals) {
  EXPECT_EQ(reads("23.4").value, 23.4);
  EXPECT_DOUBLE_EQ(reads("23.4").half_step, 0.05);
  EXPECT_DOUBLE_EQ(reads("-7").half_step, 0.5);
  EXPECT_EQ(reads("+1.50").value, 1.5);
  EXPECT_DOUBLE_EQ(reads("1.50").half_step, 0.005);
  Reading reading;
  for (const char* text : {"", "warm", "1,5", "1e3", "nan", "inf", "--1", "1.5 "}) {
    EXPECT_FALSE(reading_from(text, reading)) << text;
  }
}

TEST(Guess, TheLikeliestIsWhatAnEngineerWouldSay) {
  struct Row {
    std::vector<std::uint16_t> words;
    const char* display;
    const char* says;
  };
  // 23.4f is 41BB3333; -12.5f is C1480000; 20.9 as a double is 4034E66666666666.
  const Row rows[] = {
      {{234, 0, 7, 7}, "23.4", "int16, ABCD, scale 0.1 -> 23.4"},
      {{23, 0, 7, 7}, "23", "int16, ABCD -> 23"},
      {{2341, 9, 7, 7}, "23.41", "int16, ABCD, scale 0.01 -> 23.41"},
      {{0x10000 - 125, 1, 7, 7}, "-12.5", "int16, ABCD, scale 0.1 -> -12.5"},
      {{45000, 1, 7, 7}, "4500.0", "uint16, ABCD, scale 0.1 -> 4500"},
      {{0x41BB, 0x3333, 7, 7}, "23.4", "float32, ABCD -> 23.4"},
      {{0x3333, 0x41BB, 7, 7}, "23.4", "float32, CDAB -> 23.4"},
      {{0xBB41, 0x3333, 7, 7}, "23.4", "float32, BADC -> 23.4"},
      {{0x3333, 0xBB41, 7, 7}, "23.4", "float32, DCBA -> 23.4"},
      {{0xC148, 0x0000, 7, 7}, "-12.5", "float32, ABCD -> -12.5"},
      {{1, 0x86A0, 7, 7}, "100000", "int32, ABCD -> 100000"},
      {{0x86A0, 1, 7, 7}, "100000", "int32, CDAB -> 100000"},
      {{0x4034, 0xE666, 0x6666, 0x6666}, "20.9", "float64, ABCD -> 20.9"},
      {{0x6666, 0x6666, 0xE666, 0x4034}, "20.9", "float64, CDAB -> 20.9"},
      {{0x9234, 0xABCD, 7, 7}, "923.4", "bcd16, ABCD, scale 0.1 -> 923.4"},
      {{634, 0x8000, 7, 7}, "23.4", "int16, ABCD, scale 0.1, offset -40 -> 23.4"},
  };
  for (const Row& row : rows) EXPECT_EQ(best(at(10, row.words), 10, row.display), row.says);
}

TEST(Guess, EveryTypeAndOrderThatTheCodecWritesIsFoundAgain) {
  for (const RawType type :
       {RawType::Uint16, RawType::Int16, RawType::Uint32, RawType::Int32, RawType::Uint64,
        RawType::Int64, RawType::Float32, RawType::Float64, RawType::Bcd16, RawType::Bcd32}) {
    for (const ByteOrder order :
         {ByteOrder::ABCD, ByteOrder::CDAB, ByteOrder::BADC, ByteOrder::DCBA}) {
      PointFormat format;
      format.type = type;
      format.order = order;
      format.scale = 0.1;
      const auto words = codec::encode(format, Value{123.4});
      ASSERT_TRUE(words) << words.error();
      const auto found = guess({at(4, *words)}, 4, reads("123.4"));
      const bool there = std::any_of(found.begin(), found.end(), [&](const Candidate& each) {
        // In one register two of the orders are the other two.
        const bool same_order = codec::width(format) == 1 || each.format.order == order;
        return each.format.type == type && same_order && each.format.scale == 0.1 &&
               each.format.offset == 0.0;
      });
      EXPECT_TRUE(there) << codec::to_text(type) << ' ' << codec::to_text(order);
    }
  }
}

TEST(Guess, ExactBeforeRoundedBeforeNearAndOffsetsLast) {
  // 23.42f as CDAB; beside it 634 * 0.1 - 40 is exactly 23.4.
  const auto found = guess({at(0, {634, 0xFFFF}), at(0, {0x5C29, 0x41BB})}, 0, reads("23.4"));
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(explain(found.front()), "float32, CDAB -> 23.42");
  EXPECT_EQ(found.front().fit, Fit::Rounded);
  EXPECT_EQ(best(at(0, {235, 0xFFFF}), 0, "23.4"), "int16, ABCD, scale 0.1 -> 23.5");
  EXPECT_EQ(guess({at(0, {235, 0xFFFF})}, 0, reads("23.4")).front().fit, Fit::Near);
  EXPECT_EQ(best(at(0, {300, 0xFFFF}), 0, "23.4"), "nothing");
}

TEST(Guess, AManualThatCountsFromOneIsFoundAtTheNeighbour) {
  const auto found = guess({at(9, {234, 0xEEEE})}, 10, reads("23.4"));
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.front().format.address, 9);
  // The asked address comes first, even when it only rounds.
  const auto both = guess({at(9, {234, 2344})}, 10, reads("23.4"));
  EXPECT_EQ(both.front().format.address, 10);
  EXPECT_EQ(both.front().fit, Fit::Rounded);
}

TEST(Guess, SaysTheSameThingOnce) {
  const auto found = guess({at(0, {0x1717, 0x1717}), at(0, {0x1717, 0x1717})}, 0, reads("5911"));
  int shorts = 0;
  for (const Candidate& each : found) {
    if (each.format.type == RawType::Int16 && each.format.address == 0) ++shorts;
  }
  EXPECT_EQ(shorts, 1);  // both bytes are equal: one order says it all
}

TEST(Guess, AnyRegistersAreFine) {
  EXPECT_TRUE(guess({}, 0, reads("1")).empty());
  EXPECT_TRUE(guess({at(5, {})}, 5, reads("1.5")).empty());
  EXPECT_TRUE(guess({at(100, {15})}, 5, reads("1.5")).empty());
  EXPECT_FALSE(guess({at(65535, {15})}, 65535, reads("1.5")).empty());
  // NaN, infinity and bad BCD are no candidates.
  for (const Candidate& each : guess({at(0, {0x7FC0, 0, 0xFFFF, 0xFFFF})}, 0, reads("1.5"))) {
    EXPECT_EQ(each.value, each.value);
  }
}

TEST(Guess, TheSnippetIsReadyToPaste) {
  const auto found = guess({at(4, {0x3333, 0x41BB})}, 4, reads("23.4"));
  EXPECT_EQ(point_toml(found.front()),
            "[[point]]\nid = \"value\"\ntable = \"holding\"\naddress = 4\ntype = \"float32\"\n"
            "order = \"CDAB\"\n");
  const auto scaled = guess({at(4, {634, 0x8000})}, 4, reads("23.4"));
  EXPECT_NE(point_toml(scaled.front()).find("scale = 0.1\noffset = -40.0\n"), std::string::npos);
}

}  // namespace
}  // namespace hazgate::commission
