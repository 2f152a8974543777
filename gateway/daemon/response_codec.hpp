#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gateway/core/site/document.hpp"
#include "gateway/core/site/response_memory.hpp"

/// What of the telling of people outlives the process, as documents of the journal:
///
///  kind      | id                             | body
///  ----------+--------------------------------+------------------------
///  call      | record_id: "leak-3/1"          | emergency::CallMemory
///  errand    | record_id: "leak-3/1/li"       | emergency::ErrandMemory
///  neighbour | incident, neighbour: "leak-3/school" | emergency::NeighbourMemory
///  clocks    | incident: "leak-3"             | emergency::ClocksMemory
///  advice    | incident: "leak-3"             | site::AdviceMemory
///  archive   | incident: "leak-3"             | site::RestMemory, instead of its other three
///
/// Each body has the version of its form, "v", and a checksum, "crc".
/// Units   stamps: unix ms; durations: microseconds; enumerators: their texts; wind: m/s and degrees, as text
/// Thread  any (pure)
namespace hazgate::daemon {

/// In the order in which they are to be kept: the forgotten come last. They become empty documents, of both
/// kinds, since a record id does not tell whether it was a call's or an errand's.
/// The next ticket is not among them: the channels end with the process, so that no receipt comes late for
/// a ticket of the one before, and each process counts from 1.
std::vector<site::Document> documents_of(const site::ResponseMemory& memory);

/// Documents of other kinds are left alone; of those of one kind and id the last one counts.
/// Errors  what cannot be read, or is not about what it is named after, is left out; `unreadable`: how many
site::ResponseMemory response_of(std::span<const site::Document> documents,
                                 std::size_t& unreadable);

/// What was put away of an incident. None: it cannot be read, or is not about this one.
std::optional<site::RestMemory> at_rest_of(const std::string& incident, const std::string& body);

}  // namespace hazgate::daemon
