#include "gateway/core/limits/concentration.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <ostream>

#include "gateway/core/limits/substance.hpp"

namespace hazgate::limits {
namespace {

/// A figure as the table of domain.md 1.3 prints it, right to its last digit.
struct Printed {
  double value;
  int decimals;
};

struct Row {
  const char* formula;
  double mg_per_m3;
  Printed at20, at25;
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.formula << " " << row.mg_per_m3 << " mg/m3";
}

void expect_printed(double value, Printed printed) {
  EXPECT_NEAR(value, printed.value, 0.5 * std::pow(10.0, -printed.decimals) + 1e-9);
}

class Conversion : public testing::TestWithParam<Row> {};

TEST_P(Conversion, IsThatOfTheTable) {
  const auto [formula, mg_per_m3, at20, at25] = GetParam();
  const Substance* gas = find_substance(formula);
  ASSERT_NE(gas, nullptr);
  expect_printed(to_ppm(mg_per_m3, gas->molar_mass, kMolarVolume20), at20);
  expect_printed(to_ppm(mg_per_m3, gas->molar_mass, kMolarVolume25), at25);
}

INSTANTIATE_TEST_SUITE_P(
    FirstLimit, Conversion,
    testing::Values(Row{"H2S", 10, {7.05, 2}, {7.17, 2}}, Row{"CO", 20, {17.2, 1}, {17.5, 1}},
                    Row{"Cl2", 1, {0.34, 2}, {0.345, 3}}, Row{"NH3", 20, {28.2, 1}, {28.7, 1}},
                    Row{"SO2", 5, {1.88, 2}, {1.91, 2}}, Row{"HCN", 1, {0.89, 2}, {0.90, 2}},
                    Row{"NO2", 5, {2.61, 2}, {2.66, 2}}, Row{"HCl", 7.5, {4.95, 2}, {5.03, 2}},
                    Row{"HF", 2, {2.40, 2}, {2.44, 2}}, Row{"COCl2", 0.5, {0.122, 3}, {0.124, 3}},
                    Row{"C6H6", 6, {1.85, 2}, {1.88, 2}}, Row{"CH3OH", 25, {18.8, 1}, {19.1, 1}},
                    Row{"C2H4O", 2, {1.09, 2}, {1.11, 2}}, Row{"HCHO", 0.5, {0.40, 2}, {0.41, 2}},
                    Row{"C3H3N", 1, {0.45, 2}, {0.46, 2}}, Row{"C2H3Cl", 10, {3.85, 2}, {3.91, 2}},
                    Row{"Br2", 0.6, {0.090, 3}, {0.092, 3}}, Row{"O3", 0.3, {0.150, 3}, {0.153, 3}},
                    Row{"C7H8", 50, {13.0, 1}, {13.3, 1}}, Row{"C8H10", 50, {11.3, 1}, {11.5, 1}},
                    Row{"PH3", 0.3, {0.212, 3}, {0.216, 3}}, Row{"CS2", 5, {1.58, 2}, {1.61, 2}},
                    Row{"AsH3", 0.03, {0.009, 3}, {0.009, 3}},
                    Row{"CO2", 9000, {4916, 0}, {5000, 0}}));

INSTANTIATE_TEST_SUITE_P(Others, Conversion,
                         testing::Values(Row{"CO", 30, {25.7, 1}, {26.2, 1}},
                                         Row{"NH3", 30, {42.3, 1}, {43.1, 1}},
                                         Row{"C6H6", 3, {0.92, 2}, {0.94, 2}}));

TEST(Conversions, EveryRowIsTested) {
  // A substance that is added needs its figures above.
  EXPECT_EQ(substances().size(), 24u);
}

TEST(Conversions, TheFirstLimitIsTheOel) {
  const auto first = [](const char* formula) {
    return oel_of(*find_substance(formula))->mg_per_m3;
  };
  EXPECT_EQ(first("HCl"), 7.5);
  EXPECT_EQ(first("Br2"), 0.6);
  EXPECT_EQ(first("CO2"), 9000.0);
  EXPECT_EQ(first("AsH3"), 0.03);
}

TEST(Conversions, ThereAndBack) {
  for (const Substance& gas : substances()) {
    const double ppm = to_ppm(3.0, gas.molar_mass, kMolarVolume25);
    EXPECT_NEAR(to_mg_per_m3(ppm, gas.molar_mass, kMolarVolume25), 3.0, 1e-12) << gas.name;
  }
}

}  // namespace
}  // namespace hazgate::limits
