#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/office/contents.hpp"

/// Reports and announcements for people, as plain text in the language of the site.
/// Thread  any (pure)
namespace hazgate::office {

enum class LetterLanguage : std::uint8_t { English, Chinese };

/// "en" is English; "zh-CN" and "zh-TW" are Chinese.
LetterLanguage letter_language(std::string_view site_language);

struct LetterText {
  std::string subject;
  std::string text;
};

/// Every count is in it, zeros too.
LetterText report_letter(const Contents& contents, const std::string& site,
                         LetterLanguage language);

/// All that is announced on one day in one letter.
LetterText due_letter(const std::vector<Announcement>& announcements, const std::string& site,
                      LetterLanguage language);

/// "gd-101 calibration is due on 2026-06-30, in 7 days"
std::string due_line(const Announcement& announcement, LetterLanguage language);

/// "daily report 2026-05-31: nothing happened": one line about a report.
std::string report_line(const Contents& contents, LetterLanguage language);

}  // namespace hazgate::office
