#include <chrono>
#include <ostream>

#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr const char* kMast = R"([[device]]
id = "met-1"
bus = "field"
unit = 61
area = "north"
[[device.point]]
id = "speed"
table = "input"
address = 0
type = "uint16"
scale = 0.1
unit = "m/s"
[[device.point]]
id = "direction"
table = "input"
address = 1
type = "uint16"
unit = "°"
[[device.point]]
id = "knots"
table = "input"
address = 2
type = "uint16"
unit = "kn"
[[device.point]]
id = "bare"
table = "input"
address = 3
type = "uint16"
[[device.point]]
id = "rain"
table = "discrete"
address = 0
type = "bool"
[[source]]
id = "farm"
kind = "storage"
people_within_500m = 0
area = "south"
[[source.substance]]
name = "氯"
tonnes = 5
)";
constexpr const char* kWind = "[wind]\nspeed = \"met-1.speed\"\ndirection = \"met-1.direction\"\n";

/// Line 78 is the first behind the mast, 81 behind the wind.
class Around : public SiteFile {
 protected:
  void SetUp() override {
    SiteFile::SetUp();
    append(kMast);
  }
  void wind(const std::string& keys = "") { append(kWind + keys); }
  void sector(const std::string& degrees, const std::string& place = "source = \"farm\"",
              const std::string& keys = "") {
    append("[[evacuation]]\n" + place + "\nsector = " + degrees +
           "\nroutes = [\"gate 1\", \"gate 2\"]\n" + keys);
  }
  void neighbour(const std::string& keys) { append("[[neighbour]]\n" + keys); }
};

TEST_F(Around, IsOptional) {
  const Settings settings = good();
  EXPECT_FALSE(settings.site.around.wind);
  EXPECT_THAT(settings.site.around.evacuations, IsEmpty());
  EXPECT_THAT(settings.site.around.neighbours, IsEmpty());
}

TEST_F(Around, Wind) {
  wind();
  const Settings usual = good();
  const site::WindSpec& wind = usual.site.around.wind.value();
  EXPECT_EQ(usual.site.points[at(wind.speed)].id, "met-1.speed");
  EXPECT_EQ(usual.site.points[at(wind.direction)].id, "met-1.direction");
  EXPECT_EQ(wind.rules, emergency::WindRules{});
  append("calm_below = 0.3\nstuck_after = \"2h\"\n");
  EXPECT_EQ(good().site.around.wind->rules,
            (emergency::WindRules{.calm_below = 0.3, .stuck_after = 2h}));
}

TEST_F(Around, Evacuations) {
  wind();
  sector("[315, 45]");
  sector("[0, 360]", "area = \"north\"");
  sector("[45, 180.5]", "source = \"farm\"", "all_round = 800\n");
  sector("[180.5, 315]");
  const Settings settings = good();
  const auto& places = settings.site.around.evacuations;
  ASSERT_EQ(places.size(), 2u);
  EXPECT_EQ(places[0].source, "farm");
  EXPECT_EQ(places[0].all_round, 800);
  ASSERT_EQ(places[0].sectors.size(), 3u);
  EXPECT_EQ(places[0].sectors[1].from, 45);
  EXPECT_EQ(places[0].sectors[1].to, 180.5);
  EXPECT_THAT(places[0].sectors[0].routes, ElementsAre("gate 1", "gate 2"));
  EXPECT_EQ(places[1].area, "north");
  EXPECT_EQ(places[1].all_round, 500);
  const site::AroundSpec& around = settings.site.around;
  EXPECT_EQ(site::evacuation_of(around, "farm", "north"), &places[0]);
  EXPECT_EQ(site::evacuation_of(around, "other", "north"), &places[1]);
  EXPECT_EQ(site::evacuation_of(around, "", "south"), nullptr);
  EXPECT_EQ(site::evacuation_of(around, "", ""), nullptr);
}

TEST_F(Around, SectorsMayBeginAndEndAtNorth) {
  wind();
  sector("[270, 0]");
  sector("[0, 120.3]");
  sector("[120.3, 270]");
  EXPECT_EQ(good().site.around.evacuations.at(0).sectors.at(0).to, 360);
}

TEST_F(Around, SeveralAreasAndSourcesMayHaveTheSameName) {
  wind();
  write("area = \"south\"", "area = \"farm\"");
  sector("[0, 360]");
  sector("[0, 360]", "area = \"farm\"");
  EXPECT_EQ(good().site.around.evacuations.size(), 2u);
}

TEST_F(Around, Neighbours) {
  neighbour(
      "id = \"school\"\nname = \"School 3\"\nbearing = 182.5\ndistance = 900\n"
      "contacts = [\"wang\"]\nlanguage = \"zh-TW\"\nack_within = \"5m\"\n");
  neighbour("id = \"mill\"\nbearing = 360\ndistance = 40\ncontacts = [\"wang\"]\n");
  const Settings settings = good();
  const auto& neighbours = settings.site.around.neighbours;
  ASSERT_EQ(neighbours.size(), 2u);
  EXPECT_EQ(neighbours[0].id, "school");
  EXPECT_EQ(neighbours[0].name, "School 3");
  EXPECT_EQ(neighbours[0].bearing, 182.5);
  EXPECT_EQ(neighbours[0].distance, 900);
  EXPECT_THAT(neighbours[0].contacts, ElementsAre("wang"));
  EXPECT_EQ(neighbours[0].language, "zh-TW");
  EXPECT_EQ(neighbours[0].ack_within, Duration{5min});
  EXPECT_EQ(neighbours[1].name, "mill");
  EXPECT_EQ(neighbours[1].bearing, 0);
  EXPECT_EQ(neighbours[1].language, "en") << "the site's";
  EXPECT_EQ(neighbours[1].ack_within, Duration{3min});
}

TEST_F(Around, WhatIsMissing) {
  append("[wind]\n");
  append("[[evacuation]]\n[[neighbour]]\n");
  EXPECT_THAT(
      said(),
      ElementsAre(
          StartsWith("site.toml:78:1: wind.speed: is missing; write the id of the point"),
          HasSubstr("wind.direction: is missing; write the id of the point that measures the "
                    "degrees it comes from"),
          HasSubstr("evacuation[0].source: is missing; write the id of a source, or instead area"),
          HasSubstr("evacuation[0].sector: is missing; write [from, to] in degrees"),
          HasSubstr("evacuation[0].routes: is missing; write two routes"),
          HasSubstr("neighbour[0].id: is missing"), HasSubstr("neighbour[0].bearing: is missing"),
          HasSubstr("neighbour[0].distance: is missing; write metres"),
          HasSubstr("neighbour[0].contacts: is missing")));
}

TEST_F(Around, GapsAreSaid) {
  wind();
  sector("[0, 90]");
  sector("[180, 350]");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("evacuation[0].sector: source \"farm\" has no routes for wind "
                                    "from [90, 180]; write an [[evacuation]] for it too"),
                          HasSubstr("evacuation[1].sector: source \"farm\" has no routes for wind "
                                    "from [350, 360]")));
}

TEST_F(Around, OneSectorLeavesTheRest) {
  wind();
  sector("[0, 270]", "area = \"south\"");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("evacuation[0].sector: area \"south\" has no routes for "
                                    "wind from [270, 360]")));
}

TEST_F(Around, OverlapsAreSaid) {
  wind();
  sector("[0, 200]");
  sector("[190, 360]");
  EXPECT_THAT(said(), ElementsAre(StartsWith("site.toml:87:10: evacuation[1].sector: [190, 360] "
                                             "overlaps [0, 200] in line 83; let one sector end")));
}

TEST_F(Around, OverlapsAcrossNorthAndOfTheSame) {
  wind();
  sector("[350, 20]");
  sector("[10, 350]");
  sector("[350, 20]");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("evacuation[1].sector: [10, 350] overlaps [350, 20] in"),
                          HasSubstr("evacuation[2].sector: [350, 20] overlaps [350, 20] in "
                                    "line 83"),
                          HasSubstr("evacuation[2].sector: [350, 20] overlaps [10, 350]")));
}

TEST_F(Around, SectorThatCannotBeReadIsNoGap) {
  wind();
  sector("[0, 200]");
  sector("[200, 370]");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("evacuation[1].sector: leaves the circle")));
}

TEST_F(Around, DistanceIsWrittenOnce) {
  wind();
  sector("[0, 100]", "source = \"farm\"", "all_round = 500\n");
  sector("[100, 200]", "source = \"farm\"", "all_round = 500\n");
  sector("[200, 360]", "source = \"farm\"", "all_round = 600\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("evacuation[2].all_round: source \"farm\" has 500 in "
                                            "line 85 already; write it once")));
}

TEST_F(Around, EvacuationNeedsWind) {
  sector("[0, 360]");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("without [wind] no route is ever chosen; write [wind]")));
}

TEST_F(Around, PlacesMustExist) {
  wind();
  sector("[0, 360]", "source = \"fram\"");
  sector("[0, 360]", "area = \"nroth\"");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("evacuation[0].source: no source \"fram\"; did you mean "
                                    "\"farm\"?"),
                          HasSubstr("evacuation[1].area: no device or source is in area "
                                    "\"nroth\"; did you mean \"north\"?")));
}

TEST_F(Around, NeighbourStandsOnce) {
  neighbour("id = \"mill\"\nbearing = 0\ndistance = 40\ncontacts = [\"wang\"]\n");
  neighbour("id = \"mill\"\nbearing = 0\ndistance = 40\ncontacts = [\"wang\"]\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("neighbour[1].id: neighbour \"mill\" stands already in "
                                            "line 79")));
}

struct Wrong {
  const char* keys;
  const char* said;
};
std::ostream& operator<<(std::ostream& out, const Wrong& wrong) {
  return out << wrong.keys;
}

class WrongWind : public Around, public testing::WithParamInterface<Wrong> {};

TEST_P(WrongWind, IsSaid) {
  append(GetParam().keys);
  EXPECT_THAT(said(), ElementsAre(HasSubstr(GetParam().said)));
}

INSTANTIATE_TEST_SUITE_P(
    Keys, WrongWind,
    testing::Values(
        Wrong{"[[wind]]\nspeed = \"met-1.speed\"\n", "wind: is a list, not a table; write [wind]"},
        Wrong{"[wind]\nspeed = \"met-1.sped\"\ndirection = \"met-1.direction\"\n",
              "79:9: wind.speed: no point \"met-1.sped\"; did you mean \"met-1.speed\"?"},
        Wrong{"[wind]\nspeed = \"met-1.speed\"\ndirection = \"met-2.direction\"\n",
              "80:13: wind.direction: no point \"met-2.direction\"; did you mean"},
        Wrong{"[wind]\nspeed = \"\"\ndirection = \"met-1.direction\"\n",
              "wind.speed: is empty; write the id of the point"},
        Wrong{"[wind]\nspeed = 4\ndirection = \"met-1.direction\"\n", "wind.speed: is a"},
        Wrong{"[wind]\nspeed = \"met-1.knots\"\ndirection = \"met-1.direction\"\n",
              "wind.speed: point \"met-1.knots\" is in kn; name one with unit = \"m/s\""},
        Wrong{"[wind]\nspeed = \"met-1.speed\"\ndirection = \"met-1.bare\"\n",
              "wind.direction: point \"met-1.bare\" has no unit; name one with unit = \"°\""},
        Wrong{"[wind]\nspeed = \"met-1.speed\"\ndirection = \"met-1.rain\"\n",
              "wind.direction: point \"met-1.rain\" is not a number"},
        Wrong{"[wind]\nspeed = \"met-1.direction\"\ndirection = \"met-1.direction\"\n",
              "wind.speed: point \"met-1.direction\" is in °"},
        Wrong{"[wind]\nspeed = \"met-1.speed\"\ndirection = \"met-1.direction\"\ncalm_below = 0\n",
              "wind.calm_below: 0 is out of range; write m/s from 0.1 to 5"},
        Wrong{"[wind]\nspeed = \"met-1.speed\"\ndirection = \"met-1.direction\"\nstuck_after = "
              "\"9m\"\n",
              "wind.stuck_after: is out of range; write from \"10m\" to \"24h\""},
        Wrong{"[wind]\nspeed = \"met-1.speed\"\ndirection = \"met-1.direction\"\nheight = 10\n",
              "wind.height: is not a known key"}));

class WrongEvacuation : public Around, public testing::WithParamInterface<Wrong> {};

TEST_P(WrongEvacuation, IsSaid) {
  wind();
  append(std::string("[[evacuation]]\n") + GetParam().keys);
  EXPECT_THAT(said(), ElementsAre(HasSubstr(GetParam().said)));
}

#define HAZGATE_ROUTES "routes = [\"a\", \"b\"]\n"
#define HAZGATE_FARM "source = \"farm\"\n"
#define HAZGATE_ALL "sector = [0, 360]\n"
INSTANTIATE_TEST_SUITE_P(
    Keys, WrongEvacuation,
    testing::Values(
        Wrong{HAZGATE_FARM HAZGATE_ROUTES "area = \"north\"\n" HAZGATE_ALL,
              "evacuation[0].area: stands beside source; write one of the two"},
        Wrong{"source = \"\"\n" HAZGATE_ROUTES HAZGATE_ALL,
              "evacuation[0].source: is empty; write the id"},
        Wrong{HAZGATE_FARM HAZGATE_ROUTES "sector = \"north\"\n",
              "evacuation[0].sector: is a text, not a list"},
        Wrong{HAZGATE_FARM HAZGATE_ROUTES "sector = [0, 90, 180]\n",
              "84:10: evacuation[0].sector: is not two numbers; write [from, to] in degrees"},
        Wrong{HAZGATE_FARM HAZGATE_ROUTES "sector = [0, true]\n",
              "evacuation[0].sector: is not two numbers"},
        Wrong{HAZGATE_FARM HAZGATE_ROUTES "sector = [-10, 350]\n",
              "evacuation[0].sector: leaves the circle of 0 to 360 degrees"},
        Wrong{HAZGATE_FARM HAZGATE_ROUTES "sector = [360, 350]\n",
              "evacuation[0].sector: leaves the circle of 0 to 360 degrees"},
        Wrong{HAZGATE_FARM HAZGATE_ROUTES "sector = [0, nan]\n",
              "evacuation[0].sector: leaves the circle of 0 to 360 degrees"},
        Wrong{HAZGATE_FARM HAZGATE_ROUTES "sector = [90, 90]\n",
              "evacuation[0].sector: is empty; write [0, 360] for every wind"},
        Wrong{HAZGATE_FARM HAZGATE_ALL "routes = [\"a\"]\n",
              "evacuation[0].routes: names 1 route; write two routes, so that one is left"},
        Wrong{HAZGATE_FARM HAZGATE_ALL "routes = [\"a\", \"b\", \"c\"]\n",
              "evacuation[0].routes: names 3 routes; write two"},
        Wrong{HAZGATE_FARM HAZGATE_ALL "routes = [\"a\", \"\"]\n",
              "evacuation[0].routes[1]: is empty; describe the route"},
        Wrong{HAZGATE_FARM HAZGATE_ALL "routes = [\"a\", \"a\"]\n",
              "evacuation[0].routes[1]: is the same as the first"},
        Wrong{HAZGATE_FARM HAZGATE_ALL HAZGATE_ROUTES "all_round = 0\n",
              "evacuation[0].all_round: 0 is out of range; write metres"},
        Wrong{HAZGATE_FARM HAZGATE_ALL HAZGATE_ROUTES "route = 0\n",
              "evacuation[0].route: is not a known key; did you mean routes?"}));

class WrongNeighbour : public Around, public testing::WithParamInterface<Wrong> {};

TEST_P(WrongNeighbour, IsSaid) {
  neighbour(GetParam().keys);
  EXPECT_THAT(said(), ElementsAre(HasSubstr(GetParam().said)));
}

INSTANTIATE_TEST_SUITE_P(
    Keys, WrongNeighbour,
    testing::Values(
        Wrong{"id = \"Mill\"\nbearing = 0\ndistance = 9\ncontacts = [\"wang\"]\n",
              "79:6: neighbour[0].id: \"Mill\" is not an identifier"},
        Wrong{"id = \"mill\"\nbearing = 361\ndistance = 9\ncontacts = [\"wang\"]\n",
              "neighbour[0].bearing: 361 is out of range; write degrees from our source"},
        Wrong{"id = \"mill\"\nbearing = -1\ndistance = 9\ncontacts = [\"wang\"]\n",
              "neighbour[0].bearing: -1 is out of range"},
        Wrong{"id = \"mill\"\nbearing = \"north\"\ndistance = 9\ncontacts = [\"wang\"]\n",
              "neighbour[0].bearing: is a text, not a number"},
        Wrong{"id = \"mill\"\nbearing = 0\ndistance = 0\ncontacts = [\"wang\"]\n",
              "neighbour[0].distance: 0 is out of range; write metres from our source"},
        Wrong{"id = \"mill\"\nbearing = 0\ndistance = 9\ncontacts = []\n",
              "neighbour[0].contacts: names nobody; write the ids of the contacts"},
        Wrong{"id = \"mill\"\nbearing = 0\ndistance = 9\ncontacts = [\"wang\", \"wagn\"]\n",
              "82:21: neighbour[0].contacts[1]: no contact \"wagn\"; did you mean \"wang\"?"},
        Wrong{"id = \"mill\"\nbearing = 0\ndistance = 9\ncontacts = [\"wang\", \"wang\"]\n",
              "neighbour[0].contacts[1]: \"wang\" stands there already; name each contact once"},
        Wrong{
            "id = \"mill\"\nbearing = 0\ndistance = 9\ncontacts = [\"wang\"]\nlanguage = \"fr\"\n",
            "neighbour[0].language: \"fr\" is not known; write one of: zh-CN, zh-TW, en"},
        Wrong{"id = \"mill\"\nbearing = 0\ndistance = 9\ncontacts = [\"wang\"]\nack_within = "
              "\"10s\"\n",
              "neighbour[0].ack_within: is out of range; write from \"30s\" to \"1h\""},
        Wrong{"id = \"mill\"\nbearing = 0\ndistance = 9\ncontacts = [\"wang\"]\nphone = \"1\"\n",
              "neighbour[0].phone: is not a known key"}));

TEST_F(Around, PointsOfAWrongDeviceAreNotSaidTwice) {
  write("id = \"met-1\"\n", "id = \"met-1\"\nmodel = \"met-mast\"\n");
  write("id = \"direction\"\n", "id = \"vane\"\n");
  wind();
  EXPECT_THAT(said(), ElementsAre(HasSubstr("device[2].model: no model \"met-mast\"")));
}

}  // namespace
}  // namespace hazgate::config
