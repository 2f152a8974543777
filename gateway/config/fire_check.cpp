#include "gateway/config/fire_check.hpp"

#include <algorithm>
#include <array>

#include "gateway/config/alarm_check.hpp"

namespace hazgate::config {
namespace {

using alarm::ConditionKind;

/// One key that a fire alarm must not use.
struct Refused {
  const char* key;
  bool (*used)(const model::AlarmText& text, const site::AlarmSpec& alarm);
  const char* problem;
  const char* remedy;
};

/// The list. A key that delays, hides or drops alarms belongs here.
constexpr std::array<Refused, 3> kRefused = {{
    {"on_delay",
     [](const auto&, const auto& alarm) { return alarm.condition.on_delay > Duration{}; },
     "a fire alarm is never delayed", "remove it, or write \"0s\""},
    {"deadband", [](const auto&, const auto& alarm) { return alarm.condition.deadband > 0.0; },
     "a fire alarm has no deadband", "remove it, or write 0"},
    {"kind", [](const auto&, const auto& alarm) { return alarm::has_past(alarm.condition.kind); },
     "a fire alarm waits for no course of readings", "write high, low or state"},
}};

bool is_raised_by_fire(const site::AlarmSpec& alarm, const site::PointSpec* point) {
  if (alarm.condition.kind != ConditionKind::State || point == nullptr) return false;
  const auto& states = point->format.states;
  return std::any_of(states.begin(), states.end(), [&](const codec::StateText& state) {
    const auto* end = alarm.condition.codes.begin() + alarm.condition.code_count;
    return state.text == "fire" &&
           std::find(alarm.condition.codes.begin(), end, static_cast<double>(state.code)) != end;
  });
}

}  // namespace

void check_fire(const model::AlarmText& text, const site::AlarmSpec& alarm,
                const site::PointSpec* point, model::Mistakes& mistakes) {
  const ConditionKind kind = alarm.condition.kind;
  if (kind == ConditionKind::Comm || kind == ConditionKind::BadQuality) return;
  if (!is_urgent(alarm) && !is_raised_by_fire(alarm, point)) return;
  const AlarmComplaint complain(text, mistakes);
  for (const Refused& refused : kRefused) {
    if (refused.used(text, alarm)) complain(refused.key, refused.problem, refused.remedy);
  }
}

}  // namespace hazgate::config
