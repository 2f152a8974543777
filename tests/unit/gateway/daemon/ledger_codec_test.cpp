#include "gateway/daemon/ledger_codec.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using ledger::Day;
using ledger::Moment;
using ::testing::HasSubstr;

Day day(const char* text) {
  return ledger::day_from(text).value();
}
Moment on(const char* text) {
  return {from_unix_ms(1'780'000'000'123), day(text)};
}

/// With something in every field.
ledger::Item full() {
  return {
      .id = "h-2026-0042",
      .origin = ledger::Origin::Repeats,
      .state = ledger::State::InWork,
      .source = "tank farm",
      .area = "north",
      .found = on("2026-05-01"),
      .found_by = "赵",
      .description = "安全阀泄漏 \"V-7\"\n",
      .grade = ledger::Grade::Major,
      .measures = {"new valve", "3000", "barrier"},
      .owner = "wang",
      .deadline = day("2026-05-20"),
      .notice_no = "n-2026-0042",
      .noticed = on("2026-05-02"),
      .started = on("2026-05-03"),
      .done = on("2026-05-04"),
      .closed = on("2026-05-05"),
      .done_by = "chen",
      .fixed_on_site = true,
      .stop_work = ledger::Remark{on("2026-05-06"), "li", "gas"},
      .listed = ledger::ListedLevel::Prefecture,
      .notes = {{on("2026-05-07"), "li", "one"}, {on("2026-05-08"), "li", "two"}},
      .extensions = {{on("2026-05-09"), day("2026-05-10"), day("2026-05-20"), "wang", "sun",
                      "late part", true}},
      .rechecks = {{on("2026-05-11"), "li", false, "leaks"}, {on("2026-05-12"), "li", true, ""}},
      .referrals = {{on("2026-05-13"), "li", "county", "17", "please"}},
      .signature = ledger::Remark{on("2026-05-14"), "sun", ""},
      .alarms = {"a.b.HH", "a.comm"},
      .incident = "leak-3",
      .reminded = ledger::Reminded{ledger::ReminderKind::DueSoon, 7, day("2026-05-15")}};
}

TEST(LedgerCodec, AnItemComesBackAsItWas) {
  const site::Document document = document_of(full());
  EXPECT_EQ(document.kind, "hazard");
  EXPECT_EQ(document.id, "h-2026-0042");
  const auto item = item_from(document);
  ASSERT_TRUE(item.has_value()) << item.error();
  EXPECT_EQ(*item, full());
  const ledger::Item plain{.id = "h-2026-0001", .found = on("2026-05-01"), .description = "hose"};
  EXPECT_EQ(item_from(document_of(plain)).value(), plain);
}

TEST(LedgerCodec, EachMissingOrWrongFieldIsAnError) {
  const json::object whole = json::parse(document_of(full()).body).as_object();
  for (const auto& [key, value] : whole) {
    json::object less = whole;
    less.erase(key);
    EXPECT_FALSE(item_from({"hazard", "h-2026-0042", json::serialize(less)}).has_value()) << key;
    json::object wrong = whole;
    wrong[key] = json::array{7};
    const auto refused = item_from({"hazard", "h-2026-0042", json::serialize(wrong)});
    EXPECT_FALSE(refused.has_value()) << key;
    json::object null = whole;
    null[key] = nullptr;
    const bool may_be = item_from({"hazard", "h-2026-0042", json::serialize(null)}).has_value();
    const std::set<std::string> kMayBe = {"deadline", "noticed",   "started",   "done",
                                          "closed",   "stop_work", "signature", "reminded"};
    EXPECT_EQ(may_be, kMayBe.contains(std::string(key))) << key;
  }
}

TEST(LedgerCodec, WhatIsBrokenOrNewerSaysSo) {
  const auto error = [](const std::string& body) {
    const auto item = item_from({"hazard", "h-2026-0042", body});
    return item ? std::string() : item.error();
  };
  std::string good = document_of(full()).body;
  for (const char* broken : {"", "{", "[]", "null", "7", "\"x\""}) {
    EXPECT_THAT(error(broken), HasSubstr("no JSON object")) << broken;
  }
  EXPECT_THAT(error("{}"), HasSubstr("another version"));
  json::object newer = json::parse(good).as_object();
  newer["v"] = 2;
  EXPECT_THAT(error(json::serialize(newer)), HasSubstr("another version"));
  json::object other = json::parse(good).as_object();
  other["state"] = "lost";
  EXPECT_THAT(error(json::serialize(other)), HasSubstr("\"state\""));
  EXPECT_THAT(item_from({"hazard", "h-2026-0041", good}).error(), HasSubstr("about h-2026-0042"));
}

TEST(LedgerCodec, ATimeThatNoClockHasShownIsAnError) {
  for (const char* time : {"-9223372036854775808", "9223372036854775807"}) {
    std::string body = document_of(full()).body;
    const std::string good = std::to_string(unix_ms(full().found.at));
    for (std::size_t place = 0; (place = body.find(good, place)) != std::string::npos; ++place) {
      std::string garbled = body;
      garbled.replace(place, good.size(), time);
      EXPECT_FALSE(item_from({"hazard", "h-2026-0042", garbled}).has_value()) << garbled;
    }
    const std::string seen = std::string(R"({"v":1,"seen":[7,)") + time + "]}";
    EXPECT_FALSE(sightings_from({kSightings, "a", seen}).has_value()) << seen;
  }
  EXPECT_TRUE(sightings_from({kSightings, "a", R"({"v":1,"seen":[7,8]})"}).has_value());
}

TEST(LedgerCodec, ACutDocumentIsAlwaysAnError) {
  const std::string good = document_of(full()).body;
  for (std::size_t size = 0; size < good.size(); ++size) {
    ASSERT_FALSE(item_from({"hazard", "h-2026-0042", good.substr(0, size)}).has_value()) << size;
  }
}

TEST(LedgerCodec, SightingsComeBackAndNoneAreForgotten) {
  const ledger::Sightings seen = {from_unix_ms(1), from_unix_ms(1'780'000'000'123)};
  const site::Document document = document_of("a.b.HH", seen);
  EXPECT_EQ(document.kind, "hazard-sightings");
  EXPECT_EQ(sightings_from(document).value(), seen);
  EXPECT_EQ(document_of("a.b.HH", ledger::Sightings{}).body, "");
  for (const char* broken : {"", "{}", R"({"v":1})", R"({"v":1,"seen":7})",
                             R"({"v":1,"seen":["x"]})", R"({"v":2,"seen":[]})"}) {
    EXPECT_FALSE(sightings_from({"hazard-sightings", "a", broken}).has_value()) << broken;
  }
}

TEST(LedgerCodec, PeopleSeeWhatIsOverdueAndMissing) {
  ledger::Item item{.id = "h-2026-0001",
                    .state = ledger::State::Noticed,
                    .owner = "wang",
                    .deadline = day("2026-05-20")};
  const json::object due = item_object(item, day("2026-05-17"));
  EXPECT_EQ(due.at("overdue"), false);
  EXPECT_EQ(due.at("days_left"), 3);
  EXPECT_EQ(json::serialize(due.at("missing")), R"(["measure","funds","plan"])");
  const json::object late = item_object(item, day("2026-05-21"));
  EXPECT_EQ(late.at("overdue"), true);
  EXPECT_EQ(late.at("days_left"), -1);
  item.state = ledger::State::Closed;
  EXPECT_TRUE(item_object(item, day("2026-05-21")).at("days_left").is_null());
}

TEST(LedgerCodec, AnEventSaysWhoWhatWhyAndHowItStands) {
  ledger::Change change{.item = full()};
  change.entry = {.t = from_unix_ms(1000),
                  .act = ledger::Act::Fail,
                  .from = ledger::State::DoneWaitRecheck,
                  .to = ledger::State::InWork,
                  .by = "li",
                  .text = "leaks",
                  .proposes_stop_work = true};
  const auto body = [&](const char* entered_by) {
    return json::parse(hazard_message(change, day("2026-05-21"), entered_by)).as_object();
  };
  const json::object event = body("operator");
  EXPECT_EQ(event.at("t"), 1000);
  EXPECT_EQ(event.at("id"), "h-2026-0042");
  EXPECT_EQ(event.at("entry"), "recheck-failed");
  EXPECT_EQ(event.at("from"), "done-wait-recheck");
  EXPECT_EQ(event.at("to"), "in-work");
  EXPECT_EQ(event.at("by"), "li");
  EXPECT_EQ(event.at("entered_by"), "operator");
  EXPECT_EQ(event.at("text"), "leaks");
  EXPECT_EQ(event.at("proposes"), "stop-work");
  EXPECT_EQ(event.at("overdue"), true);
  EXPECT_EQ(event.at("listed_level"), "prefecture");
  EXPECT_FALSE(body("li").contains("entered_by"));
  EXPECT_FALSE(event.contains("reminder"));
  change.entry = {.act = ledger::Act::Remind, .reminder = ledger::Reminder{}};
  change.entry.reminder->kind = ledger::ReminderKind::Overdue;
  change.entry.reminder->days = 4;
  EXPECT_EQ(body("").at("entry"), "reminder");
  EXPECT_EQ(body("").at("reminder"), "overdue");
  EXPECT_EQ(body("").at("days"), 4);
}

TEST(LedgerCodec, FiguresAreThereAlsoWhenTheyAreZero) {
  ledger::Figures figures;
  figures.notices = 15;
  figures.in_time = 14;
  figures.late = 1;
  figures.listed = {5, 2, 0, 0};
  const json::object object = figures_object(figures, day("2026-01-01"), day("2026-06-30"));
  EXPECT_EQ(object.at("found"), 0);
  EXPECT_EQ(object.at("in_time_percent"), 93.3);
  EXPECT_TRUE(object.at("pass_percent").is_null());
  EXPECT_EQ(json::serialize(object.at("listed")), R"({"county":2,"prefecture":0,"province":0})");
}

}  // namespace
}  // namespace hazgate::daemon
