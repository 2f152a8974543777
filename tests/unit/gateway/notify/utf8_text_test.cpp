#include "gateway/notify/utf8_text.hpp"

#include <gtest/gtest.h>

namespace hazgate::notify {
namespace {

TEST(Utf8Text, WhatIsValidStays) {
  for (const char* text : {"", "gas", "泄漏 é 😷", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF"}) {
    EXPECT_EQ(valid_utf8(text), text);
  }
}

TEST(Utf8Text, WhatIsNotIsReplaced) {
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(valid_utf8("a\xFF"
                       "b"),
            "a" + mark + "b");
  EXPECT_EQ(valid_utf8("\xE6\xB3"), mark + mark);             // cut off
  EXPECT_EQ(valid_utf8("\xC0\xAF"), mark + mark);             // overlong
  EXPECT_EQ(valid_utf8("\xE0\x9F\xBF"), mark + mark + mark);  // overlong
  EXPECT_EQ(valid_utf8("\xED\xA0\x80"), mark + mark + mark);  // a surrogate
  EXPECT_EQ(valid_utf8("\xF4\x90\x80\x80"), mark + mark + mark + mark);
}

TEST(Utf8Text, IsShortenedBetweenCharacters) {
  EXPECT_EQ(shortened("泄漏", 6), "泄漏");
  EXPECT_EQ(shortened("泄漏了", 8), "泄…");
  EXPECT_EQ(shortened("泄漏了", 6), "泄…");
  EXPECT_EQ(shortened("泄漏了", 5), "…");
  EXPECT_EQ(shortened("abcdef", 5), "ab…");
}

TEST(Utf8Text, OneLine) {
  EXPECT_EQ(one_line("a\r\nb"), "a b");
  EXPECT_EQ(one_line("a\r\n\t b\x7f\x01"), "a b");
  EXPECT_EQ(one_line("\n\na"), "a");
  EXPECT_EQ(one_line("泄 漏"), "泄 漏");
}

}  // namespace
}  // namespace hazgate::notify
