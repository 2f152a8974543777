#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>
#include <vector>

#include "gateway/core/alarm/condition.hpp"
#include "gateway/core/alarm/sample.hpp"
#include "gateway/core/alarm/state.hpp"
#include "gateway/core/emergency/responder.hpp"
#include "gateway/core/site/event.hpp"
#include "gateway/core/site/panel.hpp"
#include "gateway/core/site/spec.hpp"

namespace hazgate::site {

using emergency::OutputOrder;

/// All that one step of the site asks of the world outside, most urgent first: write the outputs,
/// then record `events` together with the memories in one transaction, and publish them.
struct Effects {
  std::vector<OutputOrder> writes;
  std::vector<Event> events;
  std::vector<AlarmMemory> alarms;
  std::vector<IncidentMemory> incidents;
  std::vector<PartMemory> parts;

  bool empty() const {
    return writes.empty() && events.empty() && alarms.empty() && incidents.empty() && parts.empty();
  }
};

/// One alarm as it stands.
struct AlarmView {
  alarm::State state = alarm::State::Normal;
  std::uint64_t occurrence = 0;
  WallTime since{};             ///< of the occurrence: when it became active
  std::optional<double> value;  ///< none for alarms without a point, or never read
  Quality quality = Quality::NotYet;
  std::string by, note;  ///< of the last acknowledgement
};

/// The brain of the gateway, sans I/O: samples, commands and the time go in, Effects and the next
/// moment at which it wants to be called come out. The page to read first.
///
///   take(samples) ─► judge every alarm of the point ─► its delays ─► its state ─┬─► votes
///                                                                               └─► plans ─►
///                                                                               writes
///
/// It keeps no thread, asks no clock and fails on nothing: what is wrong with a command is said in
/// its result. The spec must outlive it and never changes.
/// Thread  any, one at a time (pure)
class Site {
 public:
  explicit Site(const SiteSpec& spec);
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  /// Once, before anything else: the state before the last stop.
  void restore(const Memory& memory, Now now, Effects& effects);

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
  std::vector<PointIndex> silence(const std::string& by, Now now, Effects& effects);
  tl::expected<IncidentMemory, std::string> acknowledge_incident(std::string_view id,
                                                                 const std::string& by,
                                                                 const std::string& note, Now now,
                                                                 Effects& effects);
  tl::expected<IncidentMemory, std::string> close_incident(std::string_view id,
                                                           const std::string& by,
                                                           const std::string& note, Now now,
                                                           Effects& effects);

  const SiteSpec& spec() const { return spec_; }
  const AlarmView& alarm(AlarmIndex alarm) const { return alarms_[at(alarm)].view; }
  std::optional<AlarmIndex> find_alarm(std::string_view id) const;
  std::optional<PointIndex> find_point(std::string_view id) const;
  std::vector<IncidentMemory> incidents() const { return responder_.incidents(); }
  /// All that another site needs to go on from here.
  Memory memory() const;

 private:
  struct Alarm {
    alarm::Condition condition;
    alarm::Verdict verdict = alarm::Verdict::Hold;  ///< last, of a condition no sample drives
    AlarmView view;
    std::vector<AlarmIndex> votes;  ///< it is a member of
  };

  const AlarmSpec& spec_of(AlarmIndex alarm) const { return spec_.alarms[at(alarm)]; }
  Panel* panel_to_check(AlarmIndex alarm);
  tl::expected<void, std::string> may_confirm(AlarmIndex check) const;
  void report_check(DeviceIndex device, Panel& panel, Now now, Effects& effects);
  std::vector<Sample> take_zones(const Panel& panel, Now now, Effects& effects);
  void take_one(const Sample& sample, unsigned zone_states, Now now, Effects& effects);
  Sample as_seen_by(AlarmIndex alarm, Sample sample, unsigned zone_states) const;
  void judge_alarm(AlarmIndex alarm, const Sample& sample, Now now, Effects& effects);
  void take_verdict(AlarmIndex alarm, alarm::Verdict verdict, Tick when, Now now, Effects& effects);
  void condition_changed(AlarmIndex alarm, Now now, Effects& effects);
  void vote_again(AlarmIndex vote, Now now, Effects& effects);
  void vote_members_changed(AlarmIndex member, Now now, Effects& effects);
  void apply(AlarmIndex alarm, const alarm::Transition& transition, Cause cause,
             const std::string& by, const std::string& note, Now now, Effects& effects);
  bool is_bad(AlarmIndex alarm) const;
  void restore_alarm(const AlarmMemory& memory, Now now, Effects& effects);
  AlarmMemory memory_of(AlarmIndex alarm) const;
  emergency::AlarmBoard board();
  void follow(emergency::Orders&& orders, Now now, Effects& effects);

  const SiteSpec& spec_;
  std::vector<Alarm> alarms_;
  std::vector<std::vector<AlarmIndex>> alarms_of_point_;  ///< those a sample drives
  std::vector<std::optional<AlarmIndex>> comm_of_device_;
  std::vector<std::optional<AlarmIndex>> failure_of_output_;
  std::map<DeviceIndex, Panel> panels_;
  std::map<DeviceIndex, AlarmIndex> check_of_panel_;
  std::vector<Quality> quality_;  ///< of each point, now
  std::unordered_map<std::string, AlarmIndex> alarm_by_id_;
  std::unordered_map<std::string, PointIndex> point_by_id_;
  std::set<AlarmIndex> timed_;  ///< conditions with a running delay that no sample will end
  emergency::Responder responder_;
};

}  // namespace hazgate::site
