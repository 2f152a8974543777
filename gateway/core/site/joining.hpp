#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>

#include "gateway/core/emergency/plan.hpp"
#include "gateway/core/site/event.hpp"

/// A gateway whose record cannot be opened works all the same, and knows nothing of before. When the record can be
/// opened at last, what is on it and what has happened meanwhile become one:
///
///  thing             | on record               | meanwhile          | becomes
///  ------------------+-------------------------+--------------------+------------------------------------
///  alarm             | as it was               | was not raised     | as it was
///                    | as it was               | was raised         | as it is now
///  flag over it      | put over it, or not     | put over it        | as put last; one of either stays
///  incident          | is known                | is known           | as it is now
///                    | runs                    | the same plan ran  | one, under the name on record
///                    | anything else           | anything else      | both
///  part of a panel   | has said something      | not looked at      | both
///
/// Both know an incident that has one id and was opened at one moment: the record is a copy, or the gateway has gone on
/// from it (another store was used for a while). Names that have been told to people and to the park stay: numbers of this time begin where none on record is (see
/// Memory::next_incident), and who was joined is found by both of his names.
/// Thread  any (pure)
namespace hazgate::site {

struct Joined {
  /// Of the telling of people: the calls are those on record only, the rest is of both.
  Memory memory;
  std::map<std::string, std::string, std::less<>>
      names;                     ///< of incidents that are now another one's
  std::set<std::string> known;   ///< incidents of both sides that go on under their name
  std::set<std::string> raised;  ///< alarms that are as they are now
};

Joined join(const Memory& recorded, const Memory& lived, std::span<const emergency::PlanSpec> plans,
            WallTime now);

/// The parts of it, for tests.
AlarmMemory join(const AlarmMemory& recorded, const AlarmMemory& lived, WallTime now);
/// `plan`: theirs; null: it is gone.
IncidentMemory join(const IncidentMemory& recorded, const IncidentMemory& lived,
                    const emergency::PlanSpec* plan = nullptr);
emergency::ClocksMemory join(const emergency::ClocksMemory& recorded,
                             const emergency::ClocksMemory& lived);

/// Of calls with one name in one incident the one of now goes on, and who was told by the one of before alone is
/// remembered. Of the calls only those on record are added.
void join_calls(const ResponseMemory& recorded, ResponseMemory lived, Joined& joined);

/// Whether an alarm was raised since nothing was known of it.
inline bool was_raised(const AlarmMemory& lived) {
  return lived.since != WallTime{};
}

}  // namespace hazgate::site
