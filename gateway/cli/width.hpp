#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/text/characters.hpp"

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

/// The text in lines of at most `width` columns: broken at spaces, between Chinese characters, and elsewhere only
/// where a word is longer than a line. At least one line.
/// Shape  width: 2 or more
std::vector<std::string> wrapped(std::string_view utf8, std::size_t width);

using text::printable;

}  // namespace hazgate::cli
