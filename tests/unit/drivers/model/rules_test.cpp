#include "drivers/model/rules.hpp"

#include <chrono>

#include "drivers/model/device_model.hpp"
#include "tests/unit/drivers/model/toml_text.hpp"

namespace hazgate::model {
namespace {

using namespace std::chrono_literals;
using device::Claim;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr const char* kHead = "model = \"probe\"\nsource = \"generic\"\nfamily = \"gas\"\n";

/// A [[point]] with an address of its own; its first line is `id`.
std::string point(const std::string& id, const std::string& more = "",
                  const std::string& type = "uint16") {
  return "[[point]]\nid = \"" + id + "\"\ntable = \"input\"\naddress = 0\ntype = \"" + type +
         "\"\n" + more;
}

tl::expected<DeviceModel, Mistakes> load(const std::string& points) {
  return parse_model(kHead + points, "probe.toml");
}

/// What is said, without the file.
std::vector<std::string> said(const std::string& points) {
  std::vector<std::string> lines;
  const auto model = load(points);
  if (model) return lines;
  for (const Mistake& mistake : model.error().sorted()) {
    lines.push_back(to_text(mistake).substr(std::string("probe.toml").size()));
  }
  return lines;
}

const std::string kStatus =
    point("status", "states = { 0 = \"ok\", 3 = \"broken\" }\nqualities = { 3 = \"fault\" }\n");
const std::string kUnit = point("unit", "states = { 0 = \"%LEL\", 1 = \"ppm\" }\n");

TEST(Rules, EveryKey) {
  const auto model = load(
      point("gas",
            "unit = \"ppm\"\ndecimals = \"decimals\"\nunit_from = \"unit\"\nstatus = [\"status\", "
            "\"word\"]\n") +
      kUnit + kStatus + point("decimals") +
      point("word",
            "bit_qualities = { 0 = \"warm-up\", 1 = \"maintenance\", 15 = \"over-range\", 2 = "
            "\"simulated\" }\nmax_warm_up = \"2m\"\nmax_maintenance = \"1h\"\nmax_simulated = "
            "\"1m\"\n") +
      point("strikes", "counter = true\ncounter_max_step = 9\n") +
      point("beat", "heartbeat = \"6s\"\nbit = 11\n", "bit"));
  ASSERT_TRUE(model) << to_text(model.error().sorted().at(0));
  const auto& rules = model->points[0].rules;
  EXPECT_EQ(rules.unit, "ppm");
  EXPECT_EQ(rules.unit_from, 1U);
  EXPECT_THAT(rules.status, ElementsAre(2, 4));
  EXPECT_EQ(rules.decimals, 3U);
  EXPECT_FALSE(rules.counter);
  ASSERT_EQ(model->points[2].rules.status_map.codes.size(), 1U);
  EXPECT_EQ(model->points[2].rules.status_map.codes[0].code, 3);
  EXPECT_EQ(model->points[2].rules.status_map.codes[0].claim, Claim::Fault);
  const auto& word = model->points[4].rules.status_map;
  EXPECT_EQ(word.bits.size(), 4U);
  EXPECT_EQ(word.max_warm_up, Duration{2min});
  EXPECT_EQ(word.max_maintenance, Duration{1h});
  EXPECT_EQ(word.max_simulated, Duration{1min});
  EXPECT_TRUE(model->points[5].rules.counter);
  EXPECT_EQ(model->points[5].rules.counter_max_step, 9U);
  EXPECT_EQ(model->points[6].rules.heartbeat, Duration{6s});
  EXPECT_FALSE(model->points[3].rules.any());
}

TEST(Rules, APartnerThatIsNotThereOrNotAlone) {
  EXPECT_THAT(
      said(point("gas", "status = \"statsu\"\n") + point("b", "status = \"status\"\n") + kStatus),
      ElementsAre(":9:10: point[0].status: the device has no point \"statsu\"; did you mean "
                  "\"status\"?"));
  EXPECT_THAT(
      said(point("gas", "status = [\"status\", \"state\"]\n") + kStatus),
      ElementsAre(StartsWith(":9:21: point[0].status[1]: the device has no point \"state\"")));
  EXPECT_THAT(said(point("gas", "decimals = \"gas\"\n")),
              ElementsAre(":9:12: point[0].decimals: the point refers to itself; write the id of "
                          "another point"));
  EXPECT_THAT(said(point("a", "decimals = \"b\"\n") + point("b", "decimals = \"a\"\n")),
              ElementsAre(HasSubstr("point[0].decimals: point \"b\" refers back to \"a\""),
                          HasSubstr("point[1].decimals: point \"a\" refers back to \"b\"")));
  EXPECT_THAT(
      said(point("a", "decimals = \"b\"\n") + point("b", "status = \"status\"\n") + kStatus),
      ElementsAre(HasSubstr("point \"b\" has decimals, unit_from or status of its own")));
}

TEST(Rules, APartnerOfAPointThatWasGivenUpIsNotAMistakeToo) {
  EXPECT_THAT(said(point("gas", "status = \"status\"\n") + point("Status")),
              ElementsAre(HasSubstr("\"Status\" is not an identifier")));
  EXPECT_THAT(said(point("gas", "status = \"status\"\n", "uint17") + kStatus),
              ElementsAre(HasSubstr("\"uint17\" is not known")));
  EXPECT_THAT(
      said(point("gas", "counter = true\nunit_from = \"unit\"\nqualities = { 9 = \"fault\" }\n",
                 "x")),
      Not(testing::Contains(HasSubstr("states"))));
}

TEST(Rules, WhatTheUnitMustBe) {
  EXPECT_THAT(said(point("gas", "unit_from = \"unit\"\n") + kUnit),
              ElementsAre(StartsWith(":9:13: point[0].unit_from: there is no unit")));
  EXPECT_THAT(said(point("gas", "unit = \"%VOL\"\nunit_from = \"unit\"\n") + kUnit),
              ElementsAre(HasSubstr("the unit \"%VOL\" is none of the states of \"unit\"")));
  EXPECT_THAT(said(point("gas", "unit = \"ppm\"\nunit_from = \"unit\"\n") + point("unit")),
              ElementsAre(HasSubstr("point \"unit\" has no states")));
  EXPECT_THAT(said(point("gas", "unit = \"ppm\"\nunit_from = \"unit\"\n", "bool") + kUnit),
              ElementsAre(HasSubstr("only a number has a unit")));
}

TEST(Rules, WhatDecimalsMustBe) {
  const std::string decimals = point("decimals");
  const std::string gas = "decimals = \"decimals\"\n";
  EXPECT_THAT(said(point("gas", gas + "scale = 0.1\n") + decimals),
              ElementsAre(StartsWith(":10:9: point[0].scale: the device says the decimals")));
  EXPECT_THAT(said(point("gas", gas, "float32") + decimals),
              ElementsAre(HasSubstr("only a whole number has its decimals elsewhere")));
  EXPECT_THAT(said(point("gas", gas) + point("decimals", "scale = 0.5\n")),
              ElementsAre(HasSubstr("point \"decimals\" is not a whole number as it is read")));
  EXPECT_THAT(said(point("gas", gas) + point("decimals", "counter = true\ncounter_max_step = 1\n")),
              ElementsAre(HasSubstr("is not a whole number as it is read")));
  EXPECT_THAT(said("[[point]]\nid = \"gas\"\ntable = \"holding\"\naddress = 0\ntype = "
                   "\"uint16\"\nwritable = true\n" +
                   gas + decimals),
              ElementsAre(HasSubstr("writable: a value with decimals is not written")));
}

TEST(Rules, WhatACounterMustBe) {
  EXPECT_THAT(said(point("n", "counter = true\n")),
              ElementsAre(HasSubstr("point[0].counter_max_step: is missing; write the most")));
  EXPECT_THAT(said(point("n", "counter_max_step = 5\n")),
              ElementsAre(HasSubstr("counter_max_step: means nothing without a counter")));
  const std::string counter = "counter = true\ncounter_max_step = 32769\n";
  EXPECT_THAT(said(point("n", counter)), ElementsAre(HasSubstr("write 32768 or less")));
  EXPECT_THAT(said(point("n", counter, "bcd16")), ElementsAre(HasSubstr("write 5000 or less")));
  EXPECT_THAT(said(point("n", counter, "uint32")), IsEmpty());
  for (const char* type : {"int16", "float32", "bool"}) {
    EXPECT_THAT(said(point("n", counter, type)),
                ElementsAre(HasSubstr("counter: a counter is a whole")))
        << type;
  }
  EXPECT_THAT(said(point("n", "scale = 0.1\n" + counter)),
              ElementsAre(HasSubstr("a counter is a whole")));
  EXPECT_THAT(
      said(point("n", "range = [0, 5]\nmask = 0xFF\n" + counter, "uint32")),
      ElementsAre(HasSubstr("range: a counter goes on"), HasSubstr("mask: a counter takes")));
}

TEST(Rules, WhatAStatusWordMustBe) {
  const std::string gas = point("gas", "status = \"s\"\n");
  EXPECT_THAT(said(gas + point("s")),
              ElementsAre(StartsWith(":9:10: point[0].status: point \"s\" has neither qualities")));
  EXPECT_THAT(
      said(gas + point("s", "qualities = { 1 = \"fault\" }\n")),
      ElementsAre(HasSubstr("qualities: belongs to an enumeration, and the point has no states")));
  EXPECT_THAT(
      said(gas + point("s", "states = { 0 = \"a\" }\nqualities = { 1 = \"fault\" }\n")),
      ElementsAre(HasSubstr("qualities: code 1 is none of the point's; write it into states")));
  EXPECT_THAT(
      said(gas +
           point("s", "states = { 0 = \"a\" }\nqualities = { 0 = \"good\", x = \"fault\" }\n")),
      testing::Contains(HasSubstr("code 0: \"good\" is not known; write fault, maintenance")));
  EXPECT_THAT(said(gas + point("s", "qualities = { 1 = \"fault\" }\n", "bool")), IsEmpty());
  EXPECT_THAT(said(gas + point("s", "qualities = { 2 = \"fault\" }\n", "bool")),
              ElementsAre(HasSubstr("code 2 is none of the point's; write 0 or 1")));
  EXPECT_THAT(said(gas + point("s", "bit_qualities = { 15 = \"fault\" }\n")), IsEmpty());
  EXPECT_THAT(said(gas + point("s", "bit_qualities = { 16 = \"fault\" }\n")),
              ElementsAre(HasSubstr("the point has no bit 16; write 0 to 15")));
  EXPECT_THAT(said(gas + point("s", "mask = 0x30\nbit_qualities = { 2 = \"fault\" }\n")),
              ElementsAre(HasSubstr("the point has no bit 2; write 0 to 1")));
  EXPECT_THAT(said(gas + point("s", "bit_qualities = { 1 = \"fault\" }\n", "float32")),
              ElementsAre(HasSubstr("bit_qualities: belongs to a whole number")));
  EXPECT_THAT(said(gas + point("s", "bit_qualities = { 1 = \"fault\" }\nmax_warm_up = \"1m\"\n")),
              ElementsAre(HasSubstr("max_warm_up: no code or bit of the point says \"warm-up\"")));
  EXPECT_THAT(said(kStatus),
              ElementsAre(HasSubstr("point[0].qualities: no point has this one as its "
                                    "status; write status = \"status\"")));
}

TEST(Rules, AHeartbeatCanBeSeen) {
  EXPECT_THAT(said(point("b", "heartbeat = \"0s\"\n")),
              ElementsAre(HasSubstr("would be over at once")));
  EXPECT_THAT(said(point("b", "heartbeat = \"2999ms\"\n")),
              ElementsAre(HasSubstr("point[0].heartbeat: is shorter than three polls")));
  EXPECT_THAT(said(point("b", "heartbeat = \"3s\"\n")), IsEmpty());
}

TEST(Rules, FormatKeysOfThisKind) {
  EXPECT_THAT(said(point("a", "mask = 0x0F0\n")), IsEmpty());
  EXPECT_THAT(said(point("a", "mask = 0x50\n")), ElementsAre(HasSubstr("mask: has a gap")));
  EXPECT_THAT(said(point("a", "mask = 0x10000\n")), ElementsAre(HasSubstr("mask: has more bits")));
  EXPECT_THAT(said(point("a", "mask = 1\n", "int16")), ElementsAre(HasSubstr("without sign")));
  EXPECT_THAT(said("[[point]]\nid = \"a\"\ntable = \"holding\"\naddress = 0\ntype = \"uint16\"\n"
                   "mask = 1\nwritable = true\n"),
              ElementsAre(HasSubstr("a part of a register cannot be written")));
  EXPECT_THAT(said(point("a", "length = 2\nencoding = \"gb18030\"\n", "string")), IsEmpty());
  EXPECT_THAT(
      said(point("a", "length = 2\nencoding = \"big5\"\n", "string")),
      ElementsAre(HasSubstr("encoding: \"big5\" is not known; write one of: ascii, gb18030")));
  EXPECT_THAT(said(point("a", "encoding = \"ascii\"\n")),
              ElementsAre(HasSubstr("encoding: only a point of type \"string\" has an encoding")));
}

TEST(Rules, Sentinels) {
  const auto invalid = [](const std::string& value, const std::string& type) {
    return load(point("a", "invalid = " + value + "\n", type))->points[0].format.invalid;
  };
  EXPECT_THAT(invalid("0x8000", "int16"), ElementsAre(0x8000));
  EXPECT_THAT(invalid("-32768", "int16"), ElementsAre(0x8000));
  EXPECT_THAT(invalid("[0x7FFF, -32768, 0xFFFF]", "int16"), ElementsAre(0x7FFF, 0x8000, 0xFFFF));
  EXPECT_THAT(invalid("-1", "uint64"), ElementsAre(UINT64_MAX));
  EXPECT_THAT(said(point("a", "invalid = [0x7FFF, 0x10000]\n")),
              ElementsAre(StartsWith(":9:20: point[0].invalid[1]: has more bits than the value")));
  EXPECT_THAT(said(point("a", "invalid = -32769\n")),
              ElementsAre(HasSubstr("invalid: has more bits")));
  EXPECT_THAT(said(point("a", "invalid = [\"x\"]\n")),
              ElementsAre(HasSubstr("invalid[0]: is not a whole number; write the raw value")));
  EXPECT_THAT(said(point("a", "invalid = 1\n", "bool")),
              ElementsAre(HasSubstr("means nothing for type \"bool\"")));
}

}  // namespace
}  // namespace hazgate::model
