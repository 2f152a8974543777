#include "gateway/notify/texts/message.hpp"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include "gateway/notify/texts/headline.hpp"
#include "gateway/notify/texts/length.hpp"
#include "gateway/notify/texts/words.hpp"

namespace hazgate::notify::texts {
namespace {

using emergency::Via;
using testing::HasSubstr;
using testing::Not;

constexpr std::array<Language, 3> kLanguages = {Language::ZhCn, Language::ZhTw, Language::En};
constexpr std::array<Via, 5> kWays = {Via::Sms, Via::Email, Via::Webhook, Via::Mqtt, Via::Siren};
constexpr std::array<Occasion, 7> kOccasions = {
    Occasion::First,           Occasion::Reminder,      Occasion::Escalation, Occasion::AllClear,
    Occasion::NeighbourNotice, Occasion::ClockReminder, Occasion::StepAsks};
constexpr std::array<Happening, 5> kHappenings = {
    Happening::Gas, Happening::Fire, Happening::Vessel, Happening::Lightning, Happening::Other};

Facts leak() {
  return {.plan = "储罐区泄漏专项预案",
          .grade = "II",
          .happening = Happening::Gas,
          .alarm = "可燃气体高高报",
          .point = "T-101",
          .value = "58.2",
          .unit = "%LEL",
          .limit = "50",
          .place = "储罐区东侧",
          .time = "09:32:10",
          .wind = "东北风2.1米/秒",
          .evacuation = "经3号门向西北撤离",
          .action = "关闭V-12，启动喷淋",
          .incident = "leak-3",
          .code = "4711",
          .addressed = "李强",
          .unanswered = "王刚",
          .since = "09:32"};
}

std::string first(const std::string& text) {
  return std::string(first_characters(text, kFirst));
}

TEST(Headline, InThreeLanguages) {
  Facts facts = leak();
  EXPECT_EQ(headline(facts, Language::ZhCn), "T-101泄漏 58.2%LEL");
  EXPECT_EQ(headline(facts, Language::ZhTw), "T-101洩漏 58.2%LEL");
  EXPECT_EQ(headline(facts, Language::En), "GAS LEAK T-101 58.2%LEL");
  facts.drill = true;
  EXPECT_EQ(headline(facts, Language::ZhCn), "【演练】T-101泄漏 58.2%LEL");
  EXPECT_EQ(headline(facts, Language::En), "DRILL GAS LEAK T-101 58.2%LEL");
}

TEST(Headline, EachOccasion) {
  Facts facts = leak();
  const auto as = [&](Occasion occasion, Language language) {
    facts.occasion = occasion;
    return headline(facts, language);
  };
  facts.due = "事故快报 10:32前";
  EXPECT_EQ(as(Occasion::Reminder, Language::ZhCn), "T-101泄漏 58.2%LEL【再次通知】");
  EXPECT_EQ(as(Occasion::Escalation, Language::ZhTw), "T-101洩漏 58.2%LEL【升級通知】");
  EXPECT_EQ(as(Occasion::AllClear, Language::ZhCn), "【解除】T-101泄漏");
  EXPECT_EQ(as(Occasion::NeighbourNotice, Language::ZhCn), "T-101泄漏 58.2%LEL【相邻单位通报】");
  EXPECT_EQ(as(Occasion::ClockReminder, Language::ZhCn), "【时限】T-101泄漏 事故快报 10:32前");
  EXPECT_EQ(as(Occasion::AllClear, Language::En), "END: GAS LEAK T-101");
  facts.due = "report by 10:32";
  EXPECT_EQ(as(Occasion::ClockReminder, Language::En), "DUE: GAS LEAK T-101 report by 10:32");
  EXPECT_EQ(as(Occasion::Escalation, Language::En), "GAS LEAK T-101 58.2%LEL (escalated)");
}

TEST(Headline, APlaceThatIsLongStandsBehind) {
  Facts facts = leak();
  facts.point = "一期甲醇储罐区东侧二号泵房入口检测器";
  EXPECT_TRUE(headline(facts, Language::ZhCn).starts_with(facts.point + "泄漏")) << "twenty";
  facts.point += "甲";
  EXPECT_EQ(headline(facts, Language::ZhCn),
            "泄漏：一期甲醇储罐区东侧二号泵房入口检测器甲 58.2%LEL");
  facts.point.clear();
  EXPECT_EQ(headline(facts, Language::ZhCn), "储罐区东侧泄漏 58.2%LEL");
}

TEST(Headline, AnotherAlarmSaysItsName) {
  Facts facts{.alarm = "循环水泵停运", .point = "P-2"};
  EXPECT_EQ(headline(facts, Language::ZhCn), "P-2循环水泵停运");
  facts.alarm = "P-2循环水泵停运";
  EXPECT_EQ(headline(facts, Language::ZhCn), "P-2循环水泵停运");
  facts.alarm.clear();
  EXPECT_EQ(headline(facts, Language::ZhCn), "P-2报警");
  EXPECT_EQ(headline(Facts{}, Language::En), "ALARM");
}

/// Facts of any length, of Chinese, ASCII and both.
class AnyFacts {
 public:
  explicit AnyFacts(std::uint32_t seed) : random_(seed) {}
  Facts next() {
    Facts facts;
    for (std::string Facts::*fact :
         {&Facts::plan, &Facts::alarm, &Facts::point, &Facts::value, &Facts::unit, &Facts::limit,
          &Facts::place, &Facts::time, &Facts::wind, &Facts::evacuation, &Facts::action,
          &Facts::incident, &Facts::addressed, &Facts::unanswered, &Facts::since, &Facts::due,
          &Facts::text}) {
      if (pick(4) > 0) facts.*fact = text(pick(6) == 0 ? 200 : 16);
    }
    if (pick(2) == 0) facts.code = "4711";
    if (pick(3) > 0) facts.grade = "II";
    facts.drill = pick(2) == 0;
    facts.happening = kHappenings[pick(kHappenings.size())];
    facts.occasion = kOccasions[pick(kOccasions.size())];
    return facts;
  }

 private:
  std::size_t pick(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
  }
  std::string text(std::size_t most) {
    constexpr std::array<std::string_view, 14> kLetters = {"储", "罐", "区", "a", "T",  "-",  "1",
                                                           " ",  "³",  "🔥",  "{", "\n", "东", "%"};
    std::string made;
    for (std::size_t i = pick(most); i > 0; --i) made += kLetters[pick(kLetters.size())];
    return made;
  }
  std::mt19937 random_;
};

TEST(Message, TheFirstTwentyCharactersSayWhatHappened) {
  AnyFacts any(1);
  for (int i = 0; i < 700; ++i) {
    const Facts facts = any.next();
    for (const Language language : kLanguages) {
      const bool named = facts.happening == Happening::Other && !facts.alarm.empty();
      for (const Via via : kWays) {
        const Message message = compose(facts, language, via);
        std::string text = message.text;
        for (const std::string& begin : {first(message.subject), first(text)}) {
          // A name that is longer than the room behind the marks is there with its beginning.
          const std::string name = named ? std::string(first_characters(one_line(facts.alarm), 8))
                                         : std::string(say(facts.happening, language));
          EXPECT_THAT(begin, HasSubstr(name)) << message.subject;
          if (facts.drill) {
            EXPECT_TRUE(begin.starts_with(say(Word::Drill, language))) << begin;
          }
          if (facts.occasion == Occasion::AllClear) {
            EXPECT_THAT(begin, HasSubstr(std::string(say(Word::AllClear, language))));
          }
        }
      }
    }
    if (HasFailure()) return;
  }
}

TEST(Message, AnSmsHasTwoPartsAtMostAndAlwaysTheCode) {
  AnyFacts any(2);
  int whole = 0;
  for (int i = 0; i < 700; ++i) {
    const Facts facts = any.next();
    for (const Language language : kLanguages) {
      const std::string text = compose(facts, language, Via::Sms).text;
      EXPECT_LE(sms_parts(text), kMostParts) << text;
      EXPECT_EQ(text.find('\n'), std::string::npos);
      const bool asks = facts.occasion != Occasion::AllClear &&
                        facts.occasion != Occasion::ClockReminder &&
                        facts.occasion != Occasion::StepAsks;
      if (asks && !facts.code.empty()) {
        EXPECT_THAT(text, HasSubstr("4711"));
        ++whole;
      }
    }
  }
  EXPECT_GT(whole, 200);
}

TEST(Message, AnSmsInThreeLanguages) {
  Facts facts = leak();
  EXPECT_EQ(
      compose(facts, Language::ZhCn, Via::Sms).text,
      "T-101泄漏 58.2%LEL，限值：50%LEL，II级响应，储罐区东侧，09:32:10，处置：关闭V-12，启动喷淋，"
      "疏散：经3号门向西北撤离，风向：东北风2.1米/"
      "秒，可燃气体高高报，预案：储罐区泄漏专项预案，回复4711确认");
  EXPECT_THAT(compose(facts, Language::ZhTw, Via::Sms).text, HasSubstr("處置"));
  facts = {.grade = "I",
           .happening = Happening::Fire,
           .occasion = Occasion::Escalation,
           .point = "FP-1 zone 3",
           .place = "Warehouse B",
           .action = "Leave by gate 2",
           .code = "0815",
           .unanswered = "Wang",
           .since = "09:32"};
  EXPECT_EQ(
      compose(facts, Language::En, Via::Sms).text,
      "FIRE FP-1 zone 3 (escalated), Wang has not acknowledged since 09:32, Grade I, Warehouse B, "
      "Action: Leave by gate 2, Reply 0815 to acknowledge");
}

TEST(Message, WhatDoesNotFitIntoAnSmsIsTheLeast) {
  Facts facts = leak();
  for (int i = 0; i < 12; ++i) facts.evacuation += "再向北到达集合点";
  facts.plan = "很长的预案名称很长的预案名称很长的预案名称很长的预案名称";
  const std::string text = compose(facts, Language::ZhCn, Via::Sms).text;
  EXPECT_THAT(text, HasSubstr("处置：关闭V-12，启动喷淋"));
  EXPECT_THAT(text, HasSubstr("疏散：经3号门向西北撤离"));
  EXPECT_THAT(text, HasSubstr("…"));
  EXPECT_THAT(text, Not(HasSubstr("很长的预案")));
}

TEST(Message, NeighboursHearOfTheWindBeforeTheAlarm) {
  Facts facts = leak();
  for (int i = 0; i < 12; ++i) facts.alarm += "可燃气体高高报";
  std::string text = compose(facts, Language::ZhCn, Via::Sms).text;
  EXPECT_THAT(text, HasSubstr("疏散：经3号门向西北撤离"));
  EXPECT_THAT(text, Not(HasSubstr("风向")));
  facts.occasion = Occasion::NeighbourNotice;
  text = compose(facts, Language::ZhCn, Via::Sms).text;
  EXPECT_THAT(text, HasSubstr("疏散：经3号门向西北撤离，风向：东北风2.1米/秒"));
}

TEST(Message, AnSmsNamesTheWayOutInAFewWordsAndAMailInAll) {
  Facts facts = leak();
  facts.way_out = "勿往南,走3号门";
  EXPECT_THAT(compose(facts, Language::ZhCn, Via::Sms).text, HasSubstr("，疏散：勿往南,走3号门，"));
  EXPECT_THAT(compose(facts, Language::En, Via::Sms).text, HasSubstr(", Way out: 勿往南"));
  const std::string mail = compose(facts, Language::ZhCn, Via::Email).text;
  EXPECT_THAT(mail, HasSubstr("\n疏散：经3号门向西北撤离\n"));
  EXPECT_THAT(mail, Not(HasSubstr("勿往南")));
}

/// "一二三四五六七八九十一二…": so many characters.
std::string long_name(std::string_view first, std::size_t length) {
  constexpr std::array<std::string_view, 10> kDigits = {"一", "二", "三", "四", "五",
                                                        "六", "七", "八", "九", "十"};
  std::string name(first);
  for (std::size_t i = characters(first); i < length; ++i) name += kDigits[i % 10];
  return name;
}

/// Every name is of thirty Chinese characters, the step's own text of two hundred.
Facts named_at_length() {
  return {.plan = long_name("预案", 30),
          .grade = "II",
          .happening = Happening::Gas,
          .alarm = long_name("报警", 30),
          .point = long_name("测点", 30),
          .value = "58.25",
          .unit = "mg/m³",
          .limit = "50",
          .place = long_name("地点", 30),
          .time = "09:32:10",
          .wind = long_name("风", 30),
          .evacuation = long_name("全文", 200),
          .action = long_name("关阀", 30),
          .way_out = "勿往西南,走" + long_name("路线", 30),
          .incident = "leak-3",
          .code = "4711",
          .unanswered = long_name("人", 30),
          .since = "09:32",
          .text = long_name("文本", 200)};
}

TEST(Message, NoNameIsSoLongThatWhereWhatToDoAndTheWayOutAreNotInAnSms) {
  for (const Language language : kLanguages) {
    for (const Occasion occasion :
         {Occasion::First, Occasion::Reminder, Occasion::Escalation, Occasion::NeighbourNotice}) {
      for (const Happening happening : kHappenings) {
        for (const bool drill : {false, true}) {
          Facts facts = named_at_length();
          facts.occasion = occasion;
          facts.happening = happening;
          facts.drill = drill;
          const std::string text = compose(facts, language, Via::Sms).text;
          EXPECT_LE(sms_parts(text), kMostParts) << text;
          EXPECT_THAT(text, HasSubstr("4711")) << text;
          EXPECT_THAT(text, HasSubstr("地点三四五六七八九")) << text;
          EXPECT_THAT(text, HasSubstr("关阀三四五六七八九")) << text;
          EXPECT_THAT(text, HasSubstr("勿往西南,走路线三四五六七八九")) << text;
          EXPECT_EQ(text.find(first(headline(facts, language))), 0u) << text;
        }
      }
    }
  }
}

TEST(Message, TheWayOutGoesBeforeWhoHasNotAcknowledged) {
  Facts facts = leak();
  facts.occasion = Occasion::Escalation;
  facts.way_out = "勿往西南,走" + long_name("路线", 24);
  facts.unanswered = long_name("人", 20);
  for (std::size_t length = 0; length < 60; ++length) {
    facts.text = long_name("", length);
    const std::string text = compose(facts, Language::ZhCn, Via::Sms).text;
    if (text.find("未确认") == std::string::npos) continue;
    EXPECT_THAT(text, HasSubstr(facts.way_out)) << "there was room for the other";
  }
}

TEST(Message, AStepThatAsksSaysWhenAndHowItIsForbiddenAndNoCode) {
  Facts facts = named_at_length();
  facts.occasion = Occasion::StepAsks;
  facts.limit = facts.action = facts.evacuation = facts.way_out = "";
  facts.text = "第4步：V-12 = 1";
  facts.decision = "09:35:10自动执行，否决：hazctl plan veto tank-farm-leak-3 4 --reason 原因";
  facts.start_now = "立即执行：hazctl plan go tank-farm-leak-3 4";
  const std::string text = compose(facts, Language::ZhCn, Via::Sms).text;
  EXPECT_LE(sms_parts(text), kMostParts);
  EXPECT_THAT(text, HasSubstr(facts.decision));
  EXPECT_THAT(text, Not(HasSubstr("4711"))) << "it would look like a yes to the step";
  EXPECT_THAT(compose(facts, Language::ZhCn, Via::Email).text, HasSubstr(facts.start_now));
  EXPECT_THAT(compose(facts, Language::ZhCn, Via::Email).subject, HasSubstr("【步骤待决】"));
}

TEST(Message, AMailHasEveryFact) {
  const Facts facts = leak();
  const Message mail = compose(facts, Language::ZhCn, Via::Email);
  EXPECT_EQ(mail.subject, "T-101泄漏 58.2%LEL");
  for (const std::string& fact :
       {facts.plan, facts.alarm, facts.point, facts.place, facts.time, facts.wind, facts.evacuation,
        facts.action, facts.incident, facts.code, facts.addressed, std::string("50%LEL")}) {
    EXPECT_THAT(mail.text, HasSubstr(fact));
  }
  EXPECT_THAT(mail.text, HasSubstr("\n风向：东北风2.1米/秒\n"));
  EXPECT_THAT(compose(facts, Language::En, Via::Email).text, HasSubstr("\nWind: 东北风"));
}

TEST(Message, AWebhookHasLinesWithoutMarkup) {
  const std::string text = compose(leak(), Language::ZhCn, Via::Webhook).text;
  EXPECT_TRUE(text.starts_with("T-101泄漏 58.2%LEL\n")) << text;
  EXPECT_THAT(text, HasSubstr("\n处置：关闭V-12，启动喷淋\n"));
}

TEST(Message, WhoHasNotAcknowledgedIsNamed) {
  Facts facts = leak();
  facts.occasion = Occasion::Escalation;
  EXPECT_THAT(compose(facts, Language::ZhCn, Via::Sms).text, HasSubstr("王刚自09:32未确认"));
  facts.occasion = Occasion::Reminder;
  EXPECT_THAT(compose(facts, Language::ZhTw, Via::Mqtt).text, HasSubstr("自09:32無人確認"));
  facts.occasion = Occasion::First;
  EXPECT_THAT(compose(facts, Language::ZhCn, Via::Email).text, Not(HasSubstr("确认王刚")));
}

TEST(Message, AnAllClearAsksForNoAnswer) {
  Facts facts = leak();
  facts.occasion = Occasion::AllClear;
  const std::string text = compose(facts, Language::ZhCn, Via::Sms).text;
  EXPECT_THAT(text, HasSubstr("险情已解除"));
  EXPECT_THAT(text, Not(HasSubstr("4711")));
}

TEST(Message, TheSitesOwnTextStandsBehindTheHeadline) {
  Facts facts = leak();
  facts.text = "{point}到{value}{unit}，请到{place}";
  EXPECT_THAT(compose(facts, Language::ZhCn, Via::Sms).text,
              HasSubstr("T-101泄漏 58.2%LEL，T-101到58.2%LEL，请到储罐区东侧，"));
}

}  // namespace
}  // namespace hazgate::notify::texts
