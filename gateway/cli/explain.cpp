#include "gateway/cli/explain.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "gateway/cli/explain_page.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/cli/times.hpp"

namespace hazgate::cli {

using control::CallError;
using control::Client;

tl::expected<int, CallError> explain(const Arguments& arguments, const Look& look,
                                     const Call& call) {
  Item args{{"alarm", arguments.ids.front()}};
  if (!arguments.since.empty()) {
    const auto since = time_argument("--since", arguments.since, now_ms());
    if (!since) return tl::unexpected(CallError{2, since.error()});
    args["since"] = std::max<std::int64_t>(0, *since);
  }
  Item alarm;
  const auto called = call(
      "explain", args,
      [&](Item&& item) {
        for (auto& [key, value] : item) alarm[key] = std::move(value);
        return true;
      },
      Client::kPatience);
  if (!called && alarm.empty()) return tl::unexpected(called.error());
  if (!alarm.contains("record")) {
    const std::string why = called ? "the daemon said nothing of it" : called.error().text;
    alarm["record"] = Item{{"readable", false}, {"error", why}};
  }
  print(arguments.json ? json_line(alarm) : explain_text(alarm, look));
  return 0;
}

}  // namespace hazgate::cli
