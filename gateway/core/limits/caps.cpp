#include "gateway/core/limits/caps.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/core/limits/concentration.hpp"

namespace hazgate::limits {
namespace {

constexpr std::array<std::pair<std::string_view, GasUnit>, 19> kUnits = {{
    {"%LEL", GasUnit::PercentLel}, {"% LEL", GasUnit::PercentLel}, {"LEL%", GasUnit::PercentLel},
    {"LEL.m", GasUnit::LelMetre},  {"LEL·m", GasUnit::LelMetre},   {"LEL*m", GasUnit::LelMetre},
    {"LELm", GasUnit::LelMetre},   {"%VOL", GasUnit::PercentVol},  {"% VOL", GasUnit::PercentVol},
    {"VOL%", GasUnit::PercentVol}, {"%Vol", GasUnit::PercentVol},  {"%vol", GasUnit::PercentVol},
    {"%v/v", GasUnit::PercentVol}, {"ppm", GasUnit::Ppm},          {"PPM", GasUnit::Ppm},
    {"ppb", GasUnit::Ppb},         {"PPB", GasUnit::Ppb},          {"mg/m3", GasUnit::MgPerM3},
    {"mg/m³", GasUnit::MgPerM3},
}};

double share(Level level, double one, double two) {
  return level == Level::One ? one : two;
}

}  // namespace

std::optional<GasUnit> gas_unit(std::string_view unit) {
  const auto* found = std::find_if(kUnits.begin(), kUnits.end(),
                                   [&](const auto& each) { return each.first == unit; });
  return found == kUnits.end() ? std::nullopt : std::optional(found->second);
}

std::optional<double> combustible_cap(Level level, GasUnit unit) {
  if (unit == GasUnit::PercentLel) return share(level, 25.0, 50.0);
  if (unit == GasUnit::LelMetre) return share(level, 1.0, 2.0);
  return std::nullopt;
}

std::optional<double> toxic_cap(const ToxicGas& gas, Level level, GasUnit unit) {
  // Each in the unit that it is published in, so that a limit in that unit is compared exactly.
  double mg_per_m3 = 0.0;
  double ppm = 0.0;
  if (gas.basis == CapBasis::Oel) {
    if (!gas.oel) return std::nullopt;
    mg_per_m3 = share(level, 1.0, 2.0) * *gas.oel;
    ppm = to_ppm(mg_per_m3, gas.molar_mass, gas.molar_volume);
  } else {
    if (!gas.idlh) return std::nullopt;
    ppm = share(level, 0.05, 0.1) * *gas.idlh;
    mg_per_m3 = to_mg_per_m3(ppm, gas.molar_mass, gas.molar_volume);
  }
  switch (unit) {
    case GasUnit::MgPerM3:
      return mg_per_m3;
    case GasUnit::Ppm:
      return ppm;
    case GasUnit::Ppb:
      return ppm * 1e3;
    case GasUnit::PercentVol:
      return ppm * 1e-4;
    case GasUnit::PercentLel:
    case GasUnit::LelMetre:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace hazgate::limits
