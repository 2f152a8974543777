#include "simulators/modem/message.hpp"

#include <gtest/gtest.h>

namespace hazgate::sim {
namespace {

using namespace std::chrono;

tl::expected<Submit, std::string> decoded(std::string_view digits) {
  return decode_submit(from_hex(digits).value());
}

// 2026-03-09 08:07:06 in UTC+8; on the wire each two digits are turned.
constexpr sys_seconds kMoment = sys_days(year(2026) / 3 / 9) + seconds(7 * 60 + 6);
constexpr const char* kMomentOctets = "62309080706023";

TEST(Submit, SeptetsWithARelativeValidity) {
  const auto message = decoded("0011000B916407281553F80000AA0AE8329BFD4697D9EC37");
  ASSERT_TRUE(message) << message.error();
  EXPECT_EQ(message->to, "+46708251358");
  EXPECT_EQ(message->text, u"hellohello");
  EXPECT_FALSE(message->piece);
  EXPECT_FALSE(message->ucs2);
  EXPECT_FALSE(message->report_wanted);
}

TEST(Submit, Ucs2WithAReportAndAServiceCentre) {
  const auto message = decoded("0891683108100005F031000D91683119325476F80008A7044F60597D");
  ASSERT_TRUE(message) << message.error();
  EXPECT_EQ(message->to, "+8613912345678");
  EXPECT_EQ(message->text, u"你好");
  EXPECT_TRUE(message->ucs2);
  EXPECT_TRUE(message->report_wanted);
}

TEST(Submit, APieceInUcs2) {
  const auto message = decoded("0051000D91683119325476F80008A70A050003CC03024F60597D");
  ASSERT_TRUE(message) << message.error();
  ASSERT_TRUE(message->piece);
  EXPECT_EQ(message->piece->reference, 0xCCU);
  EXPECT_EQ(message->piece->total, 3U);
  EXPECT_EQ(message->piece->number, 2U);
  EXPECT_EQ(message->text, u"你好");
}

TEST(Submit, APieceWithALongReference) {
  const auto message = decoded("0051000D91683119325476F80008A709060804ABCD02014F60");
  ASSERT_TRUE(message) << message.error();
  ASSERT_TRUE(message->piece);
  EXPECT_EQ(message->piece->reference, 0xABCDU);
  EXPECT_EQ(message->text, u"你");
}

TEST(Submit, APieceInSeptetsBeginsAtASeptet) {
  const auto message = decoded("0051000D91683119325476F80000A70805000307020182");
  ASSERT_TRUE(message) << message.error();
  EXPECT_EQ(message->text, u"A");
}

TEST(Submit, ANationalNumberWithoutValidity) {
  const auto message = decoded("00010005810180F6000004D4F29C0E");
  ASSERT_TRUE(message) << message.error();
  EXPECT_EQ(message->to, "10086");
  EXPECT_EQ(message->text, u"Test");
}

TEST(Submit, WhatIsNone) {
  EXPECT_FALSE(decoded(""));
  EXPECT_FALSE(decoded("00"));
  EXPECT_FALSE(decoded("0004000B916407281553F80000AA0AE8329BFD4697D9EC37"));    // SMS-DELIVER
  EXPECT_FALSE(decoded("0011000B916407281553F80000AA0AE8329BFD4697D9EC"));      // too short
  EXPECT_FALSE(decoded("0011000B916407281553F80000AA0AE8329BFD4697D9EC3700"));  // too long
  EXPECT_FALSE(decoded("0011000B916407281553F80004AA0401020304"));              // 8 bit data
  EXPECT_FALSE(decoded("0051000D91683119325476F80008A7022F00"));  // the header is longer
}

TEST(Submit, EveryPrefixOfAMessageIsTooShort) {
  const auto whole = from_hex("0051000D91683119325476F80008A70A050003CC03024F60597D").value();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(decode_submit(std::span(whole).first(length))) << length;
  }
}

TEST(Address, TurnsTheDigits) {
  EXPECT_EQ(to_hex(encode_address("+46708251358")), "0B916407281553F8");
  EXPECT_EQ(to_hex(encode_address("10086")), "05810180F6");
}

TEST(Deliver, InSeptets) {
  const auto pdu = encode(Deliver{"+46708251358", u"hellohello", std::nullopt, kMoment});
  EXPECT_EQ(to_hex(pdu),
            std::string("00040B916407281553F80000") + kMomentOctets + "0AE8329BFD4697D9EC37");
}

TEST(Deliver, APieceInUcs2) {
  const auto pdu = encode(Deliver{"10086", u"你好", Piece{0xCC, 3, 2}, kMoment});
  EXPECT_EQ(to_hex(pdu),
            std::string("004405810180F60008") + kMomentOctets + "0A050003CC03024F60597D");
}

TEST(Deliver, APieceInSeptetsBeginsAtASeptet) {
  const auto pdu = encode(Deliver{"10086", u"A", Piece{7, 2, 1}, kMoment});
  EXPECT_EQ(to_hex(pdu), std::string("004405810180F60000") + kMomentOctets + "0805000307020182");
}

TEST(StatusReport, AllOctets) {
  const auto pdu = encode(StatusReport{.reference = 0x2A,
                                       .to = "+8613912345678",
                                       .submitted = kMoment,
                                       .discharged = kMoment,
                                       .status = 0x46});
  EXPECT_EQ(to_hex(pdu),
            std::string("00062A0D91683119325476F8") + kMomentOctets + kMomentOctets + "46");
}

TEST(Split, OneMessageWhenItFits) {
  EXPECT_EQ(split("1", std::u16string(70, u'一'), 5, kMoment).size(), 1U);
  EXPECT_EQ(split("1", std::u16string(160, u'a'), 5, kMoment).size(), 1U);
  EXPECT_FALSE(split("1", u"a", 5, kMoment)[0].piece);
}

TEST(Split, PiecesOfALongOne) {
  const auto chinese = split("1", std::u16string(135, u'一'), 5, kMoment);
  ASSERT_EQ(chinese.size(), 3U);
  EXPECT_EQ(chinese[0].text.size(), 67U);
  EXPECT_EQ(chinese[2].text.size(), 1U);
  EXPECT_EQ(chinese[2].piece->number, 3U);
  EXPECT_EQ(chinese[0].piece->total, 3U);
  EXPECT_EQ(chinese[0].piece->reference, 5U);
  EXPECT_EQ(split("1", std::u16string(161, u'a'), 5, kMoment)[0].text.size(), 153U);
  EXPECT_EQ(split("1", std::u16string(161, u'€'), 5, kMoment)[0].text.size(), 76U);
}

}  // namespace
}  // namespace hazgate::sim
