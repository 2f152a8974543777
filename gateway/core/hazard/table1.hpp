#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

/// Tables 1 and 3 of GB 18218-2018: the substances that have a critical quantity by name.
/// Thread  any (pure)
/// Source  two transcriptions of the standard that agree in every Q and beta, not its own text
///         (domain.md 5.1 and 13): verify a row before claiming compliance
namespace hazgate::hazard {

/// What a substance mostly is; it tells which classes of table 2 it may have (`likely_classes`).
enum class Nature : std::uint8_t {
  ToxicGas,
  ToxicLiquid,
  Explosive,
  FlammableGas,
  OxidisingGas,
  FlammableLiquid,
  OrganicPeroxide,
  Pyrophoric,
  Oxidiser,
  WaterReactive,
};

/// A row of table 3: the correction factor of a toxic gas.
struct ToxicGasFactor {
  double beta = 0.0;
  std::string_view name;  ///< as table 3 has it
};

/// A row of table 1.
struct ListedSubstance {
  int row = 0;               ///< its number in table 1, from 1
  std::string_view chinese;  ///< as table 1 has it, with its condition
  std::string_view english;  ///< ours
  std::string_view formula;  ///< may be empty
  std::string_view also;     ///< other names, ';' between them
  std::string_view cas;      ///< CAS numbers, ';' between them; may be empty
  double critical_t = 0.0;   ///< Q, tonnes
  Nature nature = Nature::ToxicGas;
  std::optional<ToxicGasFactor> factor;  ///< of table 3; most rows have none
};

/// In the order of table 1.
std::span<const ListedSubstance> table1();

/// By any of its names (Chinese, English, formula); blanks, upper case and full-width brackets do not
/// matter. Nothing when no row has it.
const ListedSubstance* find_by_name(std::string_view name);

/// Rows of that CAS number: none, one, or several that differ in their condition (ammonium nitrate).
std::vector<const ListedSubstance*> find_by_cas(std::string_view cas);

/// Whether it has the form of a CAS number and its last digit checks the others.
bool is_cas(std::string_view text);

/// "W5.1, W5.2, W5.3, W5.4": for the message to somebody who left the class out.
std::string_view likely_classes(Nature nature);

/// Every name by which `find_by_name` finds a row, as it is written.
std::vector<std::string_view> names_of(const ListedSubstance& substance);

/// The texts between the ';' of `also` and `cas`.
std::vector<std::string_view> parts_of(std::string_view list);

}  // namespace hazgate::hazard
