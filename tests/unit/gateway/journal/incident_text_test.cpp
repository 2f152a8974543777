#include "gateway/journal/incident_text.hpp"

#include <gtest/gtest.h>

namespace hazgate::journal {
namespace {

using emergency::IncidentMemory;
using emergency::StepProgress;

constexpr WallTime kOpened = from_unix_ms(1'780'000'000'000);

IncidentMemory two_steps() {
  IncidentMemory incident;
  incident.opened = kOpened;
  incident.steps = {{"siren", StepProgress::Done, from_unix_ms(7)},
                    {"valve", StepProgress::Failed, from_unix_ms(8)}};
  return incident;
}

TEST(IncidentText, ComesBackAsItWas) {
  IncidentMemory whole = two_steps();
  whole.ended = from_unix_ms(9);
  whole.grades = {{emergency::Grade::I, from_unix_ms(10)}};
  whole.review.cause = "gasket";
  IncidentMemory again;
  again.opened = kOpened;
  EXPECT_TRUE(read_steps(steps_to_json(whole), again));
  EXPECT_TRUE(read_more(more_to_json(whole), again));
  EXPECT_EQ(again.steps, whole.steps);
  EXPECT_EQ(again.ended, whole.ended);
  EXPECT_EQ(again.grades, whole.grades);
  EXPECT_EQ(again.review, whole.review);
}

TEST(IncidentText, ATimeThatNoClockHasShownIsThatOfTheOpening) {
  for (const char* time : {"-9223372036854775808", "9223372036854775807", "1.5", "null", "\"7\"",
                           "18446744073709551615"}) {
    IncidentMemory incident = two_steps();
    const std::string t(time);
    EXPECT_FALSE(read_more(R"({"ended":)" + t + "}", incident)) << t;
    EXPECT_EQ(incident.ended, kOpened) << t << ": it has ended all the same";
    EXPECT_FALSE(read_more(R"({"grades":[{"grade":"I","since":)" + t + "}]}", incident)) << t;
    ASSERT_EQ(incident.grades.size(), 1U) << t;
    EXPECT_EQ(incident.grades[0], (std::pair{emergency::Grade::I, kOpened})) << t;
    EXPECT_FALSE(read_more(
        R"({"steps":[{"id":"siren","since":)" + t + R"(},{"id":"valve","since":9}]})", incident))
        << t;
    EXPECT_EQ(incident.steps[0].since, kOpened) << t;
    EXPECT_EQ(incident.steps[1].since, from_unix_ms(9)) << t << ": the others are read";
    EXPECT_EQ(incident.steps[1].id, "valve") << t;
  }
}

TEST(IncidentText, AStepWhoseProgressCannotBeReadHasNotBegun) {
  IncidentMemory incident;
  incident.opened = kOpened;
  EXPECT_FALSE(read_steps(R"(["done","odd"])", incident));
  ASSERT_EQ(incident.steps.size(), 2U);
  EXPECT_EQ(incident.steps[0].progress, StepProgress::Done);
  EXPECT_EQ(incident.steps[1].progress, StepProgress::Waiting);
  for (const char* text : {"", "{", "7", "[7]"}) {
    IncidentMemory none;
    EXPECT_FALSE(read_steps(text, none)) << text;
    EXPECT_TRUE(none.steps.empty()) << text;
  }
}

TEST(IncidentText, WhatIsBehindAGarbledPartIsRead) {
  IncidentMemory incident = two_steps();
  EXPECT_FALSE(read_more(R"({"area":"north","review":7,"grades":{},"steps":[{"id":"a","since":1},)"
                         R"({"id":"b","since":2}]})",
                         incident));
  EXPECT_EQ(incident.area, "north");
  EXPECT_EQ(incident.steps[1].id, "b");
  EXPECT_FALSE(read_more(R"({"steps":[]})", incident)) << "as many as there are";
  EXPECT_EQ(incident.steps[1].id, "b");
}

TEST(IncidentText, OfAnOlderHazgateIsWhole) {
  IncidentMemory incident = two_steps();
  EXPECT_TRUE(read_more("{}", incident));
  EXPECT_FALSE(incident.ended);
  EXPECT_EQ(incident.steps, two_steps().steps);
}

}  // namespace
}  // namespace hazgate::journal
