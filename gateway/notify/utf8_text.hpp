#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Text on its way to people and strict readers.
/// Thread  any (pure)
namespace hazgate::notify {

/// The text with U+FFFD for each byte that is not UTF-8: a robot refuses the whole letter for one.
std::string valid_utf8(std::string_view text);

/// At most so many bytes, never half a character; "…" stands for what is left out.
/// Shape  `text` is UTF-8; most_bytes >= 3
std::string shortened(std::string_view text, std::size_t most_bytes);

/// One line: runs of control characters (line breaks too) become one space, none at the ends.
std::string one_line(std::string_view text);

/// Where the character that holds byte `at` begins.
std::size_t character_start(std::string_view text, std::size_t at);

}  // namespace hazgate::notify
