#include "gateway/cli/substance_list.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "gateway/cli/assessment_page.hpp"

namespace hazgate::cli {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Where the character behind that at `place` begins (UTF-8).
std::size_t next(std::string_view text, std::size_t place) {
  ++place;
  while (place < text.size() && (static_cast<unsigned char>(text[place]) & 0xC0U) == 0x80U) ++place;
  return place;
}

/// Whether the pattern stands somewhere in the text.
bool has(std::string_view text, std::string_view pattern) {
  // Where matching goes on after the last star; the pattern begins as if there were one.
  std::size_t t = 0, p = 0, star = 0, mark = 0;
  while (p < pattern.size()) {
    if (pattern[p] == '*') {
      star = ++p;
      mark = t;
    } else if (t == text.size()) {
      return false;
    } else if (pattern[p] == '?') {
      ++p;
      t = next(text, t);
    } else if (lower(pattern[p]) == lower(text[t])) {
      ++p;
      ++t;
    } else {
      p = star;
      t = ++mark;
    }
  }
  return true;
}

bool fits(const hazard::ListedSubstance& substance, std::string_view pattern) {
  const auto any = [pattern](const std::vector<std::string_view>& texts) {
    return std::any_of(texts.begin(), texts.end(),
                       [pattern](std::string_view text) { return has(text, pattern); });
  };
  return any(hazard::names_of(substance)) || any(hazard::parts_of(substance.cas));
}

std::string listed_text(const Substances& found, const Look& look) {
  const auto title = [&](Text text) { return std::string(say(text, look.language)); };
  Table table({{title(Text::Row), Align::Right},
               {title(Text::Chinese), Align::Left, true},
               {title(Text::English), Align::Left, true},
               {"CAS"},
               {title(Text::CriticalTonnes), Align::Right},
               {title(Text::Beta), Align::Right}});
  for (const hazard::ListedSubstance* one : found.listed) {
    std::string cas(one->cas);
    std::replace(cas.begin(), cas.end(), ';', ' ');
    table.add({{std::to_string(one->row)},
               {std::string(one->chinese)},
               {std::string(one->english)},
               {cas},
               {figure(one->critical_t)},
               {one->factor ? figure(one->factor->beta) : title(Text::BetaByClass)}});
  }
  return table.text(look.paint, look.width);
}

std::string classes_text(const Substances& found, const Look& look) {
  const auto title = [&](Text text) { return std::string(say(text, look.language)); };
  Table table({{title(Text::Class)},
               {title(Text::HazardClass), Align::Left, true},
               {title(Text::CriticalTonnes), Align::Right},
               {title(Text::Beta), Align::Right}});
  for (const hazard::HazardClass* one : found.classes) {
    table.add({{std::string(one->symbol)},
               {std::string(look.language == Language::Chinese ? one->chinese : one->english)},
               {figure(one->critical_t)},
               {figure(one->beta)}});
  }
  return table.text(look.paint, look.width);
}

}  // namespace

Substances substances(std::string_view pattern) {
  Substances found;
  for (const hazard::ListedSubstance& one : hazard::table1()) {
    if (fits(one, pattern)) found.listed.push_back(&one);
  }
  for (const hazard::HazardClass& one : hazard::table2()) {
    if (has(one.symbol, pattern) || has(one.chinese, pattern) || has(one.english, pattern))
      found.classes.push_back(&one);
  }
  return found;
}

std::string substances_text(const Substances& found, const Look& look) {
  if (found.listed.empty() && found.classes.empty())
    return std::string(say(Text::NoSubstances, look.language)) + '\n';
  std::string text;
  if (!found.listed.empty()) text += listed_text(found, look) + '\n';
  if (!found.classes.empty()) text += classes_text(found, look) + '\n';
  return text + std::string(say(Text::HazardRules, look.language)) + '\n';
}

Items substance_items(const Substances& found) {
  Items items;
  for (const hazard::ListedSubstance* one : found.listed) {
    boost::json::array cas, also;
    for (const std::string_view number : hazard::parts_of(one->cas)) cas.emplace_back(number);
    for (const std::string_view name : hazard::parts_of(one->also)) also.emplace_back(name);
    Item item{{"table", 1},
              {"row", one->row},
              {"chinese", one->chinese},
              {"english", one->english},
              {"formula", one->formula},
              {"also", std::move(also)},
              {"cas", std::move(cas)},
              {"critical_t", one->critical_t},
              {"beta", nullptr}};
    if (one->factor) item["beta"] = one->factor->beta;
    items.push_back(std::move(item));
  }
  for (const hazard::HazardClass* one : found.classes) {
    items.push_back({{"table", 2},
                     {"class", one->symbol},
                     {"chinese", one->chinese},
                     {"english", one->english},
                     {"critical_t", one->critical_t},
                     {"beta", one->beta}});
  }
  return items;
}

}  // namespace hazgate::cli
