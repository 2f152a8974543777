#include "simulators/line/wire.hpp"

#include <gtest/gtest.h>

namespace hazgate::sim {
namespace {

using namespace std::chrono_literals;
using Bytes = std::vector<std::uint8_t>;
using Time = Wire::Time;

constexpr int kBaud = 11000;  // a character is a millisecond, silence 3.5

TEST(Wire, AFrameEndsAfterSilence) {
  Wire wire(kBaud, 1);
  wire.from_master(Bytes{1, 2, 3, 4}, 10ms);
  EXPECT_EQ(wire.next(), Time{17500us});
  EXPECT_FALSE(wire.take_frame(17499us));
  const auto frame = wire.take_frame(17500us);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->bytes, (Bytes{1, 2, 3, 4}));
  EXPECT_EQ(frame->end, Time{17500us});
  EXPECT_FALSE(wire.take_frame(20ms));
  EXPECT_EQ(wire.next(), Time::max());
}

TEST(Wire, BytesWithoutSilenceBetweenThemAreOneFrame) {
  Wire wire(kBaud, 1);
  wire.from_master(Bytes{1, 2}, 0ms);
  wire.from_master(Bytes{3}, 5ms);   // three characters of silence
  wire.from_master(Bytes{4}, 10ms);  // four
  const auto first = wire.take_frame(30ms);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->bytes, (Bytes{1, 2, 3}));
  EXPECT_EQ(first->end, Time{9500us});  // whenever somebody looks
  EXPECT_EQ(wire.take_frame(30ms)->bytes, (Bytes{4}));
}

TEST(Wire, TheSilenceIsFixedAbove19200) {
  EXPECT_EQ(Wire(19200, 1).silence(), Wire(19200, 1).character() * 7 / 2);
  EXPECT_EQ(Wire(115200, 1).silence(), Time{1750us});
}

TEST(Wire, AReplyArrivesWhenItsLastBitDoes) {
  Wire wire(kBaud, 1);
  wire.from_slave(Bytes{1, 2, 3, 4, 5, 6}, 100ms);
  EXPECT_EQ(wire.take_arrived(100999us), Bytes{});
  EXPECT_EQ(wire.next(), Time{105ms});  // in lots
  EXPECT_EQ(wire.take_arrived(105ms), (Bytes{1, 2, 3, 4, 5}));
  EXPECT_EQ(wire.next(), Time{106ms});
  EXPECT_EQ(wire.take_arrived(106ms), (Bytes{6}));
  EXPECT_EQ(wire.next(), Time::max());
  EXPECT_EQ(wire.garbled(), 0U);
}

TEST(Wire, ALotIsDueWhenItsLastBitArrives) {
  Wire wire(kBaud, 1);
  EXPECT_EQ(wire.due(), Time::max());
  wire.from_master(Bytes{1}, 0ms);
  EXPECT_EQ(wire.due(), Time::max()) << "a request is nothing for the master";
  wire.from_slave(Bytes{1, 2}, 100ms);
  EXPECT_EQ(wire.due(), Time{102ms});
  EXPECT_EQ(wire.next(), Time{4500us}) << "first the slaves hear";
}

TEST(Wire, WhoTalksTogetherGarblesEachOther) {
  Wire wire(kBaud, 1);
  wire.from_slave(Bytes{1, 2, 3}, 10ms);
  wire.from_master(Bytes{7, 8}, 12500us);
  const auto arrived = wire.take_arrived(30ms);
  ASSERT_EQ(arrived.size(), 3U);
  EXPECT_EQ(arrived[0], 1);
  EXPECT_EQ(arrived[1], 2);
  EXPECT_NE(arrived[2], 3);
  const auto frame = wire.take_frame(30ms);
  ASSERT_TRUE(frame);
  EXPECT_NE(frame->bytes[0], 7);
  EXPECT_EQ(frame->bytes[1], 8);
  EXPECT_EQ(wire.garbled(), 2U);
}

/// What the slaves hear of a frame of four characters from 100 ms on when a babbler says two at `at`.
std::optional<Bytes> heard_beside(Time at) {
  Wire wire(kBaud, 1);
  const Bytes frame = {1, 2, 3, 4}, noise = {8, 9};
  if (at < Time{100ms}) wire.from_babbler(noise, at);
  wire.from_master(frame, 100ms);
  if (at >= Time{100ms}) wire.from_babbler(noise, at);
  const auto heard = wire.take_frame(200ms);
  return heard ? std::optional(heard->bytes) : std::nullopt;
}

TEST(Wire, AFrameWithoutSilenceBetweenItAndABabblerIsNone) {
  const Bytes frame = {1, 2, 3, 4};
  EXPECT_EQ(heard_beside(94500us), frame);
  EXPECT_EQ(heard_beside(94501us), std::nullopt) << "3.499 characters of silence before it";
  EXPECT_EQ(heard_beside(99ms), std::nullopt);
  EXPECT_EQ(heard_beside(102ms), std::nullopt);
  EXPECT_EQ(heard_beside(107499us), std::nullopt) << "and behind it";
  EXPECT_EQ(heard_beside(107500us), frame);
}

TEST(Wire, ABabblerIsHeardAndGarblesWhoTalksAtTheSameTime) {
  Wire wire(kBaud, 1);
  wire.from_slave(Bytes{1, 2, 3}, 10ms);
  wire.from_babbler(Bytes{8, 9}, 12500us);
  const auto arrived = wire.take_arrived(30ms);
  ASSERT_EQ(arrived.size(), 5U);
  EXPECT_EQ(arrived[1], 2);
  EXPECT_NE(arrived[2], 3);
  EXPECT_NE(arrived[3], 8);
  EXPECT_EQ(arrived[4], 9);
  wire.from_master(Bytes{5, 6}, 40ms);
  EXPECT_TRUE(wire.take_frame(60ms)) << "and the next frame is one again";
}

TEST(Wire, TwoSlavesGarbleEachOther) {
  Wire wire(kBaud, 1);
  wire.from_slave(Bytes{1, 1}, 10ms);
  wire.from_slave(Bytes{2, 2}, 10500us);
  const auto arrived = wire.take_arrived(30ms);
  EXPECT_EQ(arrived.size(), 4U);
  EXPECT_EQ(wire.garbled(), 4U);
}

}  // namespace
}  // namespace hazgate::sim
