#include "gateway/cli/replay_page.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <fmt/core.h>
#include <optional>
#include <tuple>
#include <vector>

#include "gateway/cli/kpi_page.hpp"
#include "gateway/cli/times.hpp"

namespace hazgate::cli {
namespace {

namespace json = boost::json;
using replay::Course;
using replay::Line;
using replay::Result;
using replay::Side;

/// Rates over less than this are chance, as in kpi::Goals.
constexpr Duration kRatesFrom = std::chrono::hours{1};
constexpr std::size_t kMostLeftOut = 5;

double seconds_of(Duration time) {
  return std::chrono::duration<double>(time).count();
}

std::int64_t ms_of(Duration time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

Duration length(const ReplayFacts& facts) {
  return facts.until - facts.since;
}

std::optional<double> per_day(std::uint64_t count, const ReplayFacts& facts) {
  if (length(facts) < kRatesFrom) return std::nullopt;
  return static_cast<double>(count) * seconds_of(std::chrono::hours{24}) /
         seconds_of(length(facts));
}

std::string per_day_text(std::uint64_t count, const ReplayFacts& facts) {
  const auto rate = per_day(count, facts);
  return rate ? fmt::format("{:.1f}", *rate) : "-";
}

/// Recorded time for each second of the run; gaps are none.
double speed(const Result& result, const ReplayFacts& facts) {
  const Duration recorded = std::max(Duration{}, length(facts) - result.gap_time);
  return seconds_of(recorded) / std::max(seconds_of(facts.run), 1e-6);
}

struct Totals {
  std::uint64_t recorded = 0, replayed = 0, both = 0, missed = 0, added = 0;
  std::size_t same = 0;
};

Totals totals_of(const std::vector<Line>& lines) {
  Totals totals;
  for (const Line& line : lines) {
    totals.recorded += line.of(Side::Recorded).raised;
    totals.replayed += line.of(Side::Replayed).raised;
    totals.both += line.both;
    totals.missed += line.of(Side::Recorded).alone();
    totals.added += line.of(Side::Replayed).alone();
    totals.same += line.is_same() ? 1 : 0;
  }
  return totals;
}

/// Before > after, where they differ.
std::string change_text(const std::string& before, const std::string& after) {
  return before == after ? before : before + " > " + after;
}

std::string later_text(const Line& line) {
  if (line.both == 0) return "-";
  const std::int64_t ms = ms_of(line.later);
  if (std::abs(ms) < 1000) return "0";
  return (ms < 0 ? "-" : "+") + duration_text(std::abs(ms));
}

/// What changes most comes first: occurrences, then the time active, then the priority.
std::vector<const Line*> by_change(const Result& result, bool all) {
  std::vector<const Line*> lines;
  for (const Line& line : result.lines) {
    if (all || !line.is_same()) lines.push_back(&line);
  }
  const auto key = [](const Line* line) {
    const Course& recorded = line->of(Side::Recorded);
    const Course& replayed = line->of(Side::Replayed);
    const auto changed = recorded.alone() + replayed.alone();
    const Duration active = recorded.active < replayed.active ? replayed.active - recorded.active
                                                              : recorded.active - replayed.active;
    return std::tuple(~changed, -active.count(), priority_rank(to_text(line->priority)));
  };
  std::stable_sort(lines.begin(), lines.end(),
                   [&](const Line* a, const Line* b) { return key(a) < key(b); });
  return lines;
}

Cell number_cell(std::uint64_t number, Colour colour) {
  return {std::to_string(number), number == 0 ? Colour::Dim : colour};
}

std::string lines_text(const std::vector<const Line*>& lines, const ReplayFacts& facts,
                       const Look& look) {
  const Language in = look.language;
  std::vector<Column> columns = {{std::string(say(Text::Alarm, in)), Align::Left, true},
                                 {std::string(say(Text::Priority, in))}};
  for (const Text title : {Text::ReplayRecorded, Text::ReplayReplayed, Text::ReplayBoth,
                           Text::ReplayMissed, Text::ReplayNew, Text::ReplayLater,
                           Text::ReplayPerDay, Text::ReplayLongest, Text::ReplayActive}) {
    columns.push_back({std::string(say(title, in)), Align::Right});
  }
  Table table(std::move(columns));
  for (const Line* line : lines) {
    const Course& recorded = line->of(Side::Recorded);
    const Course& replayed = line->of(Side::Replayed);
    const auto priority = to_text(line->priority);
    table.add(
        {{line->id},
         {std::string(word(priority, in)), priority_colour(priority)},
         {std::to_string(recorded.raised)},
         {std::to_string(replayed.raised)},
         {std::to_string(line->both)},
         number_cell(recorded.alone(), Colour::Red),
         number_cell(replayed.alone(), Colour::Yellow),
         {later_text(*line)},
         {change_text(per_day_text(recorded.raised, facts), per_day_text(replayed.raised, facts))},
         {change_text(duration_text(ms_of(recorded.longest)),
                      duration_text(ms_of(replayed.longest)))},
         {change_text(duration_text(ms_of(recorded.active)),
                      duration_text(ms_of(replayed.active)))}});
    if (!line->configured) table.note(say(Text::ReplayNotConfigured, in));
  }
  return table.text(look.paint, look.width);
}

std::string left_out_text(const Result& result, Language in) {
  std::string text;
  for (const bool missing : {true, false}) {
    std::string some;
    std::uint64_t readings = 0;
    std::size_t points = 0;
    for (const replay::LeftOut& each : result.left_out) {
      if (each.is_missing != missing) continue;
      readings += each.readings;
      if (++points <= kMostLeftOut) some += (some.empty() ? "" : ", ") + printable(each.point);
    }
    if (points == 0) continue;
    if (points > kMostLeftOut) some += ", ...";
    text +=
        say(missing ? Text::ReplayUnknown : Text::ReplayOther, in, std::to_string(readings), some) +
        '\n';
  }
  return text;
}

std::string remarks_text(const Result& result, const ReplayFacts& facts, Language in) {
  std::string text = left_out_text(result, in);
  if (facts.unreadable > 0) {
    text += say(Text::ReplayUnreadable, in, std::to_string(facts.unreadable)) + '\n';
  }
  if (result.gaps > 0) {
    text += say(Text::ReplayGaps, in, std::to_string(result.gaps),
                duration_text(ms_of(result.gap_time))) +
            '\n';
  }
  if (result.steps_back > 0) {
    text += say(Text::ReplaySteps, in, std::to_string(result.steps_back)) + '\n';
  }
  return text + std::string(say(Text::ReplayLeftOut, in)) + '\n';
}

json::object figures_of(const Result& result, Side side) {
  return kpi_figures(result.reports[static_cast<std::size_t>(side)]);
}

json::value or_null(const std::optional<double>& number) {
  return number ? json::value(*number) : json::value(nullptr);
}

}  // namespace

std::string replay_text(const Result& result, const ReplayFacts& facts, bool all,
                        const Look& look) {
  const Language in = look.language;
  const auto at = [](WallTime t) { return local_time(unix_ms(t)); };
  const Totals totals = totals_of(result.lines);
  const std::string head = say(Text::ReplayHead, in, printable(facts.config)) + "  " +
                           say(Text::KpiFromTo, in, at(facts.since), at(facts.until)) + "  " +
                           say(Text::ReplaySpeed, in, std::to_string(result.readings),
                               fmt::format("{:.0f}", speed(result, facts)));
  std::string text = look.paint(Colour::Bold, head) + '\n';
  if (!facts.season.empty()) {
    text += std::string(say(Text::Season, in)) + ' ' + printable(facts.season) + '\n';
  }
  text += '\n';
  const auto lines = by_change(result, all);
  if (!lines.empty()) text += lines_text(lines, facts, look);
  if (!all || lines.empty()) text += say(Text::ReplaySame, in, std::to_string(totals.same)) + '\n';
  text +=
      say(Text::ReplayTotals, in, std::to_string(totals.recorded),
          std::to_string(totals.replayed)) +
      "; " +
      say(Text::ReplayChanges, in, std::to_string(totals.missed), std::to_string(totals.added)) +
      "\n\n";
  text += kpi_pair_text(result.reports[0], result.reports[1], look) + '\n';
  return text + remarks_text(result, facts, in);
}

Item replay_line_item(const Line& line, const ReplayFacts& facts) {
  const Course& recorded = line.of(Side::Recorded);
  const Course& replayed = line.of(Side::Replayed);
  return {{"id", line.id},
          {"priority", to_text(line.priority)},
          {"configured", line.configured},
          {"same", line.is_same()},
          {"recorded", recorded.raised},
          {"replayed", replayed.raised},
          {"both", line.both},
          {"only_recorded", recorded.alone()},
          {"only_replayed", replayed.alone()},
          {"later_s", line.both > 0 ? json::value(seconds_of(line.later)) : json::value(nullptr)},
          {"recorded_per_day", or_null(per_day(recorded.raised, facts))},
          {"replayed_per_day", or_null(per_day(replayed.raised, facts))},
          {"recorded_longest_s", seconds_of(recorded.longest)},
          {"replayed_longest_s", seconds_of(replayed.longest)},
          {"recorded_active_s", seconds_of(recorded.active)},
          {"replayed_active_s", seconds_of(replayed.active)}};
}

Item replay_item(const Result& result, const ReplayFacts& facts) {
  const Totals totals = totals_of(result.lines);
  json::array left_out;
  for (const replay::LeftOut& each : result.left_out) {
    left_out.push_back(json::object{{"id", each.point},
                                    {"why", each.is_missing ? "unknown" : "other-layout"},
                                    {"readings", each.readings}});
  }
  json::object summary{{"config", facts.config},
                       {"journal", facts.journal},
                       {"season", facts.season},
                       {"since", unix_ms(facts.since)},
                       {"until", unix_ms(facts.until)},
                       {"days", seconds_of(length(facts)) / seconds_of(std::chrono::hours{24})},
                       {"recorded", totals.recorded},
                       {"replayed", totals.replayed},
                       {"both", totals.both},
                       {"only_recorded", totals.missed},
                       {"only_replayed", totals.added},
                       {"same_alarms", totals.same},
                       {"recorded_kpi", figures_of(result, Side::Recorded)},
                       {"replayed_kpi", figures_of(result, Side::Replayed)},
                       {"readings", result.readings},
                       {"left_out", std::move(left_out)},
                       {"unreadable_frames", facts.unreadable},
                       {"gaps", result.gaps},
                       {"gap_s", seconds_of(result.gap_time)},
                       {"clock_steps", result.steps_back},
                       {"run_s", seconds_of(facts.run)},
                       {"speed", speed(result, facts)}};
  return {{"summary", std::move(summary)}};
}

}  // namespace hazgate::cli
