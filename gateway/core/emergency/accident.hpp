#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hazgate::emergency {

/// What is known of the harm done, as persons enter it.
/// Units   loss: CNY, direct
struct Casualties {
  std::int64_t deaths = 0;   ///< with the missing
  std::int64_t serious = 0;  ///< seriously injured, acutely poisoned
  std::int64_t light = 0;    ///< otherwise injured: a casualty, but of no weight for the grade
  std::int64_t loss = 0;

  bool anyone() const { return deaths > 0 || serious > 0 || light > 0; }
  friend bool operator==(const Casualties&, const Casualties&) = default;
};

/// 一般, 较大, 重大, 特别重大.
enum class AccidentGrade : std::uint8_t { Ordinary, Considerable, Major, Extraordinary };

inline constexpr std::array<std::string_view, 4> kAccidentTexts = {"ordinary", "considerable",
                                                                   "major", "extraordinary"};

constexpr std::string_view to_text(AccidentGrade grade) {
  return kAccidentTexts[static_cast<std::size_t>(grade)];
}

/// The worst of what deaths, serious injuries and loss say, a bound belonging to the higher grade
/// ("以上" includes the number). None: no accident by this table; a leak is to be reported all the
/// same.
/// Shape   no number is negative
/// Thread  any (pure)
/// Source  State Council Order 493 Art. 3; domain.md 8.1
std::optional<AccidentGrade> accident_grade(const Casualties& casualties);

}  // namespace hazgate::emergency
