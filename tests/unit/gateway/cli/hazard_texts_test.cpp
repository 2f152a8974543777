#include "gateway/cli/hazard_texts.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "gateway/core/ledger/act.hpp"

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

TEST(HazardTexts, EveryTextIsThereInEveryLanguage) {
  for (std::size_t i = 0; i < kHazardTexts; ++i) {
    const auto text = static_cast<HazardText>(i);
    const std::string_view english = say(text, Language::English);
    const std::string_view chinese = say(text, Language::Chinese);
    EXPECT_FALSE(english.empty()) << i;
    EXPECT_TRUE(is_ascii(english)) << english;
    EXPECT_FALSE(is_ascii(chinese)) << english << " is not translated";
    EXPECT_EQ(places_in(english), places_in(chinese)) << english;
  }
}

template <class Words>
void expect_translated(const Words& words) {
  for (const std::string_view word : words) {
    EXPECT_TRUE(is_ascii(hazard_word(word, Language::English))) << word;
    EXPECT_FALSE(is_ascii(hazard_word(word, Language::Chinese))) << word;
  }
}

TEST(HazardTexts, EveryWordOfTheLedgerIsTranslated) {
  expect_translated(ledger::kStateTexts);
  expect_translated(ledger::kGradeTexts);
  expect_translated(ledger::kListedTexts);
  expect_translated(ledger::kReminderTexts);
  expect_translated(ledger::kActTexts);
  expect_translated(ledger::missing_of({}));
  EXPECT_EQ(hazard_word("brand-new", Language::Chinese), "brand-new");
}

}  // namespace
}  // namespace hazgate::cli
