#include "gateway/core/office/date.hpp"

#include <gtest/gtest.h>

namespace hazgate::office {
namespace {

std::string later(const char* from, Span span) {
  return to_text(plus(*date_from(from), span));
}

TEST(OfficeDate, AMonthIsAMonthOfTheCalendar) {
  EXPECT_EQ(later("2026-01-15", {.months = 6}), "2026-07-15");
  EXPECT_EQ(later("2026-08-31", {.months = 6}), "2027-02-28");
  EXPECT_EQ(later("2027-08-31", {.months = 6}), "2028-02-29");
  EXPECT_EQ(later("2026-02-28", {.months = 6}), "2026-08-28");
  EXPECT_EQ(later("2028-02-29", {.months = 12}), "2029-02-28");
  EXPECT_EQ(later("2028-02-29", {.months = 48}), "2032-02-29");
  EXPECT_EQ(later("2026-12-31", {.months = 2}), "2027-02-28");
  EXPECT_EQ(later("2026-05-31", {.months = 1}), "2026-06-30");
}

TEST(OfficeDate, DaysAreDays) {
  EXPECT_EQ(later("2026-12-31", {.days = 1}), "2027-01-01");
  EXPECT_EQ(later("2028-02-01", {.days = 30}), "2028-03-02");
  EXPECT_EQ(days_between(*date_from("2026-05-31"), *date_from("2026-06-30")), 30);
  EXPECT_EQ(days_between(*date_from("2026-06-30"), *date_from("2026-05-31")), -30);
}

TEST(OfficeDate, IsReadAsItIsWritten) {
  for (const char* good : {"2026-05-31", "2028-02-29", "2000-01-01"}) {
    ASSERT_TRUE(date_from(good)) << good;
    EXPECT_EQ(to_text(*date_from(good)), good);
  }
  for (const char* bad :
       {"2026-02-29", "2026-5-31", "2026-13-01", "2026-00-10", "1999-12-31", "2026/05/31",
        "2026-05-3a", "", "2026-05-310", "+026-05-31", "2026--5-31", "2026- 5-31"}) {
    EXPECT_FALSE(date_from(bad)) << bad;
  }
}

TEST(OfficeDate, ASpanIsReadAsItIsWritten) {
  EXPECT_EQ(span_from("6 months"), (Span{.months = 6}));
  EXPECT_EQ(span_from("1 month"), (Span{.months = 1}));
  EXPECT_EQ(span_from("2 years"), (Span{.months = 24}));
  EXPECT_EQ(span_from("90 days"), (Span{.days = 90}));
  for (const char* bad : {"6m", "6", "months", "0 months", "-1 month", "21 years", "6  months",
                          "6 weeks", "1000000000000 days", "1.5 years", ""}) {
    EXPECT_FALSE(span_from(bad)) << bad;
  }
  EXPECT_EQ(to_text(Span{.months = 6}), "6 months");
  EXPECT_EQ(to_text(Span{.months = 12}), "1 year");
  EXPECT_EQ(to_text(Span{.months = 18}), "18 months");
  EXPECT_EQ(to_text(Span{.days = 1}), "1 day");
}

}  // namespace
}  // namespace hazgate::office
