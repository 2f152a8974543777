#include "gateway/uplink/reason.hpp"

#include <gtest/gtest.h>

namespace hazgate::uplink {
namespace {

TEST(Reason, OfAConnectionThatIsRefused) {
  EXPECT_NE(connect_reason(5, MqttVersion::V3_1_1).find("not authorised"), std::string::npos);
  EXPECT_NE(connect_reason(0x87, MqttVersion::V5).find("not authorised"), std::string::npos);
  EXPECT_NE(connect_reason(0x84, MqttVersion::V5).find("mqtt = \"3.1.1\""), std::string::npos);
  EXPECT_NE(connect_reason(0x9F, MqttVersion::V5).find("too many connections"), std::string::npos);
  EXPECT_EQ(connect_reason(-1, MqttVersion::V5), "") << "Paho's own number says nothing";
  EXPECT_EQ(connect_reason(-1, MqttVersion::V3_1_1), "");
}

TEST(Reason, HasItsNumberForWhoSearches) {
  EXPECT_EQ(reason_text(0x97), "a quota is exceeded (0x97)");
  EXPECT_EQ(reason_text(0xA3), "reason (0xA3)");
}

TEST(Reason, AMessageThatNeverPassesIsLeftOut) {
  for (const int code : {0x90, 0x95, 0x99, 0x9A, 0x9B}) {
    EXPECT_EQ(verdict_on(code, false), Verdict::Skip);
    EXPECT_EQ(verdict_on(code, true), Verdict::Skip);
  }
}

TEST(Reason, WhatMayPassIsTriedAgain) {
  for (const int code : {0x80, 0x83, 0x97}) EXPECT_EQ(verdict_on(code, true), Verdict::Again);
}

TEST(Reason, OneTopicThatIsNotAllowedIsLeftOutButNotAll) {
  EXPECT_EQ(verdict_on(kNotAuthorised, true), Verdict::Skip);
  EXPECT_EQ(verdict_on(kNotAuthorised, false), Verdict::Again)
      << "the access list as a whole is wrong: nothing is thrown away";
}

}  // namespace
}  // namespace hazgate::uplink
