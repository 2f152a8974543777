#include "gateway/cli/assessment_page.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

namespace hazgate::cli {
namespace {

using hazard::Assessment;
using hazard::Level;
using hazard::Origin;
using hazard::Term;

std::string origin_text(const Origin& origin, Language in) {
  if (origin.table == 1) return say(Text::TableRow, in, std::to_string(origin.row));
  return say(Text::TableEntry, in, std::to_string(origin.table), std::string(origin.entry));
}

std::string substance_text(const Term& term, Language in) {
  if (term.listed == nullptr) return term.title;
  const auto& row = *term.listed;
  if (in == Language::Chinese) return std::string(row.chinese);
  return std::string(row.english) + (row.formula.empty() ? "" : " " + std::string(row.formula));
}

std::string terms_text(const Assessment& assessment, const Look& look) {
  const Language in = look.language;
  const auto title = [in](Text text) { return std::string(say(text, in)); };
  Table table({{title(Text::Substance), Align::Left, true},
               {title(Text::Tonnes), Align::Right},
               {title(Text::CriticalTonnes), Align::Right},
               {title(Text::CriticalFrom)},
               {title(Text::Ratio), Align::Right},
               {title(Text::Beta), Align::Right},
               {title(Text::BetaFrom)},
               {title(Text::Product), Align::Right}});
  for (const Term& term : assessment.terms) {
    table.add({{substance_text(term, in)},
               {figure(term.tonnes)},
               {figure(term.critical_t)},
               {origin_text(term.critical_from, in)},
               {figure(term.ratio)},
               {figure(term.beta)},
               {origin_text(term.beta_from, in)},
               {figure(term.product)}});
  }
  return table.text(look.paint, look.width);
}

struct Grade {
  Text name;
  const char* bounds;
  Colour colour;
};

/// The colours are those of the four priorities, as risk maps have them.
Grade grade_of(Level level) {
  switch (level) {
    case Level::First:
      return {Text::FirstLevel, "R >= 100", Colour::Red};
    case Level::Second:
      return {Text::SecondLevel, "100 > R >= 50", Colour::Orange};
    case Level::Third:
      return {Text::ThirdLevel, "50 > R >= 10", Colour::Yellow};
    case Level::Fourth:
      break;
  }
  return {Text::FourthLevel, "R < 10", Colour::Blue};
}

std::string result_text(const Assessment& assessment, std::int64_t people, const Look& look) {
  const Language in = look.language;
  if (!assessment.level) return say(Text::NoMajorHazard, in, figure(assessment.s)) + '\n';
  const Grade grade = grade_of(*assessment.level);
  return say(Text::MajorHazard, in, figure(assessment.s)) + '\n' +
         say(Text::Alpha, in, figure(assessment.alpha), std::to_string(people)) + '\n' +
         say(Text::Grade, in, figure(assessment.alpha) + " x " + figure(assessment.sum),
             figure(assessment.r)) +
         '\n' +
         look.paint(grade.colour,
                    say(Text::LevelBounds, in, std::string(say(grade.name, in)), grade.bounds)) +
         '\n';
}

std::string persons_text(const config::Responsible& responsible, Language in) {
  const auto person = [in](Text who, const std::string& name) {
    return say(who, in, name.empty() ? std::string(say(Text::NobodyNamed, in)) : printable(name));
  };
  return person(Text::MainPerson, responsible.main) + "   " +
         person(Text::TechnicalPerson, responsible.technical) + "   " +
         person(Text::OperationalPerson, responsible.operational) + '\n';
}

Item origin_item(const Origin& origin) {
  Item item{{"table", origin.table}, {"entry", origin.entry}};
  if (origin.row > 0) item["row"] = origin.row;
  return item;
}

Item term_item(const Term& term) {
  Item item{{"substance", term.listed == nullptr ? term.title : std::string(term.listed->chinese)}};
  if (term.listed != nullptr) item["english"] = term.listed->english;
  item["tonnes"] = term.tonnes;
  item["critical_t"] = term.critical_t;
  item["critical_from"] = origin_item(term.critical_from);
  item["ratio"] = term.ratio;
  item["beta"] = term.beta;
  item["beta_from"] = origin_item(term.beta_from);
  item["product"] = term.product;
  return item;
}

const char* kind_text(hazard::UnitKind kind) {
  return kind == hazard::UnitKind::Storage ? "storage" : "production";
}

}  // namespace

std::string figure(double number) {
  return fmt::format("{:.10g}", number);
}

std::string source_text(const config::SourceSettings& source, const Look& look) {
  const Language in = look.language;
  const bool storage = source.unit.kind == hazard::UnitKind::Storage;
  std::string text = look.paint(Colour::Bold, printable(source.id));
  if (source.name != source.id) text += "  " + printable(source.name);
  text += "  " + std::string(say(storage ? Text::StorageUnit : Text::ProductionUnit, in));
  if (!source.area.empty()) text += ", " + printable(source.area);
  return text + "\n\n" + terms_text(source.assessment, look) + '\n' +
         result_text(source.assessment, source.unit.people_within_500m, look) +
         persons_text(source.responsible, in);
}

Item source_item(const config::SourceSettings& source) {
  const Assessment& assessment = source.assessment;
  boost::json::array terms;
  for (const Term& term : assessment.terms) terms.push_back(term_item(term));
  Item item{{"source", source.id},
            {"name", source.name},
            {"kind", kind_text(source.unit.kind)},
            {"area", source.area},
            {"responsible", Item{{"main", source.responsible.main},
                                 {"technical", source.responsible.technical},
                                 {"operational", source.responsible.operational}}},
            {"people_within_500m", source.unit.people_within_500m},
            {"s", assessment.s},
            {"major", assessment.major},
            {"alpha", assessment.alpha},
            {"sum", assessment.sum},
            {"r", assessment.r},
            {"level", nullptr},
            {"standard", "GB 18218-2018"},
            {"tables_verified", false},
            {"terms", std::move(terms)}};
  if (assessment.level) item["level"] = static_cast<int>(*assessment.level);
  return item;
}

}  // namespace hazgate::cli
