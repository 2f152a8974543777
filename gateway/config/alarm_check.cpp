#include "gateway/config/alarm_check.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <utility>

#include "gateway/config/fire_check.hpp"

namespace hazgate::config {
namespace {

using alarm::ConditionKind;

constexpr const char* kKinds = "write high, low, state or bad-quality";

bool is_flag(const site::PointSpec& point) {
  return point.format.type == codec::RawType::Bool || point.format.type == codec::RawType::Bit;
}

/// Whether a reading is one of a few codes: a flag, an enumeration, a whole number as it is read.
bool has_codes(const codec::PointFormat& format) {
  const bool whole = format.type != codec::RawType::Float32 &&
                     format.type != codec::RawType::Float64 &&
                     format.type != codec::RawType::String;
  return whole && format.scale == 1.0 && format.offset == 0.0;
}

std::optional<ConditionKind> kind_of(const AlarmDraft& draft, const AlarmComplaint& complain) {
  if (draft.device) return ConditionKind::Comm;
  if (!draft.text.kind) {
    // A kind of the wrong type is a mistake already.
    if (!draft.text.written.contains("kind")) complain("kind", "is missing", kKinds);
    return std::nullopt;
  }
  const std::string& kind = *draft.text.kind;
  if (kind == "high") return ConditionKind::High;
  if (kind == "low") return ConditionKind::Low;
  if (kind == "state") return ConditionKind::State;
  if (kind == "bad-quality") return ConditionKind::BadQuality;
  const bool later = kind == "rate" || kind == "deviation" || kind == "stuck";
  complain("kind", "\"" + kind + (later ? "\" is not built yet" : "\" is not known"), kKinds);
  return std::nullopt;
}

void check_reach(const AlarmDraft& draft, const codec::Range& range,
                 const alarm::ConditionParams& params, const AlarmComplaint& complain) {
  const auto [low, high] = range;
  const std::string& point = draft.text.point;
  if (params.limit < low || params.limit > high) {
    complain("limit",
             fmt::format("{} is outside the range [{}, {}] of {}", params.limit, low, high, point),
             "write a limit that the instrument can measure");
    return;
  }
  const bool upwards = params.kind == ConditionKind::High;
  const double back = upwards ? params.limit - params.deadband : params.limit + params.deadband;
  if (back < low || back > high) {
    complain("deadband",
             fmt::format("the alarm would return at {}, outside the range [{}, {}] of {}", back,
                         low, high, point),
             "write a smaller deadband");
  }
}

void check_limit(const AlarmDraft& draft, const site::PointSpec& point,
                 alarm::ConditionParams& params, const AlarmComplaint& complain) {
  if (!has_number(point)) {
    complain("kind", "point " + draft.text.point + " has no number to compare",
             "write kind = \"state\"");
    return;
  }
  params.deadband = draft.text.deadband.value_or(0.0);
  if (params.deadband < 0.0) {
    complain("deadband", fmt::format("{} is negative", params.deadband), "write 0 or more");
    return;
  }
  if (!draft.text.limit) {
    if (!draft.text.written.contains("limit")) {
      complain("limit", "is missing", "write the limit in the point's unit");
    }
    return;
  }
  params.limit = *draft.text.limit;
  if (point.format.range) check_reach(draft, *point.format.range, params, complain);
}

std::optional<double> code_of(const Value& state, const site::PointSpec& point) {
  const auto& states = point.format.states;
  if (const auto* text = std::get_if<std::string>(&state)) {
    for (const codec::StateText& each : states) {
      if (each.text == *text) return static_cast<double>(each.code);
    }
    return std::nullopt;
  }
  if (std::holds_alternative<bool>(state)) {
    return is_flag(point) ? as_number(state) : std::nullopt;
  }
  const auto* code = std::get_if<std::int64_t>(&state);
  if (code == nullptr || is_flag(point)) return std::nullopt;
  const bool known = states.empty() || std::any_of(states.begin(), states.end(),
                                                   [&](auto& each) { return each.code == *code; });
  return known ? as_number(state) : std::nullopt;
}

std::string states_of(const site::PointSpec& point) {
  if (is_flag(point)) return "write true or false";
  std::string known;
  for (const auto& each : point.format.states) {
    known += (known.empty() ? "\"" : ", \"") + each.text + "\"";
  }
  return known.empty() ? "write the codes as whole numbers" : "write one of: " + known;
}

void check_states(const AlarmDraft& draft, const site::PointSpec& point,
                  alarm::ConditionParams& params, const AlarmComplaint& complain) {
  if (!has_codes(point.format)) {
    complain("kind", "point " + draft.text.point + " has no states",
             "write high, low or bad-quality");
    return;
  }
  if (!draft.text.states || draft.text.states->empty()) {
    if (draft.text.states || !draft.text.written.contains("states")) {
      complain("states", "names no state", "write those that are an alarm: states = [\"fire\"]");
    }
    return;
  }
  for (const Value& state : *draft.text.states) {
    const auto code = code_of(state, point);
    if (!code) {
      complain("states", "\"" + to_text(state) + "\" is not a state of " + draft.text.point,
               states_of(point));
    } else if (params.code_count < alarm::kMostCodes) {
      params.codes[params.code_count++] = *code;
    } else {
      complain("states", "are too many", fmt::format("write at most {}", alarm::kMostCodes));
      return;
    }
  }
}

/// Keys that belong to another kind of alarm.
void check_foreign_keys(const AlarmDraft& draft, ConditionKind kind,
                        const AlarmComplaint& complain) {
  const bool compares = kind == ConditionKind::High || kind == ConditionKind::Low;
  const auto refuse = [&](const char* key, bool given, const char* belongs) {
    if (given) complain(key, std::string("belongs to kind = ") + belongs, "remove it");
  };
  refuse("limit", !compares && draft.text.limit, "\"high\" or \"low\"");
  refuse("deadband", !compares && draft.text.deadband, "\"high\" or \"low\"");
  refuse("states", kind != ConditionKind::State && draft.text.states, "\"state\"");
}

}  // namespace

void AlarmComplaint::operator()(const std::string& key, std::string problem,
                                std::string remedy) const {
  const auto mark = text_.written.find(key);
  if (mark == text_.written.end()) {
    mistakes_.add(text_.place, text_.path + "." + key, std::move(problem), std::move(remedy));
  } else {
    mistakes_.add(mark->second.place, mark->second.path, std::move(problem), std::move(remedy));
  }
}

bool has_number(const site::PointSpec& point) {
  return point.format.states.empty() && point.format.type != codec::RawType::String &&
         !is_flag(point);
}

void override_with(model::AlarmText& text, const model::AlarmText& over) {
  const auto put = [](auto& target, const auto& source) {
    if (source) target = source;
  };
  if (over.kind && over.kind != text.kind) {  // what belongs to the old kind goes with it
    text.limit.reset();
    text.deadband.reset();
    text.states.reset();
    for (const char* key : {"limit", "deadband", "states"}) text.written.erase(key);
  }
  put(text.kind, over.kind);
  put(text.priority, over.priority);
  put(text.title, over.title);
  put(text.message, over.message);
  put(text.action, over.action);
  put(text.basis, over.basis);
  put(text.limit, over.limit);
  put(text.deadband, over.deadband);
  put(text.on_delay, over.on_delay);
  put(text.off_delay, over.off_delay);
  put(text.latch, over.latch);
  put(text.states, over.states);
  text.place = over.place;
  text.path = over.path;
  for (const auto& [key, mark] : over.written) text.written[key] = mark;
}

void fill_common(const model::AlarmText& text, site::AlarmSpec& alarm, model::Mistakes& mistakes) {
  const AlarmComplaint complain(text, mistakes);
  if (text.priority) {
    const auto found = std::find(kPriorityTexts.begin(), kPriorityTexts.end(), *text.priority);
    if (found == kPriorityTexts.end()) {
      complain("priority", "\"" + *text.priority + "\" is not a priority",
               "write critical, high, medium or low");
    } else {
      alarm.priority = static_cast<Priority>(found - kPriorityTexts.begin());
    }
  }
  alarm.name = text.title.value_or(alarm.name);
  alarm.message = text.message.value_or(alarm.message);
  alarm.action = text.action.value_or(alarm.action);
  alarm.basis = text.basis.value_or(alarm.basis);
  alarm.latch = text.latch.value_or(alarm.latch);
  alarm.condition.on_delay = text.on_delay.value_or(alarm.condition.on_delay);
  alarm.condition.off_delay = text.off_delay.value_or(alarm.condition.off_delay);
  if (alarm.priority != Priority::Critical) return;
  if (alarm.message.empty()) {
    complain("message", "a critical alarm must say what is wrong", "write message = \"…\"");
  }
  if (alarm.action.empty()) {
    complain("action", "a critical alarm must say what the operator does", "write action = \"…\"");
  }
  if (alarm.basis.empty()) {
    complain("basis", "a critical alarm must say where it comes from",
             "name the standard or the decision: basis = \"…\"");
  }
}

std::optional<site::AlarmSpec> check_alarm(const AlarmDraft& draft, const site::PointSpec* point,
                                           model::Family family, model::Mistakes& mistakes) {
  const AlarmComplaint complain(draft.text, mistakes);
  const auto kind = kind_of(draft, complain);
  if (!kind) return std::nullopt;
  site::AlarmSpec alarm;
  alarm.id = draft.id;
  alarm.name = draft.text.name;
  alarm.point = draft.point;
  alarm.device = draft.device;
  alarm.condition.kind = *kind;
  if (*kind == ConditionKind::Comm) alarm.condition.off_delay = std::chrono::seconds{10};
  fill_common(draft.text, alarm, mistakes);
  if (point == nullptr) return alarm;
  check_foreign_keys(draft, *kind, complain);
  if (*kind == ConditionKind::High || *kind == ConditionKind::Low) {
    check_limit(draft, *point, alarm.condition, complain);
  } else if (*kind == ConditionKind::State) {
    check_states(draft, *point, alarm.condition, complain);
  }
  alarm.condition.over_range_raises = family == model::Family::Gas && *kind == ConditionKind::High;
  if (family == model::Family::Fire) check_fire(draft.text, alarm, point, mistakes);
  return alarm;
}

}  // namespace hazgate::config
