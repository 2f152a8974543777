#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/cli/fields.hpp"

/// Everything about one incident, as the daemon's `incident-file` tells it: what every form of its
/// report is made from.
/// Units   every time: ms since 1970-01-01 UTC
/// Thread  any (pure)
namespace hazgate::cli {

struct CourseReading {
  std::int64_t t = 0;
  std::optional<double> value;  ///< of a number or a flag; none when it is bad, or a text
  std::string text;             ///< of a state: "fire"
  std::string quality;
  bool usable = false;
  bool gap = false;  ///< nothing was recorded for long before it
};

struct CourseLimit {
  std::string alarm, name;
  double value = 0.0;
  bool low = false;
};

/// The readings of one point, thinned by the daemon without losing a peak.
struct PointCourse {
  std::string id, name, unit, device, device_name, area;
  std::vector<CourseReading> readings;  ///< oldest first
  std::vector<CourseLimit> limits;  ///< as in force when the alarm was raised, else as configured
  bool whole = false;               ///< false: there is more on record than was read
  std::string error;                ///< why not
  std::string overdue_duty,
      overdue_since;  ///< of its equipment, as the report is made; empty: none
};

/// One entry of the record. The audit has numbers of its own.
struct RecordEntry {
  std::string kind;  ///< "incident", "alarm", "audit"
  std::uint64_t seq = 0;
  std::int64_t t = 0;
  Item body;
};

/// Until when somebody has to be told, and whether he was. Order 493 Art. 9, 11, 13, and local rule.
struct ReportClock {
  std::string clock;  ///< "1h", "2h", "24h", "3d", "30d"; or another word of the daemon
  std::optional<std::int64_t> due, reported;
  std::string by, to;
};

/// 四不放过. Empty: not yet written down.
struct FourFields {
  std::string cause, people, measures, education;
};

/// What is known of harm; none: nobody has said so, which is not the same as 0.
struct Losses {
  std::optional<double> deaths, injured, light, poisoned, missing, loss;  ///< loss: yuan
  std::string scene, text;                                                ///< in somebody's words
};

struct AlarmSummary {
  Item facts;  ///< id, name, kind, priority, message, basis, limit, point, unit, trigger, member
  std::uint64_t times = 0;
  std::uint64_t raised_seq = 0;                              ///< 0: it did not come
  std::string state;                                         ///< the last that is on record
  std::optional<std::int64_t> raised, acknowledged, normal;  ///< first; last; last
  std::string acknowledged_by;
};

struct IncidentDocument {
  Item site, incident;
  Items steps, sources;
  std::map<std::string, std::string> contacts;  ///< their names, by id
  std::int64_t from = 0, to = 0, readings_to = 0;
  std::uint64_t points_left_out = 0;
  std::vector<PointCourse> points;
  std::vector<AlarmSummary> alarms;  ///< triggers, and those that came; the rest stays out
  std::vector<RecordEntry> entries;  ///< in the order in which they happened
  std::vector<ReportClock> clocks;
  /// Of Order 493 Art. 3, by who was hurt and what was lost: "ordinary". Empty: it is none by that table,
  /// or nobody has entered anything. The grade of the response ("II") is another thing: incident.level.
  std::string accident;
  FourFields closing;
  Losses losses;
  std::string epoch;
  std::uint64_t first_seq = 0, last_seq = 0;  ///< of the event lane; 0: nothing
  bool has_beginning = false;  ///< false: the record of its opening is no longer kept
  /// The JSON form, one line without its newline: only what is on record and configured, no time of
  /// making, so that the same record gives the same text.
  std::string json;

  bool is_drill() const { return flag_of(incident, "drill"); }
  std::string id() const { return text_of(incident, "id"); }
  std::optional<std::int64_t> opened() const { return integer_of(incident, "opened"); }
  std::optional<std::int64_t> acknowledged() const { return integer_of(incident, "acknowledged"); }
  std::optional<std::int64_t> closed() const { return integer_of(incident, "closed"); }
};

/// Shape   answers: the items of `incident-file`, in order
IncidentDocument incident_document(const Items& answers);

}  // namespace hazgate::cli
