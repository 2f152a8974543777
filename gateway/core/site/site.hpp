#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>
#include <vector>

#include "gateway/core/alarm/sample.hpp"
#include "gateway/core/emergency/responder.hpp"
#include "gateway/core/site/alarms.hpp"
#include "gateway/core/site/effects.hpp"
#include "gateway/core/site/event.hpp"
#include "gateway/core/site/panels.hpp"
#include "gateway/core/site/response.hpp"
#include "gateway/core/site/spec.hpp"

namespace hazgate::site {

/// The longest time for which a member of a vote may be out of service, bypassed.
inline constexpr Duration kLongestBypass = std::chrono::hours{24};

/// The brain of the gateway, sans I/O: samples, commands and the time go in, Effects and the next
/// moment at which it wants to be called come out. The page to read first.
///
///   take(samples) ─► Alarms: judge, delays, states, votes ─► Responder: plans ─► writes
///   panel_read ────► Panels: zones ─┘
///
/// It keeps no thread, asks no clock and fails on nothing: what is wrong with a command is said in
/// its result. The spec must outlive it and never changes.
/// Thread  any, one at a time (pure)
class Site {
 public:
  explicit Site(const SiteSpec& spec, LocalTime local = as_utc);
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  /// Once, before anything else: the state before the last stop.
  void restore(const Memory& memory, Now now, Effects& effects);
  /// Instead, in the same process: goes on as the site before, also with the windows and the flood that no
  /// memory keeps.
  /// Shape   points: where a point of the one before is here; none: it is gone, or another one
  void go_on(const Site& before, std::span<const std::optional<PointIndex>> points, Now now,
             Effects& effects);

  /// Instead, in the same process: the record can be opened, and the site before has worked without it. Goes on as
  /// that, with what is on record; see joining.hpp. What was restored is said as by restore().
  void join(const Site& before, const Memory& recorded,
            std::span<const std::optional<PointIndex>> points, Now now, Effects& effects);

  void take(std::span<const Sample> samples, Now now, Effects& effects);
  void device_answers(DeviceIndex device, bool answers, Now now, Effects& effects);
  /// A fire panel's queue was read.
  /// Result  a sample for each of its zones, which has been taken already
  std::vector<Sample> panel_read(DeviceIndex device, const std::optional<device::PanelEvent>& event,
                                 Now now, Effects& effects);
  /// An event of a fire panel may have been lost.
  /// Result  as of panel_read; nothing when it is silent: then its zones have no reading
  std::vector<Sample> panel_missed(DeviceIndex device, bool silent, Now now, Effects& effects);
  /// What is known of its zones, as after a change of the configuration.
  void panel_shown(DeviceIndex device, Now now, Effects& effects);
  /// Raises the votes that hold by what is known, after a change of their rules. None is cleared: that
  /// waits for news of a member.
  void vote_anew(Now now, Effects& effects);
  /// A condition of the gateway itself (ConditionKind::System).
  void report(AlarmIndex alarm, bool condition, Now now, Effects& effects);
  void written(std::uint64_t ticket, bool done, const std::string& error, Now now,
               Effects& effects);
  /// Runs delays and plan steps that are due.
  void run(Now now, Effects& effects);
  std::optional<Tick> deadline() const;

  // Commands of persons. Errors: a text that says which alarm, why not, and what to do first; then
  // nothing at all was done.
  using Result = tl::expected<void, std::string>;
  Result acknowledge(std::span<const AlarmIndex> alarms, std::optional<std::uint64_t> occurrence,
                     const std::string& by, const std::string& note, Now now, Effects& effects);
  /// Of the alarm that asks for a look at a fire panel it says: I have looked, it is as shown here.
  Result reset(std::span<const AlarmIndex> alarms, const std::string& by, Now now,
               Effects& effects);
  /// Keeps alarms quiet for a while. `once`: until they have returned to normal, at most so long.
  Result shelve(std::span<const AlarmIndex> alarms, Duration time, bool once, const std::string& by,
                const std::string& reason, Now now, Effects& effects);
  Result unshelve(std::span<const AlarmIndex> alarms, const std::string& by, Now now,
                  Effects& effects);
  /// Out of service; a bypass in every vote. `time` zero: until somebody returns it, a member of a vote
  /// for kLongestBypass. Refused when it would raise a vote that is heard.
  Result remove(std::span<const AlarmIndex> alarms, Duration time, const std::string& by,
                const std::string& reason, Now now, Effects& effects);
  Result put_back(std::span<const AlarmIndex> alarms, const std::string& by, Now now,
                  Effects& effects);
  std::vector<PointIndex> silence(const std::string& by, Now now, Effects& effects);
  /// What persons do with plans and incidents; see emergency::Responder.
  using Incidental = emergency::Responder::Result;
  using AskOfPlans = std::function<Incidental(emergency::Responder&, emergency::Orders&)>;
  Incidental plans(const AskOfPlans& ask, Now now, Effects& effects);
  /// The same of what follows from incidents; see Response.
  using AskOfResponse = std::function<Response::Result(Response&, ResponseOrders&)>;
  Result respond(const AskOfResponse& ask, Effects& effects);
  const Response& response() const { return response_; }
  /// What has become of a message.
  void receipt(std::uint64_t ticket, emergency::ReceiptKind kind, const std::string& error, Now now,
               Effects& effects);
  /// Via::Siren. False: there is no such siren, or the incident does not run.
  bool summon(std::string_view incident, Now now, Effects& effects);
  const IncidentMemory* incident(std::string_view id) const { return responder_.incident(id); }
  std::optional<WallTime> step_due(std::string_view incident, std::size_t step, Now now) const {
    return responder_.due(incident, step, now);
  }
  /// Whether a person may write this to an output.
  Result may_write(PointIndex point, const Value& value) const;
  /// A person has written it: plans that run do not write against him.
  void person_wrote(PointIndex point, const Value& value, Now now, Effects& effects);

  const SiteSpec& spec() const { return spec_; }
  AlarmView alarm(AlarmIndex alarm) const { return alarms_.view(alarm); }
  bool is_listed(AlarmIndex alarm) const { return alarms_.is_listed(alarm); }
  alarm::VoteResult vote(AlarmIndex alarm) const { return alarms_.vote(alarm); }
  // See Alarms.
  const alarm::Condition& condition(AlarmIndex alarm) const { return alarms_.condition(alarm); }
  const alarm::Past* past(AlarmIndex alarm) const { return alarms_.past(alarm); }
  alarm::VoteMember member(AlarmIndex alarm) const { return alarms_.member(alarm); }
  const Sample& last(PointIndex point) const { return alarms_.last(point); }
  std::optional<AlarmIndex> find_alarm(std::string_view id) const { return alarms_.find(id); }
  std::optional<PointIndex> find_point(std::string_view id) const;
  std::vector<IncidentMemory> incidents() const { return responder_.incidents(); }
  /// All that another site needs to go on from here.
  Memory memory(Now now) const;

 private:
  /// `before`: only the configuration has changed; none: a new process.
  void restore_memory(const Memory& memory, const Response* before, Now now, Effects& effects);
  void say_what_came_back(const Memory& recorded, const Joined& joined, Now now,
                          emergency::Orders& orders);
  Result ask_all(std::span<const AlarmIndex> alarms, const alarm::Ask& ask, const std::string& by,
                 const std::string& note, Now now, Effects& effects);
  std::optional<AlarmIndex> vote_raised_without(std::span<const AlarmIndex> removed) const;
  emergency::AlarmBoard board();
  void raised(AlarmIndex alarm, Now now, Effects& effects);
  void follow(emergency::Orders&& orders, Now now, Effects& effects);
  static void follow(ResponseOrders&& orders, Effects& effects);
  const std::string& area_of(AlarmIndex alarm) const;

  const SiteSpec& spec_;
  Alarms alarms_;
  Panels panels_;
  std::unordered_map<std::string, PointIndex> point_by_id_;
  emergency::Responder responder_;
  Response response_;
};

}  // namespace hazgate::site
