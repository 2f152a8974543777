#include "gateway/core/site/site.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "drivers/codec/codec.hpp"
#include "gateway/core/emergency/switching.hpp"
#include "gateway/core/site/refusals.hpp"

namespace hazgate::site {

using alarm::Ask;
using alarm::AskKind;

Site::Site(const SiteSpec& spec, LocalTime local)
    : spec_(spec),
      alarms_(spec,
              [this](AlarmIndex alarm, Now now, Effects& effects) { raised(alarm, now, effects); }),
      panels_(spec, alarms_),
      responder_(spec.plans, spec.outputs, board()),
      response_(spec, std::move(local)) {
  for (std::size_t i = 0; i < spec_.points.size(); ++i) {
    point_by_id_.emplace(spec_.points[i].id, index_of<PointIndex>(i));
  }
}

emergency::AlarmBoard Site::board() {
  return {
      .condition = [this](AlarmIndex alarm) { return alarms_.is_active(alarm); },
      .normal = [this](AlarmIndex alarm) { return alarms_.state(alarm) == alarm::State::Normal; },
      .id = [this](AlarmIndex alarm) -> const std::string& { return spec_.alarms[at(alarm)].id; },
      .find = [this](const std::string& id) { return find_alarm(id); },
      .area = [this](AlarmIndex alarm) -> const std::string& { return area_of(alarm); },
      .reading = [this](PointIndex point) -> std::optional<double> {
        const Sample& last = alarms_.last(point);
        return is_usable(last.quality) ? std::optional(last.value) : std::nullopt;
      },
      .point_id = [this](PointIndex point) -> const std::string& {
        return spec_.points[at(point)].id;
      },
      .find_point = [this](const std::string& id) { return find_point(id); },
  };
}

/// Of a vote: where its first member is.
const std::string& Site::area_of(AlarmIndex alarm) const {
  static const std::string kNone;
  const AlarmSpec& spec = spec_.alarms[at(alarm)];
  if (spec.point) return spec_.devices[at(spec_.points[at(*spec.point)].device)].area;
  if (spec.device) return spec_.devices[at(*spec.device)].area;
  return spec.members.empty() ? kNone : area_of(spec.members.front());
}

std::optional<PointIndex> Site::find_point(std::string_view id) const {
  const auto found = point_by_id_.find(std::string(id));
  return found == point_by_id_.end() ? std::nullopt : std::optional(found->second);
}

void Site::take(std::span<const Sample> samples, Now now, Effects& effects) {
  for (const Sample& sample : samples) alarms_.take(sample, 0, now, effects);
  for (const Sample& sample : samples) {
    if (response_.watches(sample.point)) response_.take(sample);
    if (!responder_.watches(sample.point) || !is_usable(sample.quality)) continue;
    emergency::Orders orders;
    responder_.read(sample.point, sample.value, now, orders);
    follow(std::move(orders), now, effects);
  }
}

void Site::device_answers(DeviceIndex device, bool answers, Now now, Effects& effects) {
  alarms_.device_answers(device, answers, now, effects);
  if (!answers) return;
  emergency::Orders orders;
  responder_.device_back(device, now, orders);
  follow(std::move(orders), now, effects);
}

std::vector<Sample> Site::panel_read(DeviceIndex device,
                                     const std::optional<device::PanelEvent>& event, Now now,
                                     Effects& effects) {
  return panels_.read(device, event, now, effects);
}

std::vector<Sample> Site::panel_missed(DeviceIndex device, bool silent, Now now, Effects& effects) {
  return panels_.missed(device, silent, now, effects);
}

void Site::panel_shown(DeviceIndex device, Now now, Effects& effects) {
  panels_.shown(device, now, effects);
}

void Site::vote_anew(Now now, Effects& effects) {
  alarms_.vote_anew(now, effects);
}

void Site::report(AlarmIndex alarm, bool condition, Now now, Effects& effects) {
  alarms_.report(alarm, condition, now, effects);
}

void Site::raised(AlarmIndex alarm, Now now, Effects& effects) {
  emergency::Orders orders;
  responder_.raised(alarm, now, orders);
  follow(std::move(orders), now, effects);
}

void Site::follow(emergency::Orders&& orders, Now now, Effects& effects) {
  for (auto& write : orders.writes) effects.writes.push_back(std::move(write));
  ResponseOrders response;
  response_.follow(orders.events, responder_, now, response);
  for (auto& event : orders.events) effects.events.emplace_back(std::move(event));
  follow(std::move(response), effects);
  for (auto& memory : orders.memories) effects.incidents.push_back(std::move(memory));
  for (const auto& [point, failed] : orders.outputs) {
    alarms_.output_failed(point, failed, now, effects);
  }
  for (const auto& [point, missing] : orders.feedbacks) {
    alarms_.feedback_missing(point, missing, now, effects);
  }
}

void Site::follow(ResponseOrders&& orders, Effects& effects) {
  const auto move_all = [](auto& from, auto& to) {
    std::move(from.begin(), from.end(), std::back_inserter(to));
  };
  for (auto& event : orders.events) effects.events.emplace_back(std::move(event));
  move_all(orders.messages, effects.messages);
  move_all(orders.memory.calls, effects.response.calls);
  move_all(orders.memory.errands, effects.response.errands);
  move_all(orders.memory.neighbours, effects.response.neighbours);
  move_all(orders.memory.clocks, effects.response.clocks);
  move_all(orders.memory.advice, effects.response.advice);
  move_all(orders.memory.forgotten, effects.response.forgotten);
  move_all(orders.memory.at_rest, effects.response.at_rest);
}

Site::Result Site::respond(const AskOfResponse& ask, Effects& effects) {
  ResponseOrders orders;
  auto result = ask(response_, orders);
  follow(std::move(orders), effects);
  return result;
}

bool Site::summon(std::string_view incident, Now now, Effects& effects) {
  if (!spec_.summons) return false;
  emergency::Orders orders;
  const bool done = responder_.summon(incident, *spec_.summons, now, orders);
  follow(std::move(orders), now, effects);
  return done;
}

void Site::receipt(std::uint64_t ticket, emergency::ReceiptKind kind, const std::string& error,
                   Now now, Effects& effects) {
  ResponseOrders orders;
  response_.receipt(ticket, kind, error, now, orders);
  follow(std::move(orders), effects);
}

void Site::written(std::uint64_t ticket, bool done, const std::string& error, Now now,
                   Effects& effects) {
  emergency::Orders orders;
  responder_.written(ticket, done, error, now, orders);
  follow(std::move(orders), now, effects);
}

void Site::run(Now now, Effects& effects) {
  alarms_.run(now, effects);
  emergency::Orders orders;
  responder_.run(now, orders);
  follow(std::move(orders), now, effects);
  ResponseOrders response;
  response_.run(now, response);
  follow(std::move(response), effects);
}

std::optional<Tick> Site::deadline() const {
  std::optional<Tick> first = alarms_.deadline();
  for (const auto other : {responder_.deadline(), response_.deadline()}) {
    if (other && (!first || *other < *first)) first = other;
  }
  return first;
}

/// All of them or none.
Site::Result Site::ask_all(std::span<const AlarmIndex> alarms, const Ask& ask,
                           const std::string& by, const std::string& note, Now now,
                           Effects& effects) {
  for (const AlarmIndex alarm : alarms) {
    const auto refusal = alarms_.refusal(alarm, ask, now);
    if (refusal) return tl::unexpected(explain(spec_.alarms[at(alarm)], *refusal));
  }
  for (const AlarmIndex alarm : alarms) alarms_.ask(alarm, ask, by, note, now, effects);
  return {};
}

Site::Result Site::acknowledge(std::span<const AlarmIndex> alarms,
                               std::optional<std::uint64_t> occurrence, const std::string& by,
                               const std::string& note, Now now, Effects& effects) {
  for (const AlarmIndex alarm : alarms) {
    const std::uint64_t known = alarms_.view(alarm).occurrence;
    if (!occurrence || *occurrence == known) continue;
    return tl::unexpected(spec_.alarms[at(alarm)].id + " is at occurrence " +
                          std::to_string(known) + ", not " + std::to_string(*occurrence) +
                          "; look at it again and acknowledge what you see");
  }
  const Ask ask{.kind = AskKind::Acknowledge, .occurrence = occurrence};
  if (auto result = ask_all(alarms, ask, by, note, now, effects); !result) return result;
  for (const AlarmIndex alarm : alarms) {
    emergency::Orders orders;
    responder_.alarm_acknowledged(alarm, by, note, now, orders);
    follow(std::move(orders), now, effects);
  }
  return {};
}

Site::Result Site::reset(std::span<const AlarmIndex> alarms, const std::string& by, Now now,
                         Effects& effects) {
  const Ask ask{.kind = AskKind::Reset};
  for (const AlarmIndex alarm : alarms) {
    if (panels_.is_open_check(alarm)) {
      if (auto may = panels_.may_confirm(alarm); !may) return may;
    } else if (const auto refusal = alarms_.refusal(alarm, ask, now)) {
      return tl::unexpected(explain(spec_.alarms[at(alarm)], *refusal));
    }
  }
  for (const AlarmIndex alarm : alarms) {
    if (panels_.is_open_check(alarm)) {
      panels_.confirm(alarm, now, effects);
    } else {
      alarms_.ask(alarm, ask, by, {}, now, effects);
    }
  }
  return {};
}

Site::Result Site::shelve(std::span<const AlarmIndex> alarms, Duration time, bool once,
                          const std::string& by, const std::string& reason, Now now,
                          Effects& effects) {
  if (reason.empty()) return tl::unexpected(std::string("say why it is shelved (--reason)"));
  const Ask ask{.kind = AskKind::Shelve, .time = time, .once = once};
  return ask_all(alarms, ask, by, reason, now, effects);
}

Site::Result Site::unshelve(std::span<const AlarmIndex> alarms, const std::string& by, Now now,
                            Effects& effects) {
  return ask_all(alarms, {.kind = AskKind::Unshelve}, by, {}, now, effects);
}

Site::Result Site::remove(std::span<const AlarmIndex> alarms, Duration time, const std::string& by,
                          const std::string& reason, Now now, Effects& effects) {
  if (reason.empty())
    return tl::unexpected(std::string("say why it is taken out of service (--reason)"));
  for (const AlarmIndex alarm : alarms) {
    if (!alarms_.is_member(alarm) || time <= kLongestBypass) continue;
    return tl::unexpected(spec_.alarms[at(alarm)].id +
                          " votes: out of service it is bypassed there, for at most 24h (--for)");
  }
  if (const auto vote = vote_raised_without(alarms)) {
    const std::string& id = spec_.alarms[at(*vote)].id;
    return tl::unexpected(id +
                          " would be raised by it, as members out of service count as in alarm "
                          "there (on_bad); keep one of them, or name " +
                          id + " as well: then it is quiet");
  }
  // Votes stand behind their members: they are quiet before those are bypassed.
  std::vector<AlarmIndex> votes_first(alarms.begin(), alarms.end());
  std::sort(votes_first.begin(), votes_first.end(), std::greater<>());
  for (const AlarmIndex alarm : votes_first) {
    const bool endless = time <= Duration{} && alarms_.is_member(alarm);
    const Ask ask{.kind = AskKind::Remove, .time = endless ? kLongestBypass : time};
    alarms_.ask(alarm, ask, by, reason, now, effects);
  }
  return {};
}

/// A vote that its rule for missing members would raise, if it is to be heard.
std::optional<AlarmIndex> Site::vote_raised_without(std::span<const AlarmIndex> removed) const {
  for (const AlarmIndex alarm : removed) {
    for (const AlarmIndex vote : alarms_.votes_of(alarm)) {
      const bool quiet = alarms_.flags(vote).has(alarm::Flag::OutOfService) ||
                         std::find(removed.begin(), removed.end(), vote) != removed.end();
      if (!quiet && alarms_.would_raise(vote, removed)) return vote;
    }
  }
  return std::nullopt;
}

Site::Result Site::put_back(std::span<const AlarmIndex> alarms, const std::string& by, Now now,
                            Effects& effects) {
  return ask_all(alarms, {.kind = AskKind::Return}, by, {}, now, effects);
}

std::vector<PointIndex> Site::silence(const std::string& by, Now now, Effects& effects) {
  emergency::Orders orders;
  auto points = responder_.silence(by, now, orders);
  follow(std::move(orders), now, effects);
  return points;
}

Site::Incidental Site::plans(const AskOfPlans& ask, Now now, Effects& effects) {
  emergency::Orders orders;
  auto result = ask(responder_, orders);
  follow(std::move(orders), now, effects);
  return result;
}

void Site::person_wrote(PointIndex point, const Value& value, Now now, Effects& effects) {
  emergency::Orders orders;
  responder_.overruled(point, value, now, orders);
  follow(std::move(orders), now, effects);
}

Site::Result Site::may_write(PointIndex point, const Value& value) const {
  const PointSpec& spec = spec_.points[at(point)];
  if (spec.use == OutputUse::Valve && !codec::is_same_write(spec.format, value, spec.closes)) {
    return tl::unexpected(spec.id + " is a valve, and only ever closed from here (" +
                          to_text(spec.closes) + "); open it on site");
  }
  if (emergency::switches_on(spec.format, value) && responder_.is_in_fire(point)) {
    return tl::unexpected(spec.id + " is not started: there is fire in its zone");
  }
  return {};
}

}  // namespace hazgate::site
