#include "gateway/core/ledger/rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/gateway/core/ledger/days.hpp"

namespace hazgate::ledger {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class LedgerRules : public ::testing::Test {
 protected:
  void take(const Finding& finding) {
    item = found(finding, "h-2026-0001", "Zhao", noon("2026-05-01")).value();
  }
  void in_work(Grade grade = Grade::General) {
    Finding finding = noticed("2026-05-20", grade);
    finding.measures = {"new valve", "3000", "barrier and watch"};
    take(finding);
    done(command(Act::Start, "Wang"));
  }
  void wait_for_recheck(Grade grade = Grade::General) {
    in_work(grade);
    done(command(Act::Done, "Chen"));
  }
  void done(const Command& what, const char* on = "2026-05-02") {
    const auto result = apply(item, what, noon(on));
    ASSERT_TRUE(result.has_value()) << result.error();
  }
  /// Refused, and nothing has changed.
  std::string refusal(const Command& what, const char* on = "2026-05-02") {
    const Item before = item;
    const auto result = apply(item, what, noon(on));
    EXPECT_FALSE(result.has_value());
    EXPECT_EQ(item, before);
    return result ? "" : result.error();
  }
  Item item;
};

std::string why_not(const Finding& finding) {
  const auto result = found(finding, "h-2026-0001", "Zhao", noon("2026-05-01"));
  return result ? "" : result.error();
}

TEST_F(LedgerRules, APersonFixesOnTheSpotOrNamesOwnerAndDeadline) {
  Finding finding{.description = "the hose is worn"};
  EXPECT_THAT(why_not(finding), HasSubstr("needs an owner and a deadline on the spot"));
  finding.owner = "Wang";
  EXPECT_THAT(why_not(finding), HasSubstr("write the deadline"));
  finding.deadline = day("2026-04-30");
  EXPECT_THAT(why_not(finding), HasSubstr("2026-04-30 is past"));
  finding.deadline = day("2026-05-01");
  EXPECT_EQ(why_not(finding), "");
  finding.owner = "  ";
  EXPECT_THAT(why_not(finding), HasSubstr("name the owner"));
  finding.fixed_on_site = true;
  EXPECT_THAT(why_not(finding), HasSubstr("say one of the two"));
  EXPECT_FALSE(found(noticed("2026-05-20"), "h-2026-0001", " ", noon("2026-05-01")).has_value());
  EXPECT_THAT(why_not({.description = " "}), HasSubstr("say what the danger is"));
  EXPECT_THAT(why_not({.description = std::string(2001, 'x')}), HasSubstr("2000 bytes"));
}

TEST_F(LedgerRules, WhatAMachineFindsMayWaitForItsOwner) {
  take({.origin = Origin::Repeats, .description = "again and again", .alarms = {"a", "a", "b"}});
  EXPECT_EQ(item.state, State::Open);
  EXPECT_THAT(item.alarms, ElementsAre("a", "b"));
  EXPECT_THAT(missing_of(item), ElementsAre("measure", "owner", "funds", "deadline", "plan"));
  Command notice = command(Act::Notice);
  EXPECT_THAT(refusal(notice), HasSubstr("name the owner"));
  notice.owner = "Wang";
  EXPECT_THAT(refusal(notice), HasSubstr("write the deadline"));
  notice.day = day("2026-05-20");
  done(notice);
  EXPECT_EQ(item.state, State::Noticed);
  EXPECT_EQ(item.notice_no, "n-2026-0001");
  EXPECT_EQ(item.owner, "Wang");
}

TEST_F(LedgerRules, TheRecheckIsForAnotherPersonThanTheWorkerAndTheOwner) {
  wait_for_recheck();
  EXPECT_THAT(refusal(command(Act::Pass, "Chen")), HasSubstr("another person"));
  EXPECT_THAT(refusal(command(Act::Pass, " chen ")), HasSubstr("another person"));
  EXPECT_THAT(refusal(command(Act::Pass, "C HEN")), HasSubstr("another person"));
  EXPECT_THAT(refusal(command(Act::Pass, "Wang")), HasSubstr("another person"));
  EXPECT_THAT(refusal(command(Act::Fail, "Wang")), HasSubstr("another person"));
  EXPECT_THAT(refusal(command(Act::Pass, "")), HasSubstr("say who"));
  done(command(Act::Pass, " Li "));
  EXPECT_EQ(item.rechecks.back().by, "Li");
  EXPECT_EQ(item.state, State::Closed);
  EXPECT_EQ(item.closed, noon("2026-05-02"));
}

TEST_F(LedgerRules, AFixOnTheSpotIsLookedAtByAnotherPersonToo) {
  take({.description = "the hose is worn", .fixed_on_site = true});
  EXPECT_THAT(refusal(command(Act::Pass, "Zhao")), HasSubstr("another person"));
  done(command(Act::Fail, "Li", "still worn"));
  EXPECT_EQ(item.state, State::Open);
  EXPECT_FALSE(item.fixed_on_site);
  EXPECT_FALSE(item.done.has_value());
}

TEST_F(LedgerRules, AFailedRecheckSaysWhyAndOpensItAgain) {
  wait_for_recheck();
  EXPECT_THAT(refusal(command(Act::Fail, "Li", " ")), HasSubstr("what is not right"));
  done(command(Act::Fail, "Li", "still leaks"));
  EXPECT_EQ(item.state, State::InWork);
  EXPECT_FALSE(item.done.has_value());
  ASSERT_EQ(item.rechecks.size(), 1u);
  EXPECT_EQ(item.rechecks[0].text, "still leaks");
  done(command(Act::Done, "Chen"));
  done(command(Act::Pass, "Li"));
  EXPECT_EQ(item.rechecks.size(), 2u);
}

TEST_F(LedgerRules, AMajorDangerNeedsAllFiveAndASignature) {
  take(noticed("2026-05-20", Grade::Major));
  EXPECT_THAT(refusal(command(Act::Start)), HasSubstr("measure, funds, plan is not written"));
  Command start = command(Act::Start, "Wang");
  start.measures = {"new valve", "3000", "barrier"};
  done(start);
  EXPECT_THAT(missing_of(item), IsEmpty());
  done(command(Act::Done, "Chen"));
  EXPECT_THAT(refusal(command(Act::Pass, "Li")), HasSubstr("signs it first"));
  done(command(Act::Sign, "Director Sun"));
  EXPECT_EQ(item.signature->by, "Director Sun");
  done(command(Act::Pass, "Li"));
}

TEST_F(LedgerRules, AnExtensionIsLaterHasAReasonAndAnApproverWhoIsNotTheOwner) {
  in_work();
  Command extend = command(Act::Extend, "Wang", "the part is late");
  extend.day = day("2026-05-30");
  EXPECT_THAT(refusal(extend), HasSubstr("who has approved"));
  extend.approved_by = "wang";
  EXPECT_THAT(refusal(extend), HasSubstr("does not approve his own"));
  extend.approved_by = "Sun";
  extend.text = "";
  EXPECT_THAT(refusal(extend), HasSubstr("needs a reason"));
  extend.text = "the part is late";
  for (const char* not_later : {"2026-05-20", "2026-05-19"}) {
    extend.day = day(not_later);
    EXPECT_THAT(refusal(extend), HasSubstr("is not later"));
  }
  extend.day.reset();
  EXPECT_THAT(refusal(extend), HasSubstr("write the deadline"));
  extend.day = day("2026-05-30");
  done(extend, "2026-05-20");
  EXPECT_FALSE(item.extensions.back().late);
  EXPECT_EQ(item.extensions.back().from, day("2026-05-20"));
  EXPECT_TRUE(is_overdue(item, day("2026-05-31")));
  EXPECT_FALSE(is_overdue(item, day("2026-05-30")));
  extend.day = day("2026-06-30");
  done(extend, "2026-05-31");
  EXPECT_TRUE(item.extensions.back().late);
  EXPECT_FALSE(is_overdue(item, day("2026-05-31")));
}

TEST_F(LedgerRules, StoppedWorkIsAllowedAgainByAnotherThanTheOwner) {
  in_work();
  EXPECT_THAT(refusal(command(Act::AllowWork)), HasSubstr("not been stopped"));
  EXPECT_THAT(refusal(command(Act::StopWork, "Li", "")), HasSubstr("say why"));
  done(command(Act::StopWork, "Li", "gas in the pit"));
  EXPECT_EQ(item.stop_work->text, "gas in the pit");
  EXPECT_THAT(refusal(command(Act::StopWork)), HasSubstr("already"));
  EXPECT_THAT(refusal(command(Act::AllowWork, "Wang")), HasSubstr("owner does not"));
  done(command(Act::AllowWork, "Li", "aired"));
  EXPECT_FALSE(item.stop_work.has_value());
  ASSERT_EQ(item.notes.size(), 3u) << "start, both orders and their reasons are kept";
  EXPECT_EQ(item.notes.back().text, "aired");
}

TEST_F(LedgerRules, ClosingEndsTheOrderToStopWork) {
  wait_for_recheck();
  done(command(Act::StopWork, "Li", "gas in the pit"));
  done(command(Act::Pass, "Li"));
  EXPECT_FALSE(item.stop_work.has_value());
}

TEST_F(LedgerRules, WhatOnlyAddsSaysAllThatItMust) {
  in_work();
  EXPECT_THAT(refusal(command(Act::Note, "Li", "")), HasSubstr("write the note"));
  Command refer = command(Act::Refer);
  refer.addressee = "fire brigade of the county";
  EXPECT_THAT(refusal(refer), HasSubstr("number of the written notice"));
  refer.notice_no = "2026-17";
  done(refer);
  EXPECT_EQ(item.referrals.at(0).notice_no, "2026-17");
  EXPECT_THAT(refusal(command(Act::Link)), HasSubstr("name the alarms"));
  Command listed = command(Act::List);
  listed.listed = ListedLevel::County;
  done(listed);
  EXPECT_EQ(item.listed, ListedLevel::County);
  Command assign = command(Act::Assign);
  assign.owner = "WANG";
  EXPECT_THAT(refusal(assign), HasSubstr("owns it already"));
  assign.owner = "Zhou";
  done(assign);
  EXPECT_EQ(item.owner, "Zhou");
  EXPECT_THAT(item.notes.back().text, HasSubstr("Wang -> Zhou"));
}

TEST_F(LedgerRules, AnItemDoesNotGrowForEver) {
  in_work();
  while (item.notes.size() < kMostEntries) done(command(Act::Note));
  EXPECT_THAT(refusal(command(Act::Note)), HasSubstr("300 entries"));
}

TEST(LedgerPerson, IsTheSameWhateverTheCase) {
  EXPECT_TRUE(same_person("Wang Wu", " wang wu\t"));
  EXPECT_TRUE(same_person("王五", "王五 "));
  EXPECT_TRUE(same_person("王 五", "王五"));
  EXPECT_TRUE(same_person("王\u3000五", "王五\u3000")) << "the blank of Chinese texts";
  EXPECT_TRUE(same_person("Wang  Wu", "WANG\u00a0WU"));
  EXPECT_TRUE(same_person("wangwu", "Wang Wu"));
  EXPECT_FALSE(same_person("王五", "王六"));
  EXPECT_FALSE(same_person(" \u3000", "\t")) << "nobody is nobody's same";
  EXPECT_FALSE(same_person("Wang", "Wang Wu"));
  EXPECT_FALSE(same_person("", ""));
}

}  // namespace
}  // namespace hazgate::ledger
