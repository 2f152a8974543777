#include "gateway/cli/history.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <fmt/core.h>
#include <optional>
#include <tuple>
#include <utility>

#include "gateway/cli/incident_csv.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/cli/times.hpp"
#include "gateway/cli/width.hpp"

namespace hazgate::cli {
namespace {

namespace json = boost::json;
using control::CallError;
using control::Client;

constexpr std::size_t kTimeWidth = 24, kNumberWidth = 14;
constexpr std::int64_t kHourMs = 3'600'000;

/// What --every is, and how far back is looked when nothing is said.
struct Step {
  std::string_view name;
  std::uint64_t minutes;
  std::int64_t back_ms;
};
constexpr std::array kSteps{Step{"", 0, kHourMs}, Step{"1m", 1, 24 * kHourMs},
                            Step{"5m", 5, 24 * 7 * kHourMs}, Step{"1h", 60, 24 * 31 * kHourMs},
                            Step{"1d", 1440, 24 * 366 * kHourMs}};

/// One line of a table whose rows come a few at a time: columns have a width beforehand.
std::string line(const std::string& time, std::initializer_list<std::string> cells) {
  std::string text = fitted(time, kTimeWidth);
  for (const std::string& cell : cells) text += fitted(cell, kNumberWidth, Align::Right);
  return text + "\n";
}

std::string utc(std::int64_t ms) {
  using std::chrono::milliseconds;
  const std::chrono::sys_time<milliseconds> at{milliseconds{ms}};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{at - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

/// As it is on record, every digit; nothing for null.
std::string exact(const Item& item, std::string_view key) {
  const json::value* value = item.if_contains(key);
  if (value == nullptr || value->is_null()) return {};
  if (value->is_string()) return std::string(value->as_string());
  if (value->is_double()) return fmt::format("{}", value->as_double());
  return json::serialize(*value);
}

class Page {
 public:
  Page(const Arguments& arguments, const Look& look) : arguments_(arguments), look_(look) {}

  void take(const Item& piece) {
    if (const json::value* rows = piece.if_contains("rows"); rows && rows->is_array()) {
      for (const json::value& row : rows->as_array()) {
        if (row.is_object()) print(row_text(row.as_object()));
      }
    }
    if (piece.contains("whole") && !flag_of(piece, "whole")) cut_ = integer_of(piece, "until");
  }

  void end() {
    if (!any_ && arguments_.as_csv) print(head());
    if (!any_ && !arguments_.as_csv && !arguments_.json) {
      print(std::string(say(Text::HistoryNone, look_.language)) + "\n");
    }
    if (!cut_) return;
    const std::string note =
        say(Text::HistoryCut, look_.language, utc(*cut_).substr(0, 19) + "Z") + "\n";
    std::fputs(note.c_str(), stderr);
  }

 private:
  bool is_steps() const { return !arguments_.every.empty(); }

  std::string head() const {
    if (arguments_.as_csv) {
      return is_steps() ? "t,min,max,mean,good,count\r\n" : "t,value,quality\r\n";
    }
    const auto title = [this](Text text) { return std::string(say(text, look_.language)); };
    if (!is_steps()) return line(title(Text::Time), {title(Text::Value), title(Text::Quality)});
    return line(title(Text::Time), {title(Text::Minimum), title(Text::Maximum), title(Text::Mean),
                                    title(Text::GoodShare), title(Text::Readings)});
  }

  std::string row_text(const Item& row) {
    if (arguments_.json) return json_line(row);
    return (std::exchange(any_, true) ? std::string() : head()) +
           (arguments_.as_csv ? csv(row) : people(row));
  }

  std::string csv(const Item& row) const {
    std::string text = utc(integer_of(row, "t").value_or(0));
    if (!is_steps()) {
      return text + "," + csv_cell(exact(row, "value")) + "," + csv_cell(exact(row, "quality")) +
             "\r\n";
    }
    for (const char* key : {"min", "max", "mean", "good", "count"}) text += "," + exact(row, key);
    return text + "\r\n";
  }

  std::string people(const Item& row) const {
    const std::string time = local_time(integer_of(row, "t").value_or(0), !is_steps());
    if (!is_steps()) {
      return line(time, {printable(shown(row, "value")),
                         std::string(word(text_of(row, "quality"), look_.language))});
    }
    const double good = number_of(row, "good").value_or(0.0);
    return line(time, {shown(row, "min"), shown(row, "max"), shown(row, "mean"),
                       shown(100.0 * good) + " %", exact(row, "count")});
  }

  const Arguments& arguments_;
  const Look& look_;
  bool any_ = false;
  std::optional<std::int64_t> cut_;
};

tl::expected<Item, std::string> asked(const Arguments& arguments, std::int64_t now) {
  const auto step = std::find_if(kSteps.begin(), kSteps.end(),
                                 [&](const Step& each) { return each.name == arguments.every; });
  if (step == kSteps.end()) {
    return tl::unexpected("--every \"" + arguments.every + "\" is none of 1m, 5m, 1h, 1d");
  }
  std::int64_t since = now - step->back_ms, until = now;
  for (const auto& [option, text, target] : {std::tuple{"--since", &arguments.since, &since},
                                             std::tuple{"--until", &arguments.until, &until}}) {
    if (text->empty()) continue;
    const auto at = time_argument(option, *text, now);
    if (!at) return tl::unexpected(at.error());
    *target = std::max<std::int64_t>(0, *at);
  }
  if (arguments.since.empty() && since > until) since = until - step->back_ms;
  if (since > until)
    return tl::unexpected(std::string("--since is after --until; turn them round"));
  Item args{{"point", arguments.ids.front()}, {"since", since}, {"until", until}};
  if (step->minutes > 0) args["every"] = step->minutes;
  return args;
}

}  // namespace

tl::expected<int, CallError> history(const Arguments& arguments, const Look& look,
                                     const Call& call) {
  const auto args = asked(arguments, now_ms());
  if (!args) return tl::unexpected(CallError{2, args.error()});
  Page page(arguments, look);
  const auto called = call(
      "history", *args,
      [&](Item&& piece) {
        page.take(piece);
        return true;
      },
      Client::kPatience);
  if (!called) return tl::unexpected(called.error());
  page.end();
  return 0;
}

}  // namespace hazgate::cli
