#include "gateway/core/emergency/evacuation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ostream>

#include "gateway/core/emergency/bearing.hpp"
#include "gateway/core/emergency/evacuation_texts.hpp"

namespace hazgate::emergency {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Wind from(double direction, double speed = 3.2) {
  return {.state = WindState::Known,
          .doubt = WindDoubt::None,
          .speed = speed,
          .mean_speed = speed,
          .direction = direction};
}
Wind calm() {
  return {.state = WindState::Calm, .doubt = WindDoubt::None, .speed = 0.2, .mean_speed = 0.3};
}
Wind unknown(WindDoubt doubt) {
  return {.doubt = doubt};
}

const EvacuationSpec kFarm{
    .source = "farm",
    .sectors = {{315, 45, {"n1", "n2"}}, {45, 180, {"e1", "e2"}}, {180, 315, {"w1", "w2"}}},
    .all_round = 800};

struct Row {
  double wind;
  std::array<double, 2> crosswind;
  std::vector<std::string> routes;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.wind;
}

class Advised : public testing::TestWithParam<Row> {};

TEST_P(Advised, CrosswindThenUpwind) {
  const Advice advice = advise(&kFarm, from(GetParam().wind));
  EXPECT_FALSE(advice.keep_distance);
  EXPECT_EQ(advice.crosswind, GetParam().crosswind);
  EXPECT_EQ(advice.upwind, GetParam().wind);
  EXPECT_EQ(advice.routes, GetParam().routes);
  EXPECT_EQ(advice.wind, from(GetParam().wind));
}

INSTANTIATE_TEST_SUITE_P(
    Winds, Advised,
    testing::Values(Row{0, {90, 270}, {"n1", "n2"}}, Row{315, {45, 225}, {"n1", "n2"}},
                    Row{314.5, {44.5, 224.5}, {"w1", "w2"}},
                    Row{44.5, {134.5, 314.5}, {"n1", "n2"}}, Row{45, {135, 315}, {"e1", "e2"}},
                    Row{90, {180, 0}, {"e1", "e2"}}, Row{180, {270, 90}, {"w1", "w2"}}),
    [](const auto& row) { return "Row" + std::to_string(row.index); });

TEST(Advice, NeverTowardsTheDownwindSide) {
  for (double wind = 0; wind < 360; wind += 0.7) {
    const Advice advice = advise(&kFarm, from(wind));
    for (const double way : {advice.crosswind[0], advice.crosswind[1], advice.upwind}) {
      EXPECT_GE(angle_between(way, wind + 180), 90 - 1e-9);
    }
    EXPECT_EQ(advice.routes.size(), 2u) << wind;
  }
}

TEST(Advice, OneSectorForEveryWind) {
  const EvacuationSpec spec{.area = "north", .sectors = {{0, 360, {"a", "b"}}}};
  for (const double wind : {0.0, 1.0, 180.0, 359.9}) {
    EXPECT_THAT(advise(&spec, from(wind)).routes, ElementsAre("a", "b")) << wind;
  }
}

TEST(Advice, WithoutDirectionKeepsDistance) {
  for (const Wind& wind : {calm(), unknown(WindDoubt::StuckVane), Wind{}}) {
    const Advice advice = advise(&kFarm, wind);
    EXPECT_TRUE(advice.keep_distance);
    EXPECT_EQ(advice.all_round, 800);
    EXPECT_THAT(advice.routes, IsEmpty());
  }
}

TEST(Advice, WithoutRoutesOfThePlace) {
  EXPECT_THAT(advise(nullptr, from(10)).routes, IsEmpty());
  EXPECT_FALSE(advise(nullptr, from(10)).keep_distance);
  EXPECT_EQ(advise(nullptr, calm()).all_round, 500);
}

class Turning : public testing::Test {
 protected:
  /// Whether it turns within so long, asked each ten seconds.
  bool turns_in(Duration lasting, const Wind& mean) {
    bool turned = false;
    for (const Tick end = now + lasting; now < end; now += seconds{10}) {
      turned = watch.turned(mean, now) || turned;
    }
    return turned;
  }
  TurnWatch watch{from(350)};
  Tick now{std::chrono::hours{1}};
};

TEST_F(Turning, FortyFiveDegreesHold) {
  EXPECT_FALSE(turns_in(minutes{60}, from(35)));
  EXPECT_FALSE(turns_in(minutes{60}, from(305)));
  EXPECT_EQ(watch.frozen(), from(350));
  EXPECT_EQ(watch.deadline(), std::nullopt);
}

TEST_F(Turning, MoreForFiveMinutesTurn) {
  const Tick began = now;
  EXPECT_FALSE(turns_in(minutes{5}, from(36)));
  EXPECT_EQ(watch.deadline(), began + minutes{5});
  EXPECT_TRUE(watch.turned(from(36), now));
  EXPECT_EQ(watch.frozen(), from(36));
  EXPECT_FALSE(turns_in(minutes{60}, from(36))) << "once";
  EXPECT_FALSE(turns_in(minutes{60}, from(81)));
  EXPECT_TRUE(turns_in(minutes{6}, from(82)));
}

TEST_F(Turning, ShortTurnsAreForgotten) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_FALSE(turns_in(minutes{4}, from(90)));
    EXPECT_FALSE(turns_in(seconds{10}, from(20)));
  }
}

TEST_F(Turning, ALittleBackDoesNotStopTheTime) {
  EXPECT_FALSE(turns_in(minutes{3}, from(36)));
  EXPECT_FALSE(turns_in(minutes{1}, from(26)));  // 36 degrees: within 45, but not near again
  EXPECT_TRUE(turns_in(minutes{2}, from(36)));
}

TEST_F(Turning, FarEnoughBackDoes) {
  EXPECT_FALSE(turns_in(minutes{4}, from(36)));
  EXPECT_FALSE(turns_in(seconds{10}, from(25)));  // 35 degrees
  EXPECT_FALSE(turns_in(minutes{4}, from(36)));
}

TEST_F(Turning, LosingAndFindingTheDirection) {
  EXPECT_FALSE(turns_in(minutes{4}, calm()));
  EXPECT_TRUE(turns_in(minutes{2}, unknown(WindDoubt::BadDirection)));
  EXPECT_EQ(watch.frozen().doubt, WindDoubt::BadDirection);
  EXPECT_FALSE(turns_in(minutes{60}, calm())) << "the advice is the same";
  EXPECT_TRUE(turns_in(minutes{6}, from(350)));
}

TEST(EvacuationTexts, Compass) {
  EXPECT_EQ(compass_word(0, "en"), "north");
  EXPECT_EQ(compass_word(22.4, "en"), "north");
  EXPECT_EQ(compass_word(22.6, "en"), "north-east");
  EXPECT_EQ(compass_word(337.6, "en"), "north");
  EXPECT_EQ(compass_word(-90, "en"), "west");
  EXPECT_EQ(compass_word(405, "zh-CN"), "东北");
  EXPECT_EQ(compass_word(90, "zh-TW"), "東");
}

TEST(EvacuationTexts, English) {
  EXPECT_EQ(advice_text(advise(&kFarm, from(45.4)), "tank farm", "en"),
            "Wind, mean of ten minutes: 3.2 m/s from the north-east (45°). Do not go downwind (to "
            "the south-west). Leave across the wind, to the south-east or north-west; then go "
            "upwind, to the north-east, always away from tank farm. Routes: e1; e2.");
}

TEST(EvacuationTexts, Chinese) {
  const Advice advice = advise(&kFarm, from(359.8));
  EXPECT_EQ(advice_text(advice, "液氯罐区", "zh-CN"),
            "十分钟平均风:北风(0°),3.2 m/s。不要往下风向(南)走。先横风向(东或西)离开,再转往"
            "上风向(北),始终远离液氯罐区。路线:n1;n2。");
  EXPECT_EQ(advice_text(advice, "液氯罐區", "zh-TW"),
            "十分鐘平均風:北風(0°),3.2 m/s。不要往下風向(南)走。先橫風向(東或西)離開,再轉往"
            "上風向(北),始終遠離液氯罐區。路線:n1;n2。");
  EXPECT_EQ(advice_text(advice, "x", "fr"), advice_text(advice, "x", "zh-CN"));
}

TEST(EvacuationTexts, AllRound) {
  const Advice none = advise(&kFarm, unknown(WindDoubt::StuckVane));
  EXPECT_THAT(advice_text(none, "farm", "en"),
              AllOf(HasSubstr("not known: the vane is stuck"), HasSubstr("at least 800 m"),
                    HasSubstr("windsock"), HasSubstr("away from farm")));
  EXPECT_THAT(advice_text(none, "x", "zh-CN"), AllOf(HasSubstr("风向标卡滞"), HasSubstr("800米")));
  EXPECT_THAT(advice_text(none, "x", "zh-TW"),
              AllOf(HasSubstr("風向標卡滯"), HasSubstr("800公尺")));
  const Advice still = advise(&kFarm, calm());
  EXPECT_THAT(advice_text(still, "farm", "en"),
              AllOf(HasSubstr("calm (0.3 m/s)"), HasSubstr("any direction"), HasSubstr("800 m")));
  EXPECT_THAT(advice_text(still, "x", "zh-CN"), AllOf(HasSubstr("静风"), HasSubstr("800米")));
}

TEST(EvacuationTexts, InAFewWords) {
  const Advice advice = advise(&kFarm, from(45.4));
  EXPECT_EQ(brief_advice_text(advice, "farm", "en"), "not south-west, by e1 or e2");
  EXPECT_EQ(brief_advice_text(advice, "x", "zh-CN"), "勿往西南,走e1或e2");
  const Advice nowhere = advise(nullptr, from(0));
  EXPECT_EQ(brief_advice_text(nowhere, "farm", "en"), "not south, to the east or west");
  EXPECT_EQ(brief_advice_text(nowhere, "x", "zh-TW"), "勿往南,往東或西");
  const Advice still = advise(&kFarm, calm());
  EXPECT_EQ(brief_advice_text(still, "farm", "en"), "at least 800 m away from farm");
  EXPECT_EQ(brief_advice_text(still, "液氯罐区", "zh-CN"), "撤到800米外,背离液氯罐区");
  EXPECT_EQ(brief_advice_text(still, "液氯罐區", "zh-TW"), "撤到800公尺外,背離液氯罐區");
}

TEST(EvacuationTexts, NoDoubtIsWithoutWords) {
  for (std::size_t i = 1; i < kWindDoubtTexts.size(); ++i) {
    const Wind wind = unknown(static_cast<WindDoubt>(i));
    for (const char* language : {"zh-CN", "zh-TW", "en"}) {
      EXPECT_GT(wind_text(wind, language).size(),
                wind_text({.doubt = WindDoubt::None}, language).size())
          << i << language;
    }
  }
}

TEST(EvacuationTexts, ChangeSaysThatTheEarlierAdviceIsVoid) {
  const Advice advice = advise(&kFarm, from(180));
  EXPECT_THAT(
      changed_advice_text(advice, from(0), "farm", "en"),
      AllOf(testing::StartsWith("The wind has changed: the earlier advice (wind 3.2 m/s from "
                                "the north (0°)) no longer holds. Wind, mean"),
            testing::EndsWith(advice_text(advice, "farm", "en"))));
  EXPECT_THAT(changed_advice_text(advice, calm(), "x", "zh-CN"), testing::HasSubstr("作废"));
  EXPECT_THAT(changed_advice_text(advice, calm(), "x", "zh-TW"), testing::HasSubstr("作廢"));
}

TEST(EvacuationTexts, NamesArePutInAsTheyAre) {
  EvacuationSpec spec{.source = "farm", .sectors = {{0, 360, {"gate {1}", "{9}"}}}};
  const std::string text = advice_text(advise(&spec, from(0)), "{2} farm {", "en");
  EXPECT_THAT(text, AllOf(HasSubstr("away from {2} farm {."), HasSubstr("Routes: gate {1}; {9}.")));
}

}  // namespace
}  // namespace hazgate::emergency
