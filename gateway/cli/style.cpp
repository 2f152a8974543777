#include "gateway/cli/style.hpp"

#include <algorithm>
#include <array>

#include "gateway/core/alarm/priority.hpp"
#include "gateway/core/alarm/quality.hpp"

namespace hazgate::cli {
namespace {

struct Codes {
  std::string_view text;
  std::string_view bar;
};

// 256-colour codes: the sixteen basic colours have no orange.
constexpr std::array<Codes, 8> kCodes = {{
    {"", "7"},
    {"1;38;5;196", "1;38;5;231;48;5;160"},
    {"1;38;5;208", "1;38;5;16;48;5;208"},
    {"1;38;5;220", "1;38;5;16;48;5;220"},
    {"1;38;5;39", "1;38;5;231;48;5;26"},
    {"38;5;77", "1;38;5;231;48;5;28"},
    {"2", "38;5;250;48;5;238"},
    {"1", "1;7"},
}};

std::string wrapped(std::string_view codes, std::string_view text) {
  std::string out = "\x1b[";
  out += codes;
  out += 'm';
  out += text;
  out += "\x1b[0m";
  return out;
}

}  // namespace

std::string Paint::operator()(Colour colour, std::string_view text) const {
  const std::string_view codes = kCodes[static_cast<std::size_t>(colour)].text;
  return on_ && !codes.empty() ? wrapped(codes, text) : std::string(text);
}

std::string Paint::bar(Colour colour, std::string_view text) const {
  return on_ ? wrapped(kCodes[static_cast<std::size_t>(colour)].bar, text) : std::string(text);
}

std::size_t priority_rank(std::string_view priority) {
  const auto found = std::find(kPriorityTexts.begin(), kPriorityTexts.end(), priority);
  return static_cast<std::size_t>(found - kPriorityTexts.begin());
}

Colour priority_colour(std::string_view priority) {
  constexpr std::array kColours = {Colour::Red, Colour::Orange, Colour::Yellow, Colour::Blue,
                                   Colour::None};
  return kColours[priority_rank(priority)];
}

bool is_unacknowledged(std::string_view state) {
  return state == "active" || state == "cleared" || state == "latched";
}

Colour state_colour(std::string_view state, std::string_view priority) {
  if (state == "normal") return Colour::Green;
  if (state == "latched-acked") return Colour::Dim;
  return priority_colour(priority);
}

Colour quality_colour(std::string_view quality) {
  if (quality == to_text(Quality::Good)) return Colour::None;
  const bool usable = quality == to_text(Quality::Uncertain) ||
                      quality == to_text(Quality::Simulated) || quality == to_text(Quality::NotYet);
  return usable ? Colour::Yellow : Colour::Orange;
}

}  // namespace hazgate::cli
