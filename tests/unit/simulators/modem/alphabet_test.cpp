#include "simulators/modem/alphabet.hpp"

#include <gtest/gtest.h>

namespace hazgate::sim {
namespace {

Octets octets(std::string_view digits) {
  return from_hex(digits).value();
}

TEST(Alphabet, PacksTheWellKnownGreeting) {
  const auto septets = to_septets(u"hellohello").value();
  EXPECT_EQ(to_hex(pack_septets(septets, 0)), "E8329BFD4697D9EC37");
  EXPECT_EQ(from_septets(unpack_septets(octets("E8329BFD4697D9EC37"), 10, 0)), u"hellohello");
}

TEST(Alphabet, EightSeptetsFillSevenOctets) {
  const auto septets = to_septets(u"AAAAAAAA").value();
  EXPECT_EQ(pack_septets(septets, 0).size(), 7U);
  EXPECT_EQ(unpack_septets(pack_septets(septets, 0), 8, 0), septets);
}

TEST(Alphabet, FillBitsComeFirst) {
  EXPECT_EQ(to_hex(pack_septets(to_septets(u"A").value(), 1)), "82");
  EXPECT_EQ(from_septets(unpack_septets(octets("82"), 1, 1)), u"A");
}

TEST(Alphabet, ExtensionTableTakesTwo) {
  const auto septets = to_septets(u"€[~").value();
  EXPECT_EQ(to_hex(septets), "1B651B3C1B3D");
  EXPECT_EQ(from_septets(septets), u"€[~");
  EXPECT_EQ(from_septets(octets("1B")), u"");     // cut off
  EXPECT_EQ(from_septets(octets("1B41")), u" ");  // not in the table
}

TEST(Alphabet, TheFirstColumnIsNotAscii) {
  EXPECT_EQ(to_hex(to_septets(u"@£$_ß").value()), "000102111E");
  EXPECT_FALSE(to_septets(u"储"));
  EXPECT_FALSE(to_septets(u"`"));
}

TEST(Alphabet, Utf8ThereAndBack) {
  EXPECT_EQ(to_utf16("储a😀é"), u"储a😀é");
  EXPECT_EQ(to_utf8(u"储a😀é"), "储a😀é");
  EXPECT_EQ(to_utf8(u"\xD83D"), "\xEF\xBF\xBD");
  EXPECT_EQ(to_utf16("\xFF"
                     "a\xE5\x82"),
            u"\xFFFD"
            u"a\xFFFD\xFFFD");
}

TEST(Alphabet, Hexadecimal) {
  EXPECT_EQ(to_hex(octets("00fF1a")), "00FF1A");
  EXPECT_FALSE(from_hex("0"));
  EXPECT_FALSE(from_hex("0G"));
}

}  // namespace
}  // namespace hazgate::sim
