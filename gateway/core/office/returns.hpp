#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/office/round.hpp"

namespace hazgate::office {

/// The time of the calendar, and what clocks on the wall show.
struct OfficeTime {
  WallTime wall{};
  std::chrono::sys_seconds local{};

  Date day() const { return std::chrono::floor<std::chrono::days>(local); }
};

/// That a report was made, and has reached the park.
struct Proof {
  WallTime made{};
  bool late = false;             ///< made after its deadline
  std::uint64_t seq = 0;         ///< in the event lane; 0: not known yet
  std::optional<WallTime> sent;  ///< when the park's broker had taken it

  friend bool operator==(const Proof&, const Proof&) = default;
};

enum class RoundState : std::uint8_t {
  Coming,   ///< its time has not come
  Due,      ///< is made now
  Missing,  ///< not made, and the deadline has passed
  Waiting,  ///< made, on its way to the park
  Stuck,    ///< made, not there, and the deadline has passed
  Sent,     ///< there in time
  Late,     ///< there, but later
};

inline constexpr std::array<std::string_view, 7> kRoundStateTexts = {
    "coming", "due", "missing", "waiting", "stuck", "sent", "late"};

constexpr std::string_view to_text(RoundState state) {
  return kRoundStateTexts[static_cast<std::size_t>(state)];
}

struct Row {
  Round round;
  std::optional<Proof> proof;
  RoundState state = RoundState::Coming;
};

/// A report to be made now.
struct Owed {
  Round round;
  bool late = false;
  /// When the one was made that counts for nothing, because the clock had been ahead.
  std::optional<WallTime> corrects;
};

/// Which reports are owed and which were made. Every period since the gateway was put to work (400 days back
/// at most) has one report, late rather than never and never twice.
///
/// A clock that was ahead has made reports of periods that were still to come. When the time of such a
/// period has really come and its proof bears a later time than now (by more than kSlack), that proof and
/// all others of times to come count for nothing. A clock that is put back by less than its periods
/// makes nothing twice: the proof stays until its report is due again, and then it is not of a time to come.
/// Thread  any, one at a time (pure)
class Returns {
 public:
  static constexpr auto kSlack = std::chrono::hours{1};
  static constexpr int kFarthest = 400;  ///< days back

  // Kept, by kind and by Round::key.
  std::map<ReportKind, WallTime> since;  ///< reports that are ready from then on are owed
  std::map<std::string, Proof> proofs;

  void set(ReportRules rules, MomentOf moment_of);
  const ReportRules& rules() const { return rules_; }

  /// New kinds are owed from now on, others no longer; proofs that are too old are dropped.
  /// Result  whose entry in `since` has changed, and the keys of proofs that are gone
  struct Changed {
    std::vector<ReportKind> kinds;
    std::vector<std::string> proofs;
  };
  Changed settle(const OfficeTime& now);
  /// Nothing was owed before: the gateway is in service since then.
  /// Result  whose entry in `since` has changed
  std::vector<ReportKind> begin_not_before(WallTime service);
  /// The one that is owed the longest. `dropped`: keys of proofs that count for nothing.
  std::optional<Owed> next(const OfficeTime& now, std::vector<std::string>& dropped);
  void made(const Round& round, const Proof& proof);

  /// What was and is due, the latest first, and the one that comes next, of each kind.
  std::vector<Row> rows(const OfficeTime& now) const;
  /// Those of rows() that somebody must look after: Missing and Stuck.
  std::vector<Row> failures(const OfficeTime& now) const;

  /// A clock that shows an earlier year has never been set: nothing is due by it.
  static bool is_plausible(const OfficeTime& now);

 private:
  std::vector<Round> due_rounds(ReportKind kind, const OfficeTime& now, Date from) const;
  Date farthest(ReportKind kind, const OfficeTime& now) const;

  ReportRules rules_;
  MomentOf moment_of_;
  std::map<ReportKind, Date> settled_;  ///< all that were ready before this day are made
  WallTime looked_{};
};

}  // namespace hazgate::office
