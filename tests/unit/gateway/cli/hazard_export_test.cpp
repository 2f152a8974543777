#include "gateway/cli/hazard_export.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/gateway/cli/hazard_items.hpp"

namespace hazgate::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(HazardExport, CsvHasOneLineForEachItemAndQuotesEveryCell) {
  const Items items = {hazard_item("h-2026-0001", R"({"description":"says \"leak\", twice"})"),
                       hazard_item("h-2026-0002")};
  const std::string text = hazards_csv(items, Language::English);
  EXPECT_EQ(text.substr(0, 3), "\xEF\xBB\xBF");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
  EXPECT_THAT(text, HasSubstr("\"h-2026-0001\",\"2026-05-01 zhao\",\"north\","
                              "\"says \"\"leak\"\", twice\",\"general\",\"new valve\",\"Wang Wu\","
                              "\"3000\",\"2026-05-20\",\"\",\"n-2026-0001\",\"in work\",\"\",\"\","
                              "\"\",\"\"\r\n"));
  EXPECT_THAT(hazards_csv({}, Language::Chinese), HasSubstr("\"编号\",\"排查\""));
}

TEST(HazardExport, NoCellIsAFormula) {
  for (const char* evil : {"=HYPERLINK(1)", "+1", "-1", "@x", "\\t=1"}) {
    const std::string text =
        hazards_csv({hazard_item("h-2026-0001", std::string(R"({"description":")") + evil + "\"}")},
                    Language::English);
    EXPECT_THAT(text, HasSubstr(",\"'")) << evil;
  }
}

TEST(HazardExport, ThePageIsEscapedAndComplete) {
  const std::string text = hazards_html(
      {hazard_item("h-2026-0001", R"({"description":"<script>alert(1)</script> & \"x\"",
                                      "overdue":true,"rechecks":[{"t":1,"day":"2026-05-06","by":"li",
                                      "result":"pass","text":""}]})"),
       hazard_item("h-2026-0002", R"({"state":"closed"})")},
      figures_item(), Language::English);
  EXPECT_THAT(text, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;"));
  EXPECT_THAT(text, Not(HasSubstr("<script")));
  EXPECT_THAT(text, HasSubstr("<h1>Acme &lt;tank&gt; farm Ledger of hidden dangers</h1>"));
  EXPECT_THAT(text, HasSubstr("<tr class=\"overdue\"><td>h-2026-0001</td>"));
  EXPECT_THAT(text, HasSubstr("<tr class=\"closed\"><td>h-2026-0002</td>"));
  EXPECT_THAT(text, HasSubstr("<td>passed 2026-05-06 li</td>"));
  EXPECT_THAT(text, HasSubstr("found 65; fixed on site 50; notices given 15; done in time 15; "
                              "re-check pass rate 100 %"));
  EXPECT_THAT(text, HasSubstr("(signature)"));
}

TEST(HazardExport, NothingFoundIsSaidToo) {
  EXPECT_THAT(hazards_html({}, figures_item(), Language::Chinese), HasSubstr("零报告"));
  EXPECT_THAT(hazards_html({}, figures_item(), Language::Chinese), HasSubstr("lang=\"zh-CN\""));
  EXPECT_THAT(hazards_html({}, figures_item(), Language::English), Not(HasSubstr("<table>")));
}

}  // namespace
}  // namespace hazgate::cli
