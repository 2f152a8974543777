#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/cli/texts.hpp"

/// The words of `hazctl hazard`, in every language (see texts.hpp).
/// Thread  any (pure)
namespace hazgate::cli {

enum class HazardText : std::uint8_t {
  // Columns and fields
  Number,
  Status,
  GradeOf,
  Danger,
  Area,
  Source,
  Found,
  Owner,
  Deadline,
  Marks,
  Measure,
  Funds,
  Plan,
  NoticeNo,
  Started,
  Done,
  ClosedOn,
  Alarms,
  Incident,
  Signature,
  Missing,
  StopWork,
  ListedAs,
  Overdue,
  // Lists below an item
  Notes,
  Extensions,
  Rechecks,
  Referrals,
  // Sentences; {} stands for what the program knows
  None,
  DaysLeft,
  DaysOver,
  ApprovedBy,
  Summary,
  // Figures, in the order of the page
  FiguresOf,
  FoundCount,
  FixedCount,
  MajorCount,
  NoticeCount,
  InTime,
  Late,
  Missed,
  Running,
  InTimeRate,
  Passed,
  Failed,
  PassRate,
  Extended,
  Closed,
  StillOpen,
  OverdueNow,
  Stopped,
  County,
  Prefecture,
  Province,
  Unreadable,
  // The printed list
  Title,
  SignHere,
  ZeroReport,
  Count,  ///< not a text
};
inline constexpr std::size_t kHazardTexts = static_cast<std::size_t>(HazardText::Count);

std::string_view say(HazardText text, Language language);
std::string say(HazardText text, Language language, const std::string& a,
                const std::string& b = {});

/// A state, grade, level, entry or field of the ledger for people; an unknown word is itself.
std::string_view hazard_word(std::string_view contract, Language language);

}  // namespace hazgate::cli
