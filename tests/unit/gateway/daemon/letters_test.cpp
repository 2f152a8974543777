#include "gateway/daemon/letters.hpp"

#include <array>
#include <fmt/core.h>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "gateway/core/site/call_name.hpp"
#include "gateway/notify/texts/length.hpp"
#include "tests/support/site_driver.hpp"
#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

using namespace std::chrono_literals;
using emergency::MessageOrder;
using emergency::Via;
using hazgate::testing::SiteDriver;
using hazgate::testing::SmallSite;
using site::CallAbout;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::array<std::string_view, 3> kLanguages = {"zh-CN", "zh-TW", "en"};
constexpr std::array<Via, 5> kWays = {Via::Sms, Via::Email, Via::Webhook, Via::Mqtt, Via::Siren};

/// UTC+8, as at the site.
std::chrono::sys_seconds beijing(WallTime at) {
  return std::chrono::sys_seconds{std::chrono::floor<std::chrono::seconds>(at.time_since_epoch())} +
         8h;
}

/// "09:32:10" there.
std::string beijing_time(WallTime at) {
  const auto local = beijing(at);
  const std::chrono::hh_mm_ss time(local - std::chrono::floor<std::chrono::days>(local));
  return fmt::format("{:02}:{:02}:{:02}", time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

/// The small site with people, a neighbour, ways out and a report that the law wants.
struct PeopledSite : SmallSite {
  PeopledSite() {
    spec.name = "Acme";
    spec.language = "zh-CN";
    for (std::size_t i = 0; i < gas.size(); ++i) {
      site::PointSpec& point = spec.points[at(gas[i])];
      point.name = "T-10" + std::to_string(i + 1);
      point.unit = "%LEL";
      site::DeviceSpec& device = spec.devices[at(point.device)];
      device.name = "探测器" + std::to_string(i + 1);
      device.area = "储罐区";
    }
    spec.alarms[at(vote)].message = "可燃气体高高报,三取二";
    spec.alarms[at(vote)].action = "关闭V-12";
    spec.contacts = {person("wang", "王值班", "duty"), person("li", "李班长", "duty"),
                     person("zhao", "赵总监", "director"),
                     person("plant-b", "乙厂值班室", "neighbour")};
    spec.contacts[1].webhook = "https://oapi.dingtalk.com/robot/send?access_token=1";
    spec.roster = roster::Roster({}, {}, {"duty", "duty", "director", "neighbour"});
    spec.reporting_role = "director";
    emergency::PlanSpec& plan = spec.plans[0];
    plan.name = "储罐区泄漏专项预案";
    plan.steps[1].ack_within = 60s;
    plan.steps[1].text = "到{place}处置";
    plan.steps.push_back({.after = 0s, .kind = emergency::StepKind::Neighbours, .radius = 500.0});
    spec.around.neighbours = {{.id = "plant-b",
                               .name = "乙厂",
                               .bearing = 180.0,
                               .distance = 300.0,
                               .contacts = {"plant-b"},
                               .language = "en"}};
    spec.around.evacuations = {
        {.area = "储罐区", .sectors = {{.routes = {"3号门", "4号门"}}}, .all_round = 700.0}};
    spec.devices.push_back({.id = "mast", .name = "气象杆"});
    for (const char* id : {"mast.speed", "mast.direction"}) {
      spec.points.push_back({.id = id, .device = index_of<DeviceIndex>(spec.devices.size() - 1)});
    }
    const auto mast = spec.points.size();
    spec.around.wind =
        site::WindSpec{index_of<PointIndex>(mast - 2), index_of<PointIndex>(mast - 1), {}};
  }
  static site::ContactSpec person(std::string id, std::string name, std::string role) {
    return {.id = id,
            .name = std::move(name),
            .role = std::move(role),
            .via = {Via::Sms, Via::Email, Via::Webhook},
            .sms = "+86138" + id,
            .email = id + "@acme.example",
            .webhook = "https://hooks.acme.example/" + id};
  }
};

class Letters : public ::testing::Test {
 protected:
  void leak() {
    driver().gas(0, 60.0);
    driver().gas(1, 58.2);
  }
  /// A wind for ten minutes, mostly from the north.
  void blow(double from = 5.0) {
    for (int i = 0; i < 60; ++i) {
      for (const auto& [point, value] :
           {std::pair{small.spec.around.wind->speed, 3.0 + i % 3},
            std::pair{small.spec.around.wind->direction, from + i % 2}}) {
        const Sample sample{
            .point = point, .quality = Quality::Good, .value = value, .at = driver().now().tick};
        driver().site().take({&sample, 1}, driver().now(), driver().effects());
      }
      driver().pass(10s);
    }
  }
  SiteDriver& driver() {
    if (!driver_) driver_.emplace(small);
    return *driver_;
  }
  site::IncidentMemory incident() { return driver().site().incidents().back(); }
  MessageOrder order(const site::CallName& name, Via via = Via::Sms, std::size_t contact = 0) {
    return {.ticket = 7,
            .incident = incident().id,
            .name = text_of(name),
            .contact = contact,
            .via = via,
            .key = "the-key"};
  }
  MessageOrder order(Via via = Via::Sms) { return order({CallAbout::Step, "#1"}, via); }
  notify::Letter letter(const MessageOrder& about) {
    return letter_of(driver().site(), settings, about, driver().now(), beijing);
  }
  /// The first real order of the site that is like this.
  std::optional<MessageOrder> asked(const std::function<bool(const MessageOrder&)>& matches) {
    for (const MessageOrder& message : driver().effects().messages) {
      if (matches(message)) return message;
    }
    return std::nullopt;
  }

  PeopledSite small;
  LetterSettings settings{
      .link =
          [](const notify::AckClaim& claim) {
            return "https://gw/ack/" + claim.incident + '.' + claim.contact;
          },
      .webhooks = {
          {"https://hooks.acme.example/wang", notify::WebhookForm::Json},
          {"https://oapi.dingtalk.com/robot/send?access_token=1", notify::WebhookForm::DingTalk}}};

 private:
  std::optional<SiteDriver> driver_;
};

TEST_F(Letters, AnSmsSaysWhatHappenedAndHowToAnswer) {
  leak();
  const notify::Letter sms = letter(order());
  EXPECT_EQ(sms.ticket, 7U);
  EXPECT_EQ(sms.to, "+86138wang");
  EXPECT_EQ(sms.key, "the-key");
  EXPECT_EQ(sms.subject, "T-101泄漏 60%LEL");
  EXPECT_THAT(sms.text, StartsWith("T-101泄漏 60%LEL"));
  for (const char* fact : {"到探测器1 (储罐区)处置", "回复0001确认", "II级响应", "关闭V-12"}) {
    EXPECT_THAT(sms.text, HasSubstr(fact));
  }
  EXPECT_THAT(sms.link, IsEmpty());
}

TEST_F(Letters, AMailHasEveryFactAndALink) {
  blow();
  leak();
  const notify::Letter mail = letter(order(Via::Email));
  EXPECT_EQ(mail.to, "wang@acme.example");
  EXPECT_EQ(mail.link, "https://gw/ack/" + incident().id + ".wang");
  for (const char* fact :
       {"王值班：", "限值：50%LEL", "地点：探测器1 (储罐区)", "报警：可燃气体高高报,三取二",
        "预案：储罐区泄漏专项预案", "处置：关闭V-12", "北风", "始终远离T-101", "3号门;4号门"}) {
    EXPECT_THAT(mail.text, HasSubstr(fact));
  }
  EXPECT_THAT(mail.text, HasSubstr("时间：" + beijing_time(incident().opened)));
  EXPECT_THAT(mail.text, Not(HasSubstr("回复0001"))) << "the code is for an SMS";
}

TEST_F(Letters, NoGroupRobotGetsALink) {
  leak();
  EXPECT_THAT(letter(order({CallAbout::Step, "#1"}, Via::Webhook, 0)).link, Not(IsEmpty()));
  EXPECT_THAT(letter(order({CallAbout::Step, "#1"}, Via::Webhook, 1)).link, IsEmpty())
      << "DingTalk";
  EXPECT_THAT(letter(order({CallAbout::Step, "#1"}, Via::Webhook, 2)).link, IsEmpty()) << "unknown";
  settings.link = nullptr;
  EXPECT_THAT(letter(order(Via::Email)).link, IsEmpty());
}

TEST_F(Letters, SpeaksOfTheMemberThatIsInAlarm) {
  driver().gas(1, 58.25);
  driver().gas(2, 71.0);
  EXPECT_EQ(letter(order()).subject, "T-102泄漏 58.25%LEL");
}

TEST_F(Letters, TheTriggerThatIsStillNotNormalSpeaks) {
  small.spec.plans[0].trigger = {small.high[0], small.high[1]};
  for (const AlarmIndex high : small.high) small.spec.alarms[at(high)].rules.latch = false;
  driver().gas(0, 60.0);
  driver().gas(1, 70.0);
  EXPECT_THAT(letter(order()).subject, HasSubstr("T-101泄漏 60%LEL"));
  driver().gas(0, 1.0);
  const std::array first{small.high[0]};
  ASSERT_TRUE(
      driver().site().acknowledge(first, {}, "wang", "", driver().now(), driver().effects()));
  ASSERT_EQ(driver().state(small.high[0]), alarm::State::Normal);
  EXPECT_THAT(letter(order()).subject, HasSubstr("T-102泄漏 70%LEL"));
  driver().gas(1, 1.0);
  const std::array second{small.high[1]};
  ASSERT_TRUE(
      driver().site().acknowledge(second, {}, "wang", "", driver().now(), driver().effects()));
  EXPECT_THAT(letter(order()).subject, HasSubstr("T-101泄漏 1%LEL")) << "none is left: the first";
}

TEST_F(Letters, ABadReadingIsNoValue) {
  leak();
  driver().bad(0, Quality::Fault);
  EXPECT_EQ(letter(order()).subject, "T-101泄漏 读数失效");
  EXPECT_THAT(letter(order(Via::Email)).text, HasSubstr("限值：50%LEL"));
  driver().bad(0, Quality::OutOfRange, true);
  EXPECT_EQ(letter(order()).subject, "T-101泄漏 超量程");
  const Sample test{
      .point = small.gas[0], .quality = Quality::Simulated, .value = 61, .at = driver().now().tick};
  driver().site().take({&test, 1}, driver().now(), driver().effects());
  EXPECT_EQ(letter(order()).subject, "T-101泄漏 模拟值61%LEL");
}

TEST_F(Letters, HappeningIsOfTheFamilyAndThePlan) {
  using model::Family;
  for (const auto& [family, word] :
       {std::pair{Family::Gas, "泄漏"}, std::pair{Family::PressureVessel, "容器报警"},
        std::pair{Family::Lightning, "雷电"}, std::pair{Family::Fire, "火警"}}) {
    PeopledSite other;
    for (const PointIndex point : other.gas)
      other.spec.devices[at(other.spec.points[at(point)].device)].family = family;
    SiteDriver its(other);
    its.gas(0, 60.0);
    its.gas(1, 60.0);
    const MessageOrder about{.incident = its.site().incidents().back().id, .name = "step:#1"};
    const auto sms = letter_of(its.site(), settings, about, its.now(), beijing);
    EXPECT_THAT(sms.subject, HasSubstr(word));
    other.spec.plans[0].fire = true;
    EXPECT_THAT(letter_of(its.site(), settings, about, its.now(), beijing).subject,
                HasSubstr("火警"));
  }
}

TEST_F(Letters, ADetectorThatDoesNotAnswerIsNoLeak) {
  small.spec.plans[0].trigger = {small.comm[0]};
  small.spec.alarms[at(small.comm[0])].message = "设备无应答";
  driver().site().device_answers(DeviceIndex{0}, false, driver().now(), driver().effects());
  const std::string subject = letter(order()).subject;
  EXPECT_THAT(subject, HasSubstr("设备无应答"));
  EXPECT_THAT(subject, Not(HasSubstr("泄漏")));
}

TEST_F(Letters, EscalationNamesWhoHasNotAnsweredAndSinceWhen) {
  small.spec.plans[0].steps[1].after = 30s;
  leak();
  driver().pass(95s);
  const auto escalated = asked([](const auto& message) { return message.unanswered.has_value(); });
  ASSERT_TRUE(escalated);
  EXPECT_EQ(escalated->contact, 1U);
  const auto sms = letter(*escalated);
  EXPECT_THAT(sms.subject, HasSubstr("【升级通知】"));
  EXPECT_THAT(sms.text, HasSubstr("王值班自" + beijing_time(incident().opened + 30s) + "未确认"));
}

TEST_F(Letters, WhoIsMeantIsKnownByTheIdWhenPeopleHaveChangedPlaces) {
  leak();
  driver().pass(95s);
  auto escalated = asked([](const auto& message) { return message.unanswered.has_value(); });
  ASSERT_TRUE(escalated);
  EXPECT_EQ(escalated->person, "li");
  EXPECT_EQ(escalated->unanswered_person, "wang");
  escalated->via = Via::Sms;
  escalated->contact = 2;  // where another person stands now
  escalated->unanswered = 2;
  const auto sms = letter(*escalated);
  EXPECT_EQ(sms.to, "+86138li");
  EXPECT_THAT(sms.text, HasSubstr("王值班自"));
  escalated->person = "gone";
  EXPECT_EQ(letter(*escalated).to, "");
}

TEST_F(Letters, AReminderSaysSinceWhen) {
  leak();
  driver().pass(20min);
  const auto again = asked([](const auto& message) {
    return message.round > 1 && !message.unanswered &&
           site::call_name_from(message.name)->about == CallAbout::Step;
  });
  ASSERT_TRUE(again);
  const auto sms = letter(*again);
  EXPECT_THAT(sms.subject, HasSubstr("【再次通知】"));
  EXPECT_THAT(sms.text, HasSubstr("无人确认"));
}

TEST_F(Letters, ANeighbourIsToldInItsLanguageWhatToDo) {
  blow();  // from the north: the neighbour in the south is downwind
  leak();
  const auto told = asked([](const auto& message) {
    return site::call_name_from(message.name)->about == CallAbout::NeighbourFirst;
  });
  ASSERT_TRUE(told);
  EXPECT_EQ(told->contact, 3U);
  const auto sms = letter(*told);
  EXPECT_THAT(sms.subject, StartsWith("GAS LEAK T-101 60%LEL"));
  EXPECT_THAT(sms.subject, HasSubstr("notice to neighbours"));
  EXPECT_THAT(sms.text, HasSubstr("You are downwind"));
  EXPECT_THAT(sms.text, HasSubstr("Reply 0001"));
  MessageOrder mail = *told;
  mail.via = Via::Email;
  EXPECT_THAT(letter(mail).text, HasSubstr("Leave across the wind"));
  EXPECT_THAT(letter(mail).text, Not(HasSubstr("关闭V-12"))) << "our people's action";
  mail.name = text_of(site::CallName{CallAbout::NeighbourReminder, "plant-b"});
  EXPECT_THAT(letter(mail).text, HasSubstr("You have not acknowledged this yet"));
  mail.name = text_of(site::CallName{CallAbout::NeighbourWind, "plant-b"});
  EXPECT_THAT(letter(mail).text, HasSubstr("earlier advice no longer holds"));
  mail.name = text_of(site::CallName{CallAbout::NeighbourAllClear, "plant-b"});
  EXPECT_THAT(letter(mail).subject, StartsWith("END: "));
}

TEST_F(Letters, EachPersonReadsHisOwnLanguage) {
  small.spec.contacts[0].language = "en";
  small.spec.contacts[1].language = "zh-TW";
  leak();
  const auto text = [&](const site::CallName& name, std::size_t contact) {
    return letter(order(name, Via::Sms, contact)).text;
  };
  const site::CallName step{CallAbout::Step, "#1"};
  EXPECT_THAT(text(step, 0), StartsWith("GAS LEAK T-101 60%LEL"));
  EXPECT_THAT(text(step, 0), HasSubstr("Reply 0001 to acknowledge"));
  EXPECT_THAT(text(step, 1), StartsWith("T-101洩漏"));
  EXPECT_THAT(text(step, 2), StartsWith("T-101泄漏")) << "the site's";
  EXPECT_THAT(text({CallAbout::AllClear, ""}, 0), StartsWith("END: GAS LEAK"));
  EXPECT_THAT(text({CallAbout::Clock, "county"}, 1), StartsWith("【時限】"));
}

TEST_F(Letters, APersonOfANeighbourMayHaveALanguageOfHisOwn) {
  small.spec.contacts[3].language = "zh-TW";
  leak();
  const site::CallName told{CallAbout::NeighbourFirst, "plant-b"};
  EXPECT_THAT(letter(order(told, Via::Sms, 3)).text, StartsWith("T-101洩漏"));
  EXPECT_THAT(letter(order(told, Via::Sms, 2)).text, StartsWith("GAS LEAK")) << "the neighbour's";
}

TEST_F(Letters, ANeighbourBesideTheWindIsNotCalledDownwind) {
  blow(90.0);
  leak();
  EXPECT_THAT(letter(order({CallAbout::NeighbourFirst, "plant-b"}, Via::Email, 3)).text,
              Not(HasSubstr("You are")));
}

TEST_F(Letters, AnAllClearNamesNoDangerAnyMore) {
  blow();
  leak();
  const auto mail = letter(order({CallAbout::AllClear, ""}, Via::Email));
  EXPECT_THAT(mail.subject, StartsWith("【解除】"));
  EXPECT_THAT(mail.text, HasSubstr("险情已解除"));
  for (const char* danger : {"60", "疏散", "关闭V-12", "确认", "II级"}) {
    EXPECT_THAT(mail.text, Not(HasSubstr(danger)));
  }
  EXPECT_THAT(mail.link, IsEmpty());
  EXPECT_THAT(letter(order({CallAbout::AllClear, ""})).text, Not(HasSubstr("0001确认")));
}

TEST_F(Letters, ADrillThatARealAlarmBreaksOffIsNoAllClear) {
  ASSERT_TRUE(driver().site().plans(
      [&](emergency::Responder& responder, emergency::Orders& orders) {
        return responder.start("leak", true, "li", "", driver().now(), orders);
      },
      driver().now(), driver().effects()));
  leak();
  MessageOrder over = order({CallAbout::AllClear, ""});
  EXPECT_THAT(letter(over).subject, StartsWith("【解除】")) << "of the real one";
  over.incident = "leak-1";
  EXPECT_THAT(letter(over).subject, StartsWith("【演练】【中止】"));
  EXPECT_THAT(letter(over).text, HasSubstr("现场有真实警报"));
  EXPECT_THAT(letter(over).text, Not(HasSubstr("险情已解除")));
}

TEST_F(Letters, ADrillThatAPersonHasEndedIsOver) {
  const auto plans = [&](const site::Site::AskOfPlans& ask) {
    return driver().site().plans(ask, driver().now(), driver().effects());
  };
  ASSERT_TRUE(plans([&](auto& responder, auto& orders) {
    return responder.start("leak", true, "li", "", driver().now(), orders);
  }));
  ASSERT_TRUE(plans([&](auto& responder, auto& orders) {
    return responder.stop("leak-1", "li", "", {}, driver().now(), orders);
  }));
  EXPECT_THAT(letter(order({CallAbout::AllClear, ""})).subject, StartsWith("【演练】【解除】"));
}

TEST_F(Letters, AFireNamesItsZoneAndNotTheCodeOfItsState) {
  small.spec.plans[0].fire = true;
  small.spec.points[at(small.gas[0])].name = "2区 泵房";
  auto& device = small.spec.devices[at(small.spec.points[at(small.gas[0])].device)];
  device.family = model::Family::Fire;
  device.model = "fire-panel";
  device.name = "1号主机";
  small.spec.alarms[at(small.high[0])].condition.kind = alarm::ConditionKind::State;
  small.spec.alarms[at(small.high[0])].condition.codes[0] = 60;
  small.spec.alarms[at(small.high[0])].condition.code_count = 1;
  leak();
  EXPECT_EQ(letter(order()).subject, "2区 泵房 (1号主机)火警");
}

TEST_F(Letters, AReportThatIsDueSaysWhichAndWhen) {
  leak();
  const auto sms = letter(order({CallAbout::Clock, "county", 2}, Via::Sms, 2));
  EXPECT_THAT(sms.subject, StartsWith("【时限】"));
  const std::string due = beijing_time(incident().opened + 1h).substr(0, 5);
  EXPECT_THAT(sms.text, HasSubstr(due + "前 1小时内"));
  EXPECT_THAT(sms.text, HasSubstr("时限已到,尚未报告")) << "the third reminder";
  const auto later = letter(order({CallAbout::Clock, "level-up"}, Via::Sms, 2));
  EXPECT_THAT(later.text, HasSubstr("2小时内"));
  EXPECT_THAT(later.text, HasSubstr("时限已过半"));
  const auto garbled = letter(order({CallAbout::Clock, "county", 4'294'967'296}, Via::Sms, 2));
  EXPECT_THAT(garbled.text, HasSubstr("已超时,尚未报告")) << "a number that no clock reaches";
}

TEST_F(Letters, WhatAPersonHasStartedSaysThePlanAndWho) {
  const auto started = driver().site().plans(
      [&](emergency::Responder& responder, emergency::Orders& orders) {
        return responder.start("leak", true, "安环部张三", "", driver().now(), orders);
      },
      driver().now(), driver().effects());
  ASSERT_TRUE(started);
  const auto sms = letter(order());
  EXPECT_THAT(sms.subject, StartsWith("【演练】储罐区泄漏专项预案"));
  EXPECT_THAT(sms.subject, HasSubstr("安环部张三启动"));
  small.spec.plans[0].fire = true;
  EXPECT_THAT(letter(order()).subject, StartsWith("【演练】火警"));
}

TEST_F(Letters, AnSmsNamesTheWayOut) {
  blow();
  leak();
  EXPECT_THAT(letter(order()).text, HasSubstr("疏散：勿往南,走3号门或4号门"));
}

TEST_F(Letters, AStepThatAsksSaysWhatItDoesAndWhenAndHowItIsForbidden) {
  emergency::StepSpec& step = small.spec.plans[0].steps[2];
  step.after = 0s;
  step.confirm_within = 60s;
  small.spec.devices[at(small.spec.points[at(small.fan)].device)].name = "继电器箱";
  leak();
  const auto asked_of = asked([](const auto& message) {
    return site::call_name_from(message.name)->about == CallAbout::Asked;
  });
  ASSERT_TRUE(asked_of);
  const auto sms = letter(*asked_of);
  EXPECT_THAT(sms.subject, HasSubstr("【步骤待决】"));
  EXPECT_THAT(sms.text, HasSubstr("第3步：继电器箱 relay.fan = true"));
  EXPECT_THAT(sms.text, HasSubstr(beijing_time(driver().now().wall + 60s) +
                                  "自动执行，否决：hazctl plan veto leak-1 3 --reason 原因"));
  EXPECT_THAT(sms.text, Not(HasSubstr("0001"))) << "an acknowledgement is no yes to the step";
  MessageOrder mail = *asked_of;
  mail.via = Via::Email;
  EXPECT_THAT(letter(mail).link, IsEmpty());
  EXPECT_THAT(letter(mail).text, HasSubstr("hazctl plan go leak-1 3"));
  const auto vetoed = driver().site().plans(
      [&](emergency::Responder& responder, emergency::Orders& orders) {
        return responder.veto("leak-1", 2, "li", "unit is empty", driver().now(), orders);
      },
      driver().now(), driver().effects());
  ASSERT_TRUE(vetoed);
  EXPECT_THAT(letter(*asked_of).text, HasSubstr("此步骤已不再待决")) << "a second attempt";
  EXPECT_THAT(letter(*asked_of).text, Not(HasSubstr("veto")));
}

TEST_F(Letters, TheLinkHasAWordInThePersonsLanguage) {
  small.spec.contacts[1].language = "en";
  leak();
  const site::CallName step{CallAbout::Step, "#1"};
  EXPECT_EQ(letter(order(step, Via::Email, 0)).link_word, "确认收到");
  EXPECT_EQ(letter(order(step, Via::Email, 1)).link_word, "Acknowledge");
}

TEST_F(Letters, AnIncidentThatIsForgottenStillHasItsName) {
  leak();
  MessageOrder late = order({CallAbout::Clock, "supplement"}, Via::Email);
  late.incident = "leak-4711";
  const auto mail = letter(late);
  EXPECT_THAT(mail.subject, StartsWith("【时限】储罐区泄漏专项预案"));
  EXPECT_THAT(mail.text, HasSubstr("leak-4711"));
  late.name = "step:#1";
  late.via = Via::Sms;
  EXPECT_THAT(letter(late).text, HasSubstr("回复4711确认"));
  late.contact = 99;
  EXPECT_THAT(letter(late).to, IsEmpty());
}

TEST_F(Letters, WhatHappenedStandsWithinTheFirstTwentyCharactersWhateverElseIsSaid) {
  const std::array names{site::CallName{CallAbout::Step, "#1"},
                         site::CallName{CallAbout::Step, "#999"},
                         site::CallName{CallAbout::NeighbourFirst, "plant-b"},
                         site::CallName{CallAbout::NeighbourReminder, "plant-b", 3},
                         site::CallName{CallAbout::NeighbourWind, "plant-b"},
                         site::CallName{CallAbout::NeighbourAllClear, "gone"},
                         site::CallName{CallAbout::AllClear, ""},
                         site::CallName{CallAbout::Clock, "county"},
                         site::CallName{CallAbout::Clock, "no such duty"}};
  const std::array words{"泄漏", "洩漏", "GAS LEAK"};
  for (const bool drill : {false, true}) {
    for (std::size_t i = 0; i < kLanguages.size(); ++i) {
      PeopledSite other;
      other.spec.language = kLanguages[i];
      other.spec.around.neighbours[0].language = "";
      SiteDriver its(other);
      its.gas(0, 60.0);
      its.gas(1, 58.2);
      auto memory = its.memory();
      for (auto& one : memory.incidents) one.drill = drill;
      SiteDriver restored(other);
      restored.site().restore(memory, restored.now(), restored.effects());
      for (const auto& name : names) {
        for (const Via via : kWays) {
          for (const bool late : {false, true}) {
            MessageOrder about{
                .incident = memory.incidents.back().id, .name = text_of(name), .via = via};
            about.round = late ? 2 : 1;
            if (late) about.unanswered = 1;
            const auto said = letter_of(restored.site(), settings, about, restored.now(), beijing);
            const std::string where = std::string(kLanguages[i]) + ' ' + said.text;
            using notify::texts::first_characters;
            const std::string_view text = said.text;
            for (const std::string_view first :
                 {first_characters(said.subject, 20), first_characters(text, 20)}) {
              EXPECT_THAT(std::string(first), HasSubstr(words[i])) << where;
              const bool has_mark = first.starts_with(i == 2   ? "DRILL "
                                                      : i == 1 ? "【演練】"
                                                               : "【演练】");
              EXPECT_EQ(has_mark, drill) << where;
            }
            if (via == Via::Sms) {
              EXPECT_LE(notify::texts::sms_parts(said.text), 2U) << where;
            }
          }
        }
      }
    }
  }
}

TEST_F(Letters, WhoAnswersWronglyIsToldWhatAnAnswerLooksLikeInHisLanguage) {
  const auto form = [&](std::size_t contact) {
    return answer_form(driver().site(), small.spec.contacts[contact], driver().now());
  };
  small.spec.contacts[1].language = "en";
  leak();
  driver().pass(90s);  // li's turn, too
  EXPECT_EQ(form(0), "回复未能识别，尚未确认。请回复：0001 确认");
  EXPECT_EQ(form(1), "Your answer was not understood and acknowledges nothing. Reply: 0001");
  EXPECT_THAT(form(3), HasSubstr("Reply: 0001")) << "a neighbour, in its language";
  EXPECT_EQ(form(2), "未作处理：现在没有等待您确认的事件") << "he was not told";
  for (std::size_t contact = 0; contact < 4; ++contact) {
    EXPECT_LE(notify::texts::sms_parts(form(contact)), 1U);
  }
}

TEST_F(Letters, OfADrillTheAnswerSaysSo) {
  const auto started = driver().site().plans(
      [&](emergency::Responder& responder, emergency::Orders& orders) {
        return responder.start("leak", true, "li", "", driver().now(), orders);
      },
      driver().now(), driver().effects());
  ASSERT_TRUE(started);
  EXPECT_EQ(answer_form(driver().site(), small.spec.contacts[0], driver().now()),
            "【演练】回复未能识别，尚未确认。请回复：0001 确认");
  ASSERT_TRUE(driver().close_incident("leak-1"));
  EXPECT_THAT(answer_form(driver().site(), small.spec.contacts[0], driver().now()),
              HasSubstr("没有等待您确认的事件"));
}

TEST(ReplyCode, IsTheNumberInFourDigits) {
  EXPECT_EQ(reply_code(3), "0003");
  EXPECT_EQ(reply_code(12'345), "2345");
  EXPECT_EQ(reply_code(10'000), "0000");
  EXPECT_EQ(reply_code("tank-farm-leak-7"), "0007");
}

TEST(Replies, ACodeIsFoundInWhatPeopleWrite) {
  for (const char* text :
       {"0003",           " 0003\n",        "收到 0003", "收到0003。",  "OK0003",
        "ok 0003!",       "0003确认",       "００03",    "回复:0003",   "确认:0003.",
        "No.0003",        "[0003]",         "0003收到",  "oK 0003 OK",  "Ok0003ok",
        "０００３　收到", "回复 0003 确认", "00 03",     "０ ０ ０ ３", "0 0 0 3",
        "收到　00　03。", " 0003 "}) {
    EXPECT_EQ(reply_of(text), (Reply{{"0003"}})) << text;
  }
}

TEST(Replies, OtherNumbersAreNoCode) {
  for (const char* text :
       {"",          "收到",     "003",      "00031",   "13800000003", "2026-11-30", "2026/11",
        "2号罐 303", "12号罐34", "00 031",   "12-34",   "12,34",       "1 2 3",      "一二 12 3",
        "0.1234",    "1013.25",  "1234：30", "二○二六", "\xEF\xBC",    "\xEF"}) {
    EXPECT_EQ(reply_of(text), std::nullopt) << text;
  }
}

TEST(Replies, OfSeveralEachComesInItsTurn) {
  EXPECT_EQ(reply_of("罐 1012 收到 0003, 0003"), (Reply{{"1012", "0003"}}));
}

TEST(Replies, TheCodeOfEveryLetterIsFoundInItsOwnText) {
  for (const std::uint64_t number : {0U, 7U, 42U, 999U, 9'999U, 10'001U}) {
    const auto reply = reply_of("【回复" + reply_code(number) + "确认】");
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->codes.front(), reply_code(number));
  }
}

}  // namespace
}  // namespace hazgate::daemon
