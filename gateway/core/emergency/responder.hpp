#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/core/alarm/ids.hpp"
#include "gateway/core/alarm/time.hpp"
#include "gateway/core/emergency/incident.hpp"
#include "gateway/core/emergency/plan.hpp"

namespace hazgate::emergency {

/// Write this value to this point now. `ticket` comes back in written().
struct OutputOrder {
  std::uint64_t ticket = 0;
  PointIndex point{};
  Value value;
};

/// What the world outside has to do, in the order of urgency of its members.
struct Orders {
  std::vector<OutputOrder> writes;
  std::vector<IncidentEvent> events;     ///< to record and publish, in order
  std::vector<IncidentMemory> memories;  ///< as they are now, to be kept with the events
  std::vector<std::pair<PointIndex, bool>> outputs;  ///< an output failed (true) or works again
};

/// Knows the alarms, so that the responder need not.
struct AlarmBoard {
  std::function<bool(AlarmIndex)> condition;  ///< is its condition true now
  std::function<bool(AlarmIndex)>
      normal;  ///< is its state normal (nothing latched or unacknowledged)
  std::function<const std::string&(AlarmIndex)> id;
  std::function<std::optional<AlarmIndex>(const std::string&)> find;
};

/// Runs the emergency plans: opens an incident when a plan's alarm becomes active, runs its steps
/// as they fall due, keeps outputs written until they are confirmed, and lets only a person close
/// it.
///
///   waiting --due--> started --read back--> done
///      |                |  ^--- every kRetryOutput while the incident is open
///      |                v  |
///      |               failed
///      +--unless / closed--> skipped
///
/// One open incident per plan: a further trigger is an entry in its timeline, and undoes a silence.
/// Thread  any, one at a time (pure)
/// Source  domain.md 8.3
class Responder {
 public:
  Responder(const std::vector<PlanSpec>& plans, AlarmBoard alarms);

  /// An alarm became active (a new occurrence).
  void raised(AlarmIndex alarm, Now now, Orders& orders);
  /// A person acknowledged an alarm: that answers every open incident it triggered.
  void alarm_acknowledged(AlarmIndex alarm, const std::string& by, const std::string& note, Now now,
                          Orders& orders);
  void written(std::uint64_t ticket, bool done, const std::string& error, Now now, Orders& orders);
  void run(Now now, Orders& orders);  ///< runs what is due
  std::optional<Tick> deadline() const;

  // What persons do. Errors: a text that says why not and what to do first.
  using Result = tl::expected<IncidentMemory, std::string>;
  Result acknowledge(std::string_view id, const std::string& by, const std::string& note, Now now,
                     Orders& orders);
  /// Refused while a triggering alarm is not normal.
  Result close(std::string_view id, const std::string& by, const std::string& note, Now now,
               Orders& orders);
  /// Switches every sounding siren off; the next trigger sounds again. The points concerned.
  std::vector<PointIndex> silence(const std::string& by, Now now, Orders& orders);

  /// Brings back what was before a restart: outputs that were on are written again. Tickets begin at
  /// `next_ticket`.
  void restore(std::span<const IncidentMemory> memories, std::uint64_t next_ticket, Now now,
               Orders& orders);
  std::uint64_t next_ticket() const { return next_ticket_; }

  /// Open ones and the last kKeepClosed closed ones, oldest first.
  std::vector<IncidentMemory> incidents() const;

  static constexpr Duration kRetryOutput = std::chrono::seconds{5};
  static constexpr std::size_t kKeepClosed = 100;

 private:
  struct Incident {
    IncidentMemory memory;
    PlanIndex plan{};
    bool known = true;  ///< the configuration still has its plan
    Tick opened{};
    std::vector<std::optional<Tick>> retry_at;  ///< per step: a failed output is tried again
  };
  struct Ticket {
    std::string incident;
    std::size_t step = 0;
    Value value;
    bool keep_trying = false;  ///< the step's own value (not silence or on_close)
  };

  const PlanSpec& plan_of(const Incident& incident) const { return plans_[at(incident.plan)]; }
  Incident* open_incident(PlanIndex plan);
  Incident* find(std::string_view id);
  void open(PlanIndex plan, AlarmIndex alarm, Now now, Orders& orders);
  void run_step(Incident& incident, std::size_t step, Now now, Orders& orders);
  bool is_unnecessary(const Incident& incident, const StepSpec& step) const;
  void order_write(Incident& incident, std::size_t step, const Value& value, bool keep_trying,
                   Orders& orders);
  void write_step(Incident& incident, std::size_t step, Now now, Orders& orders);
  bool is_sounding(const Incident& incident, std::size_t step) const;
  bool held_by_another(const Incident& closing, const StepSpec& step) const;
  void sound_again(Incident& incident, Now now, Orders& orders);
  void mark_acknowledged(Incident& incident, const std::string& by, const std::string& note,
                         Now now, Orders& orders);
  static IncidentEvent entry(const Incident& incident, EntryKind kind, Now now);
  static void keep(const Incident& incident, Orders& orders);
  void forget_old();

  const std::vector<PlanSpec>& plans_;
  AlarmBoard alarms_;
  std::map<AlarmIndex, std::vector<PlanIndex>> plans_by_trigger_;
  std::deque<Incident> incidents_;
  std::map<std::uint64_t, Ticket> tickets_;
  std::uint64_t next_ticket_ = 1;
  std::uint64_t next_number_ = 1;
};

}  // namespace hazgate::emergency
