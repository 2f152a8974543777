#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "gateway/uplink/link.hpp"
#include "tests/component/simulators/park/scripted_broker.hpp"

namespace hazgate::test {
namespace {

using namespace std::chrono_literals;
using sim::mqtt::Kind;

class LinkSubscribeTest : public ::testing::Test {
 protected:
  uplink::Link::Handlers handlers() {
    uplink::Link::Handlers on;
    on.connected = [this] { link.subscribe({"command"}); };
    on.closed = [this](const std::string&) { ++closed; };
    return on;
  }
  void connect() {
    link.connect("tcp://127.0.0.1:" + std::to_string(broker.endpoint().port()), {"state", "{}"});
  }
  template <class Condition>
  bool run_until(Condition&& condition) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (!condition() && std::chrono::steady_clock::now() < deadline) io.run_one_for(10ms);
    return condition();
  }
  std::vector<int> asked() const {
    std::vector<int> found;
    for (const auto& one : broker.seen) {
      if (one.kind == Kind::Subscribe) found.push_back(one.qos);
    }
    return found;
  }

  boost::asio::io_context io;
  ScriptedBroker broker{io};
  int closed = 0;
  uplink::Link link{io, {"gateway", {}, {}, {}}, handlers()};
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
}

TEST_F(LinkSubscribeTest, AConnectionThatBreaksAfterTheAnswerAsksForTheSameAgain) {
  connect();
  ASSERT_TRUE(run_until([&] { return asked().size() == 1; }));
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
