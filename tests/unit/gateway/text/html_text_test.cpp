#include "gateway/text/html_text.hpp"

#include <gtest/gtest.h>

#include "gateway/text/characters.hpp"

namespace hazgate::text {
namespace {

TEST(HtmlText, WhatHasAMeaningIsWrittenAsAReference) {
  EXPECT_EQ(html_text("<a href=\"x\">&'</a>"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;&lt;/a&gt;");
  EXPECT_EQ(html_text("罐区\n二"), "罐区\n二");
}

TEST(HtmlText, ControlBrokenAndTurnedTextIsReplaced) {
  EXPECT_EQ(html_text(std::string_view("a\0b", 3)), "a\uFFFDb");
  EXPECT_EQ(html_text("a\x1B[31mb"), "a\uFFFD[31mb");
  EXPECT_EQ(html_text("\xC3("), "\uFFFD(");
  EXPECT_EQ(html_text("abc\u202Efdp"), "abc\uFFFDfdp");
  EXPECT_EQ(html_text("\u2066x\u2069"), "\uFFFDx\uFFFD");
  EXPECT_EQ(html_text("\u2026\u201C"), "\u2026\u201C") << "others of the block stay";
}

TEST(HtmlText, AllThatIsLeftIsOneLinePerLineFeed) {
  EXPECT_EQ(html_text(""), "");
  EXPECT_EQ(html_text("\n"), "\n");
  EXPECT_EQ(html_text("a\r\nb\tc"), "a\uFFFD\nb\uFFFDc");
}

TEST(Characters, ABrokenByteIsOneBrokenCharacter) {
  EXPECT_EQ(first_of("罐x").code, U'罐');
  EXPECT_EQ(first_of("罐x").bytes, 3U);
  EXPECT_EQ(first_of("\xE7\xBD").code, kBroken) << "cut off";
  EXPECT_EQ(first_of("\xE7\xBD").bytes, 1U);
  EXPECT_EQ(first_of("\xC0\x80").code, kBroken) << "overlong";
  EXPECT_EQ(first_of("\xED\xA0\x80").code, kBroken) << "a surrogate";
}

}  // namespace
}  // namespace hazgate::text
