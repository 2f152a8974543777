// The channels to people: their alarms, and how often they are looked at.

#include "gateway/config/channel_alarms.hpp"
#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using namespace std::chrono_literals;
using emergency::Via;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kSms = "[notify.sms]\ndevice = \"/dev/serial/by-id/modem\"\n";
constexpr const char* kMail =
    "[notify.email]\nhost = \"smtp.acme.example\"\nfrom = \"gw@acme.example\"\n";

class Channels : public SiteFile {
 protected:
  std::vector<std::string> channel_alarms() const {
    std::vector<std::string> ids;
    for (const auto& alarm : good().site.alarms) {
      for (const char* begin : {"gateway.sms", "gateway.email", "gateway.webhook"}) {
        if (alarm.id.starts_with(begin)) ids.push_back(alarm.id);
      }
    }
    return ids;
  }
  void robot(const std::string& id, const std::string& url) {
    append("[[contact]]\nid = \"" + id + "\"\nrole = \"leader\"\nwebhook = \"" + url + "\"\n");
  }
};

TEST_F(Channels, ASiteWithoutChannelsHasNoSuchAlarm) {
  EXPECT_THAT(channel_alarms(), testing::IsEmpty());
}

TEST_F(Channels, EachHasAnAlarmOfPriorityHighWithWhatToDo) {
  append(kSms);
  append(kMail);
  robot("a", "https://oapi.dingtalk.com/robot/send?access_token=hush");
  robot("b", "https://OAPI.dingtalk.com/robot/send?access_token=hush2");
  robot("c", "http://[::1]:8080/json");
  EXPECT_THAT(channel_alarms(),
              ElementsAre("gateway.sms", "gateway.email", "gateway.webhook.oapi.dingtalk.com",
                          "gateway.webhook.---1-"));
  const site::AlarmSpec alarm = alarm_of(good(), "gateway.sms");
  EXPECT_EQ(alarm.priority, Priority::High);
  EXPECT_EQ(alarm.condition.kind, alarm::ConditionKind::System);
  EXPECT_EQ(alarm.message, "no SMS can be sent");
  EXPECT_THAT(alarm.action, HasSubstr("hazctl status"));
  EXPECT_EQ(alarm.rules.longest_shelf, 1h);
}

TEST_F(Channels, TheTextsAreThoseOfTheSitesLanguage) {
  append(kSms);
  write("language = \"en\"", "language = \"zh-CN\"");
  EXPECT_EQ(alarm_of(good(), "gateway.sms").message, "短信发不出去");
  write("language = \"zh-CN\"", "language = \"zh-TW\"");
  EXPECT_EQ(alarm_of(good(), "gateway.sms").message, "簡訊發不出去");
}

TEST_F(Channels, TheNameOfAnAlarmTellsNoSecret) {
  EXPECT_EQ(channel_alarm(Via::Webhook, "https://me:hush@gw.example:99/hush?hush"),
            "gateway.webhook.gw.example");
  EXPECT_EQ(channel_alarm(Via::Webhook, "ftp://gw.example"), "");
  EXPECT_EQ(channel_alarm(Via::Mqtt), "");
  EXPECT_EQ(channel_alarm(Via::Siren), "");
}

TEST_F(Channels, NoPlanBeginsOrRisesAndNoVoteCountsByThem) {
  append(kSms);
  append("[[vote]]\nid = \"v\"\nmembers = [\"gateway.sms\"]\nneed = 1\npriority = \"high\"\n");
  append(
      "[[plan]]\nid = \"p\"\nlevel = \"III\"\ntrigger = [\"gateway.sms\"]\n"
      "[[plan.rise]]\nto = \"I\"\nalarms = [\"gateway.sms\"]\n");
  const auto lines = said();
  const auto refused = [&](const std::string& key) {
    return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
      return line.find(key) != std::string::npos &&
             line.find("starts no plan") != std::string::npos;
    });
  };
  EXPECT_TRUE(refused("vote[0].members[0]")) << testing::PrintToString(lines);
  EXPECT_TRUE(refused("plan[1].trigger[0]")) << testing::PrintToString(lines);
  EXPECT_TRUE(refused("plan[1].rise[0].alarms[0]")) << testing::PrintToString(lines);
}

TEST_F(Channels, TheMailServerIsLookedAtEveryQuarterOfAnHourOrAsWritten) {
  append(kMail);
  EXPECT_EQ(good().notify.email->check, 15min);
  append("check = \"1m\"\n");
  EXPECT_EQ(good().notify.email->check, 1min);
  write("check = \"1m\"", "check = \"0s\"");
  EXPECT_EQ(good().notify.email->check, 0min);
  write("check = \"0s\"", "check = \"24h\"");
  EXPECT_EQ(good().notify.email->check, 24h);
}

TEST_F(Channels, AWrongCheckIsSaid) {
  append(kMail);
  append("check = \"59s\"\n");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("notify.email.check: is not between 1 minute and 24 hours")));
  write("check = \"59s\"", "check = \"25h\"");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("write such as \"15m\", or \"0s\" for never")));
  write("check = \"25h\"", "check = 15");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("notify.email.check")));
}

}  // namespace
}  // namespace hazgate::config
