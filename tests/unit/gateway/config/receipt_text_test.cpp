#include "gateway/config/receipt_text.hpp"

#include <chrono>

#include "gateway/config/duty_room.hpp"
#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

using ReceiptText = SiteFile;

constexpr const char* kUplink = "[uplink]\nbrokers = [\"tcp://127.0.0.1:1883\"]\n";

const site::AlarmSpec* duty_room(const Settings& settings) {
  for (const site::AlarmSpec& alarm : settings.site.alarms) {
    if (alarm.id == kDutyRoomAlarm) return &alarm;
  }
  return nullptr;
}

TEST_F(ReceiptText, IsOffUnlessItIsWritten) {
  append(kUplink);
  const Settings settings = good();
  EXPECT_FALSE(settings.uplink.confirm_within.any());
  EXPECT_EQ(settings.uplink.command_age, 60s);
  EXPECT_EQ(duty_room(settings), nullptr);
}

TEST_F(ReceiptText, EachPriorityHasItsTime) {
  append(std::string(kUplink) +
         "commands = [\"confirm\"]\nconfirm_within = { critical = \"60s\", high = \"5m\" }\n"
         "command_age = \"2m\"\n");
  const Settings settings = good();
  EXPECT_THAT(settings.uplink.confirm_within.within, ElementsAre(60s, 5min, 0s, 0s));
  EXPECT_EQ(settings.uplink.command_age, 2min);
  const site::AlarmSpec* alarm = duty_room(settings);
  ASSERT_NE(alarm, nullptr);
  EXPECT_EQ(alarm->priority, Priority::High);
  EXPECT_THAT(alarm->message, HasSubstr("duty room does not answer"));
  EXPECT_THAT(alarm->action, testing::Not(HasSubstr("+86")));
}

TEST_F(ReceiptText, TheAlarmNamesTheNumberOfTheDutyRoom) {
  append(std::string(kUplink) + R"(confirm_within = { critical = "60s" }
[[contact]]
id = "room"
name = "Park duty room"
role = "duty-room"
sms = "+861012345678"
)");
  const Settings settings = good();
  ASSERT_NE(duty_room(settings), nullptr);
  EXPECT_THAT(duty_room(settings)->action, EndsWith("; call Park duty room +861012345678"));
}

TEST_F(ReceiptText, WhatIsWrongIsNamedAllAtOnce) {
  append(std::string(kUplink) +
         R"(confirm_within = { critical = "0s", high = "25h", low = 5, urgent = "1s" }
command_age = "500ms"
)");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("uplink.confirm_within.critical: is not between 1s and 24h; "
                                    "write for example \"60s\""),
                          HasSubstr("uplink.confirm_within.high: is not between"),
                          HasSubstr("uplink.confirm_within.low: "),
                          HasSubstr("uplink.confirm_within.urgent: "),
                          HasSubstr("uplink.command_age: is not between 1s and 24h")));
}

TEST_F(ReceiptText, ConfirmWithinIsATable) {
  append(std::string(kUplink) + "confirm_within = \"60s\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("uplink.confirm_within: ")));
}

}  // namespace
}  // namespace hazgate::config
