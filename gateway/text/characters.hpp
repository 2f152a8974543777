#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Text that somebody else wrote, character by character.
/// Thread  any (pure)
/// Source  RFC 3629, 4
namespace hazgate::text {

inline constexpr char32_t kBroken = 0xFFFD;  ///< stands for what is no UTF-8

struct Character {
  char32_t code = kBroken;
  std::size_t bytes = 1;
};

/// The first character; a byte that fits nowhere is one broken one.
/// Shape   utf8: not empty
Character first_of(std::string_view utf8);

/// What could move the cursor, change the terminal, or turn the direction of writing around.
bool is_control(char32_t code);

/// The text without what could move the cursor or change the terminal: every control character and
/// every broken byte is U+FFFD. For whatever a device, a file or another person wrote.
std::string printable(std::string_view utf8);

}  // namespace hazgate::text
