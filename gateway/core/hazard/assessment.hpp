#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/core/hazard/table1.hpp"
#include "gateway/core/hazard/table2.hpp"

/// Whether a unit is a major hazard installation, and of which level.
/// Thread  any (pure)
/// Source  GB 18218-2018, formulas (1) and (2), tables 1 to 6 (domain.md 5)
namespace hazgate::hazard {

/// A unit ends at its shut-off valves (production), or at its dike or warehouse walls (storage).
enum class UnitKind : std::uint8_t { Production, Storage };

/// A chemical of a unit as somebody names it. In table 1: by `name` or `cas`, or both. Not there: by its
/// classes, with a `title` that is free. A mixture of the class of its pure substance is entered as
/// that substance with its whole mass, one of another class as a chemical of its own.
struct Chemical {
  std::string name;
  std::string cas;
  std::string title;
  std::vector<std::string> classes;  ///< symbols of table 2
  double tonnes = 0.0;               ///< the most that the unit is designed to hold
};

struct Unit {
  UnitKind kind = UnitKind::Storage;
  std::int64_t people_within_500m = 0;  ///< who live within 500 m outside the plant's boundary
  std::vector<Chemical> chemicals;
};

/// Where a number comes from.
struct Origin {
  int table = 0;           ///< 1 to 4
  int row = 0;             ///< of table 1; otherwise 0
  std::string_view entry;  ///< tables 1 and 3: the name there; 2 and 4: the symbol
};

/// One chemical's part of S and R.
struct Term {
  std::string title;                        ///< of one that is not in table 1; or its classes
  const ListedSubstance* listed = nullptr;  ///< of one that is
  double tonnes = 0.0;                      ///< q
  double critical_t = 0.0;                  ///< Q
  Origin critical_from;
  double ratio = 0.0;  ///< q/Q
  double beta = 0.0;
  Origin beta_from;
  double product = 0.0;  ///< beta q/Q
};

enum class Level : std::uint8_t { First = 1, Second, Third, Fourth };

struct Assessment {
  std::vector<Term> terms;  ///< in the order of the chemicals
  double s = 0.0;           ///< sum of q/Q
  bool major = false;       ///< S >= 1
  double alpha = 0.0;
  double sum = 0.0;            ///< of beta q/Q
  double r = 0.0;              ///< alpha times `sum`; grades a major hazard only
  std::optional<Level> level;  ///< none when it is not major
};

enum class Reason : std::uint8_t {
  NoChemicals,
  NegativePeople,
  NotAQuantity,       ///< zero, negative, NaN, or more than `kMostTonnes`
  NotNamed,           ///< no name, no cas, no title, no class
  UnknownName,        ///< not in table 1
  UnknownCas,         ///< not in table 1
  SeveralRows,        ///< the CAS number stands for more than one, and there is no name to choose
  NotThatCas,         ///< the row of the name has another CAS number
  TitleOfListed,      ///< the title is a name of table 1, where another Q may stand
  TitleBesideListed,  ///< both a title and a name or cas
  UnknownClass,
  NoClass,      ///< not in table 1, and no class says which Q and beta it has
  NoBetaClass,  ///< in table 1 but not in table 3: beta depends on its class, which nobody named
};

/// Why a unit is not assessed: never taken for "no hazard".
struct Refusal {
  Reason reason = Reason::NoChemicals;
  std::size_t chemical = 0;                 ///< which; 0 for reasons about the unit
  std::size_t element = 0;                  ///< UnknownClass: which of its classes
  const ListedSubstance* listed = nullptr;  ///< the row that it is about, if there is one
};

/// More is a slip of the unit, and keeps every sum finite.
inline constexpr double kMostTonnes = 1e9;

/// What binary fractions may lack: S, and R at each bound, count as reached from (1 - this) times the
/// bound on. Ten chemicals of a tenth each are 1; of 500 t the half of a milligram is let off.
inline constexpr double kTolerance = 1e-12;

/// Q: table 1 goes before table 2; of several classes the lowest. Beta: table 3 goes before table 4; of
/// several classes the highest, so that the order in which they are named means nothing.
/// Errors  every one of every chemical
tl::expected<Assessment, std::vector<Refusal>> assess(const Unit& unit);

bool is_major(double s);
Level level_of(double r);
/// Table 5, for people >= 0.
double alpha_of(std::int64_t people_within_500m);

}  // namespace hazgate::hazard
