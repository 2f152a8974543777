#include "drivers/poll/interpreter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

namespace hazgate::poll {
namespace {

using namespace std::chrono_literals;
using codec::Decoded;
using device::Claim;
using device::Note;
using testing::ElementsAre;

constexpr Tick kStart{1h};

Decoded whole(std::uint64_t value) {
  return {value, Quality::Good, false, static_cast<double>(value)};
}
Decoded text(const std::string& value, double code) {
  return {value, Quality::Good, false, code};
}
Decoded bad(Quality quality) {
  return {std::monostate{}, quality};
}
Decoded beyond(double value, bool above) {
  return {std::monostate{}, Quality::OutOfRange, above, value};
}

/// "point quality value note" of each reading.
std::vector<std::string> lines(const std::vector<PointReading>& readings) {
  std::vector<std::string> made;
  for (const PointReading& reading : readings) {
    std::string line = std::to_string(at(reading.point)) + " " +
                       std::string(to_text(reading.decoded.quality)) + " " +
                       to_text(reading.decoded.value);
    if (reading.decoded.above_range) line += " above";
    if (reading.note != Note::None) line += ", " + std::string(to_text(reading.note));
    made.push_back(line);
  }
  return made;
}

class InterpreterTest : public testing::Test {
 protected:
  PolledPoint& add(codec::RawType type = codec::RawType::Uint16) {
    PolledPoint point;
    point.index = PointIndex{static_cast<std::uint32_t>(10 + device_.points.size())};
    point.format.type = type;
    device_.points.push_back(point);
    return device_.points.back();
  }
  std::vector<std::string> take(std::vector<std::pair<std::uint32_t, Decoded>> readings,
                                Duration after = {}) {
    if (!interpreter_) interpreter_.emplace(device_);
    std::vector<PointReading> given;
    for (auto& [point, decoded] : readings) given.push_back({PointIndex{point}, decoded});
    return lines(interpreter_->interpret(std::move(given), kStart + after));
  }
  PolledDevice device_;
  std::optional<Interpreter> interpreter_;
};

TEST_F(InterpreterTest, WithoutRulesReadingsPassAsTheyAre) {
  add();
  add();
  EXPECT_THAT(take({{11, whole(7)}, {10, bad(Quality::Comm)}}),
              ElementsAre("11 good 7", "10 comm -"));
  EXPECT_THAT(take({}, 1h), ElementsAre());
}

// Heartbeat

TEST_F(InterpreterTest, AHeartbeatThatStandsMakesTheWholeDeviceStuck) {
  add().rules.heartbeat = 6s;
  add();
  add();
  EXPECT_THAT(take({{10, whole(1)}, {11, whole(5)}, {12, bad(Quality::Fault)}}),
              ElementsAre("10 good 1", "11 good 5", "12 fault -"));
  EXPECT_THAT(take({{10, whole(1)}}, 6s), ElementsAre("10 good 1"));
  EXPECT_THAT(take({{10, whole(1)}}, 6s + 1us),
              ElementsAre("10 stuck -, the heartbeat of the device stands still",
                          "11 stuck -, the heartbeat of the device stands still"));
  EXPECT_THAT(take({{11, whole(6)}}, 7s),
              ElementsAre("11 stuck -, the heartbeat of the device stands still"));
  EXPECT_THAT(take({{11, beyond(900, true)}}, 7s),
              ElementsAre("11 stuck -, the heartbeat of the device stands still"));
  EXPECT_THAT(take({{11, bad(Quality::Exception)}}, 7s), ElementsAre("11 exception -"));
  EXPECT_THAT(take({{11, whole(6)}}, 7s),
              ElementsAre("11 stuck -, the heartbeat of the device stands still"));
  EXPECT_THAT(take({{10, whole(0)}}, 8s), ElementsAre("10 good 0", "11 good 6"));
}

TEST_F(InterpreterTest, AHeartbeatThatIsNeverReadStands) {
  add().rules.heartbeat = 6s;
  add();
  EXPECT_THAT(take({{11, whole(5)}}), ElementsAre("11 good 5"));
  EXPECT_THAT(take({{10, bad(Quality::Exception)}}, 3s), ElementsAre("10 exception -"));
  EXPECT_THAT(take({{11, whole(5)}}, 7s),
              ElementsAre("11 stuck -, the heartbeat of the device stands still"));
}

TEST_F(InterpreterTest, AfterALongOutageOnlyASignOfLifeMakesReadingsUsable) {
  add().rules.heartbeat = 6s;
  take({{10, whole(1)}});
  EXPECT_THAT(take({{10, bad(Quality::Comm)}}, 10min), ElementsAre("10 comm -"));
  EXPECT_THAT(take({{10, whole(1)}}, 11min),
              ElementsAre("10 stuck -, the heartbeat of the device stands still"));
  EXPECT_THAT(take({{10, whole(0)}}, 11min + 2s), ElementsAre("10 good 0"));
}

// Counters

TEST_F(InterpreterTest, ACounterOnlyGrows) {
  auto& point = add();
  point.rules.counter = true;
  point.rules.counter_max_step = 100;
  EXPECT_THAT(take({{10, whole(65530)}}), ElementsAre("10 good 65530"));
  EXPECT_THAT(take({{10, whole(4)}}), ElementsAre("10 good 65540"));
  EXPECT_THAT(
      take({{10, whole(0)}}),
      ElementsAre("10 uncertain 65540, the counter was reset or jumped; nothing was counted"));
  EXPECT_THAT(take({{10, bad(Quality::Comm)}}), ElementsAre("10 comm -"));
  EXPECT_THAT(take({{10, whole(2)}}), ElementsAre("10 good 65542"));
}

TEST_F(InterpreterTest, ACounterTakesEachReadingOnceAndNoneWhileItIsBad) {
  auto& point = add();
  point.rules.counter = true;
  point.rules.counter_max_step = 100;
  point.rules.status = {1};
  add().rules.status_map.codes = {{1, Claim::Fault}};
  EXPECT_THAT(take({{10, whole(5)}}), ElementsAre("10 not-yet -, the status word cannot be read"));
  EXPECT_THAT(take({{11, text("ok", 0)}}), ElementsAre("11 good ok", "10 good 5"));
  EXPECT_THAT(take({{10, whole(0)}}),
              ElementsAre("10 uncertain 5, the counter was reset or jumped; nothing was counted"));
  EXPECT_THAT(take({{11, text("ok", 0)}}), ElementsAre("11 good ok"));
  EXPECT_THAT(take({{11, text("fault", 1)}}),
              ElementsAre("11 good fault", "10 fault -, the device reports a fault"));
  EXPECT_THAT(take({{10, whole(60000)}}), ElementsAre("10 fault -, the device reports a fault"));
  EXPECT_THAT(take({{10, whole(3)}, {11, text("ok", 0)}}), ElementsAre("10 good 8", "11 good ok"));
}

// Decimals and unit

TEST_F(InterpreterTest, DecimalsShiftTheValueAndAreWaitedFor) {
  auto& gas = add();
  gas.rules.decimals = 1;
  gas.format.range = codec::Range{0, 100};
  add();
  EXPECT_THAT(take({{10, beyond(123, true)}}),
              ElementsAre("10 not-yet -, the number of decimals cannot be read"));
  EXPECT_THAT(take({{11, whole(1)}}), ElementsAre("11 good 1", "10 good 12.3"));
  EXPECT_THAT(take({{10, beyond(1001, true)}}), ElementsAre("10 out-of-range - above"));
  EXPECT_THAT(take({{10, whole(7)}, {11, whole(0)}}), ElementsAre("10 good 7", "11 good 0"));
  EXPECT_THAT(take({{11, whole(4)}, {10, whole(12)}}), ElementsAre("11 good 4", "10 good 0.0012"));
  EXPECT_THAT(take({{11, whole(5)}}),
              ElementsAre("11 good 5", "10 fault -, the number of decimals is not 0 to 4"));
  EXPECT_THAT(
      take({{11, bad(Quality::Exception)}}),
      ElementsAre("11 exception -", "10 exception -, the number of decimals cannot be read"));
}

TEST_F(InterpreterTest, OldRegistersAreNotShiftedAnew) {
  add().rules.decimals = 1;
  add();
  take({{10, whole(123)}, {11, whole(1)}});
  EXPECT_THAT(take({{11, whole(2)}}), ElementsAre("11 good 2")) << "10 stays 12.3, not 1.23";
  EXPECT_THAT(take({{10, whole(1230)}}), ElementsAre("10 good 12.3"));
}

TEST_F(InterpreterTest, AnotherUnitIsAFault) {
  auto& gas = add();
  gas.rules.unit_from = 1;
  gas.rules.unit = "%LEL";
  add();
  EXPECT_THAT(take({{10, whole(30)}}), ElementsAre("10 not-yet -, the unit cannot be read"));
  EXPECT_THAT(take({{11, text("%LEL", 0)}}), ElementsAre("11 good %LEL", "10 good 30"));
  EXPECT_THAT(
      take({{11, text("ppm", 1)}}),
      ElementsAre("11 good ppm",
                  "10 fault -, the device measures in another unit than the configured one"));
  EXPECT_THAT(take({{11, bad(Quality::Fault)}}),
              ElementsAre("11 fault -", "10 fault -, the unit cannot be read"));
}

// Status words

TEST_F(InterpreterTest, AStatusWordJudgesTheValue) {
  add().rules.status = {1};
  add().rules.status_map.codes = {
      {1, Claim::Uncertain}, {2, Claim::Simulated},   {3, Claim::UnderRange}, {4, Claim::OverRange},
      {5, Claim::WarmUp},    {6, Claim::Maintenance}, {7, Claim::Fault}};
  const std::string rows[] = {"10 good 42",
                              "10 uncertain 42, the device asks for maintenance",
                              "10 simulated 42, the device sends a test value",
                              "10 out-of-range -, the device reports under-range",
                              "10 out-of-range - above, the device reports over-range",
                              "10 warm-up -, the device is warming up",
                              "10 maintenance -, the device is in calibration, test or inhibit",
                              "10 fault -, the device reports a fault"};
  for (std::size_t code = 0; code < 8; ++code) {
    EXPECT_THAT(take({{10, whole(42)}, {11, text("s", static_cast<double>(code))}}),
                ElementsAre(rows[code], "11 good s"));
  }
  // A number beyond the range stays so where the word has nothing worse to say.
  EXPECT_THAT(take({{10, beyond(900, true)}, {11, text("s", 2)}}),
              ElementsAre("10 out-of-range - above", "11 good s"));
  EXPECT_THAT(
      take({{10, beyond(900, true)}, {11, text("s", 6)}}),
      ElementsAre("10 maintenance -, the device is in calibration, test or inhibit", "11 good s"));
  EXPECT_THAT(take({{10, bad(Quality::Fault)}, {11, text("s", 0)}}),
              ElementsAre("10 fault -", "11 good s"));
  EXPECT_THAT(take({{10, whole(1)}, {11, {std::monostate{}, Quality::Fault, false, 99}}}),
              ElementsAre("10 fault -, the status word cannot be read", "11 fault -"));
}

TEST_F(InterpreterTest, OfTwoStatusWordsTheWorseWins) {
  add().rules.status = {1, 2};
  add().rules.status_map.codes = {{1, Claim::WarmUp}};
  add().rules.status_map.bits = {{4, Claim::Fault}, {5, Claim::OverRange}};
  EXPECT_THAT(take({{10, whole(9)}, {11, text("s", 0)}}),
              ElementsAre("10 not-yet -, the status word cannot be read", "11 good s"));
  EXPECT_THAT(take({{12, whole(0)}}), ElementsAre("12 good 0", "10 good 9"));
  EXPECT_THAT(take({{12, whole(0x10)}, {11, text("s", 1)}}),
              ElementsAre("12 good 16", "11 good s", "10 fault -, the device reports a fault"));
  EXPECT_THAT(take({{12, whole(0x20)}, {11, bad(Quality::Exception)}}),
              ElementsAre("12 good 32", "11 exception -",
                          "10 out-of-range - above, the device reports over-range"));
}

TEST_F(InterpreterTest, OverRangeCountsEvenWhereTheUnitIsUnknown) {
  auto& gas = add();
  gas.rules.status = {1};
  gas.rules.decimals = 2;
  add().rules.status_map.codes = {{1, Claim::OverRange}};
  add();
  EXPECT_THAT(take({{10, whole(9)}, {11, text("s", 1)}}),
              ElementsAre("10 out-of-range - above, the device reports over-range", "11 good s"));
}

TEST_F(InterpreterTest, AWarmUpThatIsTooLongIsAFaultByItself) {
  add().rules.status = {1};
  add().rules.status_map.codes = {{1, Claim::WarmUp}};
  EXPECT_THAT(take({{10, whole(9)}, {11, text("w", 1)}}),
              ElementsAre("10 warm-up -, the device is warming up", "11 good w"));
  EXPECT_THAT(take({{11, text("w", 1)}}, 5min), ElementsAre("11 good w"));
  EXPECT_THAT(take({{11, text("w", 1)}}, 5min + 1s),
              ElementsAre("11 good w", "10 fault -, the device warms up for longer than it may"));
  EXPECT_THAT(take({{11, text("ok", 0)}}, 6min), ElementsAre("11 good ok", "10 good 9"));
}

TEST_F(InterpreterTest, ALostDeviceIsCommAndComesBackByItself) {
  add().rules.status = {1};
  add().rules.status_map.codes = {{1, Claim::Fault}};
  take({{10, whole(9)}, {11, text("ok", 0)}});
  EXPECT_THAT(take({{10, bad(Quality::Comm)}, {11, bad(Quality::Comm)}}),
              ElementsAre("10 comm -", "11 comm -"));
  EXPECT_THAT(take({{10, whole(8)}}), ElementsAre("10 comm -, the status word cannot be read"));
  EXPECT_THAT(take({{11, text("ok", 0)}}), ElementsAre("11 good ok", "10 good 8"));
}

}  // namespace
}  // namespace hazgate::poll
