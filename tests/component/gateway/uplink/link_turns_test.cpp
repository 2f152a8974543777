#include <algorithm>

#include "link_fixture.hpp"

namespace hazgate::test {
namespace {

using sim::mqtt::Kind;
using uplink::Ticket;

class LinkTurnsTest : public LinkTest {
 protected:
  void telemetry(std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i <= last; ++i) {
      link.publish({"telemetry", std::to_string(i)}, {Ticket::Of::Sample, i});
    }
  }
  std::vector<std::string> published() const {
    std::vector<std::string> payloads;
    for (const auto& one : broker.seen) {
      if (one.kind == Kind::Publish) payloads.push_back(one.payload);
    }
    return payloads;
  }
};

TEST_F(LinkTurnsTest, AllGoInOrderAndEachIsAcknowledged) {
  ASSERT_TRUE(open());
  telemetry(1, 500);
  ASSERT_TRUE(run_until([&] { return acknowledged.size() == 500; }));
  const auto payloads = published();
  ASSERT_EQ(payloads.size(), 500U);
  for (std::size_t i = 0; i < 500; ++i) {
    EXPECT_EQ(payloads[i], std::to_string(i + 1));
    EXPECT_EQ(acknowledged[i], i + 1);
  }
  EXPECT_TRUE(link.is_idle());
}

TEST_F(LinkTurnsTest, AnAlarmDoesNotWaitForItsTurn) {
  ASSERT_TRUE(open());
  telemetry(1, 40);
  link.publish({"alarm", "leak"}, {Ticket::Of::Event, 1});
  ASSERT_TRUE(run_until([&] { return link.is_idle(); }));
  const auto payloads = published();
  const auto alarm = std::find(payloads.begin(), payloads.end(), "leak") - payloads.begin();
  EXPECT_LE(alarm, 8);
  EXPECT_EQ(payloads.size(), 41U);
}

// Another record is attached: what waits is of the old one.
TEST_F(LinkTurnsTest, WhatWaitsAndIsForgottenDoesNotGoAndLeavesNoPlaceTaken) {
  ASSERT_TRUE(open());
  telemetry(1, 40);
  link.forget_in_flight();
  ASSERT_TRUE(run_until([&] { return link.is_idle(); }));
  EXPECT_EQ(published().size(), 8U);
  EXPECT_TRUE(acknowledged.empty());
  telemetry(41, 80);
  ASSERT_TRUE(run_until([&] { return acknowledged.size() == 40; }));
  EXPECT_EQ(acknowledged.front(), 41U);
}

}  // namespace
}  // namespace hazgate::test
