#include "drivers/poll/tally.hpp"

#include <gtest/gtest.h>

namespace hazgate::poll {
namespace {

using modbus::Fault;
using modbus::FaultKind;

BusPlan plan() {
  BusPlan made;
  made.devices.resize(2);
  made.devices[1].index = DeviceIndex{9};
  return made;
}

TEST(Tally, Counts) {
  Tally tally(plan());
  tally.answered(1, Duration{300});
  tally.failed(1, Fault{FaultKind::Timeout});
  tally.failed(1, Fault{FaultKind::Crc});
  tally.failed(1, Fault{FaultKind::Exception, 2});
  tally.failed(1, Fault{FaultKind::Exception, 0x55});
  tally.failed(1, Fault{FaultKind::WrongUnit});
  tally.failed(1, Fault{FaultKind::NotOpen});
  tally.polled(1, 5, true, true);
  const auto counters = tally.snapshot();
  ASSERT_EQ(counters.devices.size(), 2U);
  const auto& device = counters.devices[1];
  EXPECT_EQ(device.device, DeviceIndex{9});
  EXPECT_EQ(device.requests, 6U);
  EXPECT_EQ(device.timeouts, 1U);
  EXPECT_EQ(device.bad_frames, 2U);
  EXPECT_EQ(device.crc_errors, 1U);
  EXPECT_EQ(device.foreign_frames, 1U);
  EXPECT_EQ(device.exceptions, 2U);
  EXPECT_EQ(device.exceptions_by_code[2], 1U);
  EXPECT_EQ(device.exceptions_by_code[0], 1U);
  EXPECT_EQ(device.polls_due, 5U);
  EXPECT_EQ(device.polls_done, 1U);
  EXPECT_EQ(device.response_p50, Duration{300});
  EXPECT_EQ(counters.devices[0].requests, 0U);
}

TEST(Tally, TheLastErrorGoesWithAGoodPoll) {
  Tally tally(plan());
  tally.failed(0, Fault{FaultKind::Timeout});
  tally.polled(0, 1, false, false);
  EXPECT_EQ(tally.snapshot().devices[0].last_error, "no answer");
  tally.polled(0, 2, true, true);
  EXPECT_EQ(tally.snapshot().devices[0].last_error, "");
  tally.failed(0, Fault{FaultKind::Exception, 2});
  tally.polled(0, 3, true, true);
  EXPECT_EQ(tally.snapshot().devices[0].last_error, "exception 02 (illegal data address)");
  tally.polled(0, 4, true, true);
  EXPECT_EQ(tally.snapshot().devices[0].last_error, "");
}

TEST(Tally, UtilisationAndBabbleAreOfTheLastTenSeconds) {
  Tally tally(BusPlan{});
  const std::string none;
  using std::chrono::seconds;
  Tally::BusNow now{.open = true, .error = none};
  tally.bus(now, Tick{seconds{100}});
  now.busy = seconds{9};
  tally.bus(now, Tick{seconds{109}});
  EXPECT_EQ(tally.snapshot().utilisation, 0.0) << "not yet known";
  now.transactions = 100;
  now.unasked = 20;
  tally.bus(now, Tick{seconds{110}});
  EXPECT_DOUBLE_EQ(tally.snapshot().utilisation, 0.9);
  EXPECT_TRUE(tally.snapshot().babbling);
  now.transactions = 200;
  now.unasked = 39;
  now.busy += seconds{1};
  tally.bus(now, Tick{seconds{120}});
  EXPECT_DOUBLE_EQ(tally.snapshot().utilisation, 0.1);
  EXPECT_FALSE(tally.snapshot().babbling);
  EXPECT_EQ(tally.snapshot().unasked, 39U);
}

}  // namespace
}  // namespace hazgate::poll
