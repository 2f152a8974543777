#include "drivers/model/tables.hpp"

#include <chrono>

#include "tests/unit/drivers/model/toml_text.hpp"

namespace hazgate::model {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr const char* kGas = "id = \"gas\"\ntable = \"input\"\naddress = 0\ntype = \"uint16\"\n";

struct ReadPoint {
  std::optional<ModelPoint> point;
  std::vector<std::string> said;
};

ReadPoint read(const std::string& lines) {
  TomlText text(lines);
  TableReader reader = text.reader();
  ReadPoint result{read_point(reader), {}};
  reader.finish();
  result.said = text.said();
  return result;
}

/// One line of the gas point written differently, and a line added.
std::vector<std::string> said(const std::string& more, const std::string& from = "",
                              const std::string& to = "") {
  std::string lines = kGas;
  if (!from.empty()) lines.replace(lines.find(from), from.size(), to);
  return read(lines + more).said;
}

TEST(ReadPoint, EveryKey) {
  const auto [point, said] = read(R"(
id = "gas"
name = "combustible gas"
table = "holding"
address = 7
type = "uint32"
order = "CDAB"
scale = 0.1
offset = -4.0
unit = "%LEL"
range = [0.0, 100.0]
invalid = 0xFFFFFFFF
writable = true
sound = true
gas = "combustible"
)");
  EXPECT_THAT(said, IsEmpty());
  ASSERT_TRUE(point);
  EXPECT_EQ(point->gas.gas, "combustible");
  EXPECT_EQ(point->id, "gas");
  EXPECT_EQ(point->name, "combustible gas");
  EXPECT_EQ(point->unit, "%LEL");
  EXPECT_TRUE(point->writable);
  EXPECT_EQ(point->use, OutputUse::Siren);
  EXPECT_EQ(point->format.table, codec::Table::Holding);
  EXPECT_EQ(point->format.address, 7);
  EXPECT_EQ(point->format.type, codec::RawType::Uint32);
  EXPECT_EQ(point->format.order, codec::ByteOrder::CDAB);
  EXPECT_EQ(point->format.scale, 0.1);
  EXPECT_EQ(point->format.offset, -4.0);
  ASSERT_TRUE(point->format.range);
  EXPECT_EQ(point->format.range->high, 100.0);
  EXPECT_THAT(point->format.invalid, ElementsAre(0xFFFFFFFFu));
}

TEST(ReadPoint, StatesAreInTheOrderOfTheirText) {
  const auto [point, said] =
      read(std::string(kGas) + "states = { 0 = \"normal\", 2 = \"fault\", 10 = \"fire\" }\n");
  EXPECT_THAT(said, IsEmpty());
  ASSERT_EQ(point->format.states.size(), 3u);
  for (const auto& [code, text] : point->format.states) {
    EXPECT_EQ(text, code == 0 ? "normal" : code == 2 ? "fault" : "fire");
  }
}

TEST(ReadPoint, TheTypesAndTablesOfTheContract) {
  for (const char* type : {"uint16", "int16", "uint32", "int32", "uint64", "int64", "float32",
                           "float64", "bcd16", "bcd32", "bool"}) {
    EXPECT_THAT(said("", "uint16", type), IsEmpty()) << type;
  }
  EXPECT_THAT(said("bit = 15\n", "uint16", "bit"), IsEmpty());
  EXPECT_THAT(said("length = 8\n", "uint16", "string"), IsEmpty());
  for (const char* table : {"coil", "discrete"}) {
    EXPECT_THAT(
        read("id = \"a\"\naddress = 1\ntype = \"bool\"\ntable = \"" + std::string(table) + "\"")
            .said,
        IsEmpty());
  }
}

TEST(ReadPoint, WhatIsMissing) {
  EXPECT_THAT(read("name = \"x\"").said,
              ElementsAre(StartsWith("t:1:1: id: is missing"), StartsWith("t:1:1: table: is"),
                          StartsWith("t:1:1: address: is"), StartsWith("t:1:1: type: is")));
}

TEST(ReadPoint, AnUnknownTypeIsOneMistake) {
  EXPECT_THAT(said("", "uint16", "uint17"), ElementsAre(StartsWith("t:4:8: type: \"uint17\"")));
  EXPECT_THAT(said("writable = true\n", "input", "holdin"),
              ElementsAre(StartsWith("t:2:9: table: \"holdin\"")));
}

TEST(ReadPoint, WhatDoesNotFitTogether) {
  EXPECT_THAT(said("", "input", "coil"), ElementsAre(StartsWith("t:4:8: type: a coil")));
  EXPECT_THAT(said("bit = 3\n"), ElementsAre(StartsWith("t:5:7: bit: only a point of type")));
  EXPECT_THAT(said("bit = 16\n", "uint16", "bit"),
              ElementsAre(StartsWith("t:5:7: bit: 16 is out")));
  EXPECT_THAT(said("length = 2\n"), ElementsAre(StartsWith("t:5:10: length: only")));
  EXPECT_THAT(said("", "uint16", "string"), ElementsAre(StartsWith("t:4:8: type: a text needs")));
  EXPECT_THAT(said("scale = 0.0\n"), ElementsAre(StartsWith("t:5:9: scale: 0 makes")));
  EXPECT_THAT(said("scale = 2.0\n", "uint16", "bool"),
              ElementsAre("t:5:9: scale: means nothing for type \"bool\"; remove it"));
  EXPECT_THAT(said("states = { 0 = \"a\" }\nscale = 2.0\n"),
              ElementsAre(StartsWith("t:5:10: states: an enumeration has no scale")));
  EXPECT_THAT(said("states = { 0 = \"a\" }\n", "uint16", "float32"),
              ElementsAre(StartsWith("t:5:10: states: an enumeration is a whole number")));
  EXPECT_THAT(said("states = { x = \"a\", 1 = 2 }\n"),
              ElementsAre(StartsWith("t:5:10: states: \"1\" is not"),
                          StartsWith("t:5:10: states: \"x\" is not")));
  EXPECT_THAT(said("range = [5.0, 5.0]\n"),
              ElementsAre(StartsWith("t:5:9: range: is not a range")));
  EXPECT_THAT(said("invalid = 0x1FFFF\n"), ElementsAre(StartsWith("t:5:11: invalid: has more")));
  EXPECT_THAT(said("invalid = 0x1FFFF\n", "uint16", "uint32"), IsEmpty());
}

TEST(ReadPoint, AMoveThatNeedNotBePublished) {
  const auto gas =
      read("id=\"a\"\ntable=\"input\"\naddress=0\ntype=\"uint16\"\ntelemetry_deadband=0.5");
  EXPECT_THAT(gas.said, IsEmpty());
  EXPECT_EQ(gas.point->telemetry_deadband, 0.5);
  EXPECT_THAT(said("telemetry_deadband = -0.5\n"),
              ElementsAre(StartsWith("t:5:22: telemetry_deadband: is no size of a move")));
  EXPECT_THAT(said("telemetry_deadband = inf\n"), ElementsAre(HasSubstr("is not finite")));
  EXPECT_THAT(said("telemetry_deadband = nan\n"), ElementsAre(HasSubstr("is not finite")));
  EXPECT_THAT(said("telemetry_deadband = 1\nstates = { 0 = \"a\" }\n"),
              ElementsAre(HasSubstr("telemetry_deadband: is for numbers")));
}

TEST(ReadPoint, TheEndOfTheAddresses) {
  EXPECT_THAT(said("", "address = 0", "address = 65535"), IsEmpty());
  EXPECT_THAT(read("id=\"a\"\ntable=\"input\"\naddress = 65535\ntype=\"uint32\"").said,
              ElementsAre(StartsWith("t:3:11: address: the value does not end")));
  EXPECT_THAT(said("", "address = 0", "address = 65536"),
              ElementsAre(StartsWith("t:3:11: address: 65536 is out of range")));
  EXPECT_THAT(said("", "address = 0", "address = -1"),
              ElementsAre(StartsWith("t:3:11: address: -1 is out of range")));
}

TEST(ReadPoint, WhatCanBeWritten) {
  EXPECT_THAT(said("writable = true\n"),
              ElementsAre(StartsWith("t:5:12: writable: only coils and holding")));
  EXPECT_THAT(said("writable = true\n", "input", "holding"), IsEmpty());
  EXPECT_THAT(read("id=\"a\"\ntable=\"holding\"\naddress=0\ntype=\"bit\"\nwritable = true").said,
              ElementsAre(StartsWith("t:5:12: writable: one bit of a register")));
  EXPECT_THAT(said("sound = true\n"), ElementsAre(StartsWith("t:5:9: sound: a siren that")));
}

TEST(ReadPoint, WhatAnOutputIsFor) {
  const std::string coil = "id=\"a\"\ntable=\"coil\"\naddress=0\ntype=\"bool\"\n";
  const auto valve =
      read(coil + "writable=true\noutput=\"valve\"\nclosed_by=true\non_loss=\"off\"\n");
  EXPECT_THAT(valve.said, IsEmpty());
  EXPECT_EQ(valve.point->use, OutputUse::Valve);
  EXPECT_EQ(valve.point->closed_by, Value{true});
  EXPECT_EQ(valve.point->on_loss, "off");
  EXPECT_THAT(read(coil + "writable=true\noutput=\"valve\"\n").said,
              ElementsAre(HasSubstr("on_loss: is missing"), HasSubstr("closed_by: is missing")));
  EXPECT_THAT(read(coil + "writable=true\noutput=\"strobe\"\non_loss=\"on\"\nclosed_by=1\n").said,
              ElementsAre(HasSubstr("closed_by: belongs to a valve")));
  EXPECT_THAT(read(coil + "output=\"strobe\"\non_loss=\"on\"\n").said,
              ElementsAre(HasSubstr("output: an output that cannot be written")));
  EXPECT_THAT(read(coil + "writable=true\nsound=true\noutput=\"strobe\"\non_loss=\"on\"\n").said,
              ElementsAre(HasSubstr("output: contradicts sound = true")));
}

TEST(ReadAlarm, NotesWhereEachKeyStands) {
  TomlText text(R"([[alarm]]
point = "gas"
name = "HH"
kind = "high"
limit = 50
on_delay = "2s"
states = ["fire", 3, true]
)");
  std::vector<AlarmText> alarms;
  TableReader reader = text.reader();
  reader.each("alarm", [&](TableReader& table) { alarms.push_back(read_alarm(table)); });
  EXPECT_THAT(text.said(), IsEmpty());
  const AlarmText& alarm = alarms.at(0);
  EXPECT_EQ(alarm.path, "alarm[0]");
  EXPECT_EQ(alarm.place.line, 1u);
  EXPECT_EQ(alarm.limit, 50.0);
  EXPECT_EQ(alarm.on_delay, Duration{2s});
  EXPECT_EQ(alarm.deadband, std::nullopt);
  EXPECT_EQ(alarm.states->size(), 3u);
  EXPECT_EQ(alarm.written.at("limit").place.line, 5u);
  EXPECT_EQ(alarm.written.at("limit").place.column, 9u);
  EXPECT_EQ(alarm.written.at("limit").path, "alarm[0].limit");
  EXPECT_FALSE(alarm.written.contains("deadband"));
}

TEST(ReadPoll, LimitsOfTheProtocol) {
  TomlText text(
      "poll = \"5ms\"\nmax_registers = 126\nmax_bits = 0\nmax_gap = 200\ncomm_after = 0\n");
  TableReader reader = text.reader();
  read_poll(reader);
  EXPECT_THAT(text.said(), ElementsAre(StartsWith("t:1:8: poll: is shorter than 10ms"),
                                       StartsWith("t:2:17: max_registers: 126 is out of range"),
                                       StartsWith("t:3:12: max_bits: 0 is out of range"),
                                       StartsWith("t:4:11: max_gap: 200 is out of range"),
                                       StartsWith("t:5:14: comm_after: 0 is out of range")));
}

}  // namespace
}  // namespace hazgate::model
