#include "gateway/core/office/deadlines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

namespace hazgate::office {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Span kHalf{.months = 6};
constexpr Span kYear{.months = 12};

Date date(const char* text) {
  return *date_from(text);
}
Date next(Date day) {
  return Date{sys_days{day} + days{1}};
}

EquipmentSpec gauge(const char* last) {
  return {.id = "pg-1",
          .kind = EquipmentKind::Gauge,
          .device = "pv-201",
          .certificate = "A-1",
          .duties = {{.duty = Duty::Calibration, .last = date(last), .every = kHalf}}};
}

/// What outlives the process goes on; the rest is made anew.
Deadlines restarted(const Deadlines& before, const std::vector<EquipmentSpec>& equipment,
                    const std::vector<DrillSpec>& plans) {
  Deadlines after;
  after.done = before.done;
  after.drills = before.drills;
  after.announced = before.announced;
  after.set(equipment, plans);
  return after;
}

TEST(OfficeDeadlines, HaveTheUsualSpans) {
  const auto span = [](EquipmentKind kind, Duty duty, bool risk = false) {
    return usual_span(kind, duty, risk);
  };
  EXPECT_EQ(span(EquipmentKind::GasDetector, Duty::Calibration), kYear);
  EXPECT_EQ(span(EquipmentKind::Gauge, Duty::Calibration), kHalf);
  EXPECT_EQ(span(EquipmentKind::Lightning, Duty::Inspection), kYear);
  EXPECT_EQ(span(EquipmentKind::Lightning, Duty::Inspection, true), kHalf);
  EXPECT_EQ(span(EquipmentKind::SafetyValve, Duty::Calibration), kYear);
  EXPECT_EQ(span(EquipmentKind::Vessel, Duty::Inspection), std::nullopt);
  EXPECT_EQ(span(EquipmentKind::GasDetector, Duty::Certificate), std::nullopt);
}

TEST(OfficeDeadlines, AreStagedByTheDaysThatAreLeft) {
  const Deadline deadline{.due = date("2026-06-30")};
  EXPECT_EQ(stage_of(deadline, date("2026-05-30")), Stage::None);
  EXPECT_EQ(stage_of(deadline, date("2026-05-31")), Stage::In30Days);
  EXPECT_EQ(stage_of(deadline, date("2026-06-22")), Stage::In30Days);
  EXPECT_EQ(stage_of(deadline, date("2026-06-23")), Stage::In7Days);
  EXPECT_EQ(stage_of(deadline, date("2026-06-30")), Stage::In7Days);
  EXPECT_EQ(stage_of(deadline, date("2026-07-01")), Stage::Overdue);
}

TEST(OfficeDeadlines, AreAnnouncedExactlyOnceOver400DaysWithRestarts) {
  const std::vector<EquipmentSpec> equipment = {gauge("2026-01-31")};  // due 2026-07-31
  const std::vector<DrillSpec> plans = {
      {.plan = "leak", .every = kHalf, .last = date("2026-03-15")}};  // due 2026-09-15
  Deadlines deadlines;
  deadlines.set(equipment, plans);
  std::map<std::string, std::vector<std::string>> said;
  Date day = date("2026-01-01");
  for (int i = 0; i < 400; ++i, day = next(day)) {
    for (int look = 0; look < 5; ++look) {
      for (const Announcement& news : deadlines.announce(day)) {
        said[news.deadline.key].push_back(std::string(to_text(news.stage)) + ' ' + to_text(day));
      }
      if (look % 2 == 0) deadlines = restarted(deadlines, equipment, plans);
    }
  }
  const auto expect = [&](const char* key, const char* early, const char* late, const char* due) {
    const auto& list = said[key];
    const auto overdue = days_between(date(due), day) - 1;
    ASSERT_EQ(list.size(), 2u + static_cast<std::size_t>(overdue)) << key;
    EXPECT_EQ(list[0], std::string("30-days ") + early);
    EXPECT_EQ(list[1], std::string("7-days ") + late);
    Date expected = next(date(due));
    for (std::size_t i = 2; i < list.size(); ++i, expected = next(expected)) {
      EXPECT_EQ(list[i], "overdue " + to_text(expected));
    }
  };
  expect("equipment/pg-1/calibration", "2026-07-01", "2026-07-24", "2026-07-31");
  expect("drill/leak", "2026-08-16", "2026-09-08", "2026-09-15");
  EXPECT_EQ(said.size(), 2u);
}

TEST(OfficeDeadlines, ThatWereMissedWhileTheGatewayWasAwayAreSaidOnce) {
  Deadlines deadlines;
  deadlines.set({gauge("2026-01-31")}, {});
  EXPECT_THAT(deadlines.announce(date("2026-06-30")), IsEmpty());
  // Away on the thirtieth and the seventh day before: the nearest stage is said, not both.
  const auto news = deadlines.announce(date("2026-07-29"));
  ASSERT_EQ(news.size(), 1u);
  EXPECT_EQ(news[0].stage, Stage::In7Days);
  EXPECT_EQ(news[0].days, 2);
  EXPECT_THAT(deadlines.announce(date("2026-07-30")), IsEmpty());
}

TEST(OfficeDeadlines, AreSaidAnewAfterAClockThatWasAheadAndNotAfterOneThatIsPutBackADay) {
  Deadlines deadlines;
  deadlines.set({gauge("2026-01-31")}, {});
  EXPECT_EQ(deadlines.announce(date("2031-01-01")).size(), 1u) << "overdue for years";
  const auto news = deadlines.announce(date("2026-07-05"));
  ASSERT_EQ(news.size(), 1u);
  EXPECT_EQ(news[0].stage, Stage::In30Days);
  EXPECT_THAT(deadlines.announce(date("2026-07-04")), IsEmpty());
  EXPECT_EQ(deadlines.announce(date("2026-08-01")).size(), 1u);
  EXPECT_THAT(deadlines.announce(date("2026-07-31")), IsEmpty());
  EXPECT_THAT(deadlines.announce(date("2026-08-01")), IsEmpty());
}

TEST(OfficeDeadlines, MoveWhenItIsDone) {
  Deadlines deadlines;
  deadlines.set({gauge("2026-01-31")}, {});
  deadlines.announce(date("2026-08-02"));
  const auto key = deadlines.note_done(
      "pg-1", "", {.on = date("2026-08-31"), .by = "Wang", .certificate = "A-2"},
      date("2026-09-01"));
  ASSERT_TRUE(key) << key.error();
  EXPECT_EQ(*key, "pg-1/calibration");
  const Deadline now = deadlines.list().front();
  EXPECT_EQ(to_text(now.due), "2027-02-28");
  EXPECT_EQ(now.certificate, "A-2");
  EXPECT_EQ(now.by, "Wang");
  EXPECT_THAT(deadlines.announce(date("2026-09-02")), IsEmpty());
  EXPECT_EQ(deadlines.announce(date("2027-02-01")).size(), 1u) << "of the new one anew";
  // The file may be newer than the record.
  deadlines.set({gauge("2027-01-10")}, {});
  EXPECT_EQ(to_text(deadlines.list().front().due), "2027-07-10");
  EXPECT_EQ(deadlines.list().front().certificate, "A-1");
}

TEST(OfficeDeadlines, RefuseWhatCannotBe) {
  Deadlines deadlines;
  EquipmentSpec vessel = gauge("2026-01-31");
  vessel.id = "v-1";
  vessel.duties.push_back({.duty = Duty::Certificate, .until = date("2026-12-31")});
  deadlines.set({gauge("2026-01-31"), vessel}, {});
  const Date today = date("2026-07-01");
  const auto why = [&](const char* id, const char* duty, Done done) {
    const auto result = deadlines.note_done(id, duty, std::move(done), today);
    return result ? std::string("done") : result.error();
  };
  EXPECT_THAT(why("pg-2", "", {.on = today}), HasSubstr("no equipment 'pg-2'"));
  EXPECT_THAT(why("v-1", "", {.on = today}), HasSubstr("--duty with one of calibration, certif"));
  EXPECT_THAT(why("pg-1", "inspection", {.on = today}), HasSubstr("has no inspection"));
  EXPECT_THAT(why("pg-1", "", {.on = date("2026-07-02")}), HasSubstr("has not come yet"));
  EXPECT_THAT(why("pg-1", "", {.on = date("2026-01-30")}), HasSubstr("2026-01-31 already"));
  EXPECT_THAT(why("v-1", "certificate", {.on = today}), HasSubstr("say --until"));
  EXPECT_THAT(why("v-1", "certificate", {.on = today, .until = date("2026-06-30")}),
              HasSubstr("is before --on"));
  EXPECT_THAT(deadlines.done, IsEmpty());
  EXPECT_EQ(why("v-1", "certificate", {.on = today, .until = date("2029-06-30")}), "done");
  EXPECT_EQ(to_text(deadlines.of("v-1").back().due), "2029-06-30");
}

TEST(OfficeDrills, CountFromTheLastOneOrFromTheDayOnWhichThePlanWasMet) {
  const std::vector<DrillSpec> plans = {{.plan = "fire", .every = kYear}, {.plan = "leak"}};
  Deadlines deadlines;
  deadlines.set({}, plans);
  EXPECT_THAT(deadlines.list(), IsEmpty()) << "nobody knows yet";
  EXPECT_EQ(deadlines.meet(date("2026-01-01")).size(), 2u);
  EXPECT_THAT(deadlines.meet(date("2026-03-01")), IsEmpty());
  EXPECT_EQ(to_text(deadlines.list().front().due), "2026-07-01");
  EXPECT_EQ(deadlines.list().front().last, std::nullopt);
  EXPECT_EQ(to_text(deadlines.list().back().due), "2027-01-01");
  deadlines.note_drill("leak", date("2026-06-20"));
  deadlines.note_drill("leak", date("2026-05-20"));
  deadlines = restarted(deadlines, {}, plans);
  EXPECT_EQ(to_text(deadlines.list().front().due), "2026-12-20");
  EXPECT_EQ(deadlines.list().front().every, "6 months");
  // A clock that was ahead had met it in the future.
  Deadlines wrong;
  wrong.set({}, {{.plan = "leak"}});
  wrong.meet(date("2030-01-01"));
  wrong.meet(date("2026-01-01"));
  EXPECT_EQ(to_text(wrong.list().front().due), "2026-07-01");
}

}  // namespace
}  // namespace hazgate::office
