#include "link_fixture.hpp"

namespace hazgate::test {
namespace {

using sim::mqtt::Kind;

class LinkSubscribeTest : public LinkTest {
 protected:
  std::vector<int> asked() const {
    std::vector<int> found;
    for (const auto& one : broker.seen) {
      if (one.kind == Kind::Subscribe) found.push_back(one.qos);
    }
    return found;
  }
};

// As RabbitMQ 3.10 does while the node is down on which the client's queue was.
TEST_F(LinkSubscribeTest, ABrokerThatBreaksTwiceOnAQos1SubscriptionIsAskedForLess) {
  broker.drops_qos1_subscribers = true;
  connect();
  ASSERT_TRUE(run_until([&] { return closed == 1; }));
  connect();
  ASSERT_TRUE(run_until([&] { return closed == 2; })) << "once may be chance";
  connect();
  ASSERT_TRUE(run_until([&] { return asked().size() == 3; }));
  EXPECT_EQ(asked(), (std::vector<int>{1, 1, 0}));
  EXPECT_TRUE(run_until([&] { return link.is_open(); }));
  EXPECT_EQ(refused, 0) << "no answer is not a refusal";
}

TEST_F(LinkSubscribeTest, AConnectionThatBreaksAfterTheAnswerAsksForTheSameAgain) {
  ASSERT_TRUE(open());
  link.publish({"a", "b"}, {uplink::Ticket::Of::Other, 1});
  ASSERT_TRUE(run_until([&] { return link.is_open() && link.is_idle(); }));
  broker.drop();
  ASSERT_TRUE(run_until([&] { return closed == 1; }));
  connect();
  ASSERT_TRUE(run_until([&] { return asked().size() == 2; }));
  EXPECT_EQ(asked(), (std::vector<int>{1, 1}));
}

}  // namespace
}  // namespace hazgate::test
