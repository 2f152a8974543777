#pragma once

#include <boost/json/object.hpp>

#include "gateway/core/site/response_memory.hpp"
#include "gateway/daemon/document_reader.hpp"

/// The bodies of response_codec.hpp: each record as an object, and back.
/// Errors  of the readers: see DocumentReader
/// Thread  any (pure)
namespace hazgate::daemon {

boost::json::object body_of(const emergency::CallMemory& memory);
boost::json::object body_of(const emergency::ErrandMemory& memory);
boost::json::object body_of(const emergency::NeighbourMemory& memory);
boost::json::object body_of(const emergency::ClocksMemory& memory);
boost::json::object body_of(const site::AdviceMemory& memory);
boost::json::object body_of(const site::RestMemory& memory);

void read(DocumentReader& reader, emergency::CallMemory& memory);
void read(DocumentReader& reader, emergency::ErrandMemory& memory);
void read(DocumentReader& reader, emergency::NeighbourMemory& memory);
void read(DocumentReader& reader, emergency::ClocksMemory& memory);
void read(DocumentReader& reader, site::AdviceMemory& memory);
void read(DocumentReader& reader, site::RestMemory& memory);

}  // namespace hazgate::daemon
