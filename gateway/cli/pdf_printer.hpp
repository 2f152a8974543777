#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace hazgate::cli {

/// The first of chromium, chromium-browser and google-chrome in the folders of a PATH.
std::optional<std::string> find_browser(std::string_view path);

/// Prints an HTML page into a PDF with a headless browser that has neither a network nor a profile of
/// its own. Gives the bytes of the PDF.
/// Errors  a text: no browser (with the name of the package), it failed (with what it said), or it was
///         not done within a minute and was ended
/// Thread  one; blocks
tl::expected<std::string, std::string> print_pdf(const std::string& html, std::string_view path);

}  // namespace hazgate::cli
