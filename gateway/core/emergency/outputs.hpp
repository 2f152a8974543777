#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gateway/core/alarm/time.hpp"
#include "gateway/core/emergency/plan.hpp"

namespace hazgate::emergency {

/// Write this value to this point now. `ticket` comes back in written().
struct OutputOrder {
  std::uint64_t ticket = 0;
  PointIndex point{};
  Value value;
};

/// Who wants something of an output: one step of one incident.
struct Holder {
  std::uint64_t incident = 0;  ///< IncidentMemory::number
  std::size_t step = 0;

  friend bool operator==(const Holder&, const Holder&) = default;
};

/// What has become of an output, told to one who holds it.
struct OutputNews {
  enum class Kind : std::uint8_t {
    Done,       ///< written and read back
    Failed,     ///< not confirmed by so many tries; it is tried on
    Lost,       ///< it was confirmed and shows another value now; it is written again
    Withheld,   ///< ventilation in a zone with fire: this holder's wish is void from now on
    Seen,       ///< its feedback has come
    Missed,     ///< its feedback has not come in time; it is looked for on
    Released,   ///< what was to be on it at the end has been read back, or another holds it
    Overruled,  ///< by a person: this holder's wish is what he has written
    Silenced,   ///< a siren: by a person, until the next trigger
    Sounds,     ///< a siren that was silenced: no more
  };
  Holder who;
  Kind kind = Kind::Done;
  Value value;
  std::string error;
};

/// What the outputs look at.
struct OutputWorld {
  std::function<bool(AlarmIndex)> active;
  std::function<std::optional<double>(PointIndex)> reading;  ///< none: not usable
};

/// Keeps on each output what the steps of the running plans want of it: writes, reads back, tries
/// again, and knows who wins when they want different things. Every try is a new ticket; only the
/// newest one of a point counts.
///
///   hold() ─► write ─► confirmed ─► feedback ─► seen
///               │ ▲        └─ the device was away, or shows another value ─► write
///               ▼ │
///             kTries, kRetry apart ─► failed, an alarm ─► tried on every kSlowRetry
/// Thread  any, one at a time (pure)
/// Source  domain.md 8.3 (outputs)
class Outputs {
 public:
  Outputs(std::span<const OutputSpec> specs, OutputWorld world);

  struct Orders {
    std::vector<OutputOrder> writes;
    std::vector<OutputNews> news;
    std::vector<std::pair<PointIndex, bool>> failures;   ///< fails (true) or works again
    std::vector<std::pair<PointIndex, bool>> feedbacks;  ///< is missing (true) or has come
  };

  /// `quiet`: a siren that was silenced already.
  void hold(Holder who, const StepSpec& step, bool quiet, Orders& orders);
  /// `who` wants nothing more. `last`: what is then to be on it, if nobody else wants anything.
  void release(Holder who, PointIndex point, const std::optional<Value>& last, Orders& orders);
  /// The same of one who held it before a restart.
  void leave(Holder who, PointIndex point, const std::optional<Value>& last, Orders& orders);
  /// Sirens are quiet for this incident, or sound again. The points concerned.
  std::vector<PointIndex> silence(std::uint64_t incident, bool quiet, Orders& orders);

  void written(std::uint64_t ticket, bool done, const std::string& error, Now now, Orders& orders);
  /// A device answers again: what was on its outputs may be gone.
  void device_back(DeviceIndex device, Orders& orders);
  /// An output or a feedback was read, and this is on it.
  void read(PointIndex point, double value, Now now, Orders& orders);
  /// A person has written it: what the steps wanted of it until now is void. A siren that he has switched off
  /// is silenced.
  void overruled(PointIndex point, const Value& value, Orders& orders);
  bool is_siren(PointIndex point) const;
  /// A fire may have come.
  void look(Orders& orders);
  /// Whether ventilation at this point must not be started.
  bool is_in_fire(PointIndex point) const;
  /// Of one that the configuration names.
  const OutputSpec& spec(PointIndex point) const { return *outputs_.at(point).spec; }

  void run(Now now, Orders& orders);
  std::optional<Tick> deadline() const;

  std::uint64_t next_ticket() const { return next_ticket_; }
  void begin_tickets_at(std::uint64_t ticket) { next_ticket_ = ticket; }

  static constexpr unsigned kTries = 4;  ///< the first, and three more
  static constexpr Duration kRetry = std::chrono::seconds{1};
  static constexpr Duration kSlowRetry = std::chrono::seconds{10};
  /// A reading that is younger than a write may have been taken before it.
  static constexpr Duration kSettle = std::chrono::seconds{3};
  /// So often it is written again when it shows another value; then somebody else wants it otherwise.
  static constexpr unsigned kMostLosses = 4;

 private:
  struct Hold {
    Holder who;
    Value value;
    bool quiet = false;  ///< a siren that somebody has silenced
    bool told = false;   ///< Done was told
    std::optional<FeedbackSpec> feedback;
    std::optional<Tick> feedback_until;  ///< set when it is confirmed
    bool missed = false;
  };
  struct Output {
    const OutputSpec* spec = nullptr;
    std::vector<Hold> holds;      ///< in the order in which they came
    std::vector<Holder> leaving;  ///< told when `wanted` is confirmed
    Value wanted;                 ///< none: nobody cares
    bool confirmed = false;
    Tick confirmed_at{};
    std::optional<std::uint64_t> ticket;  ///< under way
    unsigned tries = 0;
    bool failed = false;
    unsigned losses = 0;
    std::optional<Tick> again;
  };

  Output& output_of(PointIndex point);
  static bool set_quiet(Hold& hold, bool quiet, Orders& orders);
  void lost(Output& output, Now now, Orders& orders);
  Value wish(const Output& output) const;
  void settle(Output& output, bool anew, Orders& orders);
  void write(Output& output, Orders& orders);
  void forget_order(Output& output);
  void confirmed(Output& output, Now now, Orders& orders);
  void not_confirmed(Output& output, const std::string& error, Now now, Orders& orders);
  void stop_in_fire(Output& output, Orders& orders);
  void look_for_feedback(Output& output, Now now, Orders& orders);
  bool has_fire(const Output& output) const;

  OutputWorld world_;
  std::map<PointIndex, Output> outputs_;
  std::deque<OutputSpec> others_;  ///< that a step of a plan of before has written
  std::map<std::uint64_t, PointIndex> tickets_;
  std::uint64_t next_ticket_ = 1;
};

}  // namespace hazgate::emergency
