#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hazgate {

/// Shown as red, orange, yellow, blue (domain.md 6.1, 8.2).
enum class Priority : std::uint8_t { Critical, High, Medium, Low };

inline constexpr std::array<std::string_view, 4> kPriorityTexts = {"critical", "high", "medium",
                                                                   "low"};

constexpr std::string_view to_text(Priority priority) {
  return kPriorityTexts[static_cast<std::size_t>(priority)];
}

}  // namespace hazgate
