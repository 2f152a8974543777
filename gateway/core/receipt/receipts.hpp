#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/alarm/priority.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::receipt {

/// Within which time an alarm of each priority is to be confirmed; zero: nobody waits for that.
struct Terms {
  std::array<Duration, 4> within{};  ///< by Priority

  bool any() const;
  Duration of(Priority priority) const { return within[static_cast<std::size_t>(priority)]; }

  friend bool operator==(const Terms&, const Terms&) = default;
};

/// One message that told of it.
struct Announcement {
  std::uint64_t occurrence = 0;
  unsigned times = 1;  ///< how often the alarm had been announced in a row, with it; 1: a new sound
  std::uint64_t seq = 0;  ///< in the lane of events; 0: not on record yet
  WallTime t{};

  friend bool operator==(const Announcement&, const Announcement&) = default;
};

/// An alarm that was announced and that the duty room has not confirmed.
struct Waiting {
  std::string alarm;
  Priority priority = Priority::Low;
  std::vector<Announcement>
      announcements;     ///< never empty; the oldest first, at most kMostAnnouncements
  unsigned times = 1;    ///< announced, in a row
  bool overdue = false;  ///< a window has passed

  friend bool operator==(const Waiting&, const Waiting&) = default;
};

/// What is to be said once more.
struct Again {
  std::string alarm;
  std::uint64_t occurrence = 0;
  unsigned times = 2;    ///< with this one
  std::uint64_t of = 0;  ///< seq of the oldest message that nobody has confirmed; 0: not on record
  WallTime since{};      ///< its time
};

/// Whether the duty room answers. An alarm waits from its first sound until one of its announcements is
/// confirmed, however often it sounds meanwhile: an alarm that comes and goes does not put off anything.
///
///  state    | by                                | next
///  ---------+-----------------------------------+------------------------------------------------
///  -        | raise()                           | waiting
///  waiting  | its time has passed, line is up   | announced again, overdue; waits 2, 4, … times as long
///  waiting  | line_down()                       | its time stands still
///  waiting  | line_up(), the broker has it not  | its time begins anew
///  waiting  | confirm() of its newest           | -
///  waiting  | seen(), drop()                    | -
///
/// At most kMostTimes announcements of one alarm, kAtOnce of all in kPace, the gravest first; overdue it stays
/// until it is confirmed. What changes must be kept by whoever owns it.
/// Units   seq: of the lane of events
/// Thread  any, one at a time (pure)
/// Source  domain.md 6.1 (confirm_within)
class Receipts {
 public:
  explicit Receipts(Terms terms) : terms_(terms) {}

  static constexpr unsigned kMostTimes = 6;
  static constexpr Duration kLongestWindow = std::chrono::hours{1};
  static constexpr std::size_t kAtOnce = 20;
  static constexpr Duration kPace = std::chrono::seconds{1};
  static constexpr std::size_t kMostAnnouncements = 16;

  const Terms& terms() const { return terms_; }
  /// Null: it does not wait.
  const Waiting* find(std::string_view alarm) const;
  std::size_t count() const { return waiting_.size(); }
  std::size_t overdue() const { return overdue_; }
  std::vector<std::string> alarms() const;
  /// Announcements that are not on record yet.
  std::size_t unnumbered() const { return unnumbered_; }

  /// From the record; its time begins anew. Shape  announcements not empty
  void restore(Waiting waiting, Tick now);

  /// A new sound with nothing over it. False: nobody waits for this priority.
  bool raise(const std::string& alarm, Priority priority, std::uint64_t occurrence, Now now);
  /// This announcement is on record. False: nobody waits for it, or it has its number.
  bool number(std::string_view alarm, std::uint64_t occurrence, unsigned times, std::uint64_t seq);
  /// Result  whether it waited
  bool drop(std::string_view alarm);
  /// The park has acknowledged this occurrence: it has seen it. Of a newer one it has not. Result  whether
  ///         it waited
  bool seen(std::string_view alarm, std::uint64_t occurrence, Tick now);

  struct Confirmed {
    std::vector<std::string> done;   ///< alarms that wait no more
    std::vector<std::string> still;  ///< confirmed was an older sound of these
  };
  /// `upto`: all up to this one; else exactly this one.
  Confirmed confirm(std::uint64_t seq, bool upto, Tick now);

  void line_down(Tick now);
  /// `delivered`: the last one that the broker has acknowledged.
  void line_up(std::uint64_t delivered, Tick now);

  /// What is due now. `delivered`: as of line_up(); what the broker has not acknowledged in time gets its time
  /// once more before anybody is blamed.
  std::vector<Again> run(std::uint64_t delivered, Now now);
  /// Nothing: not before something else happens.
  std::optional<Tick> deadline() const;

 private:
  struct Entry {
    Waiting waiting;
    Tick began{};            ///< of the present window
    bool prolonged = false;  ///< once, for the broker
  };
  using Entries = std::map<std::string, Entry, std::less<>>;

  Duration window(const Entry& entry) const;
  std::optional<Tick> due(const Entry& entry) const;
  void wake_at(const Entry& entry);
  void forget(const Announcement& announcement);
  Entries::iterator erase(Entries::iterator entry);
  /// Up to this place. Result  whether it waits no more
  bool confirm(Entries::iterator entry, std::size_t place, Tick now);
  Again announce(Entry& entry, Now now);

  Terms terms_;
  Entries waiting_;
  std::map<std::uint64_t, std::string> alarm_of_;  ///< by seq
  std::size_t overdue_ = 0, unnumbered_ = 0;
  std::optional<Tick> wake_;       ///< no later than the first that is due
  std::optional<Tick> next_pace_;  ///< not before
  std::optional<Tick> down_since_ = Tick::min();
};

}  // namespace hazgate::receipt
