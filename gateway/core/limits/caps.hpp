#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

/// How high the set points of gas detectors may be. A limit may always be lower (oxygen: nearer to
/// the 20.9 % of the air).
/// Source  GB/T 50493-2019 5.5.2; domain.md 1.1
namespace hazgate::limits {

enum class Level : std::uint8_t { One, Two };

/// What a reading of gas is measured in.
enum class GasUnit : std::uint8_t { PercentLel, LelMetre, PercentVol, Ppm, Ppb, MgPerM3 };

/// "%LEL", "LEL·m", "%VOL", "ppm", "mg/m3" and their usual spellings; nothing for other units.
std::optional<GasUnit> gas_unit(std::string_view unit);

/// Of the lower explosive limit: whatever the gas is, it is judged as a combustible one.
constexpr bool is_lel(GasUnit unit) {
  return unit == GasUnit::PercentLel || unit == GasUnit::LelMetre;
}

/// Falling, at least; rising, at most; %VOL, level 1. The standard sets no level 2.
inline constexpr double kOxygenDeficiency = 19.5;
inline constexpr double kOxygenEnrichment = 23.5;

/// At most 25 and 50 %LEL; of an open path 1 and 2 LEL·m. Nothing in other units: without the gas's
/// explosive limit they do not say how near it is.
std::optional<double> combustible_cap(Level level, GasUnit unit);

/// What a toxic limit is reckoned from. Idlh is for detectors whose range cannot do the other, and
/// is never taken by itself.
enum class CapBasis : std::uint8_t { Oel, Idlh };

/// Units   molar_mass: g/mol; molar_volume: L/mol; oel: mg/m3; idlh: ppm
struct ToxicGas {
  double molar_mass = 0.0;
  double molar_volume = 0.0;
  std::optional<double> oel;
  std::optional<double> idlh;
  CapBasis basis = CapBasis::Oel;
};

/// At most 100 and 200 % of the OEL, or 5 and 10 % of the IDLH, in `unit`. Nothing when the limit
/// that `basis` asks for is not known, or in units that are not a concentration.
std::optional<double> toxic_cap(const ToxicGas& gas, Level level, GasUnit unit);

}  // namespace hazgate::limits
