#include "gateway/core/limits/caps.hpp"

#include <gtest/gtest.h>

#include "gateway/core/limits/concentration.hpp"

namespace hazgate::limits {
namespace {

constexpr ToxicGas kH2s{
    .molar_mass = 34.08, .molar_volume = kMolarVolume20, .oel = 10, .idlh = 100};

ToxicGas by_idlh(ToxicGas gas) {
  gas.basis = CapBasis::Idlh;
  return gas;
}

TEST(CombustibleCap, OfTheStandard) {
  EXPECT_EQ(combustible_cap(Level::One, GasUnit::PercentLel), 25.0);
  EXPECT_EQ(combustible_cap(Level::Two, GasUnit::PercentLel), 50.0);
  EXPECT_EQ(combustible_cap(Level::One, GasUnit::LelMetre), 1.0);
  EXPECT_EQ(combustible_cap(Level::Two, GasUnit::LelMetre), 2.0);
  for (const GasUnit unit : {GasUnit::PercentVol, GasUnit::Ppm, GasUnit::Ppb, GasUnit::MgPerM3}) {
    EXPECT_FALSE(combustible_cap(Level::One, unit));
  }
}

TEST(OxygenLimits, OfTheStandard) {
  EXPECT_EQ(kOxygenDeficiency, 19.5);
  EXPECT_EQ(kOxygenEnrichment, 23.5);
}

TEST(ToxicCap, IsOnceAndTwiceTheOel) {
  EXPECT_EQ(toxic_cap(kH2s, Level::One, GasUnit::MgPerM3), 10.0);
  EXPECT_EQ(toxic_cap(kH2s, Level::Two, GasUnit::MgPerM3), 20.0);
  EXPECT_NEAR(*toxic_cap(kH2s, Level::One, GasUnit::Ppm), 7.05, 0.005);
  EXPECT_NEAR(*toxic_cap(kH2s, Level::Two, GasUnit::Ppm), 14.11, 0.005);
  EXPECT_NEAR(*toxic_cap(kH2s, Level::One, GasUnit::Ppb), 7054, 1);
}

TEST(ToxicCap, IsAFewPercentOfTheIdlhOnlyWhenAsked) {
  EXPECT_EQ(toxic_cap(by_idlh(kH2s), Level::One, GasUnit::Ppm), 5.0);
  EXPECT_EQ(toxic_cap(by_idlh(kH2s), Level::Two, GasUnit::Ppm), 10.0);
  EXPECT_NEAR(*toxic_cap(by_idlh(kH2s), Level::One, GasUnit::MgPerM3), 7.088, 0.001);
}

TEST(ToxicCap, InPercentOfTheVolume) {
  constexpr ToxicGas kCo2{.molar_mass = 44.01, .molar_volume = kMolarVolume25, .oel = 9000};
  EXPECT_NEAR(*toxic_cap(kCo2, Level::One, GasUnit::PercentVol), 0.5, 1e-5);
}

TEST(ToxicCap, WithoutItsLimitOrAConcentrationThereIsNone) {
  EXPECT_FALSE(toxic_cap({.molar_mass = 1, .molar_volume = 1}, Level::One, GasUnit::Ppm));
  EXPECT_FALSE(
      toxic_cap(by_idlh({.molar_mass = 1, .molar_volume = 1, .oel = 1}), Level::One, GasUnit::Ppm));
  EXPECT_FALSE(toxic_cap(kH2s, Level::One, GasUnit::PercentLel));
  EXPECT_FALSE(toxic_cap(kH2s, Level::One, GasUnit::LelMetre));
}

TEST(Units, OfGas) {
  EXPECT_EQ(gas_unit("%LEL"), GasUnit::PercentLel);
  EXPECT_EQ(gas_unit("LEL·m"), GasUnit::LelMetre);
  EXPECT_EQ(gas_unit("%VOL"), GasUnit::PercentVol);
  EXPECT_EQ(gas_unit("ppm"), GasUnit::Ppm);
  EXPECT_EQ(gas_unit("ppb"), GasUnit::Ppb);
  EXPECT_EQ(gas_unit("mg/m³"), GasUnit::MgPerM3);
  EXPECT_EQ(gas_unit("mg/m3"), GasUnit::MgPerM3);
  for (const char* unit : {"", "%", "MPa", "mg/l", "mg/Nm3"}) EXPECT_FALSE(gas_unit(unit)) << unit;
}

}  // namespace
}  // namespace hazgate::limits
