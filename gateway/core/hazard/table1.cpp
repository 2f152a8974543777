#include "gateway/core/hazard/table1.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace hazgate::hazard {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kOtherwise = {{{"（", "("},
                                                                                      {"）", ")"},
                                                                                      {"［", "["},
                                                                                      {"］", "]"},
                                                                                      {"，", ","},
                                                                                      {"％", "%"},
                                                                                      {"＞", ">"},
                                                                                      {"≤", "<="},
                                                                                      {"≥", ">="}}};

/// What of a name counts when it is looked up.
std::string plain(std::string_view name) {
  std::string text;
  while (!name.empty()) {
    const auto* form = std::find_if(kOtherwise.begin(), kOtherwise.end(),
                                    [&](const auto& one) { return name.starts_with(one.first); });
    if (form != kOtherwise.end()) {
      text += form->second;
      name.remove_prefix(form->first.size());
      continue;
    }
    const char c = name.front();
    if (c >= 'A' && c <= 'Z') {
      text += static_cast<char>(c - 'A' + 'a');
    } else if (c != ' ') {
      text += c;
    }
    name.remove_prefix(1);
  }
  return text;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::vector<std::string_view> parts_of(std::string_view list) {
  std::vector<std::string_view> parts;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(';'), list.size());
    parts.push_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return parts;
}

std::vector<std::string_view> names_of(const ListedSubstance& substance) {
  std::vector<std::string_view> names = {substance.chinese, substance.english};
  if (!substance.formula.empty()) names.push_back(substance.formula);
  const auto also = parts_of(substance.also);
  names.insert(names.end(), also.begin(), also.end());
  return names;
}

const ListedSubstance* find_by_name(std::string_view name) {
  const std::string wanted = plain(name);
  if (wanted.empty()) return nullptr;
  for (const ListedSubstance& substance : table1()) {
    const auto names = names_of(substance);
    if (std::any_of(names.begin(), names.end(),
                    [&](std::string_view one) { return plain(one) == wanted; })) {
      return &substance;
    }
  }
  return nullptr;
}

std::vector<const ListedSubstance*> find_by_cas(std::string_view cas) {
  std::vector<const ListedSubstance*> found;
  for (const ListedSubstance& substance : table1()) {
    const auto numbers = parts_of(substance.cas);
    if (std::find(numbers.begin(), numbers.end(), cas) != numbers.end())
      found.push_back(&substance);
  }
  return found;
}

bool is_cas(std::string_view text) {
  // 2 to 7 digits, 2 digits, the check digit
  const std::size_t size = text.size();
  if (size < 7 || size > 12 || text[size - 2] != '-' || text[size - 5] != '-') return false;
  int sum = 0;
  int weight = 0;
  for (std::size_t i = size; i-- > 0;) {
    if (i == size - 2 || i == size - 5) continue;
    if (!is_digit(text[i])) return false;
    sum += weight++ * (text[i] - '0');
  }
  return sum % 10 == text.back() - '0';
}

std::string_view likely_classes(Nature nature) {
  switch (nature) {
    case Nature::ToxicGas:
      return "J1, J3";
    case Nature::ToxicLiquid:
      return "J2, J4, J5";
    case Nature::Explosive:
      return "W1.1, W1.2, W1.3";
    case Nature::FlammableGas:
      return "W2";
    case Nature::OxidisingGas:
      return "W4";
    case Nature::FlammableLiquid:
      return "W5.1, W5.2, W5.3, W5.4";
    case Nature::OrganicPeroxide:
      return "W7.1, W7.2";
    case Nature::Pyrophoric:
      return "W8";
    case Nature::Oxidiser:
      return "W9.1, W9.2";
    case Nature::WaterReactive:
      return "W11";
  }
  return {};
}

}  // namespace hazgate::hazard
