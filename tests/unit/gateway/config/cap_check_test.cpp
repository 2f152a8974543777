#include "gateway/config/cap_check.hpp"

#include <ostream>

#include "tests/unit/gateway/config/gas_site.hpp"

namespace hazgate::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Gas = GasSite;

/// A unit, keys, and the highest limits of both levels that are allowed, and not any more.
struct Cap {
  const char* unit;
  const char* keys;
  const char *one, *one_more, *two, *two_more;
  const char* basis;
};

std::ostream& operator<<(std::ostream& out, const Cap& cap) {
  return out << cap.unit << " " << cap.keys;
}

TEST_F(Gas, WithoutAFamilyIsGasAllTheSame) {
  gas("ppm", "gas = \"H2S\"\n", {{"H", "7"}, {"HH", "14"}});
  append("title = \"high high\"\n");
  const Settings settings = good();
  EXPECT_TRUE(alarm_of(settings, "g.x.H").condition.over_range_raises);
  EXPECT_FALSE(alarm_of(settings, "g.x.H").grave);
  EXPECT_TRUE(alarm_of(settings, "g.x.HH").grave) << "it is called HH, whatever its title";
}

class Caps : public Gas, public testing::WithParamInterface<Cap> {};

TEST_P(Caps, AreReachedButNotPassed) {
  const Cap& cap = GetParam();
  const std::string before = text_;
  gas(cap.unit, cap.keys, {{"H", cap.one}, {"HH", cap.two}});
  EXPECT_THAT(said(), IsEmpty());
  text_ = before;
  gas(cap.unit, cap.keys, {{"H", cap.one_more}, {"HH", cap.two_more}});
  EXPECT_THAT(said(),
              ElementsAre(AllOf(HasSubstr("alarm[0].limit: "), HasSubstr("cap of level 1, "),
                                HasSubstr(cap.basis), HasSubstr("GB/T 50493-2019 5.5.2")),
                          AllOf(HasSubstr("alarm[1].limit: "), HasSubstr("cap of level 2, "),
                                HasSubstr("GB/T 50493-2019 5.5.2"))));
}

INSTANTIATE_TEST_SUITE_P(
    Units, Caps,
    testing::Values(
        Cap{"%LEL", "", "25", "25.1", "50", "50.1", "of a combustible gas"},
        Cap{"%LEL", "gas = \"combustible\"\n", "25", "25.1", "50", "50.1", "combustible"},
        Cap{"%LEL", "gas = \"methane\"\n", "25", "25.1", "50", "50.1", "combustible"},
        Cap{"LEL·m", "", "1", "1.01", "2", "2.01", "combustible"},
        Cap{"mg/m3", "gas = \"H2S\"\n", "10", "10.1", "20", "20.1",
            "100 % of the OEL of hydrogen sulfide (MAC 10 mg/m3)"},
        Cap{"ppm", "gas = \"H2S\"\n", "7.05", "7.06", "14.1", "14.2", "MAC 10 mg/m3; 24.04 L/mol"},
        Cap{"ppm", "gas = \"7783-06-4\"\nmolar_volume = 24.45\n", "7.17", "7.18", "14.3", "14.4",
            "24.45 L/mol"},
        Cap{"ppm", "gas = \"carbon monoxide\"\n", "17.1", "17.2", "34.3", "34.4",
            "PC-TWA 20 mg/m3"},
        Cap{"ppb", "gas = \"AsH3\"\n", "9.25", "9.26", "18.5", "18.6", "arsine"},
        Cap{"%VOL", "gas = \"CO2\"\n", "0.491", "0.492", "0.983", "0.984", "carbon dioxide"},
        Cap{"%", "gas = \"CO2\"\n", "0.491", "0.492", "0.983", "0.984", "carbon dioxide"},
        Cap{"ppm", "gas = \"HCN\"\ncap = \"idlh\"\n", "2.5", "2.51", "5", "5.01",
            "5 % of the IDLH of hydrogen cyanide (50 ppm)"},
        Cap{"ppm", "gas = \"C2H3Cl\"\ncap = \"idlh\"\nidlh = 40\n", "2", "2.1", "4", "4.1",
            "5 % of the IDLH of vinyl chloride (40 ppm)"},
        Cap{"mg/m3", "gas = \"benzene\"\noel = 3\n", "3", "3.1", "6", "6.1",
            "100 % of the OEL of benzene (3 mg/m3)"},
        Cap{"mg/m3", "gas = \"butyl acetate\"\nmolar_mass = 116.16\noel = 200\n", "200", "201",
            "400", "401", "butyl acetate (200 mg/m3)"}));

TEST_F(Gas, AMistakeSaysWhatToWrite) {
  gas("ppm", "gas = \"Cl2\"\n", {{"HH", "1"}});
  EXPECT_THAT(said(),
              ElementsAre("site.toml:51:9: device[2].alarm[0].limit: 1 ppm is above the cap "
                          "of level 2, 0.678 ppm: 200 % of the OEL of chlorine (MAC 1 mg/m3; "
                          "24.04 L/mol), GB/T 50493-2019 5.5.2; write 0.678 or less"));
}

TEST_F(Gas, AnUncertainFigureIsSaid) {
  gas("mg/m3", "gas = \"benzene\"\n", {{"H", "7"}});
  EXPECT_THAT(said(), ElementsAre(HasSubstr("write 6 or less; tables differ about this OEL: write "
                                            "oel = … if yours does")));
}

TEST_F(Gas, LevelsOfOtherNamesAreTheFirstTwo) {
  gas("%LEL", "", {{"B", "50"}, {"A", "25"}, {"EVACUATE", "80"}});
  EXPECT_THAT(said(), IsEmpty());
  write("limit = 25", "limit = 26");
  write("limit = 50", "limit = 51");
  EXPECT_THAT(
      said(),
      ElementsAre(
          HasSubstr("51 %LEL is above the cap of level 2 (its second high limit), 50 %LEL"),
          HasSubstr("26 %LEL is above the cap of level 1 (its lowest high limit), 25 %LEL")));
}

TEST_F(Gas, OneLimitAloneIsLevelOne) {
  gas("%LEL", "", {{"GAS", "40"}});
  EXPECT_THAT(said(), ElementsAre(HasSubstr("cap of level 1 (its lowest high limit), 25 %LEL")));
}

TEST_F(Gas, ALowLimitOfAToxicGasHasNoCap) {
  gas("ppm", "gas = \"H2S\"\n", {});
  append("[[device.alarm]]\npoint = \"x\"\nname = \"DRIFT\"\nkind = \"low\"\nlimit = 15\n");
  EXPECT_THAT(said(), IsEmpty());
}

TEST_F(Gas, OxygenHasALimitOnBothSides) {
  const auto low = [&](const char* name, const char* limit) {
    append("[[device.alarm]]\npoint = \"x\"\nname = \"" + std::string(name) +
           "\"\nkind = \"low\"\nlimit = " + limit + "\n");
  };
  const std::string before = text_;
  for (const char* unit : {"%VOL", "%"}) {
    text_ = before;
    gas(unit, "gas = \"oxygen\"\n", {{"H", "23.5"}, {"HH", "25"}});
    low("L", "19.5");
    low("LL", "18");
    EXPECT_THAT(said(), IsEmpty());
  }
  text_ = before;
  gas("%VOL", "gas = \"O2\"\n", {{"RICH", "23.6"}});
  low("POOR", "19.4");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("23.6 %VOL is too late for oxygen enrichment: level 1 is 23.5 "
                                    "%VOL at most, GB/T 50493-2019 5.5.2; write 23.5 or less"),
                          HasSubstr("19.4 %VOL is too late for oxygen deficiency: level 1 is 19.5 "
                                    "%VOL at least, GB/T 50493-2019 5.5.2; write 19.5 or more")));
}

TEST_F(Gas, OfAModelIsNamedByTheSite) {
  toxic("gas = \"CO\"\n");
  append("[[alarm]]\npoint = \"t.gas\"\nname = \"HH\"\nlimit = 34\n");
  EXPECT_THAT(said(), IsEmpty());
  write("limit = 34", "limit = 35");
  EXPECT_THAT(said(),
              ElementsAre(AllOf(HasSubstr("45:9: alarm[0].limit: 35 ppm is above the cap of "
                                          "level 2, 34.3 ppm"),
                                Not(HasSubstr("another gas")))));
}

TEST_F(Gas, OfAModelWithLimitsOfAnotherSaysHowToNameIt) {
  toxic("");
  append("[[alarm]]\npoint = \"t.gas\"\nname = \"HH\"\nlimit = 34\n");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("hydrogen sulfide (MAC 10 mg/m3; 24.04 L/mol), GB/T "
                                    "50493-2019 5.5.2; write 14.1 or less, or gas = \"…\" on "
                                    "its [[device]] if it measures another gas")));
}

TEST_F(Gas, OfASiteWithLimitsOfTheModelIsSaidInTheSite) {
  toxic("gas = \"Cl2\"\n");
  EXPECT_THAT(
      said(),
      ElementsAre(
          AllOf(
              HasSubstr("site.toml:41:7: device[2].gas: H of the model (gas-detector-toxic.toml:"),
              HasSubstr("): 7 ppm is above the cap of level 1, 0.339 ppm: "),
              HasSubstr("; override it: [[alarm]] with point = \"t.gas\", name = \"H\" and a limit "
                        "of 0.339 or less")),
          HasSubstr("device[2].gas: HH of the model (gas-detector-toxic.toml:")));
}

}  // namespace
}  // namespace hazgate::config
