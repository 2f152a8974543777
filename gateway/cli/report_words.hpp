#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "gateway/calendar/zone.hpp"
#include "gateway/cli/incident_texts.hpp"

namespace hazgate::cli {

/// In whose words and by whose clock a report is written.
/// Units   ms: since 1970-01-01 UTC
/// Thread  any (pure)
struct ReportWords {
  ReportLanguage language = ReportLanguage::English;
  calendar::Zone zone;
  std::string zone_name = "UTC";

  std::string say(ReportText text, std::initializer_list<std::string_view> parts = {}) const {
    return cli::say(text, language, parts);
  }
  std::string word(std::string_view contract) const {
    return std::string(report_word(contract, language));
  }
  std::string moment(std::int64_t ms, bool millis = false) const;  ///< "2026-01-31 22:05:01.123"
  std::string clock(std::int64_t ms) const;                        ///< "22:05:01"
  std::int64_t offset(std::int64_t ms) const;                      ///< of local time, ms
};

}  // namespace hazgate::cli
