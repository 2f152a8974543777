/// `hazctl backup` beside a journal that is at work.
#include <boost/json.hpp>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/journal/journal.hpp"
#include "tests/component/gateway/cli/program.hpp"
#include "tests/support/scratch_folder.hpp"

namespace hazgate::cli {
namespace {

using testing::HasSubstr;

class HazctlBackup : public testing::Test {
 protected:
  HazctlBackup() {
    auto opened = journal::Journal::open({.path = journal_path()}, {});
    EXPECT_TRUE(opened) << opened.error().text;
    journal = std::move(*opened);
    journal->append({{{0, from_unix_ms(1000), "alarm", "{}"}}, {}, {}});
  }

  std::string journal_path() const { return folder.file("hazgate.db"); }
  std::string copy() const { return folder.file("copy.db"); }

  ScratchFolder folder;
  std::unique_ptr<journal::Journal> journal;
};

TEST_F(HazctlBackup, SaysWhatIsInTheCopyAndKeepsWhatIsThere) {
  journal.reset();  // all of it is durable; the file rests
  const Ran made = hazctl({"backup", copy(), "--journal", journal_path(), "--json"});
  ASSERT_EQ(made.code, 0) << made.error;
  const auto said = boost::json::parse(made.out).as_object();
  EXPECT_EQ(said.at("events").as_int64(), 1);
  EXPECT_EQ(said.at("samples").as_int64(), 0);
  EXPECT_EQ(said.at("bytes").as_int64(),
            static_cast<std::int64_t>(std::filesystem::file_size(copy())));
  const Ran refused = hazctl({"backup", copy(), "--journal", journal_path()});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.error, HasSubstr("--force"));
  EXPECT_EQ(hazctl({"backup", copy(), "--journal", journal_path(), "--force"}).code, 0);
}

TEST_F(HazctlBackup, WorksBesideAGateway) {
  const Ran made = hazctl({"backup", copy(), "--journal", journal_path()});
  EXPECT_EQ(made.code, 0) << made.error;
  EXPECT_THAT(made.out, HasSubstr("checked"));
}

TEST_F(HazctlBackup, MustKnowWhoseJournal) {
  EXPECT_EQ(hazctl({"backup", copy()}).code, 2);
  const Ran missing = hazctl({"backup", copy(), "--journal", folder.file("nowhere.db")});
  EXPECT_EQ(missing.code, 3);
  EXPECT_THAT(missing.error, HasSubstr("there is no journal"));
}

}  // namespace
}  // namespace hazgate::cli
