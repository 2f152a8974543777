#pragma once

#include <string>
#include <string_view>

namespace hazgate::text {

/// Any text as the content of an HTML or SVG element, or of an attribute in quotes: what has a meaning
/// there is written as a reference; control characters, broken UTF-8 and what turns the direction of
/// writing around (U+202A to U+202E, U+2066 to U+2069) become U+FFFD. A line feed stays.
/// Thread  any (pure)
std::string html_text(std::string_view utf8);

}  // namespace hazgate::text
