#include "gateway/cli/kpi_page.hpp"

#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <fmt/core.h>

#include "gateway/cli/times.hpp"

namespace hazgate::cli {
namespace {

namespace json = boost::json;
using kpi::Judged;
using kpi::Report;
using kpi::Verdict;

/// How the number of a figure is written.
enum class Form { Number, Share, Time };

struct Shown {
  Text title;
  Form form;
};

/// By Figure.
constexpr std::array<Shown, kpi::kFigures> kShown = {{
    {Text::KpiPerDay, Form::Number},
    {Text::KpiPerHour, Form::Number},
    {Text::KpiPerTenMinutes, Form::Number},
    {Text::KpiMostInTenMinutes, Form::Number},
    {Text::KpiCrowdedShare, Form::Share},
    {Text::KpiFloodShare, Form::Share},
    {Text::KpiTopShare, Form::Share},
    {Text::KpiChattering, Form::Number},
    {Text::KpiFleeting, Form::Number},
    {Text::KpiStale, Form::Number},
    {Text::KpiCriticalShare, Form::Share},
    {Text::KpiHighShare, Form::Share},
    {Text::KpiMediumShare, Form::Share},
    {Text::KpiAcknowledgeMedian, Form::Time},
    {Text::KpiAcknowledge95, Form::Time},
}};

std::string number_text(double value, Form form) {
  switch (form) {
    case Form::Number:
      return shown(std::round(value * 100) / 100);
    case Form::Share:
      return shown(std::round(value * 10'000) / 100) + " %";
    case Form::Time:
      return duration_text(std::llround(value * 1000));
  }
  return {};
}

std::string goal_text(double value, const kpi::Goal& goal, Form form) {
  return (goal.less ? "< " : "<= ") + number_text(value, form);
}

Colour verdict_colour(Verdict verdict) {
  switch (verdict) {
    case Verdict::None:
      return Colour::Dim;
    case Verdict::Good:
      return Colour::Green;
    case Verdict::Fair:
      return Colour::Yellow;
    case Verdict::Bad:
      return Colour::Red;
  }
  return Colour::None;
}

std::string table_text(const Report& report, const Look& look) {
  const auto title = [&](Text text) { return std::string(say(text, look.language)); };
  Table table({{title(Text::Kpi)},
               {title(Text::Value), Align::Right},
               {title(Text::KpiTarget), Align::Right},
               {title(Text::Limit), Align::Right},
               {title(Text::KpiVerdict)}});
  for (const Judged& each : kpi::judged(report)) {
    const auto& [text, form] = kShown[static_cast<std::size_t>(each.figure)];
    const std::string verdict = each.verdict == Verdict::None
                                    ? "-"
                                    : std::string(word(to_text(each.verdict), look.language));
    table.add({{title(text)},
               {each.value ? number_text(*each.value, form) : "-"},
               {goal_text(each.goal.target, each.goal, form)},
               {goal_text(each.goal.limit, each.goal, form)},
               {verdict, verdict_colour(each.verdict)}});
  }
  return table.text(look.paint, look.width);
}

std::string head_text(const Report& report, const PeriodKind& kind, const Look& look) {
  const auto at = [](WallTime t) { return local_time(unix_ms(t)); };
  std::string text =
      std::string(word(to_text(kind.per), look.language)) + "  " +
      say(Text::KpiFromTo, look.language, at(report.period.begin), at(report.period.end)) + "  " +
      printable(kind.timezone);
  if (report.until < report.period.end) {
    text += "  (" + say(Text::KpiSoFar, look.language, at(report.until)) + ')';
  }
  return look.paint(Colour::Bold, text) + '\n';
}

/// "critical 2, high 3"
template <class Numbers, class Words, class AsText>
std::string listed(const Numbers& numbers, const Words& words, Language language,
                   const AsText& as_text) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    text += (text.empty() ? "" : ", ") + std::string(word(words[i], language)) + ' ' +
            as_text(numbers[i]);
  }
  return text;
}

std::string count_text(std::uint64_t count) {
  return std::to_string(count);
}

double hours_of(Duration duration) {
  return std::chrono::duration<double, std::ratio<3600>>(duration).count();
}

std::string hours_text(Duration duration) {
  return fmt::format("{:.1f} h", hours_of(duration));
}

std::int64_t ms_of(Duration duration) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

/// "most frequent: gd-101.gas.H 34"; nothing when there are none.
template <class List, class AsText>
std::string line_of(Text text, const List& list, Language language, const AsText& as_text) {
  std::string all;
  for (const auto& each : list) all += (all.empty() ? "" : ", ") + printable(as_text(each));
  return all.empty() ? all : say(text, language, all) + '\n';
}

std::string facts_text(const Report& report, Language in) {
  const auto fact = [in](Text text, const std::string& a, const std::string& b = {}) {
    return say(text, in, a, b) + '\n';
  };
  std::string text =
      fact(Text::KpiAlarms, count_text(report.alarms),
           listed(report.by_priority, kPriorityTexts, in, count_text)) +
      fact(Text::KpiQuiet, listed(report.quiet, alarm::kFlagTexts, in, count_text)) +
      fact(Text::KpiMost, count_text(report.most_in_day), count_text(report.most_in_hour)) +
      fact(Text::KpiFloods, count_text(report.floods), duration_text(ms_of(report.longest_flood))) +
      fact(Text::KpiActive, count_text(report.active_at_begin), count_text(report.active_at_end)) +
      fact(Text::KpiFlagTime, listed(report.flag_time, alarm::kFlagTexts, in, hours_text));
  if (report.clock_steps > 0) text += fact(Text::KpiClockSteps, count_text(report.clock_steps));
  return text;
}

std::string offenders_text(const Report& report, Language in) {
  const auto as_is = [](const std::string& id) { return id; };
  return line_of(Text::KpiTop, report.top, in,
                 [](const kpi::Counted& each) { return each.id + ' ' + count_text(each.count); }) +
         line_of(Text::KpiChatteringAre, report.chattering, in, as_is) +
         line_of(Text::KpiFleetingAre, report.fleeting, in, as_is) +
         line_of(Text::KpiStaleAre, report.stale, in, as_is);
}

json::array texts(const std::vector<std::string>& list) {
  json::array array;
  for (const std::string& text : list) array.emplace_back(text);
  return array;
}

/// An object with a number for each word.
template <class Numbers, class Words, class AsNumber>
json::object by_word(const Numbers& numbers, const Words& words, const AsNumber& as_number) {
  json::object object;
  for (std::size_t i = 0; i < numbers.size(); ++i) object[words[i]] = as_number(numbers[i]);
  return object;
}

}  // namespace

std::string kpi_text(const Report& report, const PeriodKind& kind, const Look& look) {
  return head_text(report, kind, look) + table_text(report, look) +
         facts_text(report, look.language) + offenders_text(report, look.language);
}

Item kpi_figures(const Report& report) {
  Item figures;
  for (const Judged& each : kpi::judged(report)) {
    figures[to_text(each.figure)] =
        json::object{{"value", each.value ? json::value(*each.value) : json::value(nullptr)},
                     {"target", each.goal.target},
                     {"limit", each.goal.limit},
                     {"verdict", to_text(each.verdict)}};
  }
  return figures;
}

std::string kpi_pair_text(const Report& recorded, const Report& replayed, const Look& look) {
  const auto title = [&](Text text) { return std::string(say(text, look.language)); };
  Table table({{title(Text::Kpi)},
               {title(Text::ReplayRecorded), Align::Right},
               {title(Text::ReplayReplayed), Align::Right},
               {title(Text::KpiTarget), Align::Right},
               {title(Text::Limit), Align::Right}});
  const auto before = kpi::judged(recorded);
  const auto after = kpi::judged(replayed);
  for (std::size_t i = 0; i < kpi::kFigures; ++i) {
    const auto& [text, form] = kShown[i];
    if (form == Form::Time) continue;
    const auto cell = [form = form](const Judged& each) {
      return Cell{each.value ? number_text(*each.value, form) : "-", verdict_colour(each.verdict)};
    };
    table.add({{title(text)},
               cell(before[i]),
               cell(after[i]),
               {goal_text(before[i].goal.target, before[i].goal, form)},
               {goal_text(before[i].goal.limit, before[i].goal, form)}});
  }
  return table.text(look.paint, look.width);
}

Item kpi_item(const Report& report, const PeriodKind& kind) {
  const auto as_is = [](std::uint64_t number) { return number; };
  json::array top;
  for (const kpi::Counted& each : report.top) {
    top.push_back(json::object{{"id", each.id}, {"count", each.count}});
  }
  return {{"per", to_text(kind.per)},
          {"timezone", kind.timezone},
          {"begin", unix_ms(report.period.begin)},
          {"end", unix_ms(report.period.end)},
          {"until", unix_ms(report.until)},
          {"complete", report.until == report.period.end},
          {"operators", report.operators},
          {"alarms", report.alarms},
          {"by_priority", by_word(report.by_priority, kPriorityTexts, as_is)},
          {"quiet", by_word(report.quiet, alarm::kFlagTexts, as_is)},
          {"kpi", kpi_figures(report)},
          {"most_in_day", report.most_in_day},
          {"most_in_hour", report.most_in_hour},
          {"floods", report.floods},
          {"longest_flood_ms", ms_of(report.longest_flood)},
          {"flood_ms", ms_of(report.flood_time)},
          {"top", std::move(top)},
          {"chattering", texts(report.chattering)},
          {"fleeting", texts(report.fleeting)},
          {"fleeting_alarms", report.fleeting_alarms},
          {"stale", texts(report.stale)},
          {"acknowledged", report.acknowledged},
          {"flag_hours", by_word(report.flag_time, alarm::kFlagTexts, hours_of)},
          {"active_at_begin", report.active_at_begin},
          {"active_at_end", report.active_at_end},
          {"clock_steps", report.clock_steps}};
}

}  // namespace hazgate::cli
