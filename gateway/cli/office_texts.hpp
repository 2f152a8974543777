#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/cli/texts.hpp"

/// The texts of `report`, `equipment` and `drill`, in every language (see texts.hpp).
/// Thread  any (pure)
namespace hazgate::cli {

enum class OfficeText : std::uint8_t {
  Report,
  Period,
  DueBy,
  Made,
  Sent,
  NoReports,
  LetterTo,
  Equipment,
  DutyTitle,
  Last,
  Every,
  DaysLeft,
  Certificate,
  Holder,
  NoEquipment,
  NoDrills,
  Never,
  OverdueSince,  ///< {}: duty, date
  Quiet,
  Overdue,
  Incidents,  ///< {}: four numbers
  Ledger,
  Availability,
  Gateway,
  Devices,
  Links,
  ByArea,
  BySource,
  Top,
  Figures,
  Nothing,
  Count,  ///< not a text
};
inline constexpr std::size_t kOfficeTexts = static_cast<std::size_t>(OfficeText::Count);

std::string_view say(OfficeText text, Language language);

/// A state of a report, a stage, a duty, a key of a report for people; an unknown word is itself.
std::string_view office_word(std::string_view contract, Language language);

}  // namespace hazgate::cli
