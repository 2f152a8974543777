#include "gateway/core/limits/substance.hpp"

#include <gtest/gtest.h>
#include <string>

namespace hazgate::limits {
namespace {

/// The last digit of a CAS number checks the others: the sum of each times its place from the right.
bool is_cas(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c != '-') digits += c;
  }
  const std::size_t size = digits.size();
  int sum = 0;
  for (std::size_t i = 0; i + 1 < size; ++i) {
    sum += (digits[i] - '0') * static_cast<int>(size - 1 - i);
  }
  return size >= 5 && sum % 10 == digits.back() - '0' && text[text.size() - 2] == '-' &&
         text[text.size() - 5] == '-';
}

TEST(Substances, CasNumbersAreRight) {
  ASSERT_FALSE(is_cas("7783-06-5")) << "the check can fail";
  for (const Substance& each : substances()) EXPECT_TRUE(is_cas(each.cas)) << each.name;
}

TEST(Substances, EachIsFoundByEveryNameOfIt) {
  for (const Substance& each : substances()) {
    for (const std::string_view word : {each.formula, each.name, each.chinese, each.cas}) {
      EXPECT_EQ(find_substance(word), &each) << word;
    }
  }
  EXPECT_EQ(find_substance("h2s"), find_substance("Hydrogen Sulfide"));
}

TEST(Substances, OthersAreNotFound) {
  for (const char* word : {"", "H2", "hydrogen", "H2S ", "7783-06-5", "combustible", "oxygen"}) {
    EXPECT_EQ(find_substance(word), nullptr) << word;
  }
}

TEST(Substances, AreWholeAndInOrder) {
  for (const Substance& each : substances()) {
    EXPECT_GT(each.molar_mass, 17.0) << each.name;
    EXPECT_NE(each.mac.has_value(), each.twa.has_value()) << each.name << ": one of the two";
    if (each.twa && each.stel) {
      EXPECT_LT(*each.twa, *each.stel) << each.name;
    }
    EXPECT_TRUE(each.idlh || each.formula == "C2H3Cl") << each.name;
  }
}

TEST(Oel, IsTheMacElseTheAverageOfEightHours) {
  const auto oel = [](const char* word) { return *oel_of(*find_substance(word)); };
  EXPECT_EQ(oel("H2S").mg_per_m3, 10.0);
  EXPECT_EQ(oel("H2S").kind, OelKind::Mac);
  EXPECT_EQ(oel("CO").mg_per_m3, 20.0) << "not the 30 of 15 minutes";
  EXPECT_EQ(oel("CO").kind, OelKind::Twa);
  EXPECT_FALSE(oel_of(Substance{.stel = 5.0}));
}

TEST(Confidence, OfWhatTablesDisagreeAbout) {
  for (const char* word : {"C6H6", "C2H4O", "C2H3Cl"}) {
    EXPECT_EQ(find_substance(word)->confidence, Confidence::Uncertain) << word;
  }
  EXPECT_EQ(find_substance("H2S")->confidence, Confidence::Read);
  EXPECT_EQ(find_substance("PH3")->confidence, Confidence::Known);
}

}  // namespace
}  // namespace hazgate::limits
