#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace hazgate::limits {

/// How sure an exposure limit is. All of them can be written differently in the configuration.
enum class Confidence : std::uint8_t {
  Read,       ///< read in a table that a vendor took from the standard, and known from memory
  Known,      ///< from memory, or against a table that is wrong
  Uncertain,  ///< from memory, amended since, or tables differ: compare with the standard
};

/// A toxic gas or vapour of GBZ 2.1.
/// Units   molar mass: g/mol; mac, twa, stel: mg/m3; idlh: ppm
/// Source  GBZ 2.1-2019 table 1; NIOSH, Immediately Dangerous to Life or Health, the values in force
///         (vendors' tables often carry those of before 1994); domain.md 1.3
struct Substance {
  std::string_view formula;  ///< "H2S"
  std::string_view name;     ///< "hydrogen sulfide"
  std::string_view chinese;  ///< "硫化氢"
  std::string_view cas;      ///< "7783-06-4"
  double molar_mass = 0.0;
  std::optional<double> mac;   ///< maximum allowable concentration, at any time
  std::optional<double> twa;   ///< time-weighted average of 8 hours
  std::optional<double> stel;  ///< average of 15 minutes
  std::optional<double> idlh;  ///< none listed: nothing
  Confidence confidence = Confidence::Known;
};

std::span<const Substance> substances();

/// By formula, English or Chinese name or CAS number; small and capital letters are the same.
/// Nothing when the table has none of that name.
const Substance* find_substance(std::string_view word);

enum class OelKind : std::uint8_t { Mac, Twa, Given };

/// The occupational exposure limit that set points are reckoned from.
struct Oel {
  double mg_per_m3 = 0.0;
  OelKind kind = OelKind::Given;
};

/// MAC, else PC-TWA. GB/T 50493 names MAC first, and a gas with a MAC has no averages. Of the two
/// averages PC-TWA is the lower one, and the one that set points in use are 100 % and 200 % of (CO
/// 20 and 40 mg/m3 where PC-STEL is 30). A detector's alarm acts on the value of the moment, so
/// neither average is what it measures: the lower one errs on the safe side.
/// Source  GB/T 50493-2019 5.5.2; domain.md 1.1, 1.3
std::optional<Oel> oel_of(const Substance& substance);

}  // namespace hazgate::limits
