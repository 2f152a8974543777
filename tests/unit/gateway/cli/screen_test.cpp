#include "gateway/cli/screen.hpp"

#include <cstdlib>
#include <ctime>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/cli/gauge.hpp"
#include "tests/unit/gateway/cli/sample_items.hpp"

namespace hazgate::cli {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class CliScreen : public testing::Test {
 protected:
  CliScreen() {
    ::setenv("TZ", "CST-8", 1);
    ::tzset();
    snapshot.points = sample_points();
    snapshot.alarms = sample_alarms();
    snapshot.incident = sample_incident();
    snapshot.status = sample_status();
    snapshot.now_ms = kSampleNow;
  }
  std::vector<std::string> draw(ScreenSize size = {}, bool plain_ascii = false) const {
    return screen(snapshot, size, look, plain_ascii);
  }
  static std::string all(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += line + '\n';
    return text;
  }
  Snapshot snapshot;
  Look look;
};

/// The text without its colours.
std::string bare(const std::string& painted) {
  std::string text;
  for (std::size_t i = 0; i < painted.size(); ++i) {
    if (painted[i] == '\x1b') {
      i = painted.find('m', i);
    } else {
      text += painted[i];
    }
  }
  return text;
}

TEST_F(CliScreen, FillsEverySizeExactly) {
  for (const bool colours : {false, true}) {
    look.paint = Paint(colours);
    for (const Language language : {Language::English, Language::Chinese}) {
      look.language = language;
      for (std::size_t columns = 1; columns <= 200; columns += 13) {
        for (std::size_t rows = 1; rows <= 60; rows += 3) {
          const auto lines = draw({columns, rows});
          ASSERT_EQ(lines.size(), rows) << columns;
          for (const auto& line : lines) {
            ASSERT_LE(display_width(bare(line)), columns) << columns << 'x' << rows << bare(line);
          }
        }
      }
    }
  }
}

TEST_F(CliScreen, TellsTheWholeStoryIn80By24) {
  const auto lines = draw();
  EXPECT_THAT(lines[0], HasSubstr("Acme Chemicals, tank farm"));
  EXPECT_THAT(lines[0], HasSubstr("2 unacknowledged   22:05:01"));
  EXPECT_THAT(lines[1], HasSubstr("● field"));
  EXPECT_THAT(lines[1], HasSubstr("● devices 1/2"));
  EXPECT_THAT(lines[1], HasSubstr("● uplink 12 waiting"));
  EXPECT_THAT(lines[2], HasSubstr("Alarms · 3"));
  EXPECT_THAT(lines[3], HasSubstr("▲ gd-101.gas.HH  active  52.3    00:42  Gas above HH"));
  EXPECT_THAT(lines[4], HasSubstr("→ Leave across the wind"));
  EXPECT_THAT(lines[5], HasSubstr("▲ gd-103.comm"));
  EXPECT_THAT(lines[6], HasSubstr("△ gd-101.gas.H"));
  EXPECT_THAT(lines[7], HasSubstr("leak-3 · II · Tank farm leak response"));
  EXPECT_THAT(lines[7], HasSubstr("not acknowledged · 00:42"));
  EXPECT_THAT(lines[8], HasSubstr("✓    0s  write   relay-1.siren = true"));
  EXPECT_THAT(lines[11], HasSubstr("in 02:18"));
  EXPECT_THAT(all(lines), HasSubstr("gd-101.gas"));
  EXPECT_THAT(all(lines), HasSubstr("52.3 %LEL"));
  EXPECT_THAT(all(lines), HasSubstr("█"));
  EXPECT_THAT(lines[23], HasSubstr("q quits"));
}

TEST_F(CliScreen, ALinkThatIsDownIsRed) {
  look.paint = Paint(true);
  EXPECT_THAT(draw()[1], HasSubstr("\x1b[38;5;77m●\x1b[0m field"));
  EXPECT_THAT(draw()[1], HasSubstr("\x1b[1;38;5;196m●\x1b[0m plc"));
}

TEST_F(CliScreen, AQuietSiteSaysSo) {
  snapshot.alarms.clear();
  snapshot.incident.clear();
  const std::string text = all(draw());
  EXPECT_THAT(text, HasSubstr("all normal"));
  EXPECT_THAT(text, HasSubstr("no alarms"));
  EXPECT_THAT(text, Not(HasSubstr("leak-3")));
}

TEST_F(CliScreen, SaysThatTheDaemonDoesNotAnswer) {
  snapshot.error = "no hazgated answers at /run/hazgate/control.sock";
  const auto lines = draw();
  EXPECT_THAT(lines[0], HasSubstr("NO ANSWER"));
  EXPECT_THAT(lines[1], HasSubstr("no hazgated answers"));
  EXPECT_THAT(all(lines), HasSubstr("gd-101.gas"));  // what was known last
}

TEST_F(CliScreen, CountsWhatDoesNotFitAndKeepsTheTroubled) {
  snapshot.points.clear();
  for (int i = 0; i < 200; ++i) {
    snapshot.points.push_back(item(R"({"id":"p-)" + std::to_string(i) +
                                   R"(.x","value":1,"quality":"good","low":0,"high":2})"));
  }
  snapshot.points[150]["id"] = "gd-101.gas";
  snapshot.points[190] = item(R"({"id":"dead.x","value":null,"quality":"comm","unit":""})");
  for (int i = 0; i < 40; ++i) snapshot.alarms.push_back(snapshot.alarms[3]);
  const std::string text = all(draw());
  EXPECT_THAT(text, HasSubstr("Points · 200"));
  EXPECT_THAT(text, testing::ContainsRegex("\\+1[0-9]+ more"));
  EXPECT_THAT(text, HasSubstr("gd-101.gas.HH"));
  EXPECT_THAT(text, HasSubstr("gd-101.gas "));
  EXPECT_THAT(text, HasSubstr("dead.x"));
  EXPECT_THAT(text, HasSubstr("p-0.x"));
}

TEST_F(CliScreen, ShowsTheStepsAroundTheNextOne) {
  boost::json::array steps;
  for (int i = 0; i < 30; ++i) {
    steps.push_back(item(R"({"after_s":)" + std::to_string(i * 60) +
                         R"(,"do":"publish","target":"s)" + std::to_string(i) +
                         R"(","progress":")" + (i < 20 ? "done" : "waiting") + "\"}"));
  }
  snapshot.incident[0]["steps"] = std::move(steps);
  const std::string text = all(draw());
  EXPECT_THAT(text, HasSubstr(" s20 "));
  EXPECT_THAT(text, Not(HasSubstr(" s0 ")));
}

TEST_F(CliScreen, InPlainAsciiWhereTheTerminalHasNothingElse) {
  look.paint = Paint(true);
  snapshot.alarms[1]["message"] = std::string(200, 'x');
  EXPECT_THAT(bare(all(draw({}, true))), HasSubstr("! gd-101.gas.HH"));
  const auto lines = draw({}, true);
  for (const auto& line : lines) {
    EXPECT_TRUE(std::all_of(line.begin(), line.end(), [](char c) { return c > 0; })) << line;
  }
}

TEST(CliGauge, FillsByHalves) {
  const Paint plain;
  const auto bar = [&](double value, double low = 0, double high = 100) {
    return gauge_text({.low = low, .high = high, .value = value}, 10, glyphs(false), plain);
  };
  EXPECT_EQ(bar(0), "░░░░░░░░░░");
  EXPECT_EQ(bar(5), "▌░░░░░░░░░");
  EXPECT_EQ(bar(50), "█████░░░░░");
  EXPECT_EQ(bar(95), "█████████▌");
  EXPECT_EQ(bar(100), "██████████");
  EXPECT_EQ(bar(1e300), "██████████");
  EXPECT_EQ(bar(-1e300), "░░░░░░░░░░");
  EXPECT_EQ(bar(-25, -50, 0), "█████░░░░░");
  EXPECT_EQ(bar(5, 1, 1), "░░░░░░░░░░");
  EXPECT_EQ(bar(std::numeric_limits<double>::quiet_NaN()), "░░░░░░░░░░");
}

TEST(CliGauge, MarksTheLimits) {
  Gauge gauge{.low = 0, .high = 100, .value = 30, .marks = {{50, Colour::Red}, {100, Colour::Red}}};
  EXPECT_EQ(gauge_text(gauge, 10, glyphs(false), Paint()), "███░░│░░░░");
  EXPECT_EQ(gauge_text(gauge, 10, glyphs(true), Paint()), "###..|....");
  gauge.has_value = false;
  EXPECT_EQ(gauge_text(gauge, 10, glyphs(false), Paint()), "░░░░░│░░░░");
  EXPECT_EQ(gauge_text(gauge, 0, glyphs(false), Paint()), "");
}

}  // namespace
}  // namespace hazgate::cli
