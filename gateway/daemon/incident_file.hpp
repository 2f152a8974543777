#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "gateway/config/settings.hpp"
#include "gateway/core/site/site.hpp"
#include "gateway/journal/record.hpp"

/// What belongs to the file of one incident: which alarms and points, which records, and what the
/// configuration says of them.
/// Thread  any (pure)
namespace hazgate::daemon {

/// The stretch and the things that an incident is about.
struct IncidentScope {
  std::vector<std::string> incident;  ///< its ids, the one by which it is known first
  WallTime from{};                    ///< half an hour before it was opened
  WallTime to{};                      ///< its end, or now
  WallTime readings_to{};             ///< the same, and never more than kLongestCourse after `from`
  std::vector<AlarmIndex> alarms;     ///< its triggers and their members first
  std::size_t triggers = 0;           ///< so many of `alarms` are triggers or members of one
  std::vector<PointIndex> points;     ///< which those look at, at most kMostPoints
  std::size_t points_left_out = 0;    ///< beyond that
  std::vector<std::string> names;     ///< ids of `alarms` and of the outputs that the plan writes

  static constexpr std::chrono::minutes kBefore{30};
  static constexpr std::chrono::minutes kLongestCourse{4 * 60 + 30};
  static constexpr std::size_t kMostPoints = 12;
};

IncidentScope scope_of(const site::SiteSpec& spec, const site::IncidentMemory& incident,
                       WallTime now);

/// Whether a record is part of the file: an entry of the incident whenever it was written; within its
/// stretch the transitions of its alarms, and what people did about it, to its alarms and outputs.
bool is_of(const journal::EventRecord& record, const IncidentScope& scope);

/// {"site","incident","steps","sources","contacts","alarms","points","points_left_out","from","to",
/// "readings_to"}: what stands on the first pages. Of the sources those in whose area one of the points is; all when none is.
/// `overdue`: see Board::mark; a point of such a device has the same "overdue".
boost::json::object incident_file_head(
    const site::SiteSpec& spec, const site::IncidentMemory& incident, const IncidentScope& scope,
    const boost::json::array& sources,
    const std::map<DeviceIndex, boost::json::object>& overdue = {});

/// [{"id","name","area","level","main","technical","operational"}]
boost::json::array sources_array(const std::vector<config::SourceSettings>& sources);

}  // namespace hazgate::daemon
