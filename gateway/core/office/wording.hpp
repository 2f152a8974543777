#pragma once

#include <array>
#include <chrono>
#include <fmt/format.h>
#include <string>

#include "gateway/core/office/letter.hpp"

/// Words of the office in both languages; for its own sources.
namespace hazgate::office {

using Both = std::array<const char*, 2>;

inline const char* in(LetterLanguage language, const Both& texts) {
  return texts[static_cast<std::size_t>(language)];
}

template <class... Values>
std::string say(LetterLanguage language, const Both& texts, const Values&... values) {
  return fmt::format(fmt::runtime(in(language, texts)), values...);
}

/// "calibration"
inline const char* duty_name(const std::string& duty, LetterLanguage language) {
  if (duty == "calibration") return in(language, {"calibration", "校准"});
  if (duty == "inspection") return in(language, {"inspection", "检验"});
  if (duty == "certificate") return in(language, {"certificate", "证书"});
  return in(language, {"drill", "演练"});
}

}  // namespace hazgate::office
