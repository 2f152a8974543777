#include "gateway/core/emergency/neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>

#include "gateway/core/emergency/bearing.hpp"

namespace hazgate::emergency {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

Wind from(double direction) {
  return {.state = WindState::Known,
          .doubt = WindDoubt::None,
          .speed = 3,
          .mean_speed = 3,
          .direction = direction};
}
constexpr Wind kUnknown{};

NeighbourSpec neighbour(const char* id, double bearing, double distance) {
  return {.id = id, .name = id, .bearing = bearing, .distance = distance, .contacts = {id}};
}

const std::vector<NeighbourSpec> kAround = {
    neighbour("school", 180, 900), neighbour("north", 0, 100), neighbour("mill", 225, 400),
    neighbour("east", 90, 300), neighbour("far", 180, 1001)};

std::vector<std::string> names(const std::vector<Chosen>& chosen) {
  std::vector<std::string> list;
  for (const Chosen& one : chosen) {
    list.push_back(kAround[one.neighbour].id + (one.downwind ? "!" : ""));
  }
  return list;
}

TEST(Choose, DownwindFirstThenTheRest) {
  EXPECT_THAT(names(choose(kAround, from(0), 1000)),
              ElementsAre("mill!", "school!", "north", "east"));
  EXPECT_THAT(names(choose(kAround, from(180), 1000)),
              ElementsAre("north!", "east", "mill", "school"));
}

TEST(Choose, EdgesBelongToIt) {
  EXPECT_THAT(names(choose(kAround, from(0), 1001)),
              ElementsAre("mill!", "school!", "far!", "north", "east"));
  EXPECT_THAT(names(choose(kAround, from(359.9), 500)), ElementsAre("north", "east", "mill"));
  EXPECT_THAT(names(choose(kAround, from(0.1), 500)), ElementsAre("mill!", "north", "east"));
}

TEST(Choose, WithoutDirectionByDistance) {
  Wind calm = from(0);
  calm.state = WindState::Calm;
  for (const Wind& wind : {calm, kUnknown}) {
    EXPECT_THAT(names(choose(kAround, wind, 1000)), ElementsAre("north", "east", "mill", "school"));
  }
}

TEST(Choose, RadiusByGrade) {
  EXPECT_EQ(default_radius("III"), 1000);
  EXPECT_GT(default_radius("I"), default_radius("II"));
  EXPECT_GT(default_radius("II"), default_radius("III"));
  EXPECT_GT(default_radius("III"), default_radius("IV"));
  EXPECT_EQ(default_radius(""), default_radius("I")) << "in doubt the widest";
}

/// Nobody within the radius is left out, nobody beyond is told, downwind ones stand first.
TEST(ChooseWalk, LeavesNobodyOut) {
  std::mt19937 random(7);
  const auto uniform = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  for (int round = 0; round < 2000; ++round) {
    std::vector<NeighbourSpec> around;
    const int count = static_cast<int>(uniform(0, 12));
    for (int i = 0; i < count; ++i) {
      around.push_back(neighbour("n", uniform(0, 360), uniform(1, 2000)));
    }
    const Wind wind = round % 5 == 0 ? kUnknown : from(uniform(0, 360));
    const double radius = uniform(100, 2000);
    const auto chosen = choose(around, wind, radius);
    std::set<std::size_t> told;
    for (const Chosen& one : chosen) told.insert(one.neighbour);
    ASSERT_EQ(told.size(), chosen.size()) << "nobody twice";
    for (std::size_t i = 0; i < around.size(); ++i) {
      // Downwind reckoned another way: the dot product of the two ways.
      const double turn = radians(around[i].bearing - (wind.direction + 180));
      const bool downwind =
          wind.state == WindState::Known && std::cos(turn) > std::cos(radians(45.0));
      ASSERT_EQ(told.contains(i), around[i].distance <= radius);
      for (const Chosen& one : chosen) {
        ASSERT_TRUE(one.neighbour != i || one.downwind == downwind);
      }
    }
    for (std::size_t i = 1; i < chosen.size(); ++i) {
      ASSERT_GE(chosen[i - 1].downwind, chosen[i].downwind);
      if (chosen[i - 1].downwind == chosen[i].downwind) {
        ASSERT_LE(around[chosen[i - 1].neighbour].distance, around[chosen[i].neighbour].distance);
      }
    }
  }
}

class Calls : public testing::Test {
 protected:
  Now now() const {
    return {.tick = Tick{elapsed}, .wall = from_unix_ms(1'700'000'000'000 + elapsed / kMs)};
  }
  /// What was ordered since the last call: "school first".
  std::vector<std::string> ordered() {
    std::vector<std::string> list;
    for (const NeighbourCall& call : orders.calls) {
      EXPECT_EQ(call.incident, "leak-1");
      EXPECT_EQ(call.drill, drill);
      list.push_back(call.neighbour + (call.downwind ? "! " : " ") +
                     std::string(to_text(call.kind)) +
                     (call.number > 0 ? " " + std::to_string(call.number) : ""));
    }
    for (const NeighbourMemory& memory : orders.memories) kept[memory.neighbour] = memory;
    orders = {};
    return list;
  }
  void wait(Duration lasting) {
    elapsed += lasting;
    calls.run(now(), orders);
  }
  void acknowledge(const char* id) {
    EXPECT_TRUE(calls.acknowledge(id, "Zhao", "", now(), orders)) << id;
  }
  void restart() {
    std::vector<NeighbourMemory> memories;
    for (const auto& [id, memory] : kept) memories.push_back(memory);
    calls = NeighbourCalls(kAround, "leak-1", drill);
    calls.restore(memories, now());
  }
  const NeighbourMemory& memory(const std::string& id) { return kept.at(id); }

  static constexpr std::chrono::milliseconds kMs{1};
  Duration elapsed = std::chrono::hours{3};
  bool drill = false;
  NeighbourCalls calls{kAround, "leak-1", false};
  NeighbourOrders orders;
  std::map<std::string, NeighbourMemory> kept;
};

TEST_F(Calls, FirstNotices) {
  calls.tell(from(0), 1000, now(), orders);
  EXPECT_THAT(ordered(), ElementsAre("mill! first", "school! first", "north first", "east first"));
  EXPECT_EQ(memory("mill").told, now().wall);
  EXPECT_TRUE(memory("mill").downwind);
  EXPECT_FALSE(memory("mill").acknowledged);
  EXPECT_EQ(kept.size(), 4u) << "far was not told";
  calls.tell(from(0), 1000, now(), orders);
  EXPECT_THAT(ordered(), IsEmpty()) << "once";
  calls.tell(from(0), 2000, now(), orders);
  EXPECT_THAT(ordered(), ElementsAre("far! first")) << "the grade has risen";
}

TEST_F(Calls, RemindersUntilTheDutyRoomAnswers) {
  calls.tell(from(0), 150, now(), orders);
  EXPECT_THAT(ordered(), ElementsAre("north first"));
  EXPECT_EQ(calls.deadline(), now().tick + minutes{3});
  wait(minutes{3} - seconds{1});
  EXPECT_THAT(ordered(), IsEmpty());
  wait(seconds{1});
  EXPECT_THAT(ordered(), ElementsAre("north reminder 1"));
  wait(minutes{3});
  EXPECT_THAT(ordered(), ElementsAre("north reminder 2"));
  acknowledge("north");
  EXPECT_THAT(ordered(), IsEmpty());
  EXPECT_EQ(memory("north").acknowledged, now().wall);
  EXPECT_EQ(memory("north").acknowledged_by, "Zhao");
  EXPECT_EQ(calls.deadline(), std::nullopt);
  wait(std::chrono::hours{5});
  EXPECT_THAT(ordered(), IsEmpty());
}

TEST_F(Calls, OneAnswerIsOfOneNeighbour) {
  calls.tell(from(0), 350, now(), orders);
  acknowledge("east");
  ordered();
  wait(minutes{3});
  EXPECT_THAT(ordered(), ElementsAre("north reminder 1"));
}

TEST_F(Calls, RemindersGrowRareButDoNotEnd) {
  calls.tell(from(0), 150, now(), orders);
  ordered();
  for (int i = 0; i < 5; ++i) wait(minutes{3});
  EXPECT_EQ(ordered().size(), 5u);
  wait(minutes{14});
  EXPECT_THAT(ordered(), IsEmpty());
  wait(minutes{1});
  EXPECT_THAT(ordered(), ElementsAre("north reminder 6"));
  for (int i = 0; i < 100; ++i) wait(minutes{15});
  EXPECT_EQ(ordered().size(), 100u);
}

TEST_F(Calls, Errors) {
  calls.tell(from(0), 150, now(), orders);
  const auto error = [&](const char* id, const char* by) {
    return calls.acknowledge(id, by, "", now(), orders).error();
  };
  EXPECT_EQ(error("north", ""), "say who of the neighbour has answered");
  EXPECT_EQ(error("east", "Zhao"), "neighbour \"east\" was not told of leak-1");
  EXPECT_EQ(error("moon", "Zhao"), "no neighbour \"moon\"");
}

TEST_F(Calls, SecondAnswerChangesNothing) {
  calls.tell(from(0), 150, now(), orders);
  acknowledge("north");
  ordered();
  const auto before = memory("north");
  elapsed += minutes{1};
  EXPECT_EQ(calls.acknowledge("north", "Qian", "late", now(), orders).value(), before);
  EXPECT_THAT(orders.memories, IsEmpty());
}

TEST_F(Calls, ChangeOfWind) {
  calls.tell(from(0), 1000, now(), orders);
  for (const char* id : {"school", "north", "mill", "east"}) acknowledge(id);
  ordered();
  calls.wind_changed(from(180), now(), orders);
  EXPECT_THAT(ordered(), ElementsAre("north! wind-change", "east wind-change", "mill wind-change",
                                     "school wind-change"));
  EXPECT_FALSE(memory("north").acknowledged) << "the danger is new to them";
  EXPECT_TRUE(memory("school").acknowledged);
  wait(minutes{3});
  EXPECT_THAT(ordered(), ElementsAre("north! reminder 1"));
}

TEST_F(Calls, AllClearGoesToExactlyThoseWhoWereTold) {
  calls.tell(from(0), 350, now(), orders);
  acknowledge("north");
  ordered();
  calls.end(now(), orders);
  EXPECT_THAT(ordered(), ElementsAre("north all-clear", "east all-clear"));
  EXPECT_EQ(memory("east").all_clear, now().wall);
  EXPECT_FALSE(memory("east").acknowledged);
  calls.end(now(), orders);
  calls.tell(from(0), 2000, now(), orders);
  calls.wind_changed(from(90), now(), orders);
  wait(std::chrono::hours{1});
  EXPECT_THAT(ordered(), IsEmpty()) << "it is over";
  acknowledge("east");
  ordered();
  EXPECT_TRUE(memory("east").acknowledged) << "a late answer is recorded";
}

TEST_F(Calls, DrillSaysSo) {
  drill = true;
  calls = NeighbourCalls(kAround, "leak-1", true);
  calls.tell(from(0), 150, now(), orders);
  wait(minutes{3});
  calls.end(now(), orders);
  EXPECT_EQ(ordered().size(), 3u);
  EXPECT_TRUE(memory("north").drill);
}

TEST_F(Calls, RestartGoesOn) {
  calls.tell(from(0), 350, now(), orders);
  acknowledge("east");
  ordered();
  elapsed += minutes{2};
  restart();
  EXPECT_EQ(calls.deadline(), now().tick + minutes{1});
  calls.tell(from(0), 350, now(), orders);
  EXPECT_THAT(ordered(), IsEmpty()) << "they were told";
  wait(minutes{1});
  EXPECT_THAT(ordered(), ElementsAre("north reminder 1"));
  restart();
  wait(minutes{3});
  EXPECT_THAT(ordered(), ElementsAre("north reminder 2"));
  calls.end(now(), orders);
  EXPECT_EQ(ordered().size(), 2u);
  restart();
  EXPECT_TRUE(calls.ended());
  calls.end(now(), orders);
  EXPECT_THAT(ordered(), IsEmpty());
}

TEST_F(Calls, RestartWithAWallClockThatWasSetBack) {
  calls.tell(from(0), 150, now(), orders);
  ordered();
  kept.at("north").asked += std::chrono::hours{20};
  restart();
  EXPECT_EQ(calls.deadline(), now().tick + minutes{3});
}

TEST_F(Calls, NeighbourThatIsConfiguredNoMoreGetsItsAllClear) {
  calls.tell(from(0), 150, now(), orders);
  ordered();
  const std::vector<NeighbourMemory> memories = {memory("north"),
                                                 {.incident = "other-2", .neighbour = "east"}};
  const std::vector<NeighbourSpec> fewer = {kAround[0]};
  NeighbourCalls later(fewer, "leak-1", false);
  later.restore(memories, now());
  EXPECT_EQ(later.told().size(), 1u) << "only those of this incident";
  EXPECT_EQ(later.deadline(), std::nullopt);
  later.end(now(), orders);
  EXPECT_THAT(ordered(), ElementsAre("north all-clear"));
}

}  // namespace
}  // namespace hazgate::emergency
