#include "gateway/cli/alarm_kpi.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <limits>
#include <optional>
#include <utility>

#include "gateway/calendar/periods.hpp"
#include "gateway/cli/alarm_record.hpp"
#include "gateway/cli/kpi_page.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/cli/times.hpp"
#include "gateway/core/kpi/beginning.hpp"
#include "gateway/core/kpi/tally.hpp"

namespace hazgate::cli {
namespace {

using calendar::Per;
using calendar::per_from;
using control::CallError;
using control::Client;
using std::chrono::milliseconds;

constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr char kAlarmEvents[] = "alarm";

/// The first stamp of a stretch may not be its first event: a clock that was put back gives earlier
/// stamps to later ones. So many numbers before it are looked at.
constexpr std::int64_t kLookBack = 1000;

/// How the site counts its time.
struct Calendar {
  std::string timezone;
  std::vector<std::chrono::minutes> shifts;
  unsigned operators = 1;
};

/// "08:00"
std::optional<std::chrono::minutes> shift_from(const boost::json::value& value) {
  unsigned hour = 0, minute = 0;
  if (!value.is_string()) return std::nullopt;
  const std::string text(value.get_string());
  if (std::sscanf(text.c_str(), "%2u:%2u", &hour, &minute) != 2) return std::nullopt;
  if (hour > 23 || minute > 59) return std::nullopt;
  return std::chrono::hours{hour} + std::chrono::minutes{minute};
}

std::optional<Calendar> calendar_from(const Item& item) {
  Calendar calendar{.timezone = text_of(item, "timezone")};
  const auto operators = integer_of(item, "operators").value_or(1);
  calendar.operators = static_cast<unsigned>(std::clamp<std::int64_t>(operators, 1, 20));
  const auto* shifts = item.if_contains("shifts");
  if (shifts == nullptr || !shifts->is_array() || calendar.timezone.empty()) return std::nullopt;
  for (const auto& each : shifts->get_array()) {
    const auto begins = shift_from(each);
    if (!begins) return std::nullopt;
    calendar.shifts.push_back(*begins);
  }
  if (calendar.shifts.empty()) return std::nullopt;
  return calendar;
}

std::chrono::hours usual_stretch(Per per) {
  switch (per) {
    case Per::Shift:
      return std::chrono::days{3};
    case Per::Day:
      return std::chrono::days{7};
    case Per::Month:
      return std::chrono::days{90};
  }
  return {};
}

/// The record of a daemon, asked for in pieces.
class Record {
 public:
  explicit Record(const Call& call) : call_(call) {}

  tl::expected<Calendar, CallError> calendar() const {
    auto item = first("calendar", {});
    if (!item) return tl::unexpected(item.error());
    auto calendar = *item ? calendar_from(**item) : std::nullopt;
    if (calendar) return std::move(*calendar);
    return tl::unexpected(CallError{kFailed, "the daemon does not say its shifts and time zone"});
  }

  /// The first event of all from this moment on, or the first about an alarm.
  tl::expected<std::optional<Item>, CallError> event_since(WallTime since, bool alarm) const {
    Item args{{"since", std::max<std::int64_t>(0, unix_ms(since))}};
    if (alarm) args["kind"] = kAlarmEvents;
    return first("events", args);
  }

  tl::expected<void, CallError> standing_today(kpi::Beginning& beginning) const {
    return all("alarms", {{"all", true}}, [&](const Item& item) {
      if (const auto today = standing_from(item)) {
        beginning.take_today(today->first, today->second);
      }
      return true;
    });
  }

  /// What happened to alarms after the event of this number, up to that one, in the order of the
  /// record: from the first with a stamp of `begin` or later on.
  template <class Take>
  tl::expected<void, CallError> alarms_after(std::int64_t seq, std::int64_t last, WallTime begin,
                                             const Take& take) const {
    const Item args{{"after", seq}, {"kind", kAlarmEvents}};
    bool begun = false;
    return all("events", args, [&](const Item& item) {
      const std::int64_t number = integer_of(item, "seq").value_or(0);
      if (number > last) return false;
      const auto transition = transition_from(item);
      begun = begun || (transition && transition->t >= begin);
      if (begun && transition) take(*transition, number);
      return true;
    });
  }

 private:
  tl::expected<std::optional<Item>, CallError> first(const char* op, const Item& args) const {
    std::optional<Item> item;
    auto called = all(op, args, [&](const Item& each) {
      item = each;
      return false;
    });
    if (!called) return tl::unexpected(called.error());
    return item;
  }

  template <class Take>
  tl::expected<void, CallError> all(const char* op, const Item& args, const Take& take) const {
    return call_(
        op, args, [&](Item&& item) { return take(item); }, Client::kPatience);
  }

  const Call& call_;
};

/// One run of the command: what it has found out so far.
class KpiCommand {
 public:
  KpiCommand(const Arguments& arguments, const Look& look, const Call& call)
      : a_(arguments), look_(look), record_(call) {}

  tl::expected<int, CallError> run() {
    kind_.per = per_from(a_.per).value_or(Per::Day);
    if (auto ready = find_periods(); !ready) return tl::unexpected(ready.error());
    if (reading_.periods.empty()) return nothing();
    if (auto ready = find_beginning(); !ready) return tl::unexpected(ready.error());
    return count();
  }

 private:
  tl::expected<void, CallError> find_periods() {
    auto calendar = record_.calendar();
    if (!calendar) return tl::unexpected(calendar.error());
    const auto zone = calendar::Zone::find(calendar->timezone);
    if (!zone) return tl::unexpected(CallError{kFailed, zone.error()});
    show_times_of(calendar->timezone);
    terms_.operators = calendar->operators;
    kind_.timezone = calendar->timezone;
    const std::int64_t now = now_ms();
    const auto span = std::chrono::duration_cast<milliseconds>(usual_stretch(kind_.per));
    const auto since =
        a_.since.empty() ? now - span.count() : time_argument("--since", a_.since, now);
    if (!since) return tl::unexpected(CallError{kUsage, since.error()});
    const auto oldest = record_.event_since(WallTime{}, false);
    if (!oldest) return tl::unexpected(oldest.error());
    if (!*oldest) return {};
    // Before the record there is nothing to be good or bad.
    const WallTime recorded = from_unix_ms(integer_of(**oldest, "t").value_or(0));
    reading_.end = from_unix_ms(now);
    reading_.periods = periods(*zone, kind_.per, calendar->shifts,
                               std::max(from_unix_ms(*since), recorded), reading_.end);
    if (reading_.periods.empty()) return {};
    kpi::Period& first = reading_.periods.front();
    first.begin = std::max(first.begin, recorded);
    reading_.begin = first.begin - std::chrono::duration_cast<milliseconds>(terms_.stale_after);
    return {};
  }

  tl::expected<void, CallError> find_beginning() {
    kpi::Beginning beginning(reading_.begin);
    if (auto told = record_.standing_today(beginning); !told) return told;
    const auto first = record_.event_since(reading_.begin, true);
    if (!first) return tl::unexpected(first.error());
    if (*first) {
      before_ = std::max<std::int64_t>(0, integer_of(**first, "seq").value_or(1) - 1 - kLookBack);
      auto read =
          record_.alarms_after(before_, std::numeric_limits<std::int64_t>::max(), reading_.begin,
                               [&](const kpi::Transition& transition, std::int64_t seq) {
                                 beginning.take(transition);
                                 last_ = seq;
                               });
      if (!read) return read;
    }
    reading_.standings = beginning.standings();
    return {};
  }

  tl::expected<int, CallError> count() {
    const WallTime begin = reading_.begin;
    kpi::Tally tally(terms_, std::move(reading_));
    std::vector<kpi::Report> ended;
    if (last_ > before_) {
      auto read = record_.alarms_after(before_, last_, begin,
                                       [&](const kpi::Transition& transition, std::int64_t) {
                                         tally.take(transition, ended);
                                         print(ended);
                                       });
      if (!read) return tl::unexpected(read.error());
    }
    tally.finish(ended);
    print(ended);
    return 0;
  }

  void print(std::vector<kpi::Report>& reports) {
    for (const kpi::Report& report : reports) {
      cli::print(a_.json ? json_line(kpi_item(report, kind_))
                         : (printed_ ? "\n" : "") + kpi_text(report, kind_, look_));
      printed_ = true;
    }
    reports.clear();
  }

  int nothing() const {
    if (a_.json) return 0;
    cli::print(std::string(say(Text::NoEvents, look_.language)) + '\n');
    return 0;
  }

  const Arguments& a_;
  const Look& look_;
  Record record_;
  kpi::Terms terms_;
  PeriodKind kind_;
  kpi::Reading reading_;
  std::int64_t before_ = 0;  ///< number after which is read
  std::int64_t last_ = 0;    ///< of the last one
  bool printed_ = false;
};

}  // namespace

tl::expected<int, CallError> alarm_kpi(const Arguments& arguments, const Look& look,
                                       const Call& call) {
  return KpiCommand(arguments, look, call).run();
}

}  // namespace hazgate::cli
