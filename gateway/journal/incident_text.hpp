#pragma once

#include <string>

#include "gateway/core/emergency/incident.hpp"

/// What of an incident's memory is kept as JSON text. An incident that runs is never lost over a text that is
/// garbled: its plan would not run again before its alarm comes anew. What cannot be read of it is as if it had
/// not begun, and times are that of the opening: what was to be done is done rather again than not.
/// Shape   read_…: incident.opened is there already
namespace hazgate::journal {

/// The progress of each step, as every version of hazgate reads it.
/// Result  false: not all of it could be read
std::string steps_to_json(const emergency::IncidentMemory& incident);
bool read_steps(const std::string& text, emergency::IncidentMemory& incident);

/// All that has no column of its own. Reading what an older hazgate has written leaves fields as they are.
/// Result  false: not all of it could be read
std::string more_to_json(const emergency::IncidentMemory& incident);
bool read_more(const std::string& text, emergency::IncidentMemory& incident);

}  // namespace hazgate::journal
