#include "gateway/notify/sms_cause.hpp"

#include <gtest/gtest.h>

namespace hazgate::notify {
namespace {

using Kind = Receipt::Kind;

TEST(SmsCause, OnlyWhatWillNeverWorkIsRefused) {
  EXPECT_EQ(cause_of_error(1).kind, Kind::Refused);
  EXPECT_EQ(cause_of_error(28).kind, Kind::Refused);
  EXPECT_EQ(cause_of_error(38).kind, Kind::Failed);
  EXPECT_EQ(cause_of_error(42).kind, Kind::Failed);
  EXPECT_EQ(cause_of_error(331).kind, Kind::Failed);
  EXPECT_EQ(cause_of_error(9999).kind, Kind::Failed);
}

TEST(SmsCause, TheNumberIsSaid) {
  EXPECT_NE(cause_of_error(9999).text.find("9999"), std::string::npos);
  EXPECT_NE(cause_of_error(1).text.find("no such number"), std::string::npos);
  EXPECT_FALSE(cause_of_error(-1).text.empty());
}

TEST(SmsCause, OfAReport) {
  EXPECT_EQ(cause_of_status(0x00).kind, Kind::Delivered);
  EXPECT_EQ(cause_of_status(0x01).kind, Kind::Sent);  // nobody knows
  for (int status = 0x20; status < 0x40; ++status) {  // still trying
    EXPECT_EQ(cause_of_status(static_cast<std::uint8_t>(status)).kind, Kind::Sent) << status;
  }
  EXPECT_EQ(cause_of_status(0x43).kind, Kind::Refused);
  EXPECT_EQ(cause_of_status(0x46).kind, Kind::Failed);
  EXPECT_EQ(cause_of_status(0x62).kind, Kind::Failed);
}

}  // namespace
}  // namespace hazgate::notify
