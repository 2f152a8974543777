#pragma once

#include <boost/json/object.hpp>
#include <optional>

#include "gateway/core/site/site.hpp"

/// Why an alarm is, or is not, there: all that the site knows of it now, for `hazctl explain`.
/// Thread  any (pure)
namespace hazgate::daemon {

/// What alarm_object() says, and with it: `now`, `basis`, `condition`, `verdict`, `to_limit`,
/// `delay`, `window`, `bad_reading`, `members`, `suppression`, `part_of`. docs/hazctl.md has their
/// fields.
boost::json::object explanation(const site::Site& site, AlarmIndex alarm, Now now);

/// Whether a kept reading of the alarm's own point would raise it by itself. None: that cannot be told
/// from one reading, or it is bad.
std::optional<bool> is_beyond(const site::SiteSpec& spec, const site::AlarmSpec& alarm,
                              const Value& value, Quality quality);

}  // namespace hazgate::daemon
