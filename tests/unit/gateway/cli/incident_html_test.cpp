#include "gateway/cli/incident_html.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/core/emergency/incident.hpp"
#include "tests/unit/gateway/cli/incident_items.hpp"

namespace hazgate::cli {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

ReportWords words(ReportLanguage language) {
  return {.language = language,
          .zone = calendar::Zone::find("Asia/Shanghai").value(),
          .zone_name = "Asia/Shanghai"};
}

std::string page(const Items& items, ReportLanguage language = ReportLanguage::English) {
  return incident_html(incident_document(items), words(language),
                       {.at = kSampleNow, .digest = "0123abcd"});
}

TEST(IncidentHtml, NothingThatSomebodyWroteIsTakenForHtml) {
  Items items = incident_items(
      R"({"name":"<script>1</script>","closed_by":"<script>2</script>","note":"<script>3</script>",
      "accident":"<script>4</script>","level":"<script>","review":{"cause":"<script>5</script>"},
      "clocks":[{"clock":"<script>6</script>","by":"<script>7</script>","to":"<script>8</script>"}],
      "report":{"scene":"<script>9</script>","casualties":"<script>10</script>"}})");
  items.push_back(Item{{"event", item(R"({"kind":"incident","seq":30,"t":1769868270000,
      "entry":"<script>11</script>","<script>12</script>":"<script>13</script>","by":"<script>",
      "role":"<script>","via":["<script>"],"contacts":["<script>"],"text":"<script>"})")}});
  items.push_back(Item{{"event", item(R"({"kind":"audit","seq":31,"t":1769868270000,"by":"<script>",
      "op":"<script>","target":"<script>","from":"<script>","ok":true,"note":"<script>"})")}});
  items[0]["site"].as_object()["enterprise"] = "<script>";
  items[0]["sources"].at(0).as_object()["main"] = "<script>";
  items[0]["epoch"] = "<script>";
  for (const auto language :
       {ReportLanguage::Simplified, ReportLanguage::Traditional, ReportLanguage::English}) {
    const std::string html = page(items, language);
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, Not(HasSubstr("<b>")));
    EXPECT_THAT(html, HasSubstr("&lt;script&gt;13&lt;/script&gt;"));
  }
}

TEST(IncidentHtml, AnIdThatIsNoneStaysOutOfTheStyle) {
  const std::string html = page(incident_items(R"({"id":"x\"}</style><b>"})"));
  EXPECT_THAT(html, Not(HasSubstr("</style><b>")));
  EXPECT_THAT(html, Not(HasSubstr("@bottom-left")));
  EXPECT_THAT(page(incident_items()), HasSubstr("@bottom-left{content:\"leak-3\""));
}

TEST(IncidentHtml, OneFileThatAsksNobodyForAnything) {
  const std::string html = page(incident_items());
  EXPECT_THAT(html, Not(ContainsRegex("src=|href=|url\\(|@import|<link|<iframe|<object")));
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
  EXPECT_THAT(html, HasSubstr("size:A4"));
}

TEST(IncidentHtml, EveryTextInEveryLanguage) {
  for (std::size_t i = 0; i < kReportTexts; ++i) {
    const auto text = static_cast<ReportText>(i);
    const auto holes = [](const std::string& form) {
      std::size_t count = 0;
      for (std::size_t at = form.find("{}"); at != std::string::npos;
           at = form.find("{}", at + 2)) {
        ++count;
      }
      return count;
    };
    const std::string english = say(text, ReportLanguage::English);
    for (const auto language : {ReportLanguage::Simplified, ReportLanguage::Traditional}) {
      EXPECT_FALSE(say(text, language).empty()) << i;
      EXPECT_EQ(holes(say(text, language)), holes(english)) << english;
      EXPECT_NE(say(text, language), english);
    }
  }
  for (const auto tag : kReportLanguageTags) EXPECT_EQ(to_text(*report_language(tag)), tag);
  EXPECT_FALSE(report_language("fr").has_value());
  EXPECT_EQ(report_word("sealed", ReportLanguage::Simplified), "sealed");
}

TEST(IncidentHtml, ThreeLanguagesOfOneIncident) {
  const Items items = incident_items();
  const std::string simplified = page(items, ReportLanguage::Simplified);
  EXPECT_THAT(simplified, HasSubstr("<html lang=\"zh-CN\">"));
  EXPECT_THAT(simplified, HasSubstr("<h1>生产安全事故（事件）报告</h1>"));
  EXPECT_THAT(simplified, HasSubstr("罐区 (三级)"));
  const std::string traditional = page(items, ReportLanguage::Traditional);
  EXPECT_THAT(traditional, HasSubstr("<h1>生產安全事故（事件）報告</h1>"));
  EXPECT_THAT(traditional, Not(HasSubstr("报告")));
  const std::string english = page(items);
  EXPECT_THAT(english, HasSubstr("<h1>Incident report</h1>"));
  EXPECT_THAT(english, HasSubstr("acknowledged by wang (01:00 after the start)"));
  EXPECT_THAT(english, HasSubstr("reading 64 %LEL, limit 50 %LEL"));
  EXPECT_THAT(english, HasSubstr("2026-01-31 22:04:19")) << "by the clock of the site";
}

TEST(IncidentHtml, AnUnknownEntryIsShownWithItsNameAndFields) {
  EXPECT_THAT(page(incident_items()),
              HasSubstr("<td>zhao</td><td>sealed</td><td></td><td>valve: V-7; turns: 3</td>"));
}

TEST(IncidentHtml, WhatAPersonWroteIsNotTranslated) {
  Items items = incident_items();
  items.push_back(Item{{"event", item(R"({"kind":"incident","seq":21,"t":1769868270000,"by":"on",
      "entry":"acknowledged","note":"fault"})")}});
  EXPECT_THAT(page(items, ReportLanguage::Simplified),
              HasSubstr("<td>on</td><td>确认</td><td></td><td>fault</td>"));
}

TEST(IncidentHtml, OutputsAndPeople) {
  const std::string html = page(incident_items());
  EXPECT_THAT(html, HasSubstr("<td>relay.siren = on</td><td>2026-01-31 22:04:19</td>"
                              "<td>2026-01-31 22:04:24</td><td>1</td><td>no answer</td>"));
  EXPECT_THAT(html, HasSubstr("<td>duty: 王值班 (wang)</td><td>SMS</td><td>come</td>"));
  EXPECT_THAT(html, HasSubstr("<td>A4</td>"));
  EXPECT_THAT(html, HasSubstr("acknowledged by a person vote.leak"));
  EXPECT_THAT(html, HasSubstr("refused; not yet"));
}

TEST(IncidentHtml, BlanksWhereNothingIsKnownAndNoneWhereItIs) {
  const std::string blank = page(incident_items());
  EXPECT_THAT(blank, HasSubstr("<td></td><td></td><td></td><td></td><td></td>"));
  const std::string known = page(incident_items(
      R"({"report":{"deaths":0,"injured":2,"light":4,"poisoned":1,"missing":0,"loss":5000000},
      "review":{"cause":"gasket","people":"p","measures":"m","education":"e"}})"));
  EXPECT_THAT(known,
              HasSubstr("<td>0</td><td>2</td><td>4</td><td>1</td><td>0</td><td>5000000</td>"));
  EXPECT_THAT(known, HasSubstr("<span class=\"known\">gasket</span></div>"));
}

TEST(IncidentHtml, TheGradeOfTheResponseAndThatOfTheAccidentAreTwoLines) {
  Items items = incident_items(R"({"level":"I"})");
  items.push_back(Item{{"event", item(R"({"kind":"incident","seq":30,"t":1769868270000,
      "entry":"graded","grade":"I","by":"li"})")}});
  EXPECT_THAT(page(items), ContainsRegex("Response grade</th><td>I</td>"));
  EXPECT_THAT(page(items), ContainsRegex("Accident grade</th><td>no casualties or loss"));
  EXPECT_THAT(page(items), HasSubstr("response grade changed"));
  items.push_back(Item{{"event", item(R"({"kind":"incident","seq":31,"t":1769868271000,
      "entry":"casualties","casualties":{"light":2},"by":"li"})")}});
  EXPECT_THAT(page(items), ContainsRegex("Accident grade</th><td>none by Order 493 Art. 3</td>"));
  EXPECT_THAT(page(items), HasSubstr("casualties: slightly injured 2"));
  items.push_back(Item{{"event", item(R"({"kind":"incident","seq":32,"t":1769868272000,
      "entry":"casualties","casualties":{"serious":10},"by":"li"})")}});
  EXPECT_THAT(page(items), ContainsRegex("Accident grade</th><td>considerable</td>"));
  const std::string chinese = page(items, ReportLanguage::Simplified);
  EXPECT_THAT(chinese, ContainsRegex("应急响应级别</th><td>I</td>"));
  EXPECT_THAT(chinese, ContainsRegex("事故等级</th><td>较大</td>"));
  EXPECT_THAT(page(items, ReportLanguage::Traditional), ContainsRegex("應變級別</th><td>I</td>"));
}

template <class Contract>
void expect_words(const Contract& contract) {
  for (const std::string_view each : contract) {
    for (const auto language : {ReportLanguage::Simplified, ReportLanguage::Traditional}) {
      EXPECT_NE(report_word(each, language), each) << each;
    }
  }
}

TEST(IncidentHtml, EveryEntryAndGradeHasItsWord) {
  expect_words(emergency::kEntryTexts);
  expect_words(emergency::kAccidentTexts);
  expect_words(emergency::kWindStateTexts);
}

TEST(IncidentHtml, AReportAfterItsTimeIsLate) {
  const auto clocks = [](int reported) {
    return R"({"clocks":[{"clock":"1h","due":1000,"by":"zhao","to":"county","reported":)" +
           std::to_string(reported) + "}]}";
  };
  EXPECT_THAT(page(incident_items(clocks(1001))), HasSubstr("(late)"));
  EXPECT_THAT(page(incident_items(clocks(1000))), Not(HasSubstr("(late)")));
}

TEST(IncidentHtml, OnlyADrillBearsItsMark) {
  const std::string drill = R"({"drill":true})";
  EXPECT_THAT(page(incident_items()), Not(HasSubstr("<div class=\"drill-mark\">")));
  EXPECT_THAT(page(incident_items(drill)), HasSubstr("<div class=\"drill-mark\"><span>DRILL<"));
  EXPECT_THAT(page(incident_items(drill), ReportLanguage::Simplified), HasSubstr("<span>演练<"));
  EXPECT_THAT(page(incident_items(drill), ReportLanguage::Traditional), HasSubstr("<span>演練<"));
}

TEST(IncidentHtml, TheLastLineProvesTheRecord) {
  const std::string html = page(incident_items());
  EXPECT_THAT(html, HasSubstr("Epoch e1, event seq 10 to 20; SHA-256 of the JSON form: 0123abcd"));
  Items without = incident_items();
  std::erase_if(without, [](const Item& each) {
    return each.contains("event") && text_of(part_of(each, "event"), "entry") == "opened";
  });
  EXPECT_THAT(page(without), HasSubstr("older than what is kept"));
  EXPECT_THAT(html, Not(HasSubstr("older than what is kept")));
}

TEST(IncidentHtml, AnOpenIncidentIsAReportToo) {
  const std::string html = page(incident_items(R"({"closed":null,"acknowledged":null})"));
  EXPECT_THAT(html, HasSubstr("The incident is still open"));
  EXPECT_THAT(html, HasSubstr("Nobody has acknowledged it yet"));
  EXPECT_THAT(html, Not(HasSubstr("sha256sum"))) << "it may say more a moment later";
  EXPECT_THAT(page({}), HasSubstr("Signatures"));
}

}  // namespace
}  // namespace hazgate::cli
