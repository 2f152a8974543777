#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "simulators/field/pdu.hpp"

namespace hazgate::sim {

inline constexpr std::uint8_t kEncapsulated = 0x2B;

/// What a device says about itself: vendor, product code, revision. Their places are the object ids.
using Identity = std::array<std::string, 3>;

/// Answers Read Device Identification: the basic category, in a stream or one object at a time. A
/// stream that asks for more gets the basic one, and one that begins at an object that is not there
/// begins at the first. What does not fit into a reply follows in the next; a text is cut at 244 bytes.
/// Shape   pdu[0] == kEncapsulated
/// Errors  exception 01 for another interface than 14, 02 for a single object that is not there, 03 for
///         a request of bad form
/// Source  MODBUS Application Protocol V1.1b3, 6.21
void reply_identification(Pdu pdu, const Identity& identity, Reply& reply);

}  // namespace hazgate::sim
