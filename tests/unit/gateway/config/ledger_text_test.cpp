#include "gateway/config/ledger_text.hpp"

#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using LedgerText = SiteFile;

TEST_F(LedgerText, FiveTimesInSevenDaysUnlessWritten) {
  EXPECT_EQ(good().ledger, ledger::Terms{});
  EXPECT_EQ(good().ledger.repeats, 5u);
  EXPECT_EQ(good().ledger.within, 168h);
  EXPECT_THAT(good().ledger.remind, ElementsAre(7, 3, 1));
  EXPECT_EQ(good().ledger.recheck_days, 7);
}

TEST_F(LedgerText, WhatIsWrittenIsTaken) {
  append("[ledger]\nrepeats = 3\nwithin = \"24h\"\nremind = [1, 14, 0]\nrecheck_days = 2\n");
  const ledger::Terms terms = good().ledger;
  EXPECT_EQ(terms.repeats, 3u);
  EXPECT_EQ(terms.within, 24h);
  EXPECT_THAT(terms.remind, ElementsAre(14, 1, 0)) << "the longest first";
  EXPECT_EQ(terms.recheck_days, 2);
}

TEST_F(LedgerText, NobodyNeedsToBeRemindedBefore) {
  append("[ledger]\nremind = []\n");
  EXPECT_THAT(good().ledger.remind, IsEmpty());
}

TEST_F(LedgerText, EveryMistakeIsSaid) {
  append(
      "[ledger]\nrepeats = 1\nwithin = \"30m\"\nremind = [7, -1, 1.5, \"3d\", 7, 366]\n"
      "recheck_days = 0\nowner = \"Wang\"\n");
  EXPECT_THAT(said(),
              testing::UnorderedElementsAre(
                  HasSubstr("ledger.repeats: 1 is out of range"),
                  HasSubstr("ledger.within: is not between 1h and 365d; write for example \"7d\""),
                  HasSubstr("ledger.remind[1]: -1 is no number of days; write whole numbers"),
                  HasSubstr("ledger.remind[2]: 1.5 is no number of days"),
                  HasSubstr("ledger.remind[3]: 3d is no number of days"),
                  HasSubstr("ledger.remind[4]: 7 is there twice; remove one"),
                  HasSubstr("ledger.remind[5]: 366 is no number of days"),
                  HasSubstr("ledger.recheck_days: 0 is out of range"),
                  HasSubstr("ledger.owner: is not a known key")));
}

TEST_F(LedgerText, NoListAndTooMany) {
  const std::string before = text_;
  append("[ledger]\nremind = 7\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("ledger.remind: ")));
  text_ = before + "[ledger]\nremind = [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21]\n";
  EXPECT_THAT(said(), ElementsAre(HasSubstr("ledger.remind: are more than 20")));
}

}  // namespace
}  // namespace hazgate::config
