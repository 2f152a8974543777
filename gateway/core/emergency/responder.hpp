#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/core/alarm/ids.hpp"
#include "gateway/core/alarm/time.hpp"
#include "gateway/core/emergency/incident.hpp"
#include "gateway/core/emergency/outputs.hpp"
#include "gateway/core/emergency/plan.hpp"

namespace hazgate::emergency {

/// What the world outside has to do, in the order of urgency of its members.
struct Orders {
  std::vector<OutputOrder> writes;
  std::vector<IncidentEvent> events;     ///< to record and publish, in order
  std::vector<IncidentMemory> memories;  ///< as they are now, to be kept with the events
  std::vector<std::pair<PointIndex, bool>> outputs;    ///< an output fails (true) or works again
  std::vector<std::pair<PointIndex, bool>> feedbacks;  ///< of an output is missing (true), has come
};

/// Knows the alarms and the readings, so that the responder need not.
struct AlarmBoard {
  std::function<bool(AlarmIndex)> condition;  ///< is its condition true now
  std::function<bool(AlarmIndex)>
      normal;  ///< is its state normal (nothing latched or unacknowledged)
  std::function<const std::string&(AlarmIndex)> id;
  std::function<std::optional<AlarmIndex>(const std::string&)> find;
  std::function<const std::string&(AlarmIndex)> area;        ///< may be empty
  std::function<std::optional<double>(PointIndex)> reading;  ///< none: not usable
  std::function<const std::string&(PointIndex)> point_id;
  std::function<std::optional<PointIndex>(const std::string&)> find_point;
};

/// What a person says at the end of an incident. Empty fields leave what is there.
struct Closing {
  std::optional<std::int64_t> head_count;
  Review review;
};

/// Runs the emergency plans: opens an incident when a plan's alarm becomes active or a person says so, runs
/// its steps as they fall due, keeps the outputs as the steps want them, and lets only a person end
/// it. A drill runs like the real thing, but writes no output that its plan does not name for drills.
///
///   (raised, start) ─► running ─stop─► ended ─close─► closed
///                         │   close ends it first       ▲ review, at any time
///                         └─ a drill is ended by any real alarm that starts a plan
///
/// One running incident per plan (and area): a further trigger is an entry in its timeline, and undoes a
/// silence. The steps' own states: see StepProgress.
/// Thread  any, one at a time (pure)
/// Source  domain.md 8.3
class Responder {
 public:
  Responder(const std::vector<PlanSpec>& plans, std::span<const OutputSpec> outputs,
            AlarmBoard alarms);

  /// An alarm became active (a new occurrence).
  void raised(AlarmIndex alarm, Now now, Orders& orders);
  /// A person acknowledged an alarm: that answers every running incident it triggered.
  void alarm_acknowledged(AlarmIndex alarm, const std::string& by, const std::string& note, Now now,
                          Orders& orders);
  void written(std::uint64_t ticket, bool done, const std::string& error, Now now, Orders& orders);
  /// See Outputs. `watches`: whether read() is worth a call.
  bool watches(PointIndex point) const { return is_busy_ && watched_.contains(point); }
  void read(PointIndex point, double value, Now now, Orders& orders);
  void device_back(DeviceIndex device, Now now, Orders& orders);
  void overruled(PointIndex point, const Value& value, Now now, Orders& orders);
  bool is_in_fire(PointIndex point) const { return outputs_.is_in_fire(point); }
  void run(Now now, Orders& orders);  ///< runs what is due
  std::optional<Tick> deadline() const;
  /// When a step of a running incident begins by itself, by the clock as it goes now: one that waits, or that
  /// asks a person first. Nothing: not before something else happens, or it has begun.
  std::optional<WallTime> due(std::string_view id, std::size_t step, Now now) const;

  // What persons do. Errors: a text that says why not and what to do first.
  using Result = tl::expected<IncidentMemory, std::string>;
  Result start(std::string_view plan, bool drill, const std::string& by, const std::string& note,
               Now now, Orders& orders);
  Result acknowledge(std::string_view id, const std::string& by, const std::string& note, Now now,
                     Orders& orders);
  /// A step that waits is begun now, or never. `step`: its place in the plan.
  Result begin(std::string_view id, std::size_t step, const std::string& by, Now now,
               Orders& orders);
  Result veto(std::string_view id, std::size_t step, const std::string& by,
              const std::string& reason, Now now, Orders& orders);
  Result grade(std::string_view id, Grade grade, const std::string& by, const std::string& reason,
               Now now, Orders& orders);
  /// The emergency is over. Refused while a triggering alarm is not normal, but of a drill.
  Result stop(std::string_view id, const std::string& by, const std::string& note,
              const Closing& closing, Now now, Orders& orders);
  /// Ends it, if need be, and puts it to rest.
  Result close(std::string_view id, const std::string& by, const std::string& note,
               const Closing& closing, Now now, Orders& orders);
  /// What has been found out, also when it is closed already.
  Result review(std::string_view id, const std::string& by, const Review& review, Now now,
                Orders& orders);
  /// Switches every sounding siren off; the next trigger sounds again. The points concerned.
  std::vector<PointIndex> silence(const std::string& by, Now now, Orders& orders);

  /// No other way reaches a person: this siren sounds until somebody acknowledges, or the plan has ended.
  /// In a drill it does not. False: the incident does not run.
  bool summon(std::string_view id, PointIndex siren, Now now, Orders& orders);

  /// Brings back what was before a restart: outputs that were on are written again. Tickets begin at
  /// `next_ticket`. A drill beside a real incident ends.
  void restore(std::span<const IncidentMemory> memories, std::uint64_t next_ticket,
               std::optional<PointIndex> summons, Now now, Orders& orders);
  std::uint64_t next_ticket() const { return outputs_.next_ticket(); }
  /// No incident gets a lower number from now on. Before restore().
  void begin_numbers_at(std::uint64_t number) { next_number_ = std::max(next_number_, number); }
  std::uint64_t next_number() const { return next_number_; }

  /// Null: there is none, or it was forgotten.
  const IncidentMemory* incident(std::string_view id) const;
  /// Open ones and the last kKeepClosed closed ones, oldest first.
  std::vector<IncidentMemory> incidents() const;

  static constexpr std::size_t kKeepClosed = 100;
  /// Stands for the siren of last resort among the steps that hold an output.
  static constexpr std::size_t kSummons = 1'000'000;

 private:
  struct Incident {
    IncidentMemory memory;
    PlanIndex plan{};
    bool known = true;  ///< the configuration still has its plan
    Tick opened{};
    /// Per step of the memory: in its progress. Behind the steps of the plan stand those that it has no more.
    std::vector<Tick> since;
    std::vector<std::optional<PointIndex>> points;  ///< the same: what it holds
    std::vector<std::pair<Grade, Tick>> reached;    ///< each grade when it became so grave
    bool changed = false;                           ///< to be kept
  };

  // responder.cpp: steps
  const PlanSpec& plan_of(const Incident& incident) const { return plans_[at(incident.plan)]; }
  static bool is_running(const Incident& incident) {
    return incident.known && !incident.memory.ended && !incident.memory.closed;
  }
  /// Also of a plan that is gone from the file.
  static bool is_over(const Incident& incident) {
    return incident.memory.ended || incident.memory.closed;
  }
  Incident* running(PlanIndex plan, const std::string& area, bool drill);
  Incident* find(std::string_view id);
  Incident* find(std::uint64_t number);
  Incident& open(PlanIndex plan, bool drill, const std::string& area, Now now);
  void opened(Incident& incident, IncidentEvent&& entry, Now now, Orders& orders);
  void trigger(Incident& incident, AlarmIndex alarm, Now now, Orders& orders);
  void end_drills(std::optional<AlarmIndex> alarm, Now now, Orders& orders);
  void rise(Incident& incident, Now now, Orders& orders);
  void set_grade(Incident& incident, Grade grade, Now now);
  void run_steps(Incident& incident, Now now, Orders& orders);
  std::optional<Tick> due(const Incident& incident, std::size_t step) const;
  std::optional<Tick> begins(const Incident& incident, std::size_t step) const;
  void fall_due(Incident& incident, std::size_t step, Now now, Orders& orders);
  void execute(Incident& incident, std::size_t step, Now now, Orders& orders);
  void write_step(Incident& incident, std::size_t step, Now now, Orders& orders);
  const StepSpec* spec_of(const Incident& incident, std::size_t step) const;
  bool is_unnecessary(const Incident& incident, const StepSpec& step) const;
  void set(Incident& incident, std::size_t step, StepProgress progress, Now now);
  void end_step(Incident& incident, std::size_t step, StepProgress progress, Now now);
  void sound_again(Incident& incident, Now now, Orders& orders);
  void follow(Outputs::Orders&& done, Now now, Orders& orders);
  void take(const OutputNews& news, Now now, Orders& orders);
  void take_silence(Incident& incident, const OutputNews& news);
  static bool awaits_feedback(const StepSpec* step, const OutputNews& news);
  void keep_changed(Orders& orders);
  void look_busy();
  void forget_old();

  // responder_persons.cpp
  tl::expected<Incident*, std::string> running_one(std::string_view id, const char* what);
  tl::expected<Incident*, std::string> waiting_step(std::string_view id, std::size_t step);
  std::optional<std::string> why_not_over(const Incident& incident) const;
  void end(Incident& incident, EntryKind entry, const std::string& by, const std::string& note,
           std::optional<AlarmIndex> alarm, Now now, Orders& orders);
  void mark_acknowledged(Incident& incident, const std::string& by, const std::string& note,
                         Now now, Orders& orders);
  void end_summons(Incident& incident, Now now, Orders& orders);
  bool write_review(Incident& incident, const Review& review);

  // responder_memory.cpp
  void restore(const IncidentMemory& memory, Now now, Orders& orders);
  void restore_steps(Incident& incident, const PlanSpec& plan, const IncidentMemory& memory,
                     Now now);
  void remember_output(StepMemory& step, const StepSpec& spec, bool drill) const;
  void restore_place(Incident& incident, const StepMemory& step, Now now);
  void restore_held(const Incident& incident, Outputs::Orders& writes);
  void restore_leaving(const Incident& incident, Outputs::Orders& writes);

  const std::vector<PlanSpec>& plans_;
  AlarmBoard alarms_;
  Outputs outputs_;
  std::map<AlarmIndex, std::vector<PlanIndex>> plans_by_trigger_;
  std::map<AlarmIndex, std::vector<PlanIndex>> plans_by_rise_;
  std::set<PointIndex> watched_;  ///< outputs and their feedbacks
  std::deque<Incident> incidents_;
  std::optional<PointIndex> summons_;  ///< the siren of last resort
  bool is_busy_ = false;               ///< an incident is not closed, or leaves an output
  std::uint64_t next_number_ = 1;
};

/// A new entry of an incident's timeline.
IncidentEvent entry_of(const IncidentMemory& incident, EntryKind kind, Now now);

}  // namespace hazgate::emergency
