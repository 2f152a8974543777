#include "gateway/config/alarm_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <utility>

#include "gateway/config/fire_check.hpp"
#include "gateway/config/measured_gas.hpp"

namespace hazgate::config {
namespace {

using alarm::ConditionKind;

constexpr const char* kKinds =
    "write high, low, rate, time-to-limit, deviation, mean, increment, state, stuck or bad-quality";

/// The kinds that a person may write.
constexpr std::array kWritten = {ConditionKind::High,      ConditionKind::Low,
                                 ConditionKind::Rate,      ConditionKind::TimeToLimit,
                                 ConditionKind::Deviation, ConditionKind::Mean,
                                 ConditionKind::Increment, ConditionKind::State,
                                 ConditionKind::Stuck,     ConditionKind::BadQuality};

constexpr Duration kShelf = std::chrono::hours{8};
constexpr Duration kShelfOfHigh = std::chrono::hours{1};
constexpr Duration kShortestWindow = std::chrono::seconds{10};
constexpr Duration kLongestWindow = std::chrono::hours{24};

Duration usual_window(ConditionKind kind) {
  if (kind == ConditionKind::Mean) return std::chrono::minutes{15};
  const bool slow = kind == ConditionKind::Increment || kind == ConditionKind::Stuck;
  return slow ? std::chrono::minutes{10} : std::chrono::minutes{1};
}

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
  for (const ConditionKind known : kWritten) {
    if (kind == alarm::to_text(known)) return known;
  }
  complain("kind", "\"" + kind + "\" is not known", kKinds);
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

/// Whether the point has a number, and the alarm a deadband that can be one.
bool check_number(const AlarmDraft& draft, const site::PointSpec& point,
                  alarm::ConditionParams& params, const AlarmComplaint& complain) {
  if (!has_number(point)) {
    complain("kind", "point " + draft.text.point + " has no number to compare",
             "write kind = \"state\"");
    return false;
  }
  params.deadband = draft.text.deadband.value_or(0.0);
  if (params.deadband >= 0.0) return true;
  complain("deadband", fmt::format("{} is negative", params.deadband), "write 0 or more");
  return false;
}

void check_limit(const AlarmDraft& draft, const site::PointSpec& point,
                 alarm::ConditionParams& params, const AlarmComplaint& complain) {
  if (!check_number(draft, point, params, complain)) return;
  if (!draft.text.limit) {
    if (!draft.text.written.contains("limit")) {
      complain("limit", "is missing", "write the limit in the point's unit");
    }
    return;
  }
  params.limit = *draft.text.limit;
  if (point.format.range) check_reach(draft, *point.format.range, params, complain);
}

/// Kinds that look at the course of a value, or at two of them.
void check_course(const AlarmDraft& draft, const site::PointSpec& point,
                  alarm::ConditionParams& params, const AlarmComplaint& complain) {
  const ConditionKind kind = params.kind;
  if (!check_number(draft, point, params, complain)) return;
  params.limit = draft.text.limit.value_or(0.0);
  if (kind != ConditionKind::Stuck && !draft.text.limit && !draft.text.written.contains("limit")) {
    complain("limit", "is missing",
             kind == ConditionKind::Rate ? "write the change per minute; falling: a negative one"
                                         : "write the limit in the point's unit");
  }
  if (kind == ConditionKind::Rate && draft.text.limit && params.limit == 0.0) {
    complain("limit", "0 is no rate", "write the change per minute; falling: a negative one");
  }
  const bool positive = kind == ConditionKind::Deviation || kind == ConditionKind::Increment;
  if (positive && draft.text.limit && params.limit <= 0.0) {
    complain("limit", fmt::format("{} is not above 0", params.limit), "write a positive number");
  }
  params.window = draft.text.window.value_or(usual_window(kind));
  if (alarm::has_past(kind) &&
      (params.window < kShortestWindow || params.window > kLongestWindow)) {
    complain("window", "is out of reach", "write 10s to 24h");
  }
  params.within = draft.text.within.value_or(std::chrono::minutes{10});
  params.falling = draft.text.falling.value_or(false);
  params.min_samples = static_cast<std::uint16_t>(draft.text.min_samples.value_or(5));
  if (kind == ConditionKind::Deviation && !draft.text.from &&
      !draft.text.written.contains("from")) {
    complain("from", "is missing", "write the id of the point that it is compared with");
  }
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

/// The codes of the states that are written, of the point that is called so.
void check_codes(const model::AlarmText& text, const std::string& name,
                 const site::PointSpec& point, alarm::ConditionParams& params,
                 const AlarmComplaint& complain) {
  if (!text.states || text.states->empty()) {
    if (text.states || !text.written.contains("states")) {
      complain("states", "names no state", "write those that are an alarm: states = [\"fire\"]");
    }
    return;
  }
  for (const Value& state : *text.states) {
    const auto code = code_of(state, point);
    if (!code) {
      complain("states", "\"" + to_text(state) + "\" is not a state of " + name, states_of(point));
    } else if (std::fabs(*code) > std::numeric_limits<std::int32_t>::max()) {
      complain("states", fmt::format("{} is too large for a code", *code),
               "write whole numbers of at most 31 bits");
    } else if (params.code_count < alarm::kMostCodes) {
      params.codes[params.code_count++] = static_cast<std::int32_t>(*code);
    } else {
      complain("states", "are too many", fmt::format("write at most {}", alarm::kMostCodes));
      return;
    }
  }
}

void check_states(const AlarmDraft& draft, const site::PointSpec& point,
                  alarm::ConditionParams& params, const AlarmComplaint& complain) {
  if (!has_codes(point.format)) {
    complain("kind", "point " + draft.text.point + " has no states",
             "write high, low or bad-quality");
    return;
  }
  if (draft.text.mask) {
    if (!point.format.states.empty() || is_flag(point)) {
      complain("mask", "belongs to a whole number without states", "remove it, or write states");
      return;
    }
    params.mask = static_cast<std::uint32_t>(*draft.text.mask);
    if (!draft.text.states) return;  // any of its bits
  }
  check_codes(draft.text, draft.text.point, point, params, complain);
}

/// Keys that belong to another kind of alarm.
void check_foreign_keys(const AlarmDraft& draft, ConditionKind kind,
                        const AlarmComplaint& complain) {
  const bool compares = kind != ConditionKind::State && kind != ConditionKind::BadQuality;
  const bool rates = kind == ConditionKind::Rate || kind == ConditionKind::TimeToLimit;
  const auto refuse = [&](const char* key, bool given, const char* belongs) {
    if (given) complain(key, std::string("belongs to kind = ") + belongs, "remove it");
  };
  const bool limited = compares && kind != ConditionKind::Stuck;
  const bool banded = compares && kind != ConditionKind::TimeToLimit;
  refuse("limit", !limited && draft.text.limit, "\"high\", \"low\" and others that compare");
  refuse("deadband", !banded && draft.text.deadband, "\"high\", \"low\" and others that compare");
  const bool limits = kind == ConditionKind::High || kind == ConditionKind::Low;
  const bool has_states = kind == ConditionKind::State || (limits && draft.text.own);
  refuse("states", !has_states && draft.text.states, "\"state\", or to own");
  refuse("own", !limits && draft.text.own, "\"high\" or \"low\"");
  refuse("differs_after", !(limits && draft.text.own) && draft.text.differs_after,
         "\"high\" or \"low\" with own");
  refuse("mask", kind != ConditionKind::State && draft.text.mask, "\"state\"");
  refuse("window", !alarm::has_past(kind) && draft.text.window,
         "\"rate\", \"time-to-limit\", \"mean\", \"increment\" or \"stuck\"");
  refuse("min_samples", !rates && draft.text.min_samples, "\"rate\" or \"time-to-limit\"");
  refuse("within", kind != ConditionKind::TimeToLimit && draft.text.within, "\"time-to-limit\"");
  refuse("falling", kind != ConditionKind::TimeToLimit && draft.text.falling, "\"time-to-limit\"");
  refuse("from", kind != ConditionKind::Deviation && draft.text.from, "\"deviation\"");
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

bool is_urgent(const site::AlarmSpec& alarm) {
  return alarm.priority == Priority::Critical || alarm.priority == Priority::High;
}

void override_with(model::AlarmText& text, const model::AlarmText& over) {
  const auto put = [](auto& target, const auto& source) {
    if (source) target = source;
  };
  if (over.kind && over.kind != text.kind) {  // what belongs to the old kind goes with it
    text.limit.reset();
    text.deadband.reset();
    text.states.reset();
    text.window.reset();
    text.within.reset();
    text.min_samples.reset();
    text.mask.reset();
    text.from.reset();
    text.own.reset();
    text.differs_after.reset();
    text.falling.reset();
    for (const char* key : {"limit", "deadband", "states", "window", "within", "min_samples",
                            "mask", "from", "falling", "own", "differs_after"}) {
      text.written.erase(key);
    }
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
  put(text.window, over.window);
  put(text.within, over.within);
  put(text.min_samples, over.min_samples);
  put(text.mask, over.mask);
  put(text.from, over.from);
  put(text.own, over.own);
  put(text.differs_after, over.differs_after);
  put(text.falling, over.falling);
  put(text.sound_again, over.sound_again);
  put(text.shelve, over.shelve);
  text.place = over.place;
  text.path = over.path;
  for (const auto& [key, mark] : over.written) text.written[key] = mark;
}

void check_own(const model::AlarmText& text, const site::PointSpec& own, site::AlarmSpec& alarm,
               model::Mistakes& mistakes) {
  const AlarmComplaint complain(text, mistakes);
  if (!has_codes(own.format)) {
    complain("own", "point " + *text.own + " has no states",
             "name one with states, a flag or a whole number");
    return;
  }
  check_codes(text, *text.own, own, alarm.condition, complain);
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
  alarm.rules.latch = text.latch.value_or(alarm.rules.latch);
  alarm.rules.sound_again = text.sound_again.value_or(alarm.rules.sound_again);
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

void check_pace(const model::AlarmText& text, const site::AlarmSpec& alarm, Duration period,
                model::Mistakes& mistakes) {
  const alarm::ConditionParams& params = alarm.condition;
  const bool rates =
      params.kind == ConditionKind::Rate || params.kind == ConditionKind::TimeToLimit;
  int periods = 2;
  if (rates) periods = 2 * (params.min_samples - 1);
  if (params.kind == ConditionKind::Mean) periods = static_cast<int>(alarm::Window::kSlots);
  if (params.window < kShortestWindow || params.window >= period * periods) return;
  const double least = std::chrono::duration<double>(period * periods).count();
  AlarmComplaint(text, mistakes)(
      "window",
      fmt::format("holds too few readings: the point is read every {:g}s",
                  std::chrono::duration<double>(period).count()),
      fmt::format("write window = \"{:g}s\" or longer, or read the point more often",
                  std::ceil(least)));
}

namespace {

bool is_never_shelved(const std::string& name, const site::AlarmSpec& alarm, bool fire, bool gas) {
  const ConditionKind kind = alarm.condition.kind;
  const bool of_device = kind == ConditionKind::Comm || kind == ConditionKind::BadQuality;
  const bool second = name == "HH" || name == "LL";
  const bool gas_second = gas && alarm.priority == Priority::High && kind == ConditionKind::High;
  return alarm.priority == Priority::Critical || second || gas_second || (fire && !of_device);
}

}  // namespace

void check_shelf(const model::AlarmText& text, site::AlarmSpec& alarm, bool fire, bool gas,
                 model::Mistakes& mistakes) {
  alarm.grave = is_never_shelved(text.name, alarm, fire, gas);
  if (alarm.grave) {
    alarm.rules.longest_shelf = Duration{};
    if (text.shelve && *text.shelve > Duration{}) {
      AlarmComplaint(text, mistakes)(
          "shelve", "fire, gas level 2, HH, LL and critical alarms are never shelved", "remove it");
    }
    return;
  }
  const Duration usual = alarm.priority == Priority::High ? kShelfOfHigh : kShelf;
  alarm.rules.longest_shelf = text.shelve.value_or(usual);
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
  const bool gas = family == model::Family::Gas || (point != nullptr && may_be_gas(*point));
  check_shelf(draft.text, alarm, family == model::Family::Fire, gas, mistakes);
  if (point == nullptr) return alarm;
  check_foreign_keys(draft, *kind, complain);
  if (*kind == ConditionKind::High || *kind == ConditionKind::Low) {
    check_limit(draft, *point, alarm.condition, complain);
  } else if (*kind != ConditionKind::State && *kind != ConditionKind::BadQuality) {
    check_course(draft, *point, alarm.condition, complain);
  } else if (*kind == ConditionKind::State) {
    check_states(draft, *point, alarm.condition, complain);
  }
  alarm.condition.over_range_raises = gas && *kind == ConditionKind::High;
  if (family == model::Family::Fire) check_fire(draft.text, alarm, point, mistakes);
  return alarm;
}

}  // namespace hazgate::config
