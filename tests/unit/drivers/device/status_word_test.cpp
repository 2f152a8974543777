#include "drivers/device/status_word.hpp"

#include <gtest/gtest.h>
#include <initializer_list>

namespace hazgate::device {
namespace {

using namespace std::chrono_literals;

constexpr Tick kStart{1h};

Claims claims(std::initializer_list<Claim> list) {
  Claims made;
  for (const Claim claim : list) made.add(claim);
  return made;
}

TEST(Claims, TheWorstOfSeveral) {
  using enum Claim;
  struct Row {
    std::initializer_list<Claim> set;
    Claim worst;
  };
  const Row rows[] = {{{Fault, Maintenance, WarmUp}, Fault},
                      {{Maintenance, WarmUp, Simulated}, Maintenance},
                      {{WarmUp, Simulated, Uncertain}, WarmUp},
                      {{Simulated, Uncertain}, Simulated},
                      {{Uncertain}, Uncertain},
                      {{UnderRange, Simulated}, UnderRange},
                      {{Fault, UnderRange}, Fault},
                      // A range exceeded beside a fault is a danger, in a calibration it is not.
                      {{OverRange, Fault}, OverRange},
                      {{OverRange, UnderRange, Simulated, Uncertain}, OverRange},
                      {{OverRange, Maintenance}, Maintenance},
                      {{OverRange, WarmUp}, WarmUp},
                      {{OverRange, Fault, WarmUp}, Fault}};
  int line = 0;
  for (const Row& row : rows) EXPECT_EQ(claims(row.set).worst(), row.worst) << "row " << line++;
  EXPECT_FALSE(Claims().worst());
}

TEST(Claims, OnlyUncertainAndSimulatedLeaveAValue) {
  for (int claim = 0; claim <= static_cast<int>(Claim::Fault); ++claim) {
    EXPECT_EQ(is_usable(quality_of(static_cast<Claim>(claim))), claim <= 1) << claim;
  }
}

codec::Decoded code(double number) {
  return {std::string("text"), Quality::Good, false, number};
}

TEST(StatusWord, CodesOfAnEnumeration) {
  const StatusMap map{.codes = {{3, Claim::Fault}, {4, Claim::WarmUp}}};
  StatusWord word;
  EXPECT_TRUE(word.at(map, kStart).claims.empty());
  word.take(map, code(3), kStart);
  EXPECT_EQ(word.at(map, kStart).claims.worst(), Claim::Fault);
  word.take(map, code(0), kStart);
  EXPECT_TRUE(word.at(map, kStart).claims.empty());
}

TEST(StatusWord, BitsOfAWord) {
  const StatusMap map{.bits = {{0, Claim::Uncertain}, {5, Claim::Maintenance}, {63, Claim::Fault}}};
  StatusWord word;
  word.take(map, {std::uint64_t{0x21}, Quality::Good, false, 33.0}, kStart);
  EXPECT_TRUE(word.at(map, kStart).claims.has(Claim::Uncertain));
  EXPECT_TRUE(word.at(map, kStart).claims.has(Claim::Maintenance));
  EXPECT_FALSE(word.at(map, kStart).claims.has(Claim::Fault));
  word.take(map, {std::uint64_t{1} << 63, Quality::Good, false, 0x1p63}, kStart);
  EXPECT_EQ(word.at(map, kStart).claims.worst(), Claim::Fault);
  word.take(map, {std::int64_t{-1}, Quality::Good, false, -1.0}, kStart);
  EXPECT_TRUE(word.at(map, kStart).claims.has(Claim::Fault));
}

TEST(StatusWord, AStateThatLastsTooLongIsAFault) {
  const StatusMap map{
      .codes = {{1, Claim::WarmUp}, {2, Claim::Maintenance}, {3, Claim::Simulated}}};
  struct Row {
    double code;
    Duration most;
    Quality quality;
    Note overdue;
  };
  const Row rows[] = {{1, 5min, Quality::WarmUp, Note::WarmUpTooLong},
                      {2, 30min, Quality::Maintenance, Note::MaintenanceTooLong},
                      {3, 30min, Quality::Simulated, Note::SimulatedTooLong}};
  for (const Row& row : rows) {
    StatusWord word;
    word.take(map, code(row.code), kStart);
    word.take(map, code(row.code), kStart + 1min);
    const auto still = word.at(map, kStart + row.most);
    EXPECT_EQ(quality_of(*still.claims.worst()), row.quality);
    EXPECT_EQ(still.overdue, Note::None);
    const auto late = word.at(map, kStart + row.most + 1us);
    EXPECT_EQ(late.claims.worst(), Claim::Fault);
    EXPECT_EQ(late.overdue, row.overdue);
    word.take(map, code(0), kStart + row.most + 2us);
    word.take(map, code(row.code), kStart + row.most + 3us);
    EXPECT_EQ(quality_of(*word.at(map, kStart + row.most + 4us).claims.worst()), row.quality);
  }
}

}  // namespace
}  // namespace hazgate::device
