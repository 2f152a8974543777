#include "gateway/notify/texts/length.hpp"

#include <gtest/gtest.h>

namespace hazgate::notify::texts {
namespace {

std::string times(std::string_view text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST(Length, CountsCharactersNotBytes) {
  EXPECT_EQ(characters(""), 0U);
  EXPECT_EQ(characters("T-101泄漏"), 7U);
  EXPECT_EQ(characters("🔥é"), 2U);
  EXPECT_EQ(characters("\xE6\xB3"), 1U) << "a character that is cut off";
  EXPECT_EQ(characters("\xFF\x80"), 1U + 0U) << "what is no UTF-8 ends somewhere";
  EXPECT_EQ(first_characters("泄漏了", 2), "泄漏");
  EXPECT_EQ(first_characters("ab", 9), "ab");
  EXPECT_EQ(cut("一二三四", 4, "…"), "一二三四");
  EXPECT_EQ(cut("一二三四五", 4, "…"), "一二三…");
  EXPECT_EQ(cut("abcdef", 5, "..."), "ab...");
}

TEST(Length, PartsOfAnSms) {
  EXPECT_EQ(sms_parts(times("a", 160)), 1U);
  EXPECT_EQ(sms_parts(times("a", 161)), 2U);
  EXPECT_EQ(sms_parts(times("a", 306)), 2U);
  EXPECT_EQ(sms_parts(times("a", 307)), 3U);
  EXPECT_EQ(sms_parts(times("{", 80)), 1U) << "a brace is two";
  EXPECT_EQ(sms_parts(times("{", 81)), 2U);
  EXPECT_EQ(sms_parts(times("漏", 70)), 1U);
  EXPECT_EQ(sms_parts(times("漏", 71)), 2U);
  EXPECT_EQ(sms_parts(times("漏", 134)), 2U);
  EXPECT_EQ(sms_parts(times("漏", 135)), 3U);
  EXPECT_EQ(sms_parts(times("🔥", 35)), 1U) << "a surrogate pair is two";
  EXPECT_EQ(sms_parts(times("🔥", 36)), 2U);
}

TEST(Length, AFactStaysInItsLine) {
  EXPECT_EQ(one_line("a\r\nBcc: x\tb"), "a  Bcc: x b");
}

}  // namespace
}  // namespace hazgate::notify::texts
