#include "gateway/daemon/remarks.hpp"

#include <gtest/gtest.h>

namespace hazgate::daemon {
namespace {

using namespace std::chrono_literals;
using device::Note;

poll::PointReading reading(Note note, std::uint32_t point = 0) {
  return {PointIndex{point}, {}, note};
}

TEST(Remarks, ACounterThatWasResetIsSaidOnce) {
  Remarks remarks;
  const Tick start{1000s};
  EXPECT_FALSE(remarks.is_new(reading(Note::None), start));
  EXPECT_TRUE(remarks.is_new(reading(Note::CounterReset), start + 1s));
  EXPECT_FALSE(remarks.is_new(reading(Note::CounterReset), start + 60s)) << "it still stands";
  EXPECT_TRUE(remarks.is_new(reading(Note::CounterReset, 1), start + 60s)) << "another point";
  EXPECT_FALSE(remarks.is_new(reading(Note::None), start + 61s));
  EXPECT_TRUE(remarks.is_new(reading(Note::CounterReset), start + 62s));
}

TEST(Remarks, ADeviceThatBabblesIsNotAnEventEach) {
  Remarks remarks;
  int events = 0;
  for (int i = 0; i < 1000; ++i) {
    const Tick at{1000s + i * 100ms};
    events += remarks.is_new(reading(i % 2 == 0 ? Note::CounterReset : Note::None), at) ? 1 : 0;
  }
  EXPECT_EQ(events, 10) << "in 100 s";
}

TEST(Remarks, WhatTheReadingsSayAnywayIsNoEvent) {
  Remarks remarks;
  EXPECT_FALSE(remarks.is_new(reading(Note::StatusMaintenance), Tick{}));
  EXPECT_FALSE(remarks.is_new(reading(Note::HeartbeatStands), Tick{}));
}

}  // namespace
}  // namespace hazgate::daemon
