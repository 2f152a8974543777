#pragma once

#include <string>
#include <string_view>

#include "gateway/journal/record.hpp"

/// The contract's messages, built from what the journal keeps.
/// Thread  any (pure)
/// Source  shared/contract.md, section 3; docs/mqtt.md
namespace hazgate::uplink {

/// {"epoch":"…","seq":7, then "late":true when it is, then the stored body.
/// Shape   record.body: a JSON object without epoch, seq and late
std::string event_payload(const journal::EventRecord& record, std::string_view epoch,
                          bool late = false);

/// {"journaled":false, then the body: an event of a time when the journal is broken.
std::string unjournaled_payload(std::string_view body, bool late = false);
std::string unjournaled_telemetry_payload(const journal::FrameLayout& layout,
                                          const journal::SampleRecord& record);

/// {"epoch":"…","seq":1,"t":…,"values":{…},"quality":{…}} of a packed frame.
/// Errors  none: where the frame does not give what the layout says, the point is null with quality
///         "fault", so that a broken row costs its readings and never the lane
std::string telemetry_payload(const journal::FrameLayout& layout,
                              const journal::SampleRecord& record, std::string_view epoch,
                              bool late = false);

std::string online_payload(WallTime t, std::string_view version, std::string_view epoch);
std::string offline_payload(WallTime t);  ///< of a clean stop
std::string will_payload();

}  // namespace hazgate::uplink
