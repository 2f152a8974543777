#include "gateway/daemon/channel_watch.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <utility>

namespace hazgate::daemon {
namespace {

using namespace std::chrono_literals;
using emergency::Via;
using notify::Health;
using Proof = Health::Proof;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

/// The clock is the test's; only `times` of zero let anything come by itself.
class ChannelWatchTest : public testing::Test {
 protected:
  ChannelWatchTest() {
    settings.sms = notify::SmsSettings{.device = "/dev/modem"};
    settings.mail = notify::MailSettings{};
    settings.webhook = notify::WebhookSettings{};
    for (const char* url : {"https://oapi.dingtalk.com/robot/send?access_token=hush1",
                            "https://oapi.dingtalk.com/robot/send?access_token=hush2",
                            "http://gw.example:80/a", "http://gw.example:81/b"}) {
      settings.webhook->targets[url] = {};
    }
    watch.configure(settings);
  }
  void say(Via via, bool able, const std::string& words, Proof proof = Proof::Look,
           const std::string& server = "") {
    watch.take(via, {able, proof, server, words});
  }
  std::vector<std::pair<std::string, bool>> news() { return std::exchange(told, {}); }
  boost::json::object line(std::size_t place) const { return watch.status().at(place).as_object(); }

  boost::asio::io_context io;
  Tick tick{1h};
  std::vector<std::pair<std::string, bool>> told;
  PostSettings settings;
  ChannelWatch watch{
      io,
      [this] {
        return Now{.tick = tick, .wall = from_unix_ms(1000 + tick.time_since_epoch() / 1ms)};
      },
      [this](const std::string& alarm, bool condition) { told.emplace_back(alarm, condition); }};
};

TEST_F(ChannelWatchTest, EveryChannelHasALineAndNothingIsSaidOfWhatIsNotKnown) {
  ASSERT_EQ(watch.status().size(), 5u) << boost::json::serialize(watch.status());
  EXPECT_EQ(line(0).at("channel"), "sms");
  EXPECT_EQ(line(0).at("state"), "unknown");
  EXPECT_FALSE(line(0).contains("server"));
  EXPECT_FALSE(line(0).contains("since"));
  EXPECT_EQ(line(1).at("alarm"), "gateway.email");
  EXPECT_EQ(line(4).at("server"), "https://oapi.dingtalk.com");
  EXPECT_EQ(line(4).at("alarm"), "gateway.webhook.oapi.dingtalk.com");
  EXPECT_THAT(watch.problems(), IsEmpty());
  EXPECT_THAT(news(), IsEmpty());
}

TEST_F(ChannelWatchTest, ADeadModemIsAProblemAtOnceAndAnAlarmAfterAMinute) {
  say(Via::Sms, false, "the modem has no SIM; put one in");
  EXPECT_THAT(watch.problems(), ElementsAre("sms: the modem has no SIM; put one in"));
  EXPECT_TRUE(watch.is_down(Via::Sms, ""));
  EXPECT_FALSE(watch.is_down(Via::Email, ""));
  tick += 59s;
  say(Via::Sms, false, "the modem has no SIM; put one in");
  EXPECT_THAT(news(), IsEmpty());
  tick += 1s;
  say(Via::Sms, false, "the modem has no SIM; put one in");
  EXPECT_THAT(news(), ElementsAre(Pair("gateway.sms", true)));
  say(Via::Sms, false, "the modem has no SIM; put one in");
  EXPECT_THAT(news(), IsEmpty()) << "once";
  EXPECT_EQ(line(0).at("state"), "down");
  EXPECT_EQ(line(0).at("since").as_int64(), 1000 + 3'600'000);
  say(Via::Sms, true, "registered, signal 68 %", Proof::Letter);
  EXPECT_THAT(watch.problems(), IsEmpty());
  EXPECT_EQ(line(0).at("words"), "registered, signal 68 %");
  EXPECT_EQ(line(0).at("last_sent").as_int64(), 1000 + 3'660'000);
  tick += 30s;
  say(Via::Sms, true, "registered, signal 68 %");
  EXPECT_THAT(news(), ElementsAre(Pair("gateway.sms", false)));
}

TEST_F(ChannelWatchTest, MailHasFiveMinutes) {
  say(Via::Email, false, "cannot be reached");
  tick += 299s;
  say(Via::Email, false, "cannot be reached");
  EXPECT_THAT(news(), IsEmpty());
  tick += 1s;
  say(Via::Email, false, "cannot be reached");
  EXPECT_THAT(news(), ElementsAre(Pair("gateway.email", true)));
}

TEST_F(ChannelWatchTest, TheAlarmOfSeveralServersStandsWhileItDoesOfOne) {
  const std::string alarm = "gateway.webhook.gw.example";
  for (const char* server : {"http://gw.example:80", "http://gw.example:81"}) {
    say(Via::Webhook, false, "no", Proof::ForGood, server);
  }
  EXPECT_THAT(news(), ElementsAre(Pair(alarm, true)));
  say(Via::Webhook, true, "", Proof::Letter, "http://gw.example:80");
  tick += 30s;
  say(Via::Webhook, true, "", Proof::Letter, "http://gw.example:80");
  EXPECT_THAT(news(), IsEmpty());
  say(Via::Webhook, true, "", Proof::Letter, "http://gw.example:81");
  tick += 30s;
  say(Via::Webhook, true, "", Proof::Letter, "http://gw.example:81");
  EXPECT_THAT(news(), ElementsAre(Pair(alarm, false)));
  EXPECT_FALSE(watch.is_down(Via::Webhook, "http://gw.example:81/b"));
}

TEST_F(ChannelWatchTest, AChangeElsewhereLeavesAChannelAsItIsAndTellsItAnew) {
  say(Via::Sms, false, "no SIM", Proof::ForGood);
  say(Via::Email, false, "refused", Proof::ForGood);
  news();
  settings.mail->host = "other.example";
  watch.configure(settings);
  EXPECT_THAT(news(), ElementsAre(Pair("gateway.sms", true))) << "of the new mail nothing is known";
  EXPECT_THAT(watch.problems(), ElementsAre("sms: no SIM"));
  settings.sms.reset();
  watch.configure(settings);
  EXPECT_THAT(watch.problems(), IsEmpty());
  say(Via::Sms, false, "no SIM", Proof::ForGood);  // the last words of the old one
  EXPECT_THAT(news(), IsEmpty());
}

TEST(ChannelWatch, ThePatienceRunsOutByItself) {
  boost::asio::io_context io;
  std::vector<std::pair<std::string, bool>> told;
  const auto now = [] {
    return Now{.tick = Tick{std::chrono::duration_cast<Duration>(
                   std::chrono::steady_clock::now().time_since_epoch())}};
  };
  ChannelWatch watch{io,
                     now,
                     [&](const std::string& alarm, bool condition) {
                       told.emplace_back(alarm, condition);
                       if (condition) {
                         watch.take(Via::Sms, {true, Proof::Look, "", "registered"});
                       }
                     },
                     {.patience = 20ms, .mail_patience = 1h, .steady = 20ms}};
  watch.configure({.sms = notify::SmsSettings{.device = "/dev/modem"}});
  watch.take(Via::Sms, {false, Proof::Look, "", "no SIM"});
  EXPECT_THAT(told, IsEmpty());
  io.run_for(20s);  // until nothing more is due
  EXPECT_THAT(told, ElementsAre(Pair("gateway.sms", true), Pair("gateway.sms", false)));
}

}  // namespace
}  // namespace hazgate::daemon
