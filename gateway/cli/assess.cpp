#include "gateway/cli/assess.hpp"

#include "gateway/cli/assessment_page.hpp"
#include "gateway/cli/config_check.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/cli/substance_list.hpp"

namespace hazgate::cli {
namespace {

using control::CallError;

int show_list(const Arguments& arguments, const Look& look) {
  const Substances found = substances(arguments.pattern);
  if (!arguments.json) {
    print(substances_text(found, look));
    return 0;
  }
  for (const Item& item : substance_items(found)) print(json_line(item));
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
    print(arguments.json ? json_line(source_item(source)) : source_text(source, look) + '\n');
  }
  if (!arguments.json) print(std::string(say(Text::HazardRules, look.language)) + '\n');
  return 0;
}

}  // namespace hazgate::cli
