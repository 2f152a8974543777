#include "drivers/poll/plan.hpp"

#include <gtest/gtest.h>
#include <string>

namespace hazgate::poll {
namespace {

using codec::RawType;
using codec::Table;

PolledPoint point(Table table, int address, RawType type = RawType::Uint16, bool danger = false) {
  PolledPoint made;
  made.format.table = table;
  made.format.address = static_cast<std::uint16_t>(address);
  made.format.type = type;
  made.danger = danger;
  return made;
}

PolledDevice device(std::vector<PolledPoint> points) {
  PolledDevice made;
  made.points = std::move(points);
  return made;
}

/// "holding 0+3!: 0@0 1@2": table, address + count, ! for danger, places @ offsets.
std::string text(const std::vector<PlannedRead>& reads) {
  std::string all;
  for (const auto& read : reads) {
    if (!all.empty()) all += "; ";
    all += std::string(to_text(read.table)) + " " + std::to_string(read.address) + "+" +
           std::to_string(read.count) + (read.danger ? "!" : "") + ":";
    for (const auto& planned : read.points) {
      all += " " + std::to_string(planned.place) + "@" + std::to_string(planned.offset);
    }
  }
  return all;
}

TEST(Plan, NeighboursAreMergedInOrderOfAddress) {
  const auto polled = device({point(Table::Holding, 2), point(Table::Holding, 0, RawType::Float32),
                              point(Table::Input, 5)});
  EXPECT_EQ(text(plan_reads(polled)), "input 5+1: 2@0; holding 0+3: 1@0 0@2");
}

TEST(Plan, AQueueOfEventsIsReadApartAndFirstAndByNobodyElse) {
  auto polled = device({point(Table::Holding, 2, RawType::Uint16, true), point(Table::Holding, 9),
                        point(Table::Input, 4)});
  polled.queue.emplace();
  polled.queue->address = 4;
  polled.queue->registers = 4;
  const auto reads = plan_reads(polled);
  EXPECT_EQ(text(reads), "holding 4+4!:; holding 2+1!: 0@0; input 4+1: 2@0; holding 9+1: 1@0");
  EXPECT_TRUE(reads[0].queue);
  for (std::size_t i = 1; i < reads.size(); ++i) EXPECT_FALSE(reads[i].queue) << i;
}

TEST(Plan, PointsWithAPeriodOfTheirOwnAreReadApartButForThoseThatComeAnyway) {
  using namespace std::chrono_literals;
  auto polled =
      device({point(Table::Holding, 0), point(Table::Holding, 1), point(Table::Holding, 2),
              point(Table::Holding, 3), point(Table::Holding, 4)});
  polled.points[1].period = 10s;  // lies within
  polled.points[3].period = 10s;
  polled.points[4].period = 60s;
  const auto reads = plan_reads(polled);
  EXPECT_EQ(text(reads), "holding 0+3: 0@0 2@2 1@1; holding 3+1: 3@0; holding 4+1: 4@0");
  EXPECT_EQ(reads[0].period, Duration{0});
  EXPECT_EQ(reads[1].period, 10s);
  EXPECT_EQ(reads[2].period, 60s);
  // Refused, its halves keep their own.
  polled.points[0].period = polled.points[2].period = 5s;
  const auto whole = plan_reads(polled);
  EXPECT_EQ(whole[0].period, 5s);
  for (const auto& half : plan_halves(polled, whole[0])) EXPECT_GE(half.period, 5s);
}

TEST(Plan, GapsAreReadThroughUpToTheLimit) {
  auto polled = device({point(Table::Holding, 0), point(Table::Holding, 17)});
  EXPECT_EQ(text(plan_reads(polled)), "holding 0+18: 0@0 1@17");
  polled.points[1].format.address = 18;
  EXPECT_EQ(text(plan_reads(polled)), "holding 0+1: 0@0; holding 18+1: 1@0");
  polled.points[1].format.address = 1;
  polled.max_gap = 0;
  EXPECT_EQ(text(plan_reads(polled)), "holding 0+2: 0@0 1@1");
}

TEST(Plan, AGapIsReadThroughWhenThatIsFasterOnTheLine) {
  using namespace std::chrono_literals;
  // 9600 baud: a request more costs 13 characters and two silences, 22.9 ms; a register 2.29 ms.
  const auto cost = cost_on(modbus::SerialLine{"/dev/ttyS1", 9600}, 0ms, 0ms);
  EXPECT_NEAR(static_cast<double>(cost.request.count()), 22917, 20);
  EXPECT_NEAR(static_cast<double>(cost.byte.count()), 1146, 1);
  auto polled = device({point(Table::Input, 0), point(Table::Input, 10)});
  polled.max_gap = 100;
  EXPECT_EQ(text(plan_reads(polled, cost)), "input 0+11: 0@0 1@10");
  polled.points[1].format.address = 11;
  EXPECT_EQ(text(plan_reads(polled, cost)), "input 0+1: 0@0; input 11+1: 1@0");
  // A device that needs 50 ms for every answer is asked less often for more.
  const auto slow = cost_on(modbus::SerialLine{"/dev/ttyS1", 9600}, 0ms, 50ms);
  polled.points[1].format.address = 31;
  EXPECT_EQ(text(plan_reads(polled, slow)), "input 0+32: 0@0 1@31");
  polled.max_gap = 20;  // but never further than its model allows
  EXPECT_EQ(text(plan_reads(polled, slow)), "input 0+1: 0@0; input 31+1: 1@0");
}

TEST(Plan, OnTcpOnlyTheModelLimitsAGap) {
  using namespace std::chrono_literals;
  auto polled =
      device({point(Table::Coil, 0, RawType::Bool), point(Table::Coil, 1600, RawType::Bool)});
  polled.max_gap = 100;
  const auto cost = cost_on(modbus::TcpHost{"plc", 502}, 0ms, 1ms);
  EXPECT_EQ(text(plan_reads(polled, cost)), "coil 0+1601: 0@0 1@1600");
}

TEST(Plan, BitsAreCheaperToReadThroughThanRegisters) {
  using namespace std::chrono_literals;
  const auto cost = cost_on(modbus::SerialLine{"/dev/ttyS1", 9600}, 0ms, 0ms);
  auto polled =
      device({point(Table::Coil, 0, RawType::Bool), point(Table::Coil, 150, RawType::Bool)});
  polled.max_gap = 100;
  EXPECT_EQ(text(plan_reads(polled, cost)), "coil 0+151: 0@0 1@150");
  polled.points[1].format.address = 200;
  EXPECT_EQ(text(plan_reads(polled, cost)), "coil 0+1: 0@0; coil 200+1: 1@0");
}

TEST(Plan, BitsOfOneRegisterShareIt) {
  const auto polled = device({point(Table::Holding, 4, RawType::Bit),
                              point(Table::Holding, 4, RawType::Bit), point(Table::Holding, 4)});
  EXPECT_EQ(text(plan_reads(polled)), "holding 4+1: 0@0 1@0 2@0");
}

TEST(Plan, LimitsOfTheDeviceHold) {
  std::vector<PolledPoint> points;
  for (int address = 0; address < 130; ++address) points.push_back(point(Table::Input, address));
  auto polled = device(points);
  auto reads = plan_reads(polled);
  ASSERT_EQ(reads.size(), 2U);
  EXPECT_EQ(reads[0].count, 125);
  EXPECT_EQ(reads[1].count, 5);
  polled.max_registers = 20;
  EXPECT_EQ(plan_reads(polled).size(), 7U);
  polled.max_registers = 1000;  // beyond the protocol
  EXPECT_EQ(plan_reads(polled).size(), 2U);
}

TEST(Plan, AValueIsNeverCutInTwo) {
  auto polled = device(
      {point(Table::Holding, 0, RawType::Uint64), point(Table::Holding, 4, RawType::Uint64)});
  polled.max_registers = 6;
  EXPECT_EQ(text(plan_reads(polled)), "holding 0+4: 0@0; holding 4+4: 1@0");
}

TEST(Plan, DangerComesFirst) {
  const auto polled = device({point(Table::Coil, 0, RawType::Bool), point(Table::Input, 0),
                              point(Table::Holding, 0, RawType::Uint16, true)});
  EXPECT_EQ(text(plan_reads(polled)), "holding 0+1!: 2@0; coil 0+1: 0@0; input 0+1: 1@0");
}

TEST(Plan, TheLastAddressDoesNotWrap) {
  const auto polled =
      device({point(Table::Holding, 65534, RawType::Uint32), point(Table::Holding, 0)});
  EXPECT_EQ(text(plan_reads(polled)), "holding 0+1: 1@0; holding 65534+2: 0@0");
}

TEST(Plan, HalvesDoNotCrossGaps) {
  const auto polled = device({point(Table::Holding, 0), point(Table::Holding, 1),
                              point(Table::Holding, 5), point(Table::Holding, 6)});
  const auto whole = plan_reads(polled);
  ASSERT_EQ(text(whole), "holding 0+7: 0@0 1@1 2@5 3@6");
  const auto halves = plan_halves(polled, whole[0]);
  EXPECT_EQ(text(halves), "holding 0+2: 0@0 1@1; holding 5+2: 2@0 3@1");
  const auto quarters = plan_halves(polled, halves[0]);
  EXPECT_EQ(text(quarters), "holding 0+1: 0@0; holding 1+1: 1@0");
  EXPECT_EQ(plan_halves(polled, quarters[0]).size(), 1U);
}

TEST(Plan, HalvingAlwaysEnds) {
  const auto polled =
      device({point(Table::Holding, 0, RawType::Uint32), point(Table::Holding, 1, RawType::Uint32),
              point(Table::Holding, 0, RawType::Uint32)});
  auto open = plan_reads(polled);
  int leaves = 0;
  for (int round = 0; !open.empty(); ++round) {
    ASSERT_LT(round, 100);
    const auto read = open.back();
    open.pop_back();
    const auto parts = plan_halves(polled, read);
    if (parts.size() == 1) {
      ++leaves;
    } else {
      open.insert(open.end(), parts.begin(), parts.end());
    }
  }
  EXPECT_GE(leaves, 2);
}

TEST(Plan, AroundARefusedRegister) {
  std::vector<PolledPoint> points;
  for (int address = 0; address < 4; ++address) points.push_back(point(Table::Holding, address));
  const auto polled = device(points);
  const auto halves = plan_halves(polled, plan_reads(polled)[0]);
  const auto quarters = plan_halves(polled, halves[1]);
  const std::vector<PlannedRead> pieces = {halves[0], quarters[0], quarters[1]};
  EXPECT_EQ(text(plan_around(polled, pieces, {false, false, true})),
            "holding 0+3: 0@0 1@1 2@2; holding 3+1: 3@0");
  // Nothing refused: the whole was too long, the pieces stay.
  EXPECT_EQ(plan_around(polled, pieces, {false, false, false}).size(), 3U);
}

}  // namespace
}  // namespace hazgate::poll
