#pragma once

#include <string>

#include "gateway/core/emergency/incident.hpp"

/// What of an incident's memory is kept as JSON text.
namespace hazgate::journal {

/// The progress of each step, as every version of hazgate reads it.
std::string steps_to_json(const emergency::IncidentMemory& incident);
bool read_steps(const std::string& text, emergency::IncidentMemory& incident);

/// All that has no column of its own. Reading what an older hazgate has written leaves fields as they are.
/// Errors  false: it is not what was written here
std::string more_to_json(const emergency::IncidentMemory& incident);
bool read_more(const std::string& text, emergency::IncidentMemory& incident);

}  // namespace hazgate::journal
