#include "gateway/cli/alarm_record.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace hazgate::cli {
namespace {

/// The enumerator whose text this is.
template <class Enum, std::size_t kCount>
std::optional<Enum> one_of(const std::array<std::string_view, kCount>& texts,
                           const std::string& text) {
  const auto found = std::find(texts.begin(), texts.end(), text);
  if (found == texts.end()) return std::nullopt;
  return static_cast<Enum>(found - texts.begin());
}

std::optional<alarm::State> state_of(const Item& item, const char* key) {
  return one_of<alarm::State>(alarm::kStateTexts, text_of(item, key));
}

alarm::Flags flags_of(const Item& item) {
  alarm::Flags flags;
  const auto* list = item.if_contains("flags");
  if (list == nullptr || !list->is_array()) return flags;
  for (const auto& each : list->get_array()) {
    for (const alarm::Flag flag : alarm::kAllFlags) {
      if (each.is_string() && each.get_string() == alarm::to_text(flag)) flags.set(flag);
    }
  }
  return flags;
}

std::uint64_t occurrence_of(const Item& item) {
  return static_cast<std::uint64_t>(
      std::max<std::int64_t>(0, integer_of(item, "occurrence").value_or(0)));
}

}  // namespace

std::optional<kpi::Transition> transition_from(const Item& event) {
  const auto t = integer_of(event, "t");
  const auto from = state_of(event, "from");
  const auto to = state_of(event, "to");
  std::string id = text_of(event, "id");
  if (text_of(event, "kind") != "alarm" || flag_of(event, "drill")) return std::nullopt;
  if (!t || !from || !to || id.empty()) return std::nullopt;
  if (event.contains("announce")) return std::nullopt;  // told once more: nothing has happened
  return kpi::Transition{
      .t = from_unix_ms(*t),
      .id = std::move(id),
      .priority =
          one_of<Priority>(kPriorityTexts, text_of(event, "priority")).value_or(Priority::Low),
      .occurrence = occurrence_of(event),
      .from = *from,
      .to = *to,
      .flags = flags_of(event),
      .cause = one_of<alarm::Cause>(alarm::kCauseTexts, text_of(event, "cause"))
                   .value_or(alarm::Cause::Config)};
}

std::optional<std::pair<kpi::Standing, WallTime>> standing_from(const Item& alarm) {
  const auto state = state_of(alarm, "state");
  std::string id = text_of(alarm, "id");
  if (!state || id.empty()) return std::nullopt;
  return std::pair{kpi::Standing{.id = std::move(id),
                                 .state = *state,
                                 .flags = flags_of(alarm),
                                 .occurrence = occurrence_of(alarm)},
                   from_unix_ms(integer_of(alarm, "since").value_or(0))};
}

}  // namespace hazgate::cli
