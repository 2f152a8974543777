#pragma once

#include <array>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gateway/core/emergency/responder.hpp"

namespace hazgate::emergency {

inline constexpr PointIndex kSiren{0}, kFan{1}, kValve{2}, kShut{3};
inline constexpr AlarmIndex kGas{0}, kFire{1}, kTank{2};

inline StepSpec writing(PointIndex point, bool value, std::optional<bool> on_close = std::nullopt) {
  StepSpec step{.kind = StepKind::Write, .point = point, .value = value};
  if (on_close) step.on_close = Value{*on_close};
  return step;
}
inline StepSpec sound_siren() {
  return writing(kSiren, true, false);
}

/// Alarms that the test switches by hand, outputs that obey, and time that it lets pass.
class ResponderFixture : public ::testing::Test {
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
            },
            .area = [this](AlarmIndex alarm) -> const std::string& { return areas[at(alarm)]; },
            .reading = [this](PointIndex point) { return readings[point]; },
            .point_id = [](PointIndex point) -> const std::string& { return kPoints[at(point)]; },
            .find_point = [](const std::string& id) -> std::optional<PointIndex> {
              for (std::size_t i = 0; i < kPoints.size(); ++i) {
                if (kPoints[i] == id) return index_of<PointIndex>(i);
              }
              return std::nullopt;
            }};
  }
  Now now() const {
    return {.tick = Tick{elapsed},
            .wall = from_unix_ms(1'000'000) +
                    std::chrono::duration_cast<std::chrono::milliseconds>(elapsed)};
  }
  void build(std::vector<PlanSpec> its_plans) {
    plans = std::move(its_plans);
    responder.emplace(plans, outputs, board());
  }
  /// The next process: knows what was kept.
  void restart() {
    std::map<std::uint64_t, IncidentMemory> kept;
    for (const IncidentMemory& memory : orders.memories) kept[memory.number] = memory;
    std::vector<IncidentMemory> memories;
    for (auto& [number, memory] : kept) memories.push_back(memory);
    const std::uint64_t ticket = responder->next_ticket();
    responder.emplace(plans, outputs, board());
    orders.writes.clear();
    responder->restore(memories, ticket, kSiren, now(), orders);
  }
  void raise(AlarmIndex alarm) {
    active[at(alarm)] = true;
    responder->raised(alarm, now(), orders);
  }
  /// Wakes the responder at each of its deadlines.
  void pass(Duration time) {
    const Duration end = elapsed + time;
    while (true) {
      const auto deadline = responder->deadline();
      if (!deadline || deadline->time_since_epoch() > end) break;
      elapsed = std::max(elapsed, deadline->time_since_epoch());
      responder->run(now(), orders);
    }
    elapsed = end;
  }
  /// "point=value" of each write since the last call; each is confirmed, or fails.
  std::vector<std::string> written(bool done = true) {
    std::vector<std::string> texts;
    for (const OutputOrder& order : std::exchange(orders.writes, {})) {
      texts.push_back(kPoints[at(order.point)] + "=" + hazgate::to_text(order.value));
      responder->written(order.ticket, done, done ? "" : "no answer", now(), orders);
    }
    return texts;
  }
  /// The entries since the last call.
  std::vector<std::string> told() {
    std::vector<std::string> texts;
    for (const IncidentEvent& event : std::exchange(orders.events, {})) {
      texts.emplace_back(to_text(event.entry));
    }
    return texts;
  }
  IncidentMemory last() const { return responder->incidents().back(); }
  StepProgress progress(std::size_t step) const { return last().steps[step].progress; }

  inline static const std::array<std::string, 3> kIds = {"gas", "fire", "tank"};
  inline static const std::array<std::string, 4> kPoints = {"siren", "fan", "valve", "shut"};
  std::array<bool, 3> active{};
  std::array<std::string, 3> areas = {"tank-farm", "tank-farm", "jetty"};
  std::map<PointIndex, std::optional<double>> readings;
  Duration elapsed = std::chrono::seconds{100};
  std::vector<OutputSpec> outputs = {
      {.point = kSiren, .device = DeviceIndex{0}, .use = OutputUse::Siren},
      {.point = kFan, .device = DeviceIndex{0}, .use = OutputUse::Ventilation, .fires = {kFire}},
      {.point = kValve, .device = DeviceIndex{1}, .use = OutputUse::Valve}};
  std::vector<PlanSpec> plans;
  std::optional<Responder> responder;
  Orders orders;
};

}  // namespace hazgate::emergency
