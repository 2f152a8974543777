#include "gateway/cli/assess.hpp"

#include <cstdio>

#include "gateway/cli/assessment_page.hpp"
#include "gateway/cli/config_check.hpp"
#include "gateway/cli/substance_list.hpp"
#include "gateway/control/json_text.hpp"

namespace hazgate::cli {
namespace {

using control::CallError;

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

int show_list(const Arguments& arguments, const Look& look) {
  const Substances found = substances(arguments.pattern);
  if (!arguments.json) {
    print(substances_text(found, look));
    return 0;
  }
  for (const Item& item : substance_items(found)) print(control::json_text(item) + '\n');
  return 0;
}

}  // namespace

tl::expected<int, CallError> show_assessment(const Arguments& arguments, const Look& look) {
  if (arguments.list) return show_list(arguments, look);
  const auto settings = settings_of(arguments.config, arguments.json);
  if (!settings) return tl::unexpected(settings.error());
  if (settings->sources.empty()) {
    return tl::unexpected(CallError{1, arguments.config +
                                           " has no [[source]], so that nothing is assessed; write "
                                           "one for each production or storage unit"});
  }
  for (const config::SourceSettings& source : settings->sources) {
    print(arguments.json ? control::json_text(source_item(source)) + '\n'
                         : source_text(source, look) + '\n');
  }
  if (!arguments.json) print(std::string(say(Text::HazardRules, look.language)) + '\n');
  return 0;
}

}  // namespace hazgate::cli
