#include "drivers/poll/frame_buffer.hpp"

#include <gtest/gtest.h>

namespace hazgate::poll {
namespace {

using namespace std::chrono_literals;

constexpr Tick kStart{10s};
constexpr WallTime kStartUtc{1'700'000'000'000ms};

modbus::Frame frame(Tick at, std::span<const std::uint8_t> bytes) {
  return {at, modbus::Direction::Received, true, bytes};
}

TEST(FrameBuffer, KeepsFramesWithTheirTimeInUtc) {
  int wakes = 0;
  FrameBuffer buffer(kStart, kStartUtc, [&] { ++wakes; });
  std::vector<std::uint8_t> bytes = {1, 2, 3};
  buffer.push(frame(kStart + 1500us, bytes));
  bytes = {9};  // the bus uses its buffer again
  buffer.push(frame(kStart + 2s, bytes));
  EXPECT_EQ(wakes, 1);
  const auto taken = buffer.take(10);
  ASSERT_EQ(taken.frames.size(), 2U);
  EXPECT_EQ(taken.frames[0].at_us, 1'700'000'000'001'500);
  EXPECT_EQ(taken.frames[0].bytes, (std::vector<std::uint8_t>{1, 2, 3}));
  EXPECT_EQ(taken.frames[1].at_us, 1'700'000'002'000'000);
  EXPECT_FALSE(taken.more);
  EXPECT_EQ(taken.dropped, 0U);
  buffer.push(frame(kStart, bytes));
  EXPECT_EQ(wakes, 2);
}

TEST(FrameBuffer, DropsTheOldestAndCounts) {
  FrameBuffer buffer(kStart, kStartUtc, [] {});
  constexpr int kTooMany = 100;
  for (int i = 0; i < static_cast<int>(FrameBuffer::kMost) + kTooMany; ++i) {
    buffer.push(frame(kStart + Duration{i}, {}));
  }
  auto taken = buffer.take(10);
  EXPECT_EQ(taken.dropped, static_cast<std::uint64_t>(kTooMany));
  EXPECT_TRUE(taken.more);
  ASSERT_EQ(taken.frames.size(), 10U);
  EXPECT_EQ(taken.frames[0].at_us, 1'700'000'000'000'000 + kTooMany);
  taken = buffer.take(FrameBuffer::kMost);
  EXPECT_EQ(taken.dropped, 0U);  // said once
  EXPECT_EQ(taken.frames.size(), FrameBuffer::kMost - 10);
  EXPECT_FALSE(taken.more);
}

}  // namespace
}  // namespace hazgate::poll
