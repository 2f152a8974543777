#include "gateway/cli/html_text.hpp"

#include "gateway/cli/width.hpp"

namespace hazgate::cli {
namespace {

/// U+202A–202E are E2 80 AA–AE, U+2066–2069 are E2 81 A6–A9.
bool turns_direction(std::string_view rest) {
  if (rest.size() < 3 || rest[0] != '\xE2') return false;
  const auto third = static_cast<unsigned char>(rest[2]);
  return (rest[1] == '\x80' && third >= 0xAA && third <= 0xAE) ||
         (rest[1] == '\x81' && third >= 0xA6 && third <= 0xA9);
}

std::string escaped(const std::string& clean) {
  std::string html;
  html.reserve(clean.size());
  for (std::size_t i = 0; i < clean.size(); ++i) {
    switch (clean[i]) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        if (turns_direction(std::string_view(clean).substr(i))) {
          html += "\uFFFD";
          i += 2;
        } else {
          html += clean[i];
        }
    }
  }
  return html;
}

}  // namespace

std::string html_text(std::string_view utf8) {
  std::string html;
  while (true) {
    const std::size_t end = utf8.find('\n');
    html += escaped(printable(utf8.substr(0, end)));
    if (end == std::string_view::npos) return html;
    html += '\n';
    utf8.remove_prefix(end + 1);
  }
}

}  // namespace hazgate::cli
