#include "gateway/cli/width.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::cli {
namespace {

TEST(CliWidth, CountsColumnsNotBytes) {
  EXPECT_EQ(display_width(""), 0u);
  EXPECT_EQ(display_width("gd-101"), 6u);
  EXPECT_EQ(display_width("可燃气体"), 8u);
  EXPECT_EQ(display_width("T-101 北堤"), 10u);
  EXPECT_EQ(display_width("°C é ● █ →"), 10u);
  EXPECT_EQ(display_width("e\u0301"), 1u);  // a combining accent
  EXPECT_EQ(display_width("（，）"), 6u);   // full-width punctuation
  EXPECT_EQ(display_width("한글 かな"), 9u);
  EXPECT_EQ(display_width("\U00020000"), 2u);  // a rare ideograph
}

TEST(CliWidth, BrokenBytesAreOneColumnEach) {
  EXPECT_EQ(display_width("a\xFF"), 2u);
  EXPECT_EQ(display_width("\xE6\xB1"), 2u);          // cut in the middle
  EXPECT_EQ(display_width("\xC0\x80"), 2u);          // overlong
  EXPECT_EQ(display_width("\xED\xA0\x80"), 3u);      // a surrogate
  EXPECT_EQ(display_width("\xF5\x80\x80\x80"), 4u);  // beyond Unicode
}

TEST(CliWidth, ShortensWithAnEllipsisAndNeverInTheMiddleOfACharacter) {
  EXPECT_EQ(shortened("siren", 5), "siren");
  EXPECT_EQ(shortened("sirens", 5), "sire…");
  EXPECT_EQ(shortened("可燃气体", 8), "可燃气体");
  EXPECT_EQ(shortened("可燃气体", 7), "可燃气…");
  EXPECT_EQ(shortened("可燃气体", 6), "可燃…");
  EXPECT_EQ(shortened("abc", 1), "…");
  EXPECT_EQ(shortened("abc", 0), "");
  for (std::size_t width = 0; width < 12; ++width) {
    EXPECT_LE(display_width(shortened("T-101 可燃气体", width)), width);
  }
}

TEST(CliWidth, FitsExactly) {
  EXPECT_EQ(fitted("ab", 4), "ab  ");
  EXPECT_EQ(fitted("ab", 4, Align::Right), "  ab");
  EXPECT_EQ(fitted("气", 4), "气  ");
  EXPECT_EQ(fitted("气体", 3), "气…");
  for (std::size_t width = 0; width < 12; ++width) {
    EXPECT_EQ(display_width(fitted("可燃气体", width)), width);
  }
}

TEST(CliWidth, NothingThatIsShownMovesTheCursor) {
  EXPECT_EQ(printable("a\x1b[2Jb"), "a\uFFFD[2Jb");
  EXPECT_EQ(printable("a\nb\tc\x7f"), "a\uFFFDb\uFFFDc\uFFFD");
  EXPECT_EQ(printable("\xC2\x9B"
                      "31m"),
            "\uFFFD31m");  // CSI as one C1 character
  EXPECT_EQ(printable("x\xFFy"), "x\uFFFDy");
  EXPECT_EQ(printable("\u202Egnp"), "\uFFFDgnp");  // turns the direction of writing
  EXPECT_EQ(printable("可燃 %LEL"), "可燃 %LEL");
}

TEST(CliWidth, WrapsAtSpacesAndBetweenChineseCharacters) {
  using testing::ElementsAre;
  EXPECT_THAT(wrapped("", 10), ElementsAre(""));
  EXPECT_THAT(wrapped("one two", 10), ElementsAre("one two"));
  EXPECT_THAT(wrapped("one two three", 8), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("罐区泄漏响应", 5), ElementsAre("罐区", "泄漏", "响应"));
  EXPECT_THAT(wrapped("ab罐区 cd", 4), ElementsAre("ab罐", "区", "cd"));
  EXPECT_THAT(wrapped("abcdefgh ij", 3), ElementsAre("abc", "def", "gh", "ij"));
  EXPECT_THAT(wrapped("trailing   ", 10), ElementsAre("trailing"));
}

}  // namespace
}  // namespace hazgate::cli
