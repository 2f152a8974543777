#include "tests/unit/simulators/scenario/scenario_text.hpp"

namespace hazgate::sim {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(ScenarioTest, SaysEveryMistakeWithItsPlace) {
  const auto list = mistakes(std::string(kHead) + R"([[device]]
id = "gd-101"
listen = "feild"
unit = 300
model = "gas-detector-combustible"
[[device.value]]
point = "gaz"
start = 2.0
[[device.value]]
point = "gas"
start = 2.0
change = [{ at = "8", to = 64.0 }]
[[device.fault]]
at = "1s"
for = "1s"
kind = "lazy"
speed = 3
)");
  ASSERT_EQ(list.size(), 6u);
  EXPECT_THAT(list[0], HasSubstr("scenario.toml:7:"));
  EXPECT_THAT(list[0], HasSubstr("feild"));
  EXPECT_THAT(list[1], HasSubstr("300"));
  EXPECT_THAT(list[2], HasSubstr("gaz"));
  EXPECT_THAT(list[3], HasSubstr("duration"));
  EXPECT_THAT(list[4], HasSubstr("lazy"));
  EXPECT_THAT(list[5], HasSubstr("speed"));
}

TEST_F(ScenarioTest, AnUnknownModelAndAnEmptyFileAreMistakes) {
  EXPECT_THAT(mistakes(std::string(kHead) + "[[device]]\nid = \"a\"\nlisten = \"field\"\nunit = 1\n"
                                            "model = \"gas-detektor\"\n"),
              ::testing::ElementsAre(HasSubstr("gas-detektor")));
  EXPECT_THAT(mistakes(""), ::testing::ElementsAre(HasSubstr("no device")));
  EXPECT_THAT(mistakes("id = "), ::testing::ElementsAre(HasSubstr("not TOML")));
}

TEST_F(ScenarioTest, ADeviceOfAnUnknownModelHidesNoOtherMistake) {
  EXPECT_THAT(mistakes(std::string(kHead) + R"([[device]]
id = "a"
listen = "field"
unit = 1
model = "gas-detektor"
[[device.value]]
point = "gas"
start = 2.0
nosie = 1.0
)"),
              ElementsAre(AllOf(HasSubstr("gas-detektor"), HasSubstr("did you mean")),
                          HasSubstr("did you mean noise?")));
}

TEST_F(ScenarioTest, MistakesOfAModelAreSaidWithTheirPlaces) {
  beside("broken",
         "model = \"broken\"\nvendor = \"a\"\nsource = \"generic\"\n"
         "family = \"gass\"\n[[point]]\nid = \"x\"\ntable = \"inptu\"\n"
         "address = 0\ntype = \"uint16\"\n");
  EXPECT_THAT(mistakes(std::string(kHead) + "[[device]]\nid = \"a\"\nlisten = \"field\"\nunit = 1\n"
                                            "model = \"broken\"\n"),
              ElementsAre(HasSubstr("broken.toml:4:10"), HasSubstr("broken.toml:7:9")));
}

TEST_F(ScenarioTest, FaultsOfLinesAreChecked) {
  EXPECT_THAT(
      mistakes(R"(device = []
[[listen]]
id = "field"
type = "tcp"
[[listen.fault]]
at = "1s"
for = "2s"
kind = "babble"
[[listen.fault]]
for = "0s"
kind = "cat"
share = 0.5
[[listen]]
id = "line"
type = "rtv"
[[listen.fault]]
at = "1s"
for = "2s"
kind = "babble"
[[listen.fault]]
at = "1s"
for = "2s"
)"),
      ElementsAre(AllOf(HasSubstr(":8:8"), HasSubstr("only a serial line babbles; write cut")),
                  AllOf(HasSubstr(":9:1"), HasSubstr("listen[0].fault[1].at: is missing")),
                  AllOf(HasSubstr(":10:7"), HasSubstr("is zero")),
                  AllOf(HasSubstr(":11:8"), HasSubstr("cut")),
                  AllOf(HasSubstr(":12:"), HasSubstr("share")),
                  AllOf(HasSubstr(":15:8"), HasSubstr("rtu")),
                  AllOf(HasSubstr(":20:1"), HasSubstr("kind: is missing; write cut or babble"))));
}

TEST_F(ScenarioTest, OnlyTcpHasConnectionsToBreak) {
  const auto device = [](const std::string& listen, const std::string& kind) {
    return R"(
[[listen]]
id = "line"
type = "rtu"
link = "/tmp/line"
[[listen]]
id = "field"
type = "tcp"
[[device]]
id = "a"
listen = ")" +
           listen + R"("
unit = 1
model = "relay-box"
[[device.fault]]
at = "1s"
for = "2s"
kind = ")" +
           kind + "\"\n";
  };
  for (const char* kind : {"closed", "half-open"}) {
    EXPECT_THAT(mistakes(device("field", kind)), ElementsAre());
    EXPECT_THAT(mistakes(device("line", kind)),
                ElementsAre(AllOf(HasSubstr(":17:8"), HasSubstr("serial line has no connection"))));
    EXPECT_THAT(mistakes(device("feild", kind)), ElementsAre(HasSubstr("feild")))
        << "what it listens on is not known";
  }
  EXPECT_THAT(mistakes(device("line", "silent")), ElementsAre());
}

TEST_F(ScenarioTest, EventsAreChecked) {
  EXPECT_THAT(
      mistakes(std::string(kHead) + R"([[device]]
id = "fp-1"
listen = "field"
unit = 1
model = "fire-panel-gst"
[[device.event]]
at = "5s"
kind = "fier"
part = "0020100100"
[[device.event]]
at = "5"
kind = "fire"
part = "00201001"
[[device.event]]
kind = "fire"
prat = "0020100100"
source = 256
[[device.event]]
at = "5s"
kind = ""
part = "0020100100"
[[device.value]]
point = "others"
start = "fire"
[[device]]
id = "gd-1"
listen = "field"
unit = 2
model = "gas-detector"
[[device.event]]
at = "5s"
kind = "fire"
part = "0020100100"
)"),
      ElementsAre(AllOf(HasSubstr(":12:8"), HasSubstr("\"fier\" is no event"),
                        HasSubstr("write one of fire, fault, start")),
                  AllOf(HasSubstr(":15:6"), HasSubstr("duration")),
                  AllOf(HasSubstr(":17:8"), HasSubstr("write its 10 digits")),
                  AllOf(HasSubstr(":18:1"), HasSubstr("at: is missing")),
                  AllOf(HasSubstr(":18:1"), HasSubstr("part: is missing")),
                  AllOf(HasSubstr(":20:"), HasSubstr("part")),
                  AllOf(HasSubstr(":21:10"), HasSubstr("255")),
                  AllOf(HasSubstr(":24:8"), HasSubstr("\"\" is no event")),
                  AllOf(HasSubstr(":27:9"), HasSubstr("is a zone"), HasSubstr("[[device.event]]")),
                  AllOf(HasSubstr(":36:8"), HasSubstr("no queue of events"))));
}

TEST_F(ScenarioTest, ListensAreChecked) {
  EXPECT_THAT(mistakes(R"(
device = []
[[listen]]
id = "a"
type = "rtu"
port = 502
link = "/tmp/x"
[[listen]]
id = "b"
type = "rtu"
link = "/tmp/x"
[[listen]]
id = "b"
type = "tcp"
baud = 9600
[[listen]]
id = "c"
type = "rtu"
)"),
              ElementsAre(AllOf(HasSubstr(":6:8"), HasSubstr("tcp")), HasSubstr("has this link"),
                          HasSubstr("stands twice"), AllOf(HasSubstr(":15:8"), HasSubstr("rtu")),
                          HasSubstr("link: is missing")));
}

TEST_F(ScenarioTest, ValuesAndFaultsAreChecked) {
  EXPECT_THAT(
      mistakes(std::string("stop_at_end = true\n") + kHead + R"([[device]]
id = "fp"
listen = "field"
unit = 3
model = "fire-panel"
[[device.value]]
point = "zone-3"
noise = 0.3
change = [
  { at = "45s", to = "fier" },
  { at = "4s", to = "fire", over = "3s" },
]
[[device.value]]
point = "zone-3"
[[device.fault]]
at = "1s"
for = "0s"
kind = "late"
code = 3
[[device]]
id = "fp"
listen = "field"
unit = 3
model = "gas-detector"
[[device.value]]
point = "gas"
start = 9e9
noise = -1
wave = 2.0
)"),
      ElementsAre(HasSubstr("needs a duration"), HasSubstr("zone-3 is no number"),
                  HasSubstr("\"fier\" is none of the point's states"),
                  AllOf(HasSubstr("change[1].at"), HasSubstr("before the change above")),
                  HasSubstr("change[1].over"), HasSubstr("has a value already"),
                  HasSubstr("for: is zero"), HasSubstr("belongs to kind = \"exception\""),
                  HasSubstr("\"fp\" stands twice"), HasSubstr("another device"),
                  HasSubstr("does not fit"), HasSubstr("negative"), HasSubstr("has no period")));
}

}  // namespace
}  // namespace hazgate::sim
