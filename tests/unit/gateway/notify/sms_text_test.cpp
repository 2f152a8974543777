#include "gateway/notify/sms_text.hpp"

#include <gtest/gtest.h>

namespace hazgate::notify {
namespace {

TEST(SmsText, ThereAndBack) {
  for (const std::string text : {"", "T-101", "é£", "储罐泄漏，请确认", "甲😀乙"}) {
    EXPECT_EQ(from_units(to_units(text)), text);
  }
  EXPECT_EQ(to_units("😀"), u"\xD83D\xDE00");
  EXPECT_EQ(to_units("é储"), u"é储");
}

TEST(SmsText, WhatIsNotUtf8IsReplaced) {
  EXPECT_EQ(to_units("a\xFFz"), u"a\xFFFDz");
  EXPECT_EQ(to_units("a\xE5\x82"), u"a\xFFFD\xFFFD");      // cut short
  EXPECT_EQ(to_units("\xC0\xAF"), u"\xFFFD\xFFFD");        // longer than need be
  EXPECT_EQ(to_units("\xED\xA0\x80").front(), u'\xFFFD');  // half a pair
  EXPECT_EQ(to_units(std::string_view("a\0b", 3)),
            u"a\xFFFD"
            u"b");
  EXPECT_EQ(from_units(u"a\xD83D"), "a\xEF\xBF\xBD");
  EXPECT_EQ(from_units(u"\xDE00z"), "\xEF\xBF\xBDz");
}

TEST(SmsText, BigEndian) {
  const auto text = to_big_endian(u"a储");
  EXPECT_EQ(text, (std::vector<unsigned char>{0x00, 0x61, 0x50, 0xA8, 0x00, 0x00}));
  EXPECT_EQ(from_big_endian(text.data()), u"a储");
}

TEST(SmsText, ShortenedToTheMostWithAnEllipsis) {
  const std::u16string most(kMostUnits, u'一');
  EXPECT_EQ(shortened_for_sms(most), most);
  EXPECT_EQ(shortened_for_sms(most + u"二"), std::u16string(kMostUnits - 1, u'一') + u"…");
}

TEST(SmsText, ShortenedNotInTheMiddleOfACharacter) {
  std::u16string text(kMostUnits - 2, u'一');
  text += u"\xD83D\xDE00二";
  EXPECT_EQ(shortened_for_sms(text), std::u16string(kMostUnits - 2, u'一') + u"…");
}

}  // namespace
}  // namespace hazgate::notify
