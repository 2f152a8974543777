#include "gateway/config/limit_check.hpp"

#include <algorithm>
#include <array>
#include <random>

#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

/// A device "v" with a pressure p of -1 to 10 MPa, a state s, and what a test adds.
class Limits : public SiteFile {
 protected:
  void SetUp() override {
    SiteFile::SetUp();
    append(R"([[device]]
id = "v"
bus = "field"
unit = 7
[[device.point]]
id = "p"
table = "input"
address = 0
type = "float32"
unit = "MPa"
range = [-1, 10]
[[device.point]]
id = "s"
table = "input"
address = 2
type = "uint16"
states = { 0 = "shut", 1 = "open" }
)");
  }
  void alarm(const std::string& name, const std::string& kind, double limit,
             const std::string& more = "") {
    append("[[device.alarm]]\npoint = \"p\"\nname = \"" + name + "\"\nkind = \"" + kind +
           "\"\nlimit = " + std::to_string(limit) + "\n" + more);
  }
  void vessel(const std::string& keys, const std::string& point = "p") {
    append("[[device.vessel]]\npoint = \"" + point + "\"\n" + keys);
  }
};

TEST_F(Limits, InOrderAreFine) {
  alarm("HH", "high", 8);
  alarm("H", "high", 7);
  alarm("L", "low", 2);
  alarm("LL", "low", 1);
  vessel("trip = 8\nsafety_valve = 9\nmawp = 9\ndesign = 12.5\n");
  EXPECT_THAT(said(), IsEmpty());
}

TEST_F(Limits, OutOfOrderNameBothValuesAndBothPlaces) {
  alarm("H", "high", 8);   // the limit in line 57
  alarm("HH", "high", 7);  // 62
  EXPECT_THAT(said(),
              ElementsAre("site.toml:62:9: device[2].alarm[1].limit: HH 7 MPa is not above H "
                          "8 MPa (line 57); write LL < L < H < HH <= trip < safety_valve <= "
                          "mawp <= design"));
}

TEST_F(Limits, OfAVesselToo) {
  alarm("HH", "high", 8);
  vessel("trip = 7.5\nsafety_valve = 7.5\nmawp = 7\ndesign = 6\n");
  EXPECT_THAT(
      said(),
      ElementsAre(HasSubstr("60:8: device[2].vessel[0].trip: trip 7.5 MPa is below HH 8 MPa "
                            "(line 57)"),
                  HasSubstr("vessel[0].safety_valve: safety_valve 7.5 MPa is not above trip "
                            "7.5 MPa (line 60)"),
                  HasSubstr("vessel[0].mawp: mawp 7 MPa is below safety_valve 7.5 MPa"),
                  HasSubstr("vessel[0].design: design 6 MPa is below mawp 7 MPa")));
}

TEST_F(Limits, WithoutTheRungsBetween) {
  alarm("H", "high", 8);
  vessel("design = 8\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("design 8 MPa is not above H 8 MPa")));
}

TEST_F(Limits, OfAModelAreSaidWhereTheSiteChangedThem) {
  append("[[device]]\nid = \"pv\"\nbus = \"field\"\nunit = 8\nmodel = \"pressure-vessel\"\n");
  append("[[device.vessel]]\npoint = \"pressure\"\nsafety_valve = 1.5\n");
  append("[[alarm]]\npoint = \"pv.temperature\"\nname = \"H\"\nlimit = 76\n");
  EXPECT_THAT(
      said(),
      ElementsAre(
          AllOf(HasSubstr("60:16: device[3].vessel[0].safety_valve: safety_valve 1.5 MPa is "
                          "not above HH 1.52 MPa (pressure-vessel.toml:"),
                HasSubstr("safety_valve")),
          HasSubstr("64:9: alarm[0].limit: H 76 °C is not below HH 75 °C "
                    "(pressure-vessel.toml:")));
}

TEST_F(Limits, OtherNamesStandInNoOrder) {
  alarm("H", "high", 5);
  alarm("RELIEF", "high", 9);
  alarm("HH", "high", 6);
  EXPECT_THAT(said(), IsEmpty());
}

TEST_F(Limits, RandomOnesAreAcceptedExactlyWhenOrdered) {
  const std::string before = text_;
  std::mt19937 random(7);
  const auto below = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  constexpr std::array<const char*, 4> kAlarms = {"LL", "L", "H", "HH"};
  constexpr std::array<const char*, 4> kKeys = {"trip", "safety_valve", "mawp", "design"};
  int ordered = 0;
  for (int round = 0; round < 300; ++round) {
    text_ = before;
    const bool sorted = below(2) == 0;
    std::array<int, 8> values{};
    int last = 0;
    for (int& value : values) value = last = sorted ? std::min(last + below(3), 10) : below(11);
    std::array<int, 4> sequence = {0, 1, 2, 3};
    std::shuffle(sequence.begin(), sequence.end(), random);
    for (const int i : sequence) {
      const auto at = static_cast<std::size_t>(i);
      alarm(kAlarms[at], i < 2 ? "low" : "high", values[at]);
    }
    std::string keys;
    for (std::size_t i = 0; i < 4; ++i) {
      keys += std::string(kKeys[i]) + " = " + std::to_string(values[4 + i]) + "\n";
    }
    vessel(keys);
    const auto& v = values;
    const bool good = v[0] < v[1] && v[1] < v[2] && v[2] < v[3] && v[3] <= v[4] && v[4] < v[5] &&
                      v[5] <= v[6] && v[6] <= v[7];
    ordered += good ? 1 : 0;
    ASSERT_EQ(said().empty(), good) << text_.substr(before.size());
  }
  EXPECT_GT(ordered, 3);
}

TEST_F(Limits, WhatIsWrongWithAVessel) {
  vessel("");
  vessel("mawp = \"9\"\n", "q");
  vessel("mawp = 9\n", "s");
  vessel("trip = 9\n");
  vessel("mawp = 9\n");
  append("[[device.vessel]]\nmawp = 9\ncolour = 1\n");
  EXPECT_THAT(
      said(),
      ElementsAre(
          HasSubstr("vessel[0].trip: says nothing about the vessel; write trip, safety_valve"),
          HasSubstr("vessel[1].point: device \"v\" has no point \"q\""),
          HasSubstr("vessel[1].mawp: is a text, not a number"),
          HasSubstr("vessel[2].point: s is not a number"),
          HasSubstr("vessel[3].point: p has its [[device.vessel]] already, in line "),
          HasSubstr("vessel[4].point: p has its [[device.vessel]] already"),
          HasSubstr("vessel[5].point: is missing"),
          HasSubstr("vessel[5].colour: is not a known key")));
}

TEST_F(Limits, DeadbandsLeaveRoomBetweenHighAndLow) {
  alarm("L", "low", 2, "deadband = 2.5\n");
  alarm("H", "high", 7, "deadband = 2.4\n");
  EXPECT_THAT(said(), IsEmpty()) << "4.5 and 4.6";
  write("deadband = 2.4", "deadband = 2.5");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("deadband: H returns at 4.5 and L returns at 4.5 (line 57): no "
                                    "value is free of both; write limits further")));
}

TEST_F(Limits, ADeadbandOfAModelIsSaidWhereTheSiteChangedTheLimit) {
  append("[[device]]\nid = \"pv\"\nbus = \"field\"\nunit = 8\nmodel = \"pressure-vessel\"\n");
  append("[[alarm]]\npoint = \"pv.level\"\nname = \"H\"\nlimit = 24\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("site.toml:61:9: alarm[0].limit: H returns at 19 and L "
                                            "returns at 20 (pressure-vessel.toml:")));
}

TEST_F(Limits, ThatCrossAreSaidWhateverTheirNames) {
  alarm("FULL", "high", 3);
  alarm("EMPTY", "low", 4);
  EXPECT_THAT(said(), ElementsAre(HasSubstr("limit: FULL returns at 3 and EMPTY returns at 4")));
}

TEST_F(Limits, ThatCrossAreSaidOnce) {
  alarm("H", "high", 3);
  alarm("L", "low", 4);
  EXPECT_THAT(said(), ElementsAre(HasSubstr("L 4 MPa is not below H 3 MPa")));
}

TEST_F(Limits, ADeadbandIsBelowHalfOfTheRange) {
  alarm("H", "high", 9.5, "deadband = 5.4\n");
  EXPECT_THAT(said(), IsEmpty());
  write("deadband = 5.4", "deadband = 5.5");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("58:12: device[2].alarm[0].deadband: 5.5 is half of the "
                                    "range [-1, 10] or more")));
}

TEST_F(Limits, ThatAreWrongThemselvesAreSaidOnce) {
  alarm("H", "high", 11);
  alarm("HH", "high", 9, "deadband = -1\n");
  alarm("EARLY", "high", 5, "deadband = 8\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("alarm[0].limit: 11 is outside the range"),
                                  HasSubstr("alarm[1].deadband: -1 is negative"),
                                  HasSubstr("alarm[2].deadband: the alarm would return at -3")));
}

}  // namespace
}  // namespace hazgate::config
