#include "gateway/config/site_check.hpp"

#include <chrono>

#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using BusesAndDevices = SiteFile;

constexpr const char* kSerial = "type = \"rtu\"\ndevice = \"/dev/ttyS1\"";
constexpr const char* kTcp = "type = \"tcp\"\nhost = \"127.0.0.1\"";

std::string device(const std::string& id, int unit, const std::string& more = "") {
  return "[[device]]\nid = \"" + id + "\"\nbus = \"field\"\nunit = " + std::to_string(unit) +
         "\nmodel = \"gas-detector\"\n" + more;
}

constexpr const char* kInline = R"(
[[device]]
id = "probe"
bus = "field"
unit = 7
name = "a probe"
area = "lab"
[[device.point]]
id = "t"
table = "input"
address = 3
type = "int16"
[[device.alarm]]
point = "t"
name = "H"
kind = "high"
limit = 90
priority = "high"
)";

TEST_F(BusesAndDevices, WhatTheBusGets) {
  const Settings settings = good();
  const poll::BusPlan& bus = settings.buses.at(0);
  ASSERT_EQ(bus.devices.size(), 2u);
  const poll::PolledDevice& gas = bus.devices[0];
  EXPECT_EQ(gas.id, "gd-101");
  EXPECT_EQ(gas.unit, 11);
  EXPECT_EQ(gas.period, Duration{1s});
  ASSERT_EQ(gas.points.size(), 2u);
  EXPECT_EQ(settings.site.points[at(gas.points[0].index)].id, "gd-101.gas");
  EXPECT_TRUE(gas.points[0].danger) << "carries HH";
  EXPECT_TRUE(gas.points[1].danger) << "gas leans on it";
  EXPECT_EQ(gas.points[0].rules.status, std::vector<std::uint32_t>{1});
  EXPECT_TRUE(bus.devices[1].points[0].writable);
  EXPECT_FALSE(bus.devices[1].points[0].danger) << "an output is not polled first";
  EXPECT_EQ(settings.site.devices[0].family, model::Family::Gas);
  EXPECT_EQ(settings.site.devices[1].points.size(), 5u);
  EXPECT_EQ(settings.site.points[at(settings.site.devices[1].points[0])].use,
            model::OutputUse::Siren);
}

TEST_F(BusesAndDevices, TheSiteOverridesTheModelsPolling) {
  write("unit = 11", R"(unit = 11
poll = "250ms"
comm_after = 7
turnaround = "30ms"
max_registers = 10
max_bits = 20
max_gap = 0)");
  const Settings settings = good();
  const poll::PolledDevice& gas = settings.buses.at(0).devices.at(0);
  EXPECT_EQ(gas.period, Duration{250ms});
  EXPECT_EQ(gas.comm_after, 7);
  EXPECT_EQ(gas.turnaround, Duration{30ms});
  EXPECT_EQ(gas.max_registers, 10);
  EXPECT_EQ(gas.max_bits, 20);
  EXPECT_EQ(gas.max_gap, 0);
}

TEST_F(BusesAndDevices, NearALimitADeviceIsPolledFast) {
  write("unit = 11", "unit = 11\npoll_fast = \"200ms\"\nfast_at = 0.5");
  const Settings settings = good();
  const poll::PolledDevice& gas = settings.buses.at(0).devices.at(0);
  EXPECT_EQ(gas.fast, Duration{200ms});
  EXPECT_EQ(gas.fast_at, 0.5);
  bool watched = false;
  for (const poll::PolledPoint& point : gas.points) {
    for (const poll::WatchedLimit& limit : point.limits) {
      watched = true;
      ASSERT_TRUE(limit.above && point.format.range);
      EXPECT_DOUBLE_EQ(limit.near, (point.format.range->low + limit.trip) / 2);
      EXPECT_LT(limit.back, limit.near);
    }
  }
  EXPECT_TRUE(watched);
}

TEST_F(BusesAndDevices, FastIsNotSlower) {
  write("unit = 11", "unit = 11\npoll_fast = \"2h\"\nfast_at = 7");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("its poll_fast is longer than its poll"),
                                  HasSubstr("fast_at: is not a share of the way to the limit")));
}

TEST_F(BusesAndDevices, ADeviceOfInlineTables) {
  append(kInline);
  const Settings settings = good();
  const site::DeviceSpec& probe = settings.site.devices.at(2);
  EXPECT_EQ(probe.model, "");
  EXPECT_EQ(probe.name, "a probe");
  EXPECT_EQ(probe.area, "lab");
  EXPECT_EQ(probe.family, model::Family::Other);
  EXPECT_EQ(alarm_of(settings, "probe.t.H").condition.limit, 90.0);
  EXPECT_EQ(alarm_of(settings, "probe.comm").condition.kind, alarm::ConditionKind::Comm);
}

TEST_F(BusesAndDevices, AModelAndInlineTables) {
  append(device("gd-102", 12, R"([[device.point]]
id = "hours"
table = "input"
address = 9
type = "uint32"
)"));
  EXPECT_EQ(good().site.devices.at(2).points.size(), 3u);
}

TEST_F(BusesAndDevices, AnInlinePointOfTheModelsName) {
  append(device("gd-102", 12, R"([[device.point]]
id = "gas"
table = "input"
address = 9
type = "uint32"
)"));
  EXPECT_THAT(said(), ElementsAre("site.toml:42:6: device[2].point[0].id: device \"gd-102\" has a "
                                  "point \"gas\" already; give each point of a device a name of "
                                  "its own"));
}

TEST_F(BusesAndDevices, NeitherModelNorPoints) {
  write("model = \"gas-detector\"\n", "");
  EXPECT_THAT(said(), testing::Contains(HasSubstr("device[0].model: the device has neither")));
}

TEST_F(BusesAndDevices, IdsUsedTwice) {
  append(device("gd-101", 12));
  append("[[bus]]\nid = \"field\"\ntype = \"tcp\"\nhost = \"a\"\n");
  append("[[contact]]\nid = \"wang\"\nrole = \"x\"\n");
  EXPECT_THAT(
      said(),
      ElementsAre(HasSubstr("device[2].id: device \"gd-101\" stands already in line 13"),
                  HasSubstr("bus[1].id: bus \"field\" stands already in line 8; give each bus an "
                            "id of its own"),
                  HasSubstr("contact[1].id: contact \"wang\" stands already in line 25")));
}

TEST_F(BusesAndDevices, AUnitUsedTwice) {
  append(device("gd-102", 11));
  EXPECT_THAT(said(), ElementsAre(HasSubstr("device[2].unit: unit 11 on bus \"field\" is device "
                                            "\"gd-101\" already")));
}

TEST_F(BusesAndDevices, TheSameUnitOnAnotherBusIsFine) {
  append("[[bus]]\nid = \"b\"\ntype = \"tcp\"\nhost = \"a\"\n" + device("gd-102", 11));
  write("gd-102\"\nbus = \"field\"", "gd-102\"\nbus = \"b\"");
  EXPECT_THAT(said(), IsEmpty());
}

TEST_F(BusesAndDevices, UnitsOfEachKindOfBus) {
  const std::string before = text_;
  for (const char* unit : {"0", "255", "1", "247"}) {
    text_ = before;
    write("unit = 11", std::string("unit = ") + unit);
    EXPECT_THAT(said(), IsEmpty()) << unit << " on tcp";
  }
  for (const char* unit : {"0", "255"}) {
    text_ = before;
    write(kTcp, kSerial);
    write("unit = 11", std::string("unit = ") + unit);
    EXPECT_THAT(said(), ElementsAre(HasSubstr("is not the id of a device on a serial line")));
  }
  for (const char* unit : {"248", "254", "256", "-1"}) {
    text_ = before;
    write("unit = 11", std::string("unit = ") + unit);
    EXPECT_THAT(said(), ElementsAre(HasSubstr(" is out of range; write a whole number from 1 to "
                                              "247")))
        << unit;
  }
}

TEST_F(BusesAndDevices, ASerialDeviceOfTwoBuses) {
  write(kTcp, kSerial);
  append("[[bus]]\nid = \"b\"\n" + std::string(kSerial) + "\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("bus[1].device: /dev/ttyS1 belongs to bus \"field\" "
                                            "already")));
}

TEST_F(BusesAndDevices, NamesOfHazgatesOwn) {
  for (const char* name : {"vote", "bus", "gateway"}) {
    const std::string before = text_;
    append(device(name, 12));
    EXPECT_THAT(said(), ElementsAre(HasSubstr("is a name of hazgate's own"))) << name;
    text_ = before;
  }
}

TEST_F(BusesAndDevices, AWrongIdIsOneMistake) {
  write("id = \"relay-1\"", "id = \"RELAY-1\"");
  write("point = \"relay-1.siren\"", "point = \"RELAY-1.siren\"");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("device[1].id: \"RELAY-1\" is not an identifier")));
}

TEST_F(BusesAndDevices, WhatRefersToAnUnknownModelsPointsIsLetThrough) {
  write("\"relay-box\"", "\"siren-box\"");
  write("\"gas-detector\"", "\"nose\"");
  append("[[alarm]]\npoint = \"gd-101.gas\"\nname = \"H\"\nlimit = 20.0\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("no model \"nose\""), HasSubstr("\"siren-box\"")));
}

TEST_F(BusesAndDevices, APointThatIsLongerThanARead) {
  append(kInline);
  write("type = \"int16\"", "type = \"float64\"");
  write("unit = 7", "unit = 7\nmax_registers = 2");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("device[2].point[0]: takes 4 registers, but device "
                                            "\"probe\" is read 2 at a time; write a larger "
                                            "max_registers")));
}

TEST_F(BusesAndDevices, DangerThatTheLineCannotKeepIsAMistake) {
  write(kTcp, std::string(kSerial) + "\nbaud = 1200");
  for (int unit = 20; unit < 25; ++unit) append(device("gd-" + std::to_string(unit), unit));
  // Six detectors a second, each 18 characters and more of 9.2 ms, and the silences.
  const auto mistakes = said();
  ASSERT_EQ(mistakes.size(), 1u);
  EXPECT_THAT(mistakes[0], HasSubstr("of the line's time at 1200 baud"));
  EXPECT_THAT(mistakes[0], HasSubstr("write a longer poll or a faster baud"));
}

TEST_F(BusesAndDevices, DangerThatTheLineCanKeepIsNone) {
  write(kTcp, std::string(kSerial) + "\nbaud = 9600");
  for (int unit = 20; unit < 25; ++unit) append(device("gd-" + std::to_string(unit), unit));
  EXPECT_THAT(said(), IsEmpty());
}

TEST_F(BusesAndDevices, DangerThatMayHaveToWaitTooLongIsAMistakeOfItsOwn) {
  write(kTcp, std::string(kSerial) + "\nbaud = 9600");
  append(device("gd-102", 12, "poll = \"90ms\"\n"));
  EXPECT_THAT(said(), IsEmpty());
  // 120 registers of a device that is in no hurry keep the line for 300 ms, once they have begun.
  append("[[device]]\nid = \"meter\"\nbus = \"field\"\nunit = 13\npoll = \"60s\"\n");
  for (int address = 0; address < 120; ++address) {
    append("[[device.point]]\nid = \"r" + std::to_string(address) +
           "\"\ntable = \"holding\"\ntype = \"uint16\"\naddress = " + std::to_string(address) +
           "\n");
  }
  const auto mistakes = said();
  ASSERT_EQ(mistakes.size(), 1u);
  EXPECT_THAT(mistakes[0],
              HasSubstr("device[2].id: a poll of it, and what it may have to wait for at 9600 "
                        "baud, takes longer than its period of 90 ms"));
  EXPECT_THAT(mistakes[0], HasSubstr("hazctl budget field"));
}

TEST_F(BusesAndDevices, AServerThatTakesMoreConnectionsGetsThem) {
  write(kTcp, std::string(kTcp) + "\nmax_connections = 3");
  for (int unit = 20; unit < 24; ++unit) append(device("gd-" + std::to_string(unit), unit));
  const Settings settings = good();
  // 11 and 20, 23 are 2 modulo 3; 51 and 21 are 0; 22 is 1.
  ASSERT_EQ(settings.buses.size(), 3u);
  EXPECT_EQ(settings.buses[0].id, "field");
  EXPECT_EQ(settings.buses[1].id, "field/3");
  EXPECT_EQ(settings.buses[2].id, "field/2");
  EXPECT_EQ(settings.buses[0].devices.size(), 2u);
  EXPECT_EQ(settings.buses[1].devices.size(), 3u);
  EXPECT_EQ(settings.buses[2].devices.size(), 1u);
  for (const poll::BusPlan& bus : settings.buses) {
    EXPECT_EQ(std::get<poll::TcpHost>(bus.line).host, "127.0.0.1");
    EXPECT_EQ(settings.site.buses[at(bus.index)].id, bus.id);
    for (const auto& one : bus.devices) {
      EXPECT_EQ(settings.site.devices[at(one.index)].bus, bus.index);
    }
    EXPECT_EQ(alarm_of(settings, "bus." + bus.id).bus, bus.index);
  }
}

TEST_F(BusesAndDevices, AUnitIsUsedOnceOnAllConnectionsOfABus) {
  write(kTcp, std::string(kTcp) + "\nmax_connections = 3");
  append(device("gd-102", 11));
  EXPECT_THAT(said(), ElementsAre(HasSubstr("is device \"gd-101\" already")));
}

TEST_F(BusesAndDevices, ASerialLineHasNoConnections) {
  write(kTcp, std::string(kSerial) + "\nmax_connections = 2");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("max_connections: is not a known key")));
}

TEST_F(BusesAndDevices, AsManyConnectionsAsAServerMayTake) {
  write(kTcp, std::string(kTcp) + "\nmax_connections = 17");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("max_connections: 17 is out of range")));
}

constexpr const char* kDetector = R"(
[[device]]
id = "probe"
bus = "field"
unit = 7
poll = "1s"
[[device.point]]
id = "gas"
table = "input"
address = 0
type = "uint16"
status = "word"
[[device.point]]
id = "strikes"
table = "input"
address = 1
type = "uint16"
counter = true
counter_max_step = 20
[[device.point]]
id = "word"
table = "holding"
address = 0
type = "uint16"
bit_qualities = { 4 = "fault" }
[[device.point]]
id = "beat"
table = "input"
address = 3
type = "uint16"
heartbeat = "4s"
[[device.alarm]]
point = "gas"
name = "H"
kind = "high"
limit = 90
priority = "high"
)";

TEST_F(BusesAndDevices, TheRulesOfAPointReachTheBus) {
  append(kDetector);
  const Settings settings = good();
  const auto& points = settings.buses.at(0).devices.at(2).points;
  EXPECT_THAT(points[0].rules.status, ElementsAre(2u));
  EXPECT_EQ(points[1].rules.counter_max_step, 20u);
  EXPECT_EQ(points[2].rules.status_map.bits.at(0).code, 4);
  EXPECT_EQ(points[3].rules.heartbeat, Duration{4s});
  EXPECT_TRUE(points[0].danger && points[2].danger) << "gas leans on the word";
  EXPECT_FALSE(points[1].danger || points[3].danger);
}

TEST_F(BusesAndDevices, WhatPointsOfADeviceSayOfEachOtherIsChecked) {
  append(kDetector);
  write("status = \"word\"", "status = \"wrod\"");
  write("poll = \"1s\"", "poll = \"2s\"");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("device[2].point[0].status: the device has no point \"wrod\"; "
                                    "did you mean \"word\"?"),
                          HasSubstr("device[2].point[2].bit_qualities: no point has this one"),
                          HasSubstr("device[2].point[3].heartbeat: is shorter than three polls")));
}

TEST_F(BusesAndDevices, APointMayBeReadLessOftenUnlessOthersLeanOnIt) {
  append(kDetector);
  write("counter = true", "counter = true\npoll = \"1m\"");
  EXPECT_EQ(good().buses.at(0).devices.at(2).points[1].period, Duration{1min});
  write("poll = \"1m\"", "poll = \"500ms\"");
  write("heartbeat = \"4s\"", "heartbeat = \"4s\"\npoll = \"1m\"");
  write("bit_qualities", "poll = \"1m\"\nbit_qualities");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("device[2].point[1].poll: is shorter than the device's"),
                          HasSubstr("device[2].point[2].poll: is not for a heartbeat"),
                          HasSubstr("device[2].point[3].poll: is not for a heartbeat")));
}

}  // namespace
}  // namespace hazgate::config
