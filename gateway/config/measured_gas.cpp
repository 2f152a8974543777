#include "gateway/config/measured_gas.hpp"

#include "drivers/model/reader.hpp"
#include "gateway/config/alarm_check.hpp"
#include "gateway/core/limits/concentration.hpp"

namespace hazgate::config {
namespace {

using limits::GasUnit;
using limits::is_lel;

constexpr const char* kUnits = "write unit = \"ppm\", \"mg/m3\", \"%VOL\", \"%LEL\" or \"LEL·m\"";

/// Reports at the key where it is written last; at the table when it is missing.
class GasComplaint {
 public:
  GasComplaint(const model::GasText& text, model::Mistakes& mistakes)
      : text_(text), mistakes_(mistakes) {}
  void operator()(const std::string& key, std::string problem, std::string remedy) const {
    const auto mark = text_.written.find(key);
    const bool written = mark != text_.written.end();
    mistakes_.add(written ? mark->second.place : text_.place,
                  written ? mark->second.path : text_.path + "." + key, std::move(problem),
                  std::move(remedy));
  }

 private:
  const model::GasText& text_;
  model::Mistakes& mistakes_;
};

/// The figures of a toxic gas mean nothing for another one.
void check_foreign_keys(const model::GasText& text, const char* what,
                        const GasComplaint& complain) {
  for (const char* key : {"cap", "molar_volume", "molar_mass", "oel", "idlh"}) {
    if (text.written.contains(key)) complain(key, what, "remove it");
  }
}

std::string hint_for(const std::string& word) {
  std::vector<std::string> names = {"combustible", "oxygen"};
  for (const limits::Substance& each : limits::substances()) {
    names.emplace_back(each.formula);
    names.emplace_back(each.name);
  }
  const auto meant = model::nearest(word, names);
  return (meant ? "did you mean \"" + *meant + "\"? Otherwise write"
                : std::string("write a formula, English name or CAS number of the table in "
                              "docs/configuration.md, or")) +
         " its molar_mass (g/mol) and oel (mg/m3) as well";
}

std::optional<MeasuredGas> toxic_gas(const model::GasText& text, GasUnit unit,
                                     const GasComplaint& complain) {
  MeasuredGas measured{.kind = MeasuredGas::Kind::Toxic, .unit = unit};
  const limits::Substance* known = limits::find_substance(*text.gas);
  if (known == nullptr && (!text.molar_mass || !text.oel)) {
    complain("gas", "\"" + *text.gas + "\" is not known", hint_for(*text.gas));
    return std::nullopt;
  }
  const limits::Substance unknown{.name = *text.gas};
  const limits::Substance& substance = known == nullptr ? unknown : *known;
  const auto oel = limits::oel_of(substance);
  measured.name = substance.name;
  measured.oel_kind = text.oel || !oel ? limits::OelKind::Given : oel->kind;
  measured.is_uncertain = !text.oel && substance.confidence == limits::Confidence::Uncertain;
  measured.gas = {.molar_mass = text.molar_mass.value_or(substance.molar_mass),
                  .molar_volume = text.molar_volume.value_or(limits::kMolarVolume20),
                  .oel = text.oel,
                  .idlh = text.idlh ? text.idlh : substance.idlh,
                  .basis = text.cap == "idlh" ? limits::CapBasis::Idlh : limits::CapBasis::Oel};
  if (!measured.gas.oel && oel) measured.gas.oel = oel->mg_per_m3;
  if (measured.gas.basis == limits::CapBasis::Idlh && !measured.gas.idlh) {
    complain("cap", "no IDLH of " + measured.name + " is known",
             "write idlh = …, in ppm, or cap = \"oel\"");
    return std::nullopt;
  }
  return measured;
}

}  // namespace

bool may_be_gas(const site::PointSpec& point) {
  return has_number(point) && limits::gas_unit(point.unit).has_value();
}

std::optional<MeasuredGas> measured_gas(const model::GasText& text, const site::PointSpec& point,
                                        model::Mistakes& mistakes) {
  const GasComplaint complain(text, mistakes);
  auto unit = limits::gas_unit(point.unit);
  if (!unit && point.unit == "%" && text.gas) unit = GasUnit::PercentVol;
  if (!text.gas) {
    const bool combustible = unit && is_lel(*unit) && has_number(point);
    if (!text.written.contains("gas")) {
      check_foreign_keys(text, "says nothing without gas = \"…\" (formula, name or CAS)", complain);
    }
    return combustible ? std::optional(MeasuredGas{.unit = *unit}) : std::nullopt;
  }
  if (!unit || !has_number(point)) {
    complain("gas",
             has_number(point) ? "\"" + point.unit + "\" is not a unit of gas"
                               : point.id + " is not a number",
             has_number(point) ? kUnits : "remove it");
    return std::nullopt;
  }
  const bool oxygen = *text.gas == "oxygen" || *text.gas == "O2";
  if (!oxygen && *text.gas != "combustible" && !is_lel(*unit)) {
    return toxic_gas(text, *unit, complain);
  }
  check_foreign_keys(text, oxygen ? "means nothing for oxygen" : "means nothing for a combustible",
                     complain);
  if (oxygen != (*unit == GasUnit::PercentVol) || (!oxygen && !is_lel(*unit))) {
    complain("gas", *text.gas + " is not judged in " + point.unit,
             oxygen ? "write unit = \"%VOL\"" : "write unit = \"%LEL\" or \"LEL·m\"");
    return std::nullopt;
  }
  return MeasuredGas{.kind = oxygen ? MeasuredGas::Kind::Oxygen : MeasuredGas::Kind::Combustible,
                     .unit = *unit};
}

}  // namespace hazgate::config
