#include "gateway/notify/ack_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::notify {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(AckPage, Languages) {
  const AckSubject subject{"T-101", "open", true};
  EXPECT_THAT(ack_page(subject, "zh-CN"), HasSubstr("<html lang=\"zh-CN\">"));
  EXPECT_THAT(ack_page(subject, "zh-CN"), HasSubstr("确认：我已知晓并处理"));
  EXPECT_THAT(ack_page(subject, "zh-TW"), HasSubstr("確認：我已知悉並處理"));
  EXPECT_THAT(ack_page(subject, "en"), HasSubstr("Acknowledge: I have seen it"));
  EXPECT_THAT(ack_page(subject, "fr"), HasSubstr("<html lang=\"en\">"));
}

TEST(AckPage, NothingOfTheIncidentIsMarkup) {
  const std::string page = ack_page({"<script>alert('1')</script>", "\"&\xFF", true}, "en");
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(&#39;1&#39;)"));
  EXPECT_THAT(page, HasSubstr("&quot;&amp;\xEF\xBF\xBD"));
  EXPECT_THAT(ack_refused_page("<b>", "en"), HasSubstr("&lt;b&gt;"));
}

TEST(AckPage, OneButtonOrNone) {
  EXPECT_THAT(ack_page({"a", "", true}, "en"), HasSubstr("<button"));
  EXPECT_THAT(ack_page({"a", "", false}, "en"), Not(HasSubstr("<button")));
  EXPECT_THAT(ack_page(AckNotice::NotFound, "en"), HasSubstr("There is no such page."));
  EXPECT_THAT(ack_page(AckNotice::NotUnderstood, "zh-TW"), HasSubstr("無法理解"));
}

}  // namespace
}  // namespace hazgate::notify
