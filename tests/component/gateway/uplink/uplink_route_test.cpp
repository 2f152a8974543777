#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <unistd.h>

#include <sys/socket.h>

#include "uplink_fixture.hpp"

namespace hazgate::uplink {
namespace {

using namespace std::chrono_literals;
using Messages = Subscriber::Messages;

std::string folder_in(const std::string& folder, const std::string& name) {
  std::filesystem::create_directory(folder + "/" + name);
  return folder + "/" + name;
}

class RouteTest : public UplinkTest {
 protected:
  Options options_for_both(std::chrono::milliseconds fail_back) {
    Options options = options_for({better_.uri(), later_.uri()});
    options.fail_back = fail_back;
    return options;
  }
  bool is_on(const Broker& broker) {
    return wait_for([&](const Counters& c) { return c.connected && c.broker == broker.uri(); });
  }
  std::size_t told() {
    const std::lock_guard lock(mutex_);
    return link_.size();
  }
  Broker better_{folder_in(folder_, "better")};
  Broker later_{folder_in(folder_, "later")};
};

TEST_P(RouteTest, GoesBackToTheBetterBrokerAndLosesNothing) {
  later_.start();
  Subscriber eye(later_, "hazgate/#");
  open_journal();
  start(options_for_both(200ms));
  ASSERT_TRUE(is_on(later_));
  append_events(100);
  const std::size_t told_before = told();
  better_.start();
  Subscriber other_eye(better_, "hazgate/#");
  std::uint64_t last = 100;  // so that much is in flight when it goes
  ASSERT_TRUE(wait_for([&](const Counters& c) {
    append_events(40);
    last += 40;
    return c.connected && c.broker == better_.uri();
  }));
  append_events(100);
  last += 100;
  ASSERT_TRUE(wait_for([&](const Counters& c) { return c.sent_event == last; }));
  EXPECT_EQ(told(), told_before) << "going back in order is no broken connection";
  ASSERT_TRUE(eye.wait_for([](const Messages& m) {
    return std::any_of(m.begin(), m.end(), [](const auto& one) {
      return one.first == kRoot + "state" && one.second.find("false") != std::string::npos;
    });
  })) << "the broker that was left is told so";
  const auto here = first_arrivals(eye.messages(), "alarm");
  ASSERT_TRUE(other_eye.wait_for([&](const Messages& m) {
    const auto seqs = first_arrivals(m, "alarm");
    return !seqs.empty() && seqs.back() == last;
  }));
  const auto there = first_arrivals(other_eye.messages(), "alarm");
  EXPECT_EQ(here.size() + there.size(), last) << "drained: no repeat and no gap";
}

TEST_P(RouteTest, ABrokerThatAcknowledgesNothingIsLeftForTheNext) {
  Mute mute;
  later_.start();
  Subscriber eye(later_, "hazgate/#");
  open_journal();
  append_events(100);
  Options options = options_for({mute.uri(), later_.uri()});
  options.silence = 1500ms;
  start(options);
  ASSERT_TRUE(wait_for([&](const Counters& c) { return c.connected && c.broker == mute.uri(); }));
  ASSERT_TRUE(is_on(later_));
  EXPECT_GT(mute.published(), 0);
  ASSERT_TRUE(eye.wait_for([](const Messages& m) { return has_all(m, "alarm", 100); }));
  const std::lock_guard lock(mutex_);
  EXPECT_TRUE(std::any_of(link_.begin(), link_.end(), [](const auto& told) {
    return told.second.find("acknowledged nothing for 1 s") != std::string::npos;
  }));
}

TEST_P(RouteTest, StaysWhereItIsWhenTold) {
  later_.start();
  start(options_for_both(0ms));
  ASSERT_TRUE(is_on(later_));
  better_.start();
  EXPECT_FALSE(wait_for([&](const Counters& c) { return c.broker == better_.uri(); }, 1s));
}

TEST_P(RouteTest, ABetterBrokerThatIsNoneIsLeftAlone) {
  later_.start();
  open_journal();
  HangingUp half_dead;
  Options options = options_for({half_dead.uri(), later_.uri()});
  options.fail_back = 200ms;
  start(options);
  ASSERT_TRUE(is_on(later_));
  ASSERT_TRUE(wait_for([](const Counters& c) { return c.reconnects >= 2 && c.connected; }, 40s))
      << "it was gone to, and come back from";
  ASSERT_TRUE(is_on(later_));
  append_events(10);
  EXPECT_TRUE(wait_for([](const Counters& c) { return c.sent_event == 10; }));
  EXPECT_LE(told(), 2U) << "(not at the first attempt,) and then it works: nothing else to tell";
}

INSTANTIATE_TEST_SUITE_P(Mqtt, RouteTest, testing::Values(MqttVersion::V3_1_1, MqttVersion::V5),
                         version_name);

}  // namespace
}  // namespace hazgate::uplink
