#include "gateway/daemon/explanation.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "gateway/daemon/messages.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using alarm::ConditionKind;
using alarm::ConditionParams;
using alarm::Verdict;
using alarm::Window;

constexpr double kMicrosecondsPerMinute = 60e6;

std::int64_t ms(Duration time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

/// A moment of the monotonic clock as people read it.
std::int64_t wall_ms(Tick when, Now now) {
  return unix_ms(now.wall) + ms(when - now.tick);
}

double minutes(Duration time) {
  return static_cast<double>(time.count()) / kMicrosecondsPerMinute;
}

/// Whether it is raised at or below its limit.
bool is_low(const ConditionParams& params) {
  return params.kind == ConditionKind::Low || params.kind == ConditionKind::TimeToLimit ||
         (params.kind == ConditionKind::Rate && params.limit < 0.0);
}

/// What the figure is compared with; none: it is not a comparison with one number.
std::optional<double> threshold(const ConditionParams& params) {
  if (params.kind == ConditionKind::TimeToLimit) return minutes(params.within);
  if (params.kind == ConditionKind::Differs || !alarm::has_limit(params.kind)) return std::nullopt;
  return params.limit;
}

std::optional<double> returns_at(const ConditionParams& params) {
  const auto limit = threshold(params);
  if (!limit) return std::nullopt;
  if (params.kind == ConditionKind::TimeToLimit) return *limit * 1.25;
  return is_low(params) ? *limit + params.deadband : *limit - params.deadband;
}

json::value number(const std::optional<double>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

std::string unit_of(const site::SiteSpec& spec, const site::AlarmSpec& alarm) {
  return alarm.point ? spec.points[at(*alarm.point)].unit : std::string();
}

/// Of the figure that is compared.
std::string figure_unit(const site::SiteSpec& spec, const site::AlarmSpec& alarm) {
  const ConditionKind kind = alarm.condition.kind;
  if (kind == ConditionKind::TimeToLimit) return "min";
  const std::string unit = unit_of(spec, alarm);
  return kind == ConditionKind::Rate ? unit + "/min" : unit;
}

json::array codes_of(const site::SiteSpec& spec, const site::AlarmSpec& alarm) {
  const ConditionParams& params = alarm.condition;
  const bool of_other = params.kind != ConditionKind::State;
  const auto& point = of_other ? alarm.other : alarm.point;
  json::array codes;
  for (std::size_t i = 0; i < params.code_count; ++i) {
    json::value text = params.codes[i];
    if (point) {
      for (const codec::StateText& state : spec.points[at(*point)].format.states) {
        if (state.code == params.codes[i]) text = json::value(state.text);
      }
    }
    codes.push_back(std::move(text));
  }
  return codes;
}

const char* text_of(alarm::OnBad on_bad) {
  switch (on_bad) {
    case alarm::OnBad::Alarm:
      return "alarm";
    case alarm::OnBad::Normal:
      return "normal";
    case alarm::OnBad::Drop:
      break;
  }
  return "drop";
}

json::object condition_object(const site::Site& site, AlarmIndex index) {
  const site::SiteSpec& spec = site.spec();
  const site::AlarmSpec& alarm = spec.alarms[at(index)];
  const ConditionParams& params = alarm.condition;
  json::object object{
      {"kind", alarm::to_text(params.kind)},
      {"active", site.condition(index).active},
      {"limit", number(alarm::has_limit(params.kind) ? std::optional(params.limit) : std::nullopt)},
      {"low", is_low(params) || params.falling},
      {"returns_at", number(returns_at(params))},
      {"unit", unit_of(spec, alarm)},
      {"figure_unit", figure_unit(spec, alarm)},
      {"on_delay_ms", ms(params.on_delay)},
      {"off_delay_ms", ms(params.off_delay)},
      {"latch", alarm.rules.latch},
      {"over_range_raises", params.over_range_raises}};
  if (params.window > Duration{}) object["window_ms"] = ms(params.window);
  if (params.within > Duration{}) object["within_ms"] = ms(params.within);
  if (params.kind == ConditionKind::Stuck) object["deadband"] = params.deadband;
  if (params.code_count > 0) object["states"] = codes_of(spec, alarm);
  if (params.mask != 0) object["mask"] = params.mask;
  if (alarm.point) object["point"] = spec.points[at(*alarm.point)].id;
  if (alarm.other) object["other"] = spec.points[at(*alarm.other)].id;
  if (alarm.device) object["device"] = spec.devices[at(*alarm.device)].id;
  if (params.kind == ConditionKind::Vote) {
    object["need"] = alarm.need;
    object["on_bad"] = text_of(alarm.on_bad);
  }
  return object;
}

/// How much is missing until it is raised; negative: how far beyond.
std::optional<double> to_limit(const ConditionParams& params, const std::optional<double>& figure) {
  const auto limit = threshold(params);
  if (!limit || !figure) return std::nullopt;
  return is_low(params) ? *figure - *limit : *limit - *figure;
}

/// The readings in the window, and what the kind wants of them (core/alarm/condition.cpp). `enough`:
/// there is a figure; of a count: it may clear.
json::object window_object(const ConditionParams& params, const alarm::Past& past, Now now) {
  if (params.kind == ConditionKind::Stuck) {
    if (!past.steady_since) return {{"enough", false}};
    return {{"enough", true},
            {"steady_at", past.steady_at},
            {"steady_since", wall_ms(*past.steady_since, now)},
            {"steady_ms", ms(now.tick - *past.steady_since)}};
  }
  const Window& window = past.window;
  const bool is_rate =
      params.kind == ConditionKind::Rate || params.kind == ConditionKind::TimeToLimit;
  json::object object{{"enough", alarm::has_enough(params, window)},
                      {"samples", window.samples()},
                      {"span_ms", ms(window.span())},
                      {"wanted_span_ms", ms(alarm::wanted_span(params))}};
  if (is_rate) object["wanted_samples"] = params.min_samples;
  return object;
}

bool is_enough(const json::object& window) {
  const json::value* enough = window.if_contains("enough");
  return enough == nullptr || enough->as_bool();
}

const Sample* other_of(const site::Site& site, const site::AlarmSpec& alarm) {
  return alarm.other ? &site.last(*alarm.other) : nullptr;
}

/// What the last reading says of the condition; none: it is not known here. A window is not judged
/// anew: one reading would count twice.
std::optional<Verdict> verdict_now(const site::Site& site, AlarmIndex index) {
  const site::AlarmSpec& alarm = site.spec().alarms[at(index)];
  const ConditionParams& params = alarm.condition;
  if (params.kind == ConditionKind::Vote) return site.vote(index).verdict;
  if (!alarm::is_of_samples(params.kind) || !alarm.point) return std::nullopt;
  const Sample& sample = site.last(*alarm.point);
  if (sample.quality == Quality::NotYet) return Verdict::Hold;
  if (alarm::has_past(params.kind)) {
    return is_usable(sample.quality) ? std::nullopt : std::optional(Verdict::Hold);
  }
  return alarm::judge(params, site.condition(index).active, sample, other_of(site, alarm)).verdict;
}

json::value verdict_text(const std::optional<Verdict>& verdict) {
  if (!verdict) return nullptr;
  switch (*verdict) {
    case Verdict::True:
      return "true";
    case Verdict::False:
      return "false";
    case Verdict::Hold:
      break;
  }
  return "hold";
}

/// What it means for this alarm that its reading cannot be used.
json::value bad_reading(const site::Site& site, const site::AlarmSpec& alarm,
                        const std::optional<Verdict>& verdict) {
  if (!alarm.point || !alarm::is_of_samples(alarm.condition.kind)) return nullptr;
  const Sample& sample = site.last(*alarm.point);
  if (is_usable(sample.quality)) return nullptr;
  if (sample.quality == Quality::NotYet) return "never-read";
  if (alarm.condition.kind == ConditionKind::BadQuality) return "is-the-condition";
  return verdict == Verdict::True ? "raises" : "holds";
}

json::object delay_object(const site::Site& site, AlarmIndex index, const Tick& since,
                          bool is_undecided, Now now) {
  const alarm::Condition& condition = site.condition(index);
  const Tick ends = condition.due(site.spec().alarms[at(index)].condition).value_or(since);
  return {{"which", condition.active ? "off" : "on"},
          {"since", wall_ms(since, now)},
          {"ends", wall_ms(ends, now)},
          {"left_ms", ms(std::max(ends - now.tick, Duration{}))},
          {"held", is_undecided}};
}

json::object member_object(const site::Site& site, AlarmIndex member, alarm::OnBad on_bad,
                           Now now) {
  const site::AlarmSpec& alarm = site.spec().alarms[at(member)];
  const alarm::VoteMember seen = site.member(member);
  const json::object whole = alarm_object(site, member, now);
  json::object object;
  for (const char* key : {"id", "state", "flags", "value", "limit", "quality"}) {
    object[key] = whole.at(key);
  }
  object["unit"] = figure_unit(site.spec(), alarm);
  object["active"] = seen.active;
  object["bad"] = seen.bad;
  object["bypassed"] = seen.bypassed;
  const bool counted = alarm::vote({&seen, 1}, 1, on_bad).counted == 1;
  const bool dropped = !counted && (seen.bad || seen.bypassed) && on_bad == alarm::OnBad::Drop;
  object["counts_as"] = counted ? "alarm" : dropped ? "dropped" : "normal";
  return object;
}

json::object rule_object(const site::Site& site, const site::SuppressionSpec& rule) {
  const Sample& sample = site.last(rule.point);
  const auto& format = site.spec().points[at(rule.point)].format;
  json::array states;
  for (std::size_t i = 0; i < rule.when.code_count; ++i) {
    for (const codec::StateText& state : format.states) {
      if (state.code == rule.when.codes[i]) states.emplace_back(state.text);
    }
  }
  const bool holds = alarm::judge(rule.when, false, sample).verdict == Verdict::True;
  return {{"id", rule.id},
          {"holds", sample.quality == Quality::NotYet ? json::value(nullptr) : json::value(holds)},
          {"point", site.spec().points[at(rule.point)].id},
          {"states", std::move(states)},
          {"approved_by", rule.approved_by},
          {"basis", rule.basis}};
}

bool has(const std::vector<AlarmIndex>& list, AlarmIndex alarm) {
  return std::find(list.begin(), list.end(), alarm) != list.end();
}

/// The votes, groups, rules and plans in which the alarm itself takes part.
json::object parts_object(const site::Site& site, AlarmIndex alarm) {
  const site::SiteSpec& spec = site.spec();
  json::array votes, groups, rules, plans;
  for (const site::AlarmSpec& other : spec.alarms) {
    if (has(other.members, alarm)) votes.emplace_back(other.id);
  }
  for (const site::GroupSpec& group : spec.groups) {
    if (has(group.alarms, alarm)) groups.emplace_back(group.id);
  }
  for (const site::SuppressionSpec& rule : spec.suppressions) {
    if (has(rule.alarms, alarm)) rules.push_back(rule_object(site, rule));
  }
  for (const site::PlanSpec& plan : spec.plans) {
    if (!has(plan.trigger, alarm)) continue;
    json::object object{{"id", plan.id}, {"name", plan.name}, {"incident", nullptr}};
    for (const auto& incident : site.incidents()) {
      if (incident.plan == plan.id && !incident.closed) object["incident"] = incident.id;
    }
    plans.push_back(std::move(object));
  }
  return {{"votes", std::move(votes)},
          {"groups", std::move(groups)},
          {"suppressions", std::move(rules)},
          {"plans", std::move(plans)}};
}

}  // namespace

json::object explanation(const site::Site& site, AlarmIndex index, Now now) {
  const site::AlarmSpec& alarm = site.spec().alarms[at(index)];
  const site::AlarmView view = site.alarm(index);
  const alarm::Past* past = site.past(index);
  json::object object = alarm_object(site, index, now);
  object["now"] = unix_ms(now.wall);
  object["basis"] = alarm.basis;
  object["condition"] = condition_object(site, index);
  json::object window;
  if (past != nullptr) window = window_object(alarm.condition, *past, now);
  auto verdict = verdict_now(site, index);
  if (!verdict && alarm::has_past(alarm.condition.kind) && !is_enough(window)) {
    verdict = Verdict::Hold;
  }
  object["verdict"] = verdict_text(verdict);
  object["to_limit"] = number(to_limit(alarm.condition, view.value));
  object["bad_reading"] = bad_reading(site, alarm, verdict);
  if (const auto since = site.condition(index).since) {
    object["delay"] = delay_object(site, index, *since, verdict == Verdict::Hold, now);
  }
  if (past != nullptr) object["window"] = std::move(window);
  if (!alarm.members.empty()) {
    json::array members;
    for (const AlarmIndex member : alarm.members) {
      members.push_back(member_object(site, member, alarm.on_bad, now));
    }
    object["members"] = std::move(members);
  }
  if (view.suppressed_by != nullptr) object["suppression"] = rule_object(site, *view.suppressed_by);
  object["part_of"] = parts_object(site, index);
  return object;
}

std::optional<bool> is_beyond(const site::SiteSpec& spec, const site::AlarmSpec& alarm,
                              const Value& value, Quality quality) {
  const ConditionKind kind = alarm.condition.kind;
  const bool one_is_enough = kind == ConditionKind::High || kind == ConditionKind::Low ||
                             kind == ConditionKind::State || kind == ConditionKind::BadQuality;
  if (!one_is_enough || !alarm.point) return std::nullopt;
  Sample sample{.quality = quality};
  const auto* text = std::get_if<std::string>(&value);
  auto figure = as_number(value);
  if (text != nullptr) {
    for (const codec::StateText& state : spec.points[at(*alarm.point)].format.states) {
      if (state.text == *text) figure = static_cast<double>(state.code);
    }
  }
  if (!figure && is_usable(quality)) return std::nullopt;
  sample.value = figure.value_or(0.0);
  const Verdict verdict = alarm::judge(alarm.condition, true, sample).verdict;
  if (verdict == Verdict::Hold && is_usable(quality)) return false;  // inside the deadband
  return verdict == Verdict::Hold ? std::nullopt : std::optional(verdict == Verdict::True);
}

}  // namespace hazgate::daemon
