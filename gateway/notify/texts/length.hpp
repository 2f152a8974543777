#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// How long a text is for people and for a telephone.
namespace hazgate::notify::texts {

/// Code points of UTF-8 text; a byte that is no UTF-8 counts as one.
std::size_t characters(std::string_view utf8);
/// Its first `most` characters.
std::string_view first_characters(std::string_view utf8, std::size_t most);
/// Cut to `most` characters, the last of them "..." or "…" when something is missing.
std::string cut(std::string_view utf8, std::size_t most, std::string_view mark);

/// Whether an SMS can carry it with seven bits per character.
/// Source  3GPP TS 23.038, 6.2.1
bool is_gsm7(std::string_view utf8);
/// In how many parts an SMS goes: 160 or 153 characters of seven bits, 70 or 67 of sixteen.
/// Source  3GPP TS 23.040, 9.2.3.24.1
std::size_t sms_parts(std::string_view utf8);

/// Control characters, line ends too, become blanks: a fact stays within its line.
std::string one_line(std::string_view utf8);

}  // namespace hazgate::notify::texts
