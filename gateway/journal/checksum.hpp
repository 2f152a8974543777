#pragma once

#include <cstdint>
#include <string_view>

namespace hazgate::journal {

/// CRC-32C (Castagnoli), reflected, begun and ended with all ones.
/// Thread  any (pure)
/// Source  RFC 3720, appendix B.4
std::uint32_t crc32c(std::string_view bytes);

}  // namespace hazgate::journal
