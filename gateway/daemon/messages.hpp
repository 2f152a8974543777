#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <map>
#include <string>

#include "gateway/config/alarm_system.hpp"
#include "gateway/core/kpi/report.hpp"
#include "gateway/core/site/event.hpp"
#include "gateway/core/site/site.hpp"
#include "gateway/core/site/spec.hpp"
#include "gateway/journal/record.hpp"

/// The contract's words for what the site says: every JSON body that is journaled or published.
/// Thread  any (pure)
/// Source  shared/contract.md, section 3
namespace hazgate::daemon {

/// One event as it is kept: its kind and its JSON body without epoch and seq.
journal::EventRecord record_of(const site::SiteSpec& spec, const site::Event& event);

/// {"timezone","shifts","operators"}: when shifts begin, and who share the alarms.
boost::json::object calendar_object(const site::SiteSpec& spec,
                                    const config::AlarmSystem& alarm_system);

/// The `shift` message: what one shift hands over to the next, above all what is out of service.
/// Shape   period: of the shift, with the end that it has or will have
boost::json::object handover_object(const site::Site& site, const kpi::Period& period, Now now);

/// One alarm as `hazctl alarms` and the retained `alarms` list show it.
boost::json::object alarm_object(const site::Site& site, AlarmIndex alarm, Now now);

/// The retained list of all alarms that are not normal.
std::string alarms_message(const site::Site& site, Now now);

/// The site, its devices, points, alarms and plans: all that a screen needs.
/// `overdue`: see Board::mark.
std::string describe_message(const site::SiteSpec& spec, Now now,
                             const std::map<DeviceIndex, boost::json::object>& overdue = {});

/// One plan with its steps, as `describe` and `hazctl plan list` show it.
boost::json::object plan_object(const site::SiteSpec& spec, const site::PlanSpec& plan);

/// "relay-1.siren = true", "safety-director by sms, webhook": what a step does, for people.
std::string target_of(const site::SiteSpec& spec, const emergency::StepSpec& step);
std::string_view to_text(emergency::StepKind kind);

boost::json::value to_json(const Value& value);

}  // namespace hazgate::daemon
