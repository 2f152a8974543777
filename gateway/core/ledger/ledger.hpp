#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/core/ledger/offenders.hpp"
#include "gateway/core/ledger/reminder.hpp"
#include "gateway/core/ledger/rules.hpp"
#include "gateway/core/ledger/terms.hpp"

namespace hazgate::ledger {

/// One line of the record: who did what, and why.
struct Entry {
  WallTime t{};
  Act act = Act::Open;
  State from = State::Open, to = State::Open;
  std::string by;
  std::string text;
  bool proposes_stop_work = false;  ///< a re-check has failed (S42)
  std::optional<Reminder> reminder;
};

/// What outlives the process and what is told, in one piece.
struct Change {
  Item item;  ///< as it is now
  Entry entry;
};

/// The ledger of hidden dangers, sans I/O: commands, sightings of alarms and the calendar go in; the changed
/// items with the entry of the record come out. Nothing is ever removed from it.
///
///   person ─► open, act ──┐
///   alarm ──► saw ────────┼─► Change: item ─► document, entry ─► event
///   calendar ► look ──────┘           (with a reminder when somebody is to be told)
///
/// Thread  any, one at a time (pure)
/// Source  domain.md 0
class Ledger {
 public:
  explicit Ledger(Terms terms) : terms_(std::move(terms)) {}
  void set_terms(Terms terms) { terms_ = std::move(terms); }
  const Terms& terms() const { return terms_; }

  // Before anything else: what was known before the last stop.
  void restore(Item item);
  /// The number is taken, whatever stands in an item that cannot be read.
  void reserve(std::string_view id);
  void restore(const std::string& alarm, Sightings sightings);

  using Result = tl::expected<Change, std::string>;
  /// Errors  a text that says what is missing; then nothing was done
  Result open(const Finding& finding, const std::string& by, Moment now);
  /// Errors  the same, or what to do first; no item of this id
  Result act(std::string_view id, const Command& command, Moment now);

  /// What is to be said today; to be called often. See reminder_for().
  std::vector<Change> look(Moment now);

  /// The alarm has come (again). While an item that is not closed is about it, it does not count.
  /// Result  whether it has come often enough for an item, which the caller opens: he knows the words
  bool saw(const std::string& alarm, WallTime at);
  /// What must outlive the process of the alarm; nothing: it has none.
  Sightings sightings(const std::string& alarm) const { return offenders_.of(alarm); }

  const Item* find(std::string_view id) const;
  const Item* find_incident(std::string_view incident) const;
  /// In the order of their numbers; valid until the next change.
  std::vector<const Item*> items() const;

 private:
  std::string next_id(Day day) const;

  Terms terms_;
  std::map<std::string, Item, std::less<>> items_;
  std::map<int, std::uint64_t> last_;  ///< number by year
  Offenders offenders_;
};

}  // namespace hazgate::ledger
