#include "gateway/cli/explain.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <utility>

#include "gateway/cli/explain_page.hpp"
#include "gateway/cli/times.hpp"
#include "gateway/control/json_text.hpp"

namespace hazgate::cli {

using control::CallError;
using control::Client;

tl::expected<int, CallError> explain(const Arguments& arguments, const Look& look,
                                     const Call& call) {
  Item args{{"alarm", arguments.ids.front()}};
  if (!arguments.since.empty()) {
    const auto since = since_from(arguments.since, now_ms());
    if (!since) {
      return tl::unexpected(CallError{2, "--since " + arguments.since +
                                             " is no time; write 30m, 2h, 7d, \"22:05\", "
                                             "2026-01-31 or \"2026-01-31 22:05\""});
    }
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
  const std::string text =
      arguments.json ? control::json_text(alarm) + '\n' : explain_text(alarm, look);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return 0;
}

}  // namespace hazgate::cli
