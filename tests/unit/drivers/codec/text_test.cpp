#include "drivers/codec/text.hpp"

#include <gtest/gtest.h>

namespace hazgate::codec {
namespace {

TEST(Text, Gb18030AsTheStandardWritesIt) {
  EXPECT_TRUE(is_known(Encoding::Gb18030));
  EXPECT_EQ(to_utf8("1\xC7\xF8\xBB\xF0\xBE\xAF", Encoding::Gb18030), "1区火警");
  EXPECT_EQ(to_utf8("\x95\x32\xB7\x3B", Encoding::Gb18030), std::nullopt) << "no such four bytes";
  EXPECT_EQ(to_utf8("\x94\x39\xFC\x36", Encoding::Gb18030), "😀");
  EXPECT_EQ(from_utf8("1区火警", Encoding::Gb18030), "1\xC7\xF8\xBB\xF0\xBE\xAF");
}

TEST(Text, WhatIsNotTextIsNothing) {
  for (const char* bytes : {"\xC7", "\xFF\xFF", "A\xC7 ", "\x81\x30\x81\x30", "a\x07", "\x7F"}) {
    EXPECT_EQ(to_utf8(bytes, Encoding::Gb18030), std::nullopt) << bytes;
    EXPECT_EQ(to_utf8(bytes, Encoding::Ascii), std::nullopt) << bytes;
  }
  EXPECT_EQ(to_utf8("\xC7\xF8", Encoding::Ascii), std::nullopt);
  EXPECT_EQ(from_utf8("区", Encoding::Ascii), std::nullopt);
  EXPECT_EQ(from_utf8("\xC7", Encoding::Gb18030), std::nullopt) << "no UTF-8";
  EXPECT_EQ(from_utf8("\x1B", Encoding::Gb18030), std::nullopt);
}

TEST(Text, NothingIsAText) {
  EXPECT_EQ(to_utf8("", Encoding::Gb18030), "");
  EXPECT_EQ(from_utf8("", Encoding::Gb18030), "");
}

}  // namespace
}  // namespace hazgate::codec
