#include "link_fixture.hpp"

namespace hazgate::test {
namespace {

using namespace std::chrono_literals;
using sim::mqtt::Kind;

/// The Will is not published after a disconnection in order: what it says has to be said before.
class LinkLastWordTest : public LinkTest {
 protected:
  /// A message is in flight that is never acknowledged.
  bool open_with_one_in_flight() {
    broker.acknowledges = false;
    if (!open()) return false;
    link.publish({"a", "b"}, {uplink::Ticket::Of::Other, 1});
    return run_until([&] { return seen(Kind::Publish) == 1; });
  }
  /// What came before the DISCONNECT.
  std::string last_word() {
    if (!run_until([&] { return seen(Kind::Disconnect) == 1; })) return "no DISCONNECT";
    std::string last;
    for (const auto& one : broker.seen) {
      if (one.kind == Kind::Disconnect) break;
      last = one.payload + (one.retained ? " retained" : "");
    }
    return last;
  }
};

TEST_F(LinkLastWordTest, IsSaidToABrokerThatIsGivenUp) {
  ASSERT_TRUE(open_with_one_in_flight());
  link.give_up("of no use");
  EXPECT_EQ(closed, 1);
  EXPECT_EQ(last_word(), "bye retained");
}

TEST_F(LinkLastWordTest, NoTelemetryThatWaitsGoesBehindIt) {
  ASSERT_TRUE(open());
  for (std::uint64_t i = 0; i < 40; ++i) {
    link.publish({"telemetry", "x"}, {uplink::Ticket::Of::Sample, i});
  }
  link.give_up("of no use");
  EXPECT_EQ(last_word(), "bye retained");
  EXPECT_LE(seen(Kind::Publish), 9U);
}

TEST_F(LinkLastWordTest, IsSaidToABrokerThatAcknowledgesNothing) {
  ASSERT_TRUE(open_with_one_in_flight());
  ASSERT_TRUE(run_until([&] { return closed == 1; }));
  EXPECT_EQ(last_word(), "bye retained");
}

TEST_F(LinkLastWordTest, IsSaidWhenTheBrokerIsLeftWithSomethingInFlight) {
  ASSERT_TRUE(open_with_one_in_flight());
  link.leave();
  EXPECT_EQ(last_word(), "bye retained");
}

TEST_F(LinkLastWordTest, WhoLeavesWithNothingInFlightHasSaidIt) {
  ASSERT_TRUE(open());
  ASSERT_TRUE(run_until([&] { return link.is_idle(); }));
  link.leave();
  EXPECT_EQ(last_word(), "") << "only the subscription";
}

TEST_F(LinkLastWordTest, IsSaidAtTheEndThoughNothingIsAcknowledged) {
  ASSERT_TRUE(open_with_one_in_flight());
  for (std::uint64_t i = 0; i < 100; ++i) {
    link.publish({"telemetry", "x"}, {uplink::Ticket::Of::Sample, i});
  }
  link.close(200ms);
  EXPECT_EQ(last_word(), "bye retained");
}

}  // namespace
}  // namespace hazgate::test
