#include "gateway/cli/hazard_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/gateway/cli/hazard_items.hpp"

namespace hazgate::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

const Look kEnglish;
const Look kChinese{.language = Language::Chinese};

TEST(HazardPage, TheListBeginsWithWhatIsMostUrgent) {
  const Items items = {
      hazard_item("h-2026-0001", R"({"state":"closed","deadline":"2026-01-01"})"),
      hazard_item("h-2026-0002", R"({"deadline":"2026-06-01"})"),
      hazard_item("h-2026-0003", R"({"deadline":"2026-05-30"})"),
      hazard_item("h-2026-0004", R"({"state":"open","deadline":null,"owner":"","owner_name":""})"),
      hazard_item("h-2026-0005", R"({"deadline":"2026-07-01","overdue":true})")};
  const std::string text = hazards_text(items, kEnglish);
  std::size_t before = 0;
  for (const char* id :
       {"h-2026-0005", "h-2026-0004", "h-2026-0003", "h-2026-0002", "h-2026-0001"}) {
    const std::size_t at = text.find(id);
    ASSERT_NE(at, std::string::npos) << id;
    EXPECT_GT(at, before) << id;
    before = at;
  }
  EXPECT_THAT(text, HasSubstr("5 items, 1 overdue\n"));
  EXPECT_THAT(text, HasSubstr("OVERDUE"));
  EXPECT_THAT(hazards_text({}, kEnglish), HasSubstr("no hidden danger"));
  EXPECT_THAT(hazards_text({}, kChinese), HasSubstr("没有符合的隐患"));
}

TEST(HazardPage, OneItemShowsEverything) {
  const Item item = hazard_item("h-2026-0001", R"({"grade":"major",
    "stop_work":{"t":1,"day":"2026-05-03","by":"li","text":"gas in the pit"},"listed_level":"county",
    "notes":[{"t":1,"day":"2026-05-04","by":"wang","text":"ordered"}],
    "extensions":[{"t":1,"day":"2026-05-05","from":"2026-05-10","to":"2026-05-20","by":"wang",
                   "approved_by":"sun","reason":"late part","late":false}],
    "rechecks":[{"t":1,"day":"2026-05-06","by":"li","result":"fail","text":"still leaks"}],
    "referrals":[{"t":1,"day":"2026-05-07","by":"li","addressee":"county","notice_no":"17","text":""}],
    "signature":{"t":1,"day":"2026-05-08","by":"sun","text":""}})");
  const std::string text = hazard_text({item}, kEnglish);
  for (const char* part :
       {"h-2026-0001  in work  major  WORK STOPPED, county", "relief valve leaks", "Wang Wu",
        "2026-05-20 (3 days left)", "NOT WRITTEN", "2026-05-03 li: gas in the pit",
        "2026-05-04 wang: ordered",
        "2026-05-10 → 2026-05-20, approved by sun  2026-05-05 wang: late part",
        "failed  2026-05-06 li: still leaks", "county 17  2026-05-07 li", "2026-05-08 sun",
        "gd-101.gas.HH", "n-2026-0001", "2026-05-01 zhao"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  EXPECT_THAT(text, Not(HasSubstr("INCIDENT"))) << "what is not there has no line";
  const std::string chinese = hazard_text({item}, kChinese);
  for (const char* part :
       {"整改中", "重大", "责令停工", "县级", "剩余 3 天", "sun 批准", "不合格"}) {
    EXPECT_THAT(chinese, HasSubstr(part));
  }
}

TEST(HazardPage, WhatAnotherPersonWroteCannotSpeakToTheTerminal) {
  const std::string text = hazard_text(
      {hazard_item("h-2026-0001", "{\"description\":\"a\\u001b[31m\",\"measure\":\"b\\u0007\"}")},
      kEnglish);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\x07'), std::string::npos);
}

TEST(HazardPage, AChangeIsOneLine) {
  EXPECT_EQ(changed_hazards_text({hazard_item("h-2026-0001", R"({"days_left":-2,"overdue":true})")},
                                 kEnglish),
            "h-2026-0001  in work  Wang Wu  2026-05-20 (2 days overdue)  OVERDUE\n");
}

TEST(HazardPage, FiguresShowAlsoZeros) {
  const std::string text = hazard_figures_text({figures_item()}, kEnglish);
  EXPECT_THAT(text, HasSubstr("Hidden dangers, 2026-01-01 to 2026-06-30\n"));
  EXPECT_THAT(text, testing::ContainsRegex("fixed on site +50\n"));
  EXPECT_THAT(text, testing::ContainsRegex("re-check pass rate +100 %\n"));
  EXPECT_THAT(text, testing::ContainsRegex("listed by the county +2\n"));
  EXPECT_THAT(text, testing::ContainsRegex("listed by the province +0\n"));
  EXPECT_THAT(text, Not(HasSubstr("cannot be read")));
  Item broken = figures_item();
  broken["unreadable"] = 2;
  broken["pass_percent"] = nullptr;
  EXPECT_THAT(hazard_figures_text({broken}, kEnglish), HasSubstr("cannot be read: 2"));
  EXPECT_THAT(hazard_figures_text({broken}, kEnglish), testing::ContainsRegex("pass rate +-\n"));
  EXPECT_THAT(hazard_figures_text({figures_item()}, kChinese), HasSubstr("查处隐患"));
}

TEST(HazardPage, EventsAreOneLineEach) {
  const auto line = [](const char* event) {
    return hazard_event(boost::json::parse(event).as_object(), Language::English);
  };
  EXPECT_EQ(line(R"({"id":"h-1","entry":"recheck-failed","from":"done-wait-recheck","to":"in-work",
                     "by":"li","text":"leaks"})"),
            "h-1  re-check failed  → in work  li  leaks");
  EXPECT_EQ(line(R"({"id":"h-1","entry":"note","from":"open","to":"open","by":"li","text":"x"})"),
            "h-1  note  li  x");
  EXPECT_EQ(line(R"({"id":"h-1","entry":"reminder","from":"noticed","to":"noticed","by":"hazgated",
                     "text":"","reminder":"overdue","days":4,"owner":"wang","description":"valve"})"),
            "h-1  reminder: overdue (4d)  wang  valve");
  EXPECT_THAT(event_line(boost::json::parse(
                             R"({"kind":"hazard","t":0,"id":"h-1","entry":"opened","from":"open",
                                 "to":"open","by":"li","text":"valve"})")
                             .as_object(),
                         kEnglish),
              HasSubstr("hazard    h-1  opened  li  valve\n"));
}

}  // namespace
}  // namespace hazgate::cli
