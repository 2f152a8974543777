#include "gateway/core/site/call_name.hpp"

#include <algorithm>
#include <charconv>

namespace hazgate::site {

std::string text_of(const CallName& name) {
  std::string text(kCallAboutTexts[static_cast<std::size_t>(name.about)]);
  if (!name.which.empty() || name.number > 0) text += ':' + name.which;
  if (name.number > 0) text += ':' + std::to_string(name.number);
  return text;
}

std::optional<CallName> call_name_from(std::string_view text) {
  const auto word_end = std::min(text.find(':'), text.size());
  const auto* const about =
      std::find(kCallAboutTexts.begin(), kCallAboutTexts.end(), text.substr(0, word_end));
  if (about == kCallAboutTexts.end()) return std::nullopt;
  CallName name{.about = static_cast<CallAbout>(about - kCallAboutTexts.begin()), .which = {}};
  if (word_end == text.size()) return name;
  text.remove_prefix(word_end + 1);
  const auto which_end = std::min(text.find(':'), text.size());
  name.which = text.substr(0, which_end);
  if (which_end == text.size()) return name;
  text.remove_prefix(which_end + 1);
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, name.number);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return name;
}

std::string step_name(const emergency::PlanSpec& plan, std::size_t step) {
  const std::string& id = plan.steps[step].id;
  return id.empty() ? '#' + std::to_string(step) : id;
}

std::optional<std::size_t> step_named(const emergency::PlanSpec& plan, std::string_view name) {
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    if (step_name(plan, i) == name) return i;
  }
  return std::nullopt;
}

}  // namespace hazgate::site
