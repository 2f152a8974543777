#include "gateway/core/site/lists.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::site {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Lists, GivesEachRowItsValuesInTheOrderInWhichTheyCame) {
  const Lists<int> lists(5, {{3, 30}, {1, 12}, {3, 29}, {1, 11}, {4, 40}});
  EXPECT_THAT(lists.of(0), IsEmpty());
  EXPECT_THAT(lists.of(1), ElementsAre(12, 11));
  EXPECT_THAT(lists.of(2), IsEmpty());
  EXPECT_THAT(lists.of(3), ElementsAre(30, 29));
  EXPECT_THAT(lists.of(4), ElementsAre(40));
}

TEST(Lists, TheFirstRowAndARowTwiceInTheSameList) {
  const Lists<int> lists(2, {{0, 7}, {0, 7}});
  EXPECT_THAT(lists.of(0), ElementsAre(7, 7));
  EXPECT_THAT(lists.of(1), IsEmpty());
}

TEST(Lists, NothingAtAll) {
  const Lists<int> lists(1, {});
  EXPECT_THAT(lists.of(0), IsEmpty());
}

}  // namespace
}  // namespace hazgate::site
