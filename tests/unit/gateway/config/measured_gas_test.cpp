#include "gateway/config/measured_gas.hpp"

#include <ostream>

#include "tests/unit/gateway/config/gas_site.hpp"

namespace hazgate::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Gas = GasSite;

struct WrongGas {
  const char* unit;
  const char* keys;
  const char* said;
};

std::ostream& operator<<(std::ostream& out, const WrongGas& wrong) {
  return out << wrong.unit << " " << wrong.keys;
}

class WrongGases : public Gas, public testing::WithParamInterface<WrongGas> {};

TEST_P(WrongGases, AreSaid) {
  gas(GetParam().unit, GetParam().keys, {});
  EXPECT_THAT(said(), ElementsAre(HasSubstr(GetParam().said)));
}

INSTANTIATE_TEST_SUITE_P(
    Keys, WrongGases,
    testing::Values(
        WrongGas{"ppm", "gas = \"ammonia gas\"\n",
                 "46:7: device[2].point[0].gas: \"ammonia gas\" is not known; "},
        WrongGas{"ppm", "gas = \"chlorin\"\n", "did you mean \"chlorine\"? Otherwise write its"},
        WrongGas{"ppm", "gas = \"xyzzy\"\nmolar_mass = 50\n",
                 "write a formula, English name or CAS"},
        WrongGas{"ppm", "gas = \"combustible\"\n",
                 "combustible is not judged in ppm; write unit = \"%LEL\" or \"LEL·m\""},
        WrongGas{"%", "gas = \"combustible\"\n", "combustible is not judged in %"},
        WrongGas{"ppm", "gas = \"oxygen\"\n", "oxygen is not judged in ppm; write unit = \"%VOL\""},
        WrongGas{"%LEL", "gas = \"oxygen\"\n", "oxygen is not judged in %LEL"},
        WrongGas{"MPa", "gas = \"H2S\"\n", "\"MPa\" is not a unit of gas; write unit = \"ppm\""},
        WrongGas{"ppm", "cap = \"idlh\"\n", "point[0].cap: says nothing without gas = \"…\""},
        WrongGas{"%LEL", "molar_volume = 24.45\n", "molar_volume: says nothing without gas"},
        WrongGas{"%LEL", "gas = \"NH3\"\noel = 20\n", "oel: means nothing for a combustible"},
        WrongGas{"%VOL", "gas = \"oxygen\"\ncap = \"oel\"\n", "cap: means nothing for oxygen"},
        WrongGas{"ppm", "gas = \"C2H3Cl\"\ncap = \"idlh\"\n",
                 "cap: no IDLH of vinyl chloride is known; write idlh = …, in ppm, or cap"},
        WrongGas{"ppm", "gas = \"H2S\"\ncap = \"twa\"\n", "cap: \"twa\" is not known"},
        WrongGas{"ppm", "gas = \"H2S\"\nmolar_volume = -1\n", "molar_volume: is not above 0"}));

TEST_F(Gas, OfAnEnumerationIsSaid) {
  gas("ppm", "gas = \"H2S\"\nstates = { 0 = \"a\" }\n", {});
  write("type = \"float32\"\nunit = \"ppm\"", "type = \"uint16\"\nunit = \"ppm\"");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("point[0].gas: g.x is not a number; remove it")));
}

TEST_F(Gas, OfADeviceIsOfThePointThatSaysNone) {
  gas("ppm", "", {{"H", "8"}},
      "gas = \"H2S\"\n[[device.point]]\nid = \"lel\"\ntable = \"input\"\naddress = 4\n"
      "type = \"float32\"\nunit = \"%LEL\"\n[[device.point]]\nid = \"co\"\ntable = "
      "\"input\"\naddress = 6\ntype = \"float32\"\nunit = \"ppm\"\ngas = \"CO\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("8 ppm is above the cap of level 1, 7.05 ppm")));
}

TEST_F(Gas, OfADeviceWithSeveralPointsIsSaid) {
  gas("ppm", "", {},
      "gas = \"H2S\"\n[[device.point]]\nid = \"co\"\ntable = \"input\"\naddress = 6\n"
      "type = \"float32\"\nunit = \"ppm\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("device[2].gas: the device has several points that it "
                                            "could mean; write it into the [[point]] tables")));
}

TEST_F(Gas, OfADeviceWithoutAGasPointIsSaid) {
  write("unit = 51", "unit = 51\ngas = \"H2S\"");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("22:7: device[1].gas: the device has no point in a unit "
                                    "of gas")));
}

TEST_F(Gas, ThatIsNotNamedIsARemark) {
  const std::string model = R"(model = "nose"
source = "test"
family = "gas"
[[point]]
id = "gas"
table = "input"
address = 0
type = "uint16"
unit = "ppm"
[[alarm]]
point = "gas"
name = "H"
kind = "high"
limit = 500
)";
  file("devices/nose.toml", model);
  append("[[device]]\nid = \"n\"\nbus = \"field\"\nunit = 9\nmodel = \"nose\"\n");
  const Settings settings = good();
  ASSERT_EQ(settings.remarks.size(), 1u);
  EXPECT_THAT(
      to_text(settings.remarks[0]),
      HasSubstr("site.toml:36:1: device[2].gas: n.gas is in ppm of a gas that is not named, "
                "so that its limits are not compared with GB/T 50493-2019 5.5.2; write gas"));
  append("gas = \"CO2\"\n");
  EXPECT_THAT(good().remarks, IsEmpty());
}

TEST_F(Gas, WithoutLimitsOrOfAnotherFamilyIsNoRemark) {
  append("[[device]]\nid = \"m\"\nbus = \"field\"\nunit = 9\nmodel = \"honeywell-midas\"\n");
  gas("ppm", "", {{"H", "500"}});  // such as the hardness of water
  EXPECT_THAT(good().remarks, IsEmpty());
}

}  // namespace
}  // namespace hazgate::config
