#include "gateway/cli/texts.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

#include "gateway/core/alarm/priority.hpp"
#include "gateway/core/alarm/quality.hpp"
#include "gateway/core/alarm/state.hpp"
#include "gateway/core/emergency/incident.hpp"
#include "gateway/core/site/event.hpp"

namespace hazgate::cli {
namespace {

std::size_t places_in(std::string_view text) {
  std::size_t places = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) places += text.substr(i, 2) == "{}" ? 1 : 0;
  return places;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

TEST(CliTexts, EveryTextIsThereInEveryLanguage) {
  for (std::size_t i = 0; i < kTexts; ++i) {
    const auto text = static_cast<Text>(i);
    const std::string_view english = say(text, Language::English);
    const std::string_view chinese = say(text, Language::Chinese);
    EXPECT_FALSE(english.empty()) << i;
    EXPECT_TRUE(is_ascii(english)) << english;
    EXPECT_FALSE(chinese.empty()) << english;
    EXPECT_FALSE(is_ascii(chinese)) << english << " is not translated";
    EXPECT_EQ(places_in(english), places_in(chinese)) << english;
  }
}

template <class Words>
void expect_translated(const Words& words) {
  for (const std::string_view each : words) {
    EXPECT_EQ(word(each, Language::English), each);
    EXPECT_FALSE(is_ascii(word(each, Language::Chinese))) << each;
  }
}

TEST(CliTexts, EveryWordOfTheContractIsTranslated) {
  expect_translated(kQualityTexts);
  expect_translated(kPriorityTexts);
  expect_translated(alarm::kStateTexts);
  expect_translated(alarm::kCauseTexts);
  expect_translated(alarm::kFlagTexts);
  expect_translated(emergency::kEntryTexts);
  expect_translated(emergency::kProgressTexts);
}

TEST(CliTexts, TheStatesAreToldApart) {
  std::set<std::string_view> seen;
  for (const auto state : alarm::kStateTexts) seen.insert(word(state, Language::Chinese));
  EXPECT_EQ(seen.size(), alarm::kStateTexts.size());
}

TEST(CliTexts, AnUnknownWordIsItself) {
  EXPECT_EQ(word("brand-new", Language::Chinese), "brand-new");
}

TEST(CliTexts, FillsItsPlaces) {
  EXPECT_EQ(say(Text::Unacknowledged, Language::English, "3"), "3 unacknowledged");
  EXPECT_EQ(say(Text::Written, Language::English, "relay-1.siren", "on"),
            "relay-1.siren = on, read back");
}

TEST(CliTexts, TheFirstLocaleThatIsSetDecides) {
  EXPECT_EQ(language_of("", "", ""), Language::English);
  EXPECT_EQ(language_of("", "", "zh_CN.UTF-8"), Language::Chinese);
  EXPECT_EQ(language_of("", "zh_TW.UTF-8", "en_GB.UTF-8"), Language::Chinese);
  EXPECT_EQ(language_of("C", "zh_CN", "zh_CN"), Language::English);
  EXPECT_EQ(language_of("zh", "", "C"), Language::Chinese);
}

}  // namespace
}  // namespace hazgate::cli
