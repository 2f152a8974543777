#pragma once

namespace hazgate::limits {

// Litres of one mole of an ideal gas at 101.325 kPa.
inline constexpr double kMolarVolume20 = 24.04;  ///< L/mol at 20 °C
inline constexpr double kMolarVolume25 = 24.45;  ///< L/mol at 25 °C

/// Units   mg_per_m3; molar_mass: g/mol; molar_volume: L/mol, of the temperature that is meant
/// Source  domain.md 1.3
constexpr double to_ppm(double mg_per_m3, double molar_mass, double molar_volume) {
  return mg_per_m3 * molar_volume / molar_mass;
}

constexpr double to_mg_per_m3(double ppm, double molar_mass, double molar_volume) {
  return ppm * molar_mass / molar_volume;
}

}  // namespace hazgate::limits
