#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/office/contents.hpp"
#include "gateway/core/office/letter.hpp"

namespace hazgate::office {

/// What a report has to say besides alarms and incidents, so that a zero report does not hide it.
enum class RemarkKind : std::uint8_t {
  Service,       ///< the gateway was put to work within the period, or after it
  Gap,           ///< nobody watched
  Standing,      ///< alarms that had not ended
  Drill,         ///< a drill was held
  Overdue,       ///< calibrations, inspections, certificates, drills
  HiddenDanger,  ///< found, or beyond its deadline
  Quiet,         ///< shelved, out of service (bypassed) or suppressed
  Silent,        ///< a device or a line that did not answer while the gateway was there
};

inline constexpr std::array<std::string_view, 8> kRemarkTexts = {
    "service", "gap", "standing", "drill", "overdue", "hidden-danger", "quiet", "silent"};

constexpr std::string_view to_text(RemarkKind kind) {
  return kRemarkTexts[static_cast<std::size_t>(kind)];
}

struct Remark {
  RemarkKind kind = RemarkKind::Service;
  std::string text;  ///< one line
};

/// In the order of the kinds; at most ten things are named in each.
/// Thread  any (pure)
std::vector<Remark> remarks_of(const Contents& contents, LetterLanguage language);

}  // namespace hazgate::office
