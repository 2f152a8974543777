#include "gateway/config/alarm_check.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace hazgate::config {
namespace {

using alarm::ConditionKind;

/// Reports what is wrong with one alarm.
class Complaint {
 public:
  Complaint(const model::AlarmText& text, const std::string& key, model::Mistakes& mistakes)
      : text_(text), key_(key), mistakes_(mistakes) {}
  void operator()(const char* key, std::string problem, std::string remedy) const {
    mistakes_.add(text_.place, key_ + "." + key, std::move(problem), std::move(remedy));
  }

 private:
  const model::AlarmText& text_;
  const std::string& key_;
  model::Mistakes& mistakes_;
};

bool is_flag(const site::PointSpec& point) {
  return point.format.type == codec::RawType::Bool || point.format.type == codec::RawType::Bit;
}

std::optional<ConditionKind> kind_of(const AlarmDraft& draft, const Complaint& complain) {
  if (draft.device) return ConditionKind::Comm;
  if (!draft.text.kind) {
    complain("kind", "is missing", "write high, low, state or bad-quality");
    return std::nullopt;
  }
  const std::string& kind = *draft.text.kind;
  if (kind == "high") return ConditionKind::High;
  if (kind == "low") return ConditionKind::Low;
  if (kind == "state") return ConditionKind::State;
  if (kind == "bad-quality") return ConditionKind::BadQuality;
  const bool later = kind == "rate" || kind == "deviation" || kind == "stuck";
  complain("kind", "\"" + kind + (later ? "\" is not built yet" : "\" is not known"),
           "write high, low, state or bad-quality");
  return std::nullopt;
}

void check_limit(const AlarmDraft& draft, const site::PointSpec& point,
                 alarm::ConditionParams& params, const Complaint& complain) {
  if (!draft.text.limit) {
    complain("limit", "is missing", "write the limit in the point's unit");
    return;
  }
  params.limit = *draft.text.limit;
  params.deadband = draft.text.deadband.value_or(0.0);
  const bool text_point =
      !point.format.states.empty() || point.format.type == codec::RawType::String;
  if (text_point || is_flag(point)) {
    complain("kind", "point " + point.id + " has no number to compare", "write kind = \"state\"");
    return;
  }
  if (params.deadband < 0.0) {
    complain("deadband", fmt::format("{} is negative", params.deadband), "write 0 or more");
  }
  if (!point.format.range) return;
  const auto [low, high] = *point.format.range;
  if (params.limit < low || params.limit > high) {
    complain(
        "limit",
        fmt::format("{} is outside the range [{}, {}] of {}", params.limit, low, high, point.id),
        "write a limit that the instrument can measure");
  }
  const bool upwards = params.kind == ConditionKind::High;
  const double back = upwards ? params.limit - params.deadband : params.limit + params.deadband;
  if (back < low || back > high) {
    complain(
        "deadband",
        fmt::format("the alarm would return at {}, outside the range [{}, {}]", back, low, high),
        "write a smaller deadband");
  }
}

std::optional<double> code_of(const Value& state, const site::PointSpec& point) {
  if (const auto* text = std::get_if<std::string>(&state)) {
    for (const codec::StateText& each : point.format.states) {
      if (each.text == *text) return static_cast<double>(each.code);
    }
    return std::nullopt;
  }
  if (std::holds_alternative<bool>(state) != is_flag(point)) return std::nullopt;
  return as_number(state);
}

void check_states(const AlarmDraft& draft, const site::PointSpec& point,
                  alarm::ConditionParams& params, const Complaint& complain) {
  if (!draft.text.states || draft.text.states->empty()) {
    complain("states", "is missing",
             "write the states that are an alarm, such as states = [\"fire\"]");
    return;
  }
  for (const Value& state : *draft.text.states) {
    const auto code = code_of(state, point);
    if (!code) {
      std::string known;
      for (const auto& each : point.format.states) known += " \"" + each.text + "\"";
      if (is_flag(point)) known = " true false";
      complain("states", to_text(state) + " is not a state of " + point.id,
               known.empty() ? "write the raw codes" : "write of:" + known);
    } else if (params.code_count < alarm::kMostCodes) {
      params.codes[params.code_count++] = *code;
    } else {
      complain("states", "are too many", fmt::format("write at most {}", alarm::kMostCodes));
      return;
    }
  }
}

/// Fire is never delayed: GB 50116 and domain.md 4.1.
void check_fire(const site::AlarmSpec& alarm, const Complaint& complain) {
  const bool is_fire =
      alarm.condition.kind == ConditionKind::State && alarm.priority == Priority::Critical;
  if (is_fire && alarm.condition.on_delay > Duration{}) {
    complain("on_delay", "a fire alarm is never delayed", "remove it");
  }
}

}  // namespace

void override_with(model::AlarmText& text, const model::AlarmText& over) {
  const auto put = [](auto& target, const auto& source) {
    if (source) target = source;
  };
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
}

void fill_common(const model::AlarmText& text, const std::string& key, site::AlarmSpec& alarm,
                 model::Mistakes& mistakes) {
  const Complaint complain(text, key, mistakes);
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
}

std::optional<site::AlarmSpec> check_alarm(const AlarmDraft& draft, const site::PointSpec* point,
                                           model::Family family, model::Mistakes& mistakes) {
  const Complaint complain(draft.text, draft.key, mistakes);
  const auto kind = kind_of(draft, complain);
  if (!kind) return std::nullopt;
  site::AlarmSpec alarm;
  alarm.id = draft.id;
  alarm.name = draft.text.name;
  alarm.point = draft.point;
  alarm.device = draft.device;
  alarm.condition.kind = *kind;
  if (*kind == ConditionKind::Comm) alarm.condition.off_delay = std::chrono::seconds{10};
  fill_common(draft.text, draft.key, alarm, mistakes);
  if (point == nullptr) return alarm;
  if (*kind == ConditionKind::High || *kind == ConditionKind::Low) {
    check_limit(draft, *point, alarm.condition, complain);
  } else if (draft.text.limit) {
    complain("limit", "means nothing for this kind of alarm", "remove it");
  }
  if (*kind == ConditionKind::State) {
    check_states(draft, *point, alarm.condition, complain);
  } else if (draft.text.states) {
    complain("states", "belongs to kind = \"state\"", "remove it");
  }
  alarm.condition.over_range_raises = family == model::Family::Gas && *kind == ConditionKind::High;
  if (family == model::Family::Fire) check_fire(alarm, complain);
  return alarm;
}

}  // namespace hazgate::config
