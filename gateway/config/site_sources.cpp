#include <algorithm>

#include "gateway/config/site_check.hpp"

namespace hazgate::config {
namespace {

using hazard::Reason;
using hazard::Refusal;

constexpr const char* kList = "`hazctl assess --list` shows them";

hazard::Chemical chemical_from(const SubstanceText& text) {
  hazard::Chemical chemical{.name = text.name.word,
                            .cas = text.cas.word,
                            .title = text.title.word,
                            .tonnes = text.quantity.value_or(1.0)};  // a missing one is reported
  for (const Reference& symbol : text.classes) chemical.classes.push_back(symbol.word);
  return chemical;
}

/// Whether the reader has said already why this one cannot be known.
bool is_reported(const SubstanceText& text, Reason reason) {
  return text.doubtful &&
         (reason == Reason::NotNamed || reason == Reason::NoClass || reason == Reason::NoBetaClass);
}

/// Whether the name is the word with a condition behind it: "硝酸(>70%)".
bool is_graded(std::string_view name, std::string_view word) {
  if (word.empty() || !name.starts_with(word)) return false;
  name.remove_prefix(word.size());
  if (name.starts_with(' ')) name.remove_prefix(1);
  return name.starts_with('(') || name.starts_with('[');
}

std::string name_remedy(const std::string& word) {
  std::vector<std::string> names;
  std::optional<std::string> meant;
  for (const hazard::ListedSubstance& substance : hazard::table1()) {
    for (const std::string_view name : hazard::names_of(substance)) {
      if (!meant && is_graded(name, word)) meant = name;
      names.emplace_back(name);
    }
  }
  const bool graded = meant.has_value();
  if (!graded) meant = model::nearest(word, names);
  return (meant ? "did you mean \"" + *meant + "\"? What" : std::string("what")) +
         " is not in table 1 of GB 18218-2018 is written with title and class instead of name; " +
         (graded ? "`hazctl assess --list '" + word + "'` shows its grades" : kList);
}

/// What is wrong and what to write instead; `word` is what was written.
struct Saying {
  std::string problem, remedy;
};

Saying cas_saying(const std::string& word) {
  if (!hazard::is_cas(word)) {
    return {"\"" + word + "\" is not a CAS number (its last digit checks the others)",
            "correct it, such as \"7782-50-5\""};
  }
  return {"table 1 of GB 18218-2018 has no CAS number " + word,
          "write title and class instead of cas, or its name; " + std::string(kList)};
}

Saying class_saying(const std::string& word) {
  std::vector<std::string> symbols;
  for (const hazard::HazardClass& one : hazard::table2()) symbols.emplace_back(one.symbol);
  const auto symbol = model::nearest(word, symbols);
  return {"table 2 of GB 18218-2018 has no class \"" + word + "\"",
          (symbol ? "did you mean \"" + *symbol + "\"? "
                  : std::string("write one such as \"W5.3\"; ")) +
              kList};
}

Saying listed_saying(const Refusal& refusal, const SubstanceText& text) {
  const std::string name = "\"" + std::string(refusal.listed->chinese) + "\"";
  switch (refusal.reason) {
    case Reason::SeveralRows:
      return {
          "CAS number " + text.cas.word + " stands for several rows of table 1, such as " + name,
          "write the name of the right one; `hazctl assess --list " + text.cas.word +
              "` shows them"};
    case Reason::NotThatCas:
      return {"is not the CAS number of " + name,
              refusal.listed->cas.empty()
                  ? "leave it out"
                  : "write " + std::string(refusal.listed->cas) + ", or leave it out"};
    case Reason::TitleOfListed:
      return {"\"" + text.title.word + "\" is in table 1 of GB 18218-2018, which has its Q",
              "write name instead of title"};
    case Reason::NoBetaClass:
      return {
          "is missing: " + name + " has no beta in table 3, so that its class decides (table 4)",
          "write its class, mostly one of " +
              std::string(hazard::likely_classes(refusal.listed->nature)) + "; " + kList};
    default:
      return {};
  }
}

Saying saying(const Refusal& refusal, const SubstanceText& text) {
  switch (refusal.reason) {
    case Reason::NotAQuantity:
      return {"is not a quantity between 0 and 1000000000 t",
              "write the most that the unit is designed to hold, in tonnes"};
    case Reason::NotNamed:
      return {"nothing says which substance it is",
              "write name or cas, or title and class for one that is not in table 1"};
    case Reason::UnknownName:
      return {"table 1 of GB 18218-2018 has no \"" + text.name.word + "\"",
              name_remedy(text.name.word)};
    case Reason::UnknownCas:
      return cas_saying(text.cas.word);
    case Reason::TitleBesideListed:
      return {"is for a substance that is not in table 1", "remove it, or name and cas"};
    case Reason::UnknownClass:
      return class_saying(text.classes[refusal.element].word);
    case Reason::NoClass:
      return {"is missing: without a row in table 1 the class decides (table 2)",
              std::string("write the symbols of its classes; ") + kList};
    case Reason::SeveralRows:
    case Reason::NotThatCas:
    case Reason::TitleOfListed:
    case Reason::NoBetaClass:
      return listed_saying(refusal, text);
    case Reason::NoChemicals:
    case Reason::NegativePeople:
      break;
  }
  return {};
}

/// The key that a refusal is about.
Reference place_of(const Refusal& refusal, const SubstanceText& text) {
  switch (refusal.reason) {
    case Reason::NotAQuantity:
      return text.tonnes;
    case Reason::UnknownName:
      return text.name;
    case Reason::UnknownCas:
    case Reason::SeveralRows:
    case Reason::NotThatCas:
      return text.cas;
    case Reason::TitleOfListed:
    case Reason::TitleBesideListed:
      return text.title;
    case Reason::UnknownClass:
      return text.classes[refusal.element];
    case Reason::NoClass:
    case Reason::NoBetaClass:
      return {{}, text.place.place, text.place.key + ".class"};
    case Reason::NotNamed:
    case Reason::NoChemicals:
    case Reason::NegativePeople:
      break;
  }
  return text.place;
}

}  // namespace

void SiteCheck::check_sources() {
  std::map<std::string, model::Place> seen;
  for (const SourceText& text : text_.sources) {
    is_fresh(seen, text.id, "source");
    check_source(text);
  }
}

/// Also for one whose id is wrong: its mistakes are its own.
void SiteCheck::check_source(const SourceText& text) {
  SourceSettings source{
      .id = text.id.word, .name = text.name, .area = text.area, .responsible = text.responsible};
  source.unit = {.kind = text.kind, .people_within_500m = text.people_within_500m};
  for (const SubstanceText& substance : text.substances)
    source.unit.chemicals.push_back(chemical_from(substance));
  auto assessment = hazard::assess(source.unit);
  if (!assessment) {
    for (const Refusal& refusal : assessment.error()) complain(text, refusal);
    return;
  }
  source.assessment = std::move(*assessment);
  settings_.sources.push_back(std::move(source));
}

void SiteCheck::complain(const SourceText& text, const hazard::Refusal& refusal) {
  if (refusal.reason == Reason::NoChemicals) {
    if (text.doubtful) return;
    complain(text.substance, "the source holds nothing",
             "write a [[source.substance]] table for each substance");
    return;
  }
  if (refusal.reason == Reason::NegativePeople) {
    complain(text.people, "is negative", "write how many people live there, 0 if nobody");
    return;
  }
  const SubstanceText& substance = text.substances[refusal.chemical];
  if (is_reported(substance, refusal.reason)) return;
  Saying said = saying(refusal, substance);
  complain(place_of(refusal, substance), std::move(said.problem), std::move(said.remedy));
}

}  // namespace hazgate::config
