#include "simulators/field/command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::sim {
namespace {

using ::testing::HasSubstr;

std::string error_of(const std::string& line) {
  const auto command = parse_command(line);
  return command ? "" : command.error();
}

TEST(Command, SetsNumbersTextsAndFlags) {
  const auto value = [](const std::string& text) {
    const auto command = parse_command(R"({"set":"gd-101.gas","value":)" + text + "}");
    return command ? std::get<SetCommand>(*command).value : Value{};
  };
  EXPECT_EQ(value("60.5"), Value{60.5});
  EXPECT_EQ(value("60"), Value{std::int64_t{60}});
  EXPECT_EQ(value("18446744073709551615"), Value{UINT64_MAX});
  EXPECT_EQ(value("\"fire\""), Value{std::string("fire")});
  EXPECT_EQ(value("true"), Value{true});
  const auto command = parse_command(R"({"set":"gd-101.gas","value":1})");
  EXPECT_EQ(std::get<SetCommand>(*command).device, "gd-101");
  EXPECT_EQ(std::get<SetCommand>(*command).point, "gas");
}

TEST(Command, ForcesFaults) {
  const auto fault = [](const std::string& line) {
    const auto command = parse_command(line);
    return command ? std::get<FaultCommand>(*command).fault : Fault{.code = 99};
  };
  EXPECT_EQ(fault(R"({"fault":"a","kind":"silent"})").kind, FaultKind::Silent);
  EXPECT_EQ(fault(R"({"fault":"a","kind":"none"})").kind, FaultKind::None);
  EXPECT_EQ(fault(R"({"fault":"a","kind":"closed"})").kind, FaultKind::Closed);
  EXPECT_EQ(fault(R"({"fault":"a","kind":"half-open","share":0.5})").kind, FaultKind::HalfOpen);
  EXPECT_EQ(fault(R"({"fault":"a","kind":"exception","code":2})").code, 2);
  EXPECT_EQ(fault(R"({"fault":"a","kind":"exception"})").code, 4);
  EXPECT_EQ(fault(R"({"fault":"a","kind":"late","delay":"300ms"})").delay,
            std::chrono::milliseconds{300});
}

TEST(Command, SpoilsLines) {
  const auto command = parse_command(R"({"line":"rs485","kind":"babble"})");
  ASSERT_TRUE(command);
  EXPECT_EQ(std::get<LineCommand>(*command).listen, "rs485");
  EXPECT_EQ(std::get<LineCommand>(*command).kind, LineFault::Babble);
  EXPECT_THAT(error_of(R"({"line":"rs485","kind":"silent"})"), HasSubstr("none, cut or babble"));
  EXPECT_THAT(error_of(R"({"line":"rs485"})"), HasSubstr("none, cut or babble"));
}

TEST(Command, TellsEventsOfPanels) {
  const auto event = [](const std::string& line) {
    const auto command = parse_command(line);
    return command ? std::get<EventCommand>(*command).event : PoolEvent{};
  };
  EXPECT_EQ(event(R"({"event":"fp-1","kind":"fire","part":"0020100100"})"),
            (PoolEvent{{}, "fire", "0020100100", std::nullopt, std::nullopt}));
  EXPECT_EQ(
      event(R"({"event":"fp-1","kind":"fault","part":"0000000000","source":5,"part_type":0})"),
      (PoolEvent{{}, "fault", "0000000000", 5, 0}));
}

TEST(Command, SaysWhatIsWrongWithAnEvent) {
  EXPECT_THAT(error_of(R"({"event":"fp-1","kind":"fire"})"), HasSubstr("0020100100"));
  EXPECT_THAT(error_of(R"({"event":"fp-1","kind":"fire","part":"00","source":256})"),
              HasSubstr("source is a whole number from 0 to 255"));
  EXPECT_THAT(error_of(R"({"event":"fp-1","kind":"fire","part":"00","part_type":"smoke"})"),
              HasSubstr("part_type is a whole number"));
}

TEST(Command, SaysWhatIsWrong) {
  EXPECT_THAT(error_of("gas up"), HasSubstr("not a JSON object"));
  EXPECT_THAT(error_of("[1]"), HasSubstr("not a JSON object"));
  EXPECT_THAT(error_of("{}"), HasSubstr("neither set, fault, event nor line"));
  EXPECT_THAT(error_of(R"({"set":"gd-101","value":1})"), HasSubstr("gd-101.gas"));
  EXPECT_THAT(error_of(R"({"set":5,"value":1})"), HasSubstr("is not a point"));
  EXPECT_THAT(error_of(R"({"set":"a.b"})"), HasSubstr("no value"));
  EXPECT_THAT(error_of(R"({"set":"a.b","value":[1]})"), HasSubstr("no value"));
  EXPECT_THAT(error_of(R"({"fault":"a","kind":"lazy"})"), HasSubstr("silent"));
  EXPECT_THAT(error_of(R"({"fault":"a","kind":"exception","code":12})"), HasSubstr("1 to 11"));
  EXPECT_THAT(error_of(R"({"fault":"a","kind":"late","delay":3})"), HasSubstr("300ms"));
}

}  // namespace
}  // namespace hazgate::sim
