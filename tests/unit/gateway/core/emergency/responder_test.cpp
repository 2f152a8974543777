#include "gateway/core/emergency/responder.hpp"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::emergency {
namespace {

using std::chrono::seconds;

constexpr PointIndex kSiren{0};
constexpr AlarmIndex kGas{0};
constexpr AlarmIndex kFire{1};

StepSpec sound_siren() {
  return {.kind = StepKind::Write,
          .point = kSiren,
          .value = true,
          .on_close = Value{false},
          .sound = true};
}

/// Two plans that share one siren, and alarms that the test switches by hand.
class ResponderTest : public ::testing::Test {
 protected:
  AlarmBoard board() {
    return {.condition = [this](AlarmIndex alarm) { return active[at(alarm)]; },
            .normal = [this](AlarmIndex alarm) { return !active[at(alarm)]; },
            .id = [](AlarmIndex alarm) -> const std::string& { return kIds[at(alarm)]; },
            .find = [](const std::string& id) -> std::optional<AlarmIndex> {
              for (std::size_t i = 0; i < kIds.size(); ++i) {
                if (kIds[i] == id) return index_of<AlarmIndex>(i);
              }
              return std::nullopt;
            }};
  }
  Now now() const { return {.tick = Tick{elapsed}, .wall = from_unix_ms(1'000'000)}; }
  void raise(AlarmIndex alarm) {
    active[at(alarm)] = true;
    responder.raised(alarm, now(), orders);
  }
  /// The values written to the siren since the last call.
  std::vector<bool> siren() {
    std::vector<bool> values;
    for (const OutputOrder& order : std::exchange(orders.writes, {})) {
      values.push_back(std::get<bool>(order.value));
      responder.written(order.ticket, true, "", now(), orders);
    }
    return values;
  }
  void close(AlarmIndex alarm, const char* incident) {
    active[at(alarm)] = false;
    EXPECT_TRUE(responder.close(incident, "li", "", now(), orders)) << incident;
  }

  inline static const std::array<std::string, 2> kIds = {"gas", "fire"};
  std::array<bool, 2> active{};
  Duration elapsed = seconds{100};
  std::vector<PlanSpec> plans = {
      {.id = "leak", .trigger = {kGas}, .steps = {sound_siren()}},
      {.id = "fire",
       .trigger = {kFire},
       .steps = {sound_siren(),
                 {.after = seconds{10}, .unless = Unless::Cleared, .text = "still burning"}}}};
  Responder responder{plans, board()};
  Orders orders;
};

TEST_F(ResponderTest, ASharedSirenSoundsUntilTheLastIncidentIsClosed) {
  raise(kGas);
  raise(kFire);
  EXPECT_THAT(siren(), ::testing::ElementsAre(true, true));
  close(kGas, "leak-1");
  EXPECT_TRUE(siren().empty()) << "the fire still wants it";
  close(kFire, "fire-2");
  EXPECT_THAT(siren(), ::testing::ElementsAre(false));
}

TEST_F(ResponderTest, UnlessClearedLooksAtTheConditionWhenTheStepIsDue) {
  raise(kFire);
  active[at(kFire)] = false;
  elapsed += seconds{10};
  EXPECT_EQ(responder.deadline(), Tick{elapsed});
  responder.run(now(), orders);
  EXPECT_EQ(orders.events.back().entry, EntryKind::Skipped);
  EXPECT_EQ(responder.deadline(), std::nullopt);
}

TEST_F(ResponderTest, AClosedIncidentRunsNothingMoreAndANewAlarmOpensAnother) {
  raise(kFire);
  siren();
  close(kFire, "fire-1");
  siren();
  elapsed += seconds{60};
  orders.events.clear();
  responder.run(now(), orders);
  EXPECT_TRUE(orders.events.empty());
  raise(kFire);
  EXPECT_EQ(responder.incidents().back().id, "fire-2");
}

TEST_F(ResponderTest, ClosingTwiceSaysTheSameAndDoesNothing) {
  raise(kGas);
  close(kGas, "leak-1");
  orders = {};
  EXPECT_TRUE(responder.close("leak-1", "wang", "", now(), orders));
  EXPECT_TRUE(orders.events.empty());
  EXPECT_EQ(responder.incidents()[0].closed_by, "li");
}

TEST_F(ResponderTest, UnknownIncidentsAreNamed) {
  const auto result = responder.acknowledge("leak-9", "li", "", now(), orders);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error(), ::testing::HasSubstr("leak-9"));
}

TEST_F(ResponderTest, AnIncidentOfAPlanThatIsGoneCanStillBeClosed) {
  const IncidentMemory old{.id = "old-plan-7", .plan = "old-plan", .number = 7};
  responder.restore({&old, 1}, 1, now(), orders);
  EXPECT_TRUE(responder.acknowledge("old-plan-7", "li", "", now(), orders));
  EXPECT_TRUE(responder.close("old-plan-7", "li", "", now(), orders));
  raise(kGas);
  EXPECT_EQ(responder.incidents().back().id, "leak-8");
}

TEST_F(ResponderTest, KeepsAllOpenIncidentsAndTheLastClosedOnes) {
  for (std::size_t i = 1; i <= Responder::kKeepClosed + 20; ++i) {
    raise(kGas);
    siren();
    close(kGas, ("leak-" + std::to_string(i)).c_str());
    siren();
  }
  raise(kFire);
  EXPECT_EQ(responder.incidents().size(), Responder::kKeepClosed + 1);
  EXPECT_EQ(responder.incidents().back().plan, "fire");
}

}  // namespace
}  // namespace hazgate::emergency
