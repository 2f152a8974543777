#include "drivers/codec/text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iconv.h>

namespace hazgate::codec {

namespace {

constexpr const char* kUtf8 = "UTF-8";
constexpr const char* kGb18030 = "GB18030";

/// A conversion of the C library, closed at the end of its scope.
class Conversion {
 public:
  Conversion(const char* to, const char* from) : descriptor_(::iconv_open(to, from)) {}
  ~Conversion() {
    if (is_open()) ::iconv_close(descriptor_);
  }
  Conversion(const Conversion&) = delete;
  Conversion& operator=(const Conversion&) = delete;

  bool is_open() const { return reinterpret_cast<std::intptr_t>(descriptor_) != -1; }

  /// Nothing when some of it cannot be converted exactly.
  std::optional<std::string> convert(std::string_view text) {
    std::string input(text);
    std::string output(text.size() * 4, '\0');
    char* from = input.data();
    char* to = output.data();
    std::size_t left = input.size();
    std::size_t room = output.size();
    if (::iconv(descriptor_, &from, &left, &to, &room) != 0 || left != 0) return std::nullopt;
    output.resize(output.size() - room);
    return output;
  }

 private:
  iconv_t descriptor_;
};

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7E; });
}

/// UTF-8 without control characters: below U+0020, and U+007F to U+009F.
bool is_printable(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) return false;
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<std::string> to_utf8(std::string_view bytes, Encoding encoding) {
  if (is_ascii(bytes)) return std::string(bytes);
  if (encoding == Encoding::Ascii) return std::nullopt;
  Conversion conversion(kUtf8, kGb18030);
  if (!conversion.is_open()) return std::nullopt;
  auto text = conversion.convert(bytes);
  return text && is_printable(*text) ? text : std::nullopt;
}

std::optional<std::string> from_utf8(std::string_view text, Encoding encoding) {
  if (is_ascii(text)) return std::string(text);
  if (encoding == Encoding::Ascii || !is_printable(text)) return std::nullopt;
  Conversion conversion(kGb18030, kUtf8);
  return conversion.is_open() ? conversion.convert(text) : std::nullopt;
}

bool is_known(Encoding encoding) {
  return encoding == Encoding::Ascii || Conversion(kUtf8, kGb18030).is_open();
}

}  // namespace hazgate::codec
