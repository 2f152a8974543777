#include "gateway/text/html_text.hpp"

#include "gateway/text/characters.hpp"

namespace hazgate::text {
namespace {

std::string escaped(const std::string& clean) {
  std::string html;
  html.reserve(clean.size());
  for (const char letter : clean) {
    switch (letter) {
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
        html += letter;
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

}  // namespace hazgate::text
