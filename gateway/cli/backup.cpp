#include "gateway/cli/backup.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <string>

#include "gateway/cli/config_check.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/cli/times.hpp"
#include "gateway/journal/backup.hpp"

namespace hazgate::cli {
namespace {

using control::CallError;

constexpr int kFailed = 1;
constexpr int kUnreachable = 3;

std::string text_of(const std::string& file, const journal::Backup& backup) {
  std::string text = fmt::format("{}: {:.1f} MiB, {} events, {} audit entries, {} samples", file,
                                 static_cast<double>(backup.bytes) / (1U << 20U), backup.events,
                                 backup.audits, backup.samples);
  if (backup.stretch) {
    text += fmt::format(" from {} to {}", local_time(unix_ms(backup.stretch->begin)),
                        local_time(unix_ms(backup.stretch->end)));
  }
  return text +
         fmt::format("; checked; {:.1f} s\n", static_cast<double>(backup.took.count()) / 1000.0);
}

Item item_of(const std::string& file, const journal::Backup& backup) {
  Item item{{"file", file},
            {"bytes", backup.bytes},
            {"events", backup.events},
            {"audits", backup.audits},
            {"samples", backup.samples},
            {"took_ms", backup.took.count()}};
  if (backup.stretch) {
    item["since"] = unix_ms(backup.stretch->begin);
    item["until"] = unix_ms(backup.stretch->end);
  }
  return item;
}

}  // namespace

tl::expected<int, CallError> back_up(const Arguments& arguments) {
  std::string path = arguments.journal;
  if (path.empty()) {
    const auto settings = settings_of(arguments.config, arguments.json);
    if (!settings) return tl::unexpected(settings.error());
    path = settings->store.path;
  }
  const auto made = journal::back_up(path, arguments.file, arguments.force);
  if (!made) {
    return tl::unexpected(
        CallError{made.error().is_source ? kUnreachable : kFailed, made.error().text});
  }
  print(arguments.json ? json_line(item_of(arguments.file, *made))
                       : text_of(arguments.file, *made));
  return 0;
}

}  // namespace hazgate::cli
