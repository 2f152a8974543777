#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/core/office/equipment.hpp"

namespace hazgate::office {

/// What a person has put on record: it was done.
struct Done {
  Date on{};
  std::string by;
  std::string certificate;    ///< number of the new one; empty: none
  std::optional<Date> until;  ///< good until then; none: as long as usual

  friend bool operator==(const Done&, const Done&) = default;
};

/// When a plan was drilled; before the first time, since when it has been known.
struct DrillRecord {
  std::optional<Date> last;
  std::optional<Date> known_since;

  friend bool operator==(const DrillRecord&, const DrillRecord&) = default;
};

enum class Stage : std::uint8_t { None, In30Days, In7Days, Overdue };

inline constexpr std::array<std::string_view, 4> kStageTexts = {"none", "30-days", "7-days",
                                                                "overdue"};

constexpr std::string_view to_text(Stage stage) {
  return kStageTexts[static_cast<std::size_t>(stage)];
}

/// The last announcement of a deadline.
struct Announced {
  Date due{};
  Stage stage = Stage::None;
  Date day{};  ///< on which it was announced

  friend bool operator==(const Announced&, const Announced&) = default;
};

/// One thing that must be done by a day.
struct Deadline {
  std::string key;  ///< "equipment/gd-101/calibration", "drill/tank-farm-leak"
  bool is_drill = false;
  std::string id, name;  ///< of the equipment or the plan
  std::string duty;      ///< "calibration", "inspection", "certificate", "drill"
  std::string device;    ///< of the site; empty: none
  std::string certificate, holder, by;
  std::optional<Date> last;  ///< none: never, or not known
  std::string every;         ///< "6 months"; empty: until a day that was written
  Date due{};                ///< the last day on which it is in order
};

/// Announced at all on this day? Ahead, the nearest of the two announcements that have begun.
///
///  days until `due` | stage
///  -----------------+---------
///  more than 30     | none
///  30 to 8          | 30-days
///  7 to 0           | 7-days
///  it has passed    | overdue
Stage stage_of(const Deadline& deadline, Date today);

struct Announcement {
  Deadline deadline;
  Stage stage = Stage::None;
  int days = 0;  ///< until it is due; less than nothing: since
};

/// The register and the drill clock: what is due when, and what of it must be said today. What it is told
/// and what it gives out must be kept by whoever owns it: see the maps.
/// Thread  any, one at a time (pure)
class Deadlines {
 public:
  // Kept, by id: "gd-101/calibration", the plan, Deadline::key.
  std::map<std::string, Done> done;
  std::map<std::string, DrillRecord> drills;
  std::map<std::string, Announced> announced;

  void set(std::vector<EquipmentSpec> equipment, std::vector<DrillSpec> plans);

  /// All of them, those that are due first at the front. What the file and the record say of the same thing:
  /// the later one holds.
  std::vector<Deadline> list() const;
  /// The same of one piece of equipment.
  std::vector<Deadline> of(std::string_view equipment) const;
  const EquipmentSpec* find(std::string_view equipment) const;

  /// What is to be said on this day and was not yet: each of the two ahead once, an overdue one once
  /// a day. It is taken as said. An announcement that bears a day which has not come was made by a clock that
  /// was wrong, and counts for nothing.
  std::vector<Announcement> announce(Date today);

  /// Plans that are seen for the first time: their clock begins to run. Result: their ids
  std::vector<std::string> meet(Date today);

  /// Puts on record that a duty was done. `duty` empty: the only one there is.
  /// Result  the key in `done`
  /// Errors  a text: no such equipment or duty, several, a day that has not come or is before what
  ///         is on record, no day until which a certificate is good
  tl::expected<std::string, std::string> note_done(std::string_view equipment,
                                                   std::string_view duty, Done what, Date today);
  /// A drill of the plan has ended.
  void note_drill(const std::string& plan, Date on);

 private:
  void add(std::vector<Deadline>& list, const EquipmentSpec& equipment) const;

  std::vector<EquipmentSpec> equipment_;
  std::vector<DrillSpec> plans_;
};

}  // namespace hazgate::office
