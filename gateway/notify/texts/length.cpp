#include "gateway/notify/texts/length.hpp"

#include <algorithm>

namespace hazgate::notify::texts {
namespace {

/// The basic table without the letters beyond ASCII that our texts and names hardly have; what is missing
/// here only makes an SMS of sixteen bits.
constexpr std::string_view kBasic =
    "@$_!\"#%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz \n\r";
/// Behind an escape: two each.
constexpr std::string_view kExtended = "^{}\\[~]|";

bool continues(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

std::size_t length_of(std::string_view utf8) {
  const auto lead = static_cast<unsigned char>(utf8.front());
  const std::size_t want = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  std::size_t length = 1;
  while (length < want && length < utf8.size() && continues(utf8[length])) ++length;
  return length;
}

}  // namespace

std::size_t characters(std::string_view utf8) {
  std::size_t count = 0;
  for (; !utf8.empty(); utf8.remove_prefix(length_of(utf8))) ++count;
  return count;
}

std::string_view first_characters(std::string_view utf8, std::size_t most) {
  std::size_t bytes = 0;
  for (; most > 0 && bytes < utf8.size(); --most) bytes += length_of(utf8.substr(bytes));
  return utf8.substr(0, bytes);
}

std::string cut(std::string_view utf8, std::size_t most, std::string_view mark) {
  if (characters(utf8) <= most) return std::string(utf8);
  const std::size_t of_mark = characters(mark);
  if (of_mark >= most) return std::string(first_characters(utf8, most));
  return std::string(first_characters(utf8, most - of_mark)) + std::string(mark);
}

bool is_gsm7(std::string_view utf8) {
  return std::all_of(utf8.begin(), utf8.end(), [](char c) {
    return kBasic.find(c) != std::string_view::npos || kExtended.find(c) != std::string_view::npos;
  });
}

std::size_t sms_parts(std::string_view utf8) {
  const bool seven = is_gsm7(utf8);
  std::size_t units = 0;
  for (std::string_view rest = utf8; !rest.empty(); rest.remove_prefix(length_of(rest))) {
    const bool two =
        seven ? kExtended.find(rest.front()) != std::string_view::npos : length_of(rest) == 4;
    units += two ? 2 : 1;
  }
  const std::size_t whole = seven ? 160 : 70, part = seven ? 153 : 67;
  return units <= whole ? 1 : (units + part - 1) / part;
}

std::string one_line(std::string_view utf8) {
  std::string line(utf8);
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return line;
}

}  // namespace hazgate::notify::texts
