#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "drivers/codec/point_format.hpp"

namespace hazgate::codec {

/// The bytes of a text as UTF-8; nothing when they are not printable text of that encoding.
std::optional<std::string> to_utf8(std::string_view bytes, Encoding encoding);

/// The inverse.
std::optional<std::string> from_utf8(std::string_view text, Encoding encoding);

/// Whether this machine has the table of the encoding (GB18030 is a file of the C library that small
/// systems leave out; without it every text is a fault).
bool is_known(Encoding encoding);

}  // namespace hazgate::codec
