#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace hazgate::codec {

/// Which byte of the CRC an RTU device sends first. The standard says the low one; some fire panels do
/// it the other way round, in both directions or in their replies only.
enum class CrcOrder : std::uint8_t { LowFirst, HighFirst, HighFirstInReplies };

inline constexpr std::array<std::string_view, 3> kCrcOrderTexts = {"low-first", "high-first",
                                                                   "high-first-in-replies"};

}  // namespace hazgate::codec
