#pragma once

#include "gateway/config/settings.hpp"
#include "gateway/core/office/contents.hpp"
#include "gateway/core/office/returns.hpp"
#include "gateway/core/site/site.hpp"
#include "gateway/daemon/office_papers.hpp"
#include "gateway/daemon/office_reading.hpp"

/// Between the site as it stands and a report.
/// Thread  core (pure)
namespace hazgate::daemon {

/// What the record must be asked for a report of this period.
OfficeQuestion question_of(const site::Site& site, const config::Settings& settings,
                           const kpi::Period& period, const OfficeMemory& memory, WallTime now);

/// When a report is made: by the calendar and by the clock, and what clocks of the site show when.
struct OfficeMoment {
  office::OfficeTime time;
  Now now;
  const site::LocalTime& local;
};

/// What the report says: what the record has answered, and what stands now.
office::Contents contents_of(const site::Site& site, const config::Settings& settings,
                             const office::Round& round, OfficeAnswer&& answer,
                             const OfficeMemory& memory, const OfficeMoment& moment);

}  // namespace hazgate::daemon
