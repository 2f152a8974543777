#include "gateway/cli/explain_words.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/core.h>

#include "gateway/cli/times.hpp"
#include "gateway/core/alarm/condition.hpp"
#include "gateway/core/alarm/state.hpp"

namespace hazgate::cli {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;

/// The text that stands so many behind the first of its row.
Why behind(Why first, std::size_t place) {
  return static_cast<Why>(static_cast<std::size_t>(first) + place);
}

static_assert(static_cast<std::size_t>(Why::System) - static_cast<std::size_t>(Why::High) + 1 ==
              alarm::kConditionKindTexts.size());
static_assert(static_cast<std::size_t>(Why::LatchedAcknowledged) + 1 == alarm::kStateTexts.size());

}  // namespace

std::string with_unit(const std::string& value, const std::string& unit) {
  return value == "-" || unit.empty() ? value : value + ' ' + unit;
}

std::string left_text(const Item& delay) {
  const auto left = integer_of(delay, "left_ms").value_or(0);
  if (left >= kMinuteMs) return duration_text(left);
  return fmt::format("{:.1f}s", static_cast<double>(left) / 1000.0);
}

std::string words(const Item& item, std::string_view key, Language in) {
  const auto* list = item.if_contains(key);
  std::string text;
  if (list == nullptr || !list->is_array()) return text;
  for (const auto& each : list->get_array()) {
    text += (text.empty() ? "" : ", ") + std::string(word(shown(each), in));
  }
  return text;
}

std::string state_text(std::string_view state, Language in) {
  const auto found = std::find(alarm::kStateTexts.begin(), alarm::kStateTexts.end(), state);
  if (found == alarm::kStateTexts.end()) return std::string(state);
  return say(behind(Why::Normal, static_cast<std::size_t>(found - alarm::kStateTexts.begin())), in);
}

std::string kind_text(std::size_t kind, Language in) {
  return say(behind(Why::High, kind), in);
}

std::string on_bad_text(std::string_view counts, Language in) {
  if (counts == "alarm") return say(Why::AsAlarm, in);
  return say(counts == "normal" ? Why::AsNormal : Why::AsDropped, in);
}

}  // namespace hazgate::cli
