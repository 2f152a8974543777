#include "drivers/model/mistakes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::model {
namespace {

using testing::ElementsAre;

std::vector<std::string> said(const Mistakes& mistakes) {
  std::vector<std::string> lines;
  for (const Mistake& mistake : mistakes.sorted()) lines.push_back(to_text(mistake));
  return lines;
}

TEST(Mistakes, SayPlaceKeyProblemAndRemedy) {
  EXPECT_EQ(to_text({{"site.toml", 12, 8}, "device[2].poll", "is missing", "write 1s"}),
            "site.toml:12:8: device[2].poll: is missing; write 1s");
}

TEST(Mistakes, LeaveOutWhatIsNotKnown) {
  EXPECT_EQ(to_text({{"site.toml"}, {}, "cannot be read", {}}), "site.toml: cannot be read");
}

TEST(Mistakes, ComeInTheOrderOfTheFiles) {
  Mistakes mistakes;
  mistakes.add({"b", 1, 1}, "k", "p", {});
  mistakes.add({"a", 10, 1}, "k", "p", {});
  mistakes.add({"a", 9, 5}, "k", "second", {});
  mistakes.add({"a", 9, 5}, "j", "third", {});
  mistakes.add({"a", 9, 4}, "k", "p", {});
  EXPECT_THAT(said(mistakes), ElementsAre("a:9:4: k: p", "a:9:5: k: second", "a:9:5: j: third",
                                          "a:10:1: k: p", "b:1:1: k: p"));
}

TEST(Mistakes, TheSameOneIsKeptOnce) {
  Mistakes mistakes;
  EXPECT_TRUE(mistakes.empty());
  for (int device = 0; device < 3; ++device) mistakes.add({"m", 4, 1}, "alarm[0]", "p", "r");
  mistakes.add({"m", 4, 1}, "alarm[0]", "another", "r");
  mistakes.add({"n", 4, 1}, "alarm[0]", "p", "r");
  EXPECT_EQ(said(mistakes).size(), 3u);
  EXPECT_FALSE(mistakes.empty());
}

}  // namespace
}  // namespace hazgate::model
