#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hazgate::emergency {

/// The grade of a response; I is the gravest. Not the grade of an accident.
/// Source  GB/T 29639-2020, 3 (response grading); domain.md 8.2, 8.3
enum class Grade : std::uint8_t { I, II, III, IV };

inline constexpr std::array<std::string_view, 4> kGradeTexts = {"I", "II", "III", "IV"};

constexpr std::string_view to_text(Grade grade) {
  return kGradeTexts[static_cast<std::size_t>(grade)];
}

constexpr bool is_graver(Grade one, Grade other) {
  return static_cast<unsigned>(one) < static_cast<unsigned>(other);
}

}  // namespace hazgate::emergency
