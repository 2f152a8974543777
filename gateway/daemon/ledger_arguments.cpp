#include "gateway/daemon/ledger_arguments.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "gateway/daemon/arguments.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using ledger::Day;

template <class Word, std::size_t kCount>
tl::expected<Word, std::string> word_argument(const json::object& args, const char* key,
                                              const std::array<std::string_view, kCount>& words) {
  const std::string given = text_argument(args, key);
  if (given.empty()) return Word{};
  const auto found = std::find(words.begin(), words.end(), given);
  if (found != words.end()) return static_cast<Word>(found - words.begin());
  std::string allowed;
  for (const std::string_view word : words) {
    allowed += (allowed.empty() ? "" : ", ") + std::string(word);
  }
  return tl::unexpected("'" + given + "' is none of " + allowed);
}

tl::expected<std::optional<Day>, std::string> day_argument(const json::object& args,
                                                           const char* key, Day today) {
  const std::string given = text_argument(args, key);
  if (given.empty()) return std::nullopt;
  const auto day = ledger::day_from(given, today);
  if (!day) {
    return tl::unexpected("'" + given + "' is no day; write 2026-05-20, or 10d for in ten days");
  }
  return day;
}

tl::expected<std::vector<std::string>, std::string> alarms_of(const json::object& args,
                                                              const site::Site& site) {
  std::vector<std::string> alarms;
  const json::value* given = args.if_contains("alarms");
  if (given == nullptr || !given->is_array()) return alarms;
  for (const json::value& each : given->get_array()) {
    const std::string id = each.is_string() ? std::string(each.get_string()) : std::string();
    if (!site.find_alarm(id)) {
      return tl::unexpected("no alarm '" + id + "'; see `hazctl alarms --all`");
    }
    alarms.push_back(id);
  }
  return alarms;
}

ledger::Measures measures_of(const json::object& args) {
  return {text_argument(args, "measure"), text_argument(args, "funds"),
          text_argument(args, "plan")};
}

}  // namespace

tl::expected<ledger::Finding, std::string> finding_from(const json::object& args,
                                                        const site::Site& site,
                                                        const Person& person, Day today) {
  const auto grade = word_argument<ledger::Grade>(args, "grade", ledger::kGradeTexts);
  if (!grade) return tl::unexpected(grade.error());
  const auto deadline = day_argument(args, "deadline", today);
  if (!deadline) return tl::unexpected(deadline.error());
  auto alarms = alarms_of(args, site);
  if (!alarms) return tl::unexpected(alarms.error());
  return ledger::Finding{.description = text_argument(args, "text"),
                         .source = text_argument(args, "source"),
                         .area = text_argument(args, "area"),
                         .grade = *grade,
                         .fixed_on_site = flag_argument(args, "fixed"),
                         .owner = person(text_argument(args, "owner")),
                         .deadline = *deadline,
                         .notice_no = text_argument(args, "notice_no"),
                         .measures = measures_of(args),
                         .alarms = std::move(*alarms)};
}

tl::expected<ledger::Command, std::string> command_from(ledger::Act act, const json::object& args,
                                                        const site::Site& site,
                                                        const Person& person, Day today) {
  const auto day = day_argument(args, act == ledger::Act::Extend ? "to" : "deadline", today);
  if (!day) return tl::unexpected(day.error());
  const auto listed = word_argument<ledger::ListedLevel>(args, "level", ledger::kListedTexts);
  if (!listed) return tl::unexpected(listed.error());
  if (act == ledger::Act::List && text_argument(args, "level").empty()) {
    return tl::unexpected(std::string("write the level: none, county, prefecture or province"));
  }
  auto alarms = alarms_of(args, site);
  if (!alarms) return tl::unexpected(alarms.error());
  return ledger::Command{.act = act,
                         .by = {},
                         .text = text_argument(args, "text"),
                         .owner = person(text_argument(args, "owner")),
                         .day = *day,
                         .notice_no = text_argument(args, "notice_no"),
                         .measures = measures_of(args),
                         .approved_by = person(text_argument(args, "approved_by")),
                         .addressee = text_argument(args, "addressee"),
                         .listed = *listed,
                         .alarms = std::move(*alarms)};
}

tl::expected<Day, std::string> since_from(const json::object& args, Day today) {
  const std::string given = text_argument(args, "since");
  if (given.empty()) {
    return Day(std::chrono::year_month_day(today).year() / std::chrono::January / 1);
  }
  const auto day = ledger::day_from(given, today);
  if (!day) return tl::unexpected("'" + given + "' is no day; write 2026-01-01, or 90d ago");
  return given.ends_with('d') ? today - (*day - today) : *day;
}

}  // namespace hazgate::daemon
