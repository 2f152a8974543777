#include "gateway/notify/texts/template.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::notify::texts {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Template, KnowsItsWords) {
  EXPECT_THAT(known_words(),
              ElementsAre("action", "alarm", "code", "drill", "evacuation", "grade", "incident",
                          "limit", "place", "plan", "point", "time", "unit", "value", "wind"));
  std::string all;
  for (const std::string& word : known_words()) all += '{' + word + '}';
  EXPECT_THAT(unknown_words(all), IsEmpty());
  EXPECT_THAT(unknown_words("no words at all }"), IsEmpty());
}

TEST(Template, SaysWhichWordsMeanNothing) {
  EXPECT_THAT(unknown_words("{valeu} {point} {} {Point} { point} {valeu}"),
              ElementsAre("{valeu}", "{}", "{Point}", "{ point}"));
  EXPECT_THAT(unknown_words("{point} and {limit"), ElementsAre("{limit"));
  EXPECT_THAT(unknown_words("{li{point}"), ElementsAre("{li"));
  EXPECT_THAT(unknown_words("{"), ElementsAre("{"));
}

TEST(Template, PutsTheFactsIn) {
  const Facts facts{.plan = "P",
                    .grade = "II",
                    .alarm = "{value}",
                    .point = "T-101",
                    .value = "58.2",
                    .unit = "%LEL",
                    .limit = "50",
                    .place = "tank\nfarm",
                    .time = "09:32",
                    .wind = "NE 2 m/s",
                    .evacuation = "gate 3",
                    .action = "close V-1",
                    .drill = true,
                    .incident = "leak-3",
                    .code = "4711"};
  EXPECT_EQ(
      fill("{drill}{plan} {grade} {alarm} {point} {value}{unit} > {limit} {place} {time} {wind} "
           "{evacuation} {action} {incident} {code}",
           facts, Language::En),
      "DRILL P II {value} T-101 58.2%LEL > 50 tank farm 09:32 NE 2 m/s gate 3 close V-1 leak-3 "
      "4711");
  EXPECT_EQ(fill("{drill}|{what}|{point", facts, Language::ZhTw), "【演練】|{what}|{point");
  EXPECT_EQ(fill("{drill}{wind}", Facts{}, Language::ZhCn), "");
}

}  // namespace
}  // namespace hazgate::notify::texts
