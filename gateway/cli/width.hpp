#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// How much room text takes in a terminal, where a Chinese character is two columns wide.
/// Units  width: columns
/// Thread any (pure)
/// Source Unicode Standard Annex 11 (East Asian Width: W and F are two columns, A is one)
namespace hazgate::cli {

enum class Align { Left, Right };

std::size_t display_width(std::string_view utf8);

/// The text, cut to at most `width` columns; where something was cut off it ends with "…".
std::string shortened(std::string_view utf8, std::size_t width);

/// Exactly `width` columns: filled with spaces, or shortened.
std::string fitted(std::string_view utf8, std::size_t width, Align align = Align::Left);

/// The text without what could move the cursor or change the terminal: every control character and
/// every broken byte is U+FFFD. For whatever a device, a file or another person wrote.
std::string printable(std::string_view utf8);

}  // namespace hazgate::cli
