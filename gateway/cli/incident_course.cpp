#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "gateway/cli/incident_rows.hpp"

namespace hazgate::cli {
namespace {

using Lines = std::vector<std::string>;
using T = ReportText;

std::optional<std::int64_t> normal_again(const IncidentDocument& document) {
  std::optional<std::int64_t> last;
  for (const AlarmSummary& alarm : document.alarms) {
    if (!flag_of(alarm.facts, "trigger") || alarm.times == 0) continue;
    if (!alarm.normal) return std::nullopt;
    last = std::max(last.value_or(*alarm.normal), *alarm.normal);
  }
  return last;
}

/// " (reading 64 %LEL, limit 50 %LEL)"; nothing for an alarm of no point, or without both.
std::string figures_of(const AlarmSummary& alarm, const RecordEntry& entry,
                       const ReportWords& words) {
  const std::string value = shown(entry.body, "value"), limit = shown(entry.body, "limit");
  if (!alarm.facts.contains("point") || value == "-" || limit == "-") return {};
  const std::string unit = text_of(alarm.facts, "unit"), behind = unit.empty() ? "" : " " + unit;
  return " (" + words.say(T::CourseValue, {words.word(value) + behind, limit + behind}) + ")";
}

std::string raised_line(const AlarmSummary& alarm, const IncidentDocument& document,
                        const ReportWords& words) {
  const std::string message = text_of(alarm.facts, "message");
  std::string line =
      words.say(T::CourseRaised, {words.moment(*alarm.raised), text_of(alarm.facts, "id")});
  for (const RecordEntry& entry : document.entries) {
    if (entry.kind != "alarm" || entry.seq != alarm.raised_seq) continue;
    line += figures_of(alarm, entry, words);
  }
  return message.empty() ? line : line + ": " + message;
}

/// Those that led to it, in the order in which they came.
void add_alarms(const IncidentDocument& document, const ReportWords& words, Lines& lines) {
  std::vector<const AlarmSummary*> raised;
  for (const AlarmSummary& alarm : document.alarms) {
    const bool led_to_it = flag_of(alarm.facts, "trigger") || flag_of(alarm.facts, "member");
    if (alarm.raised && led_to_it) raised.push_back(&alarm);
  }
  std::sort(raised.begin(), raised.end(),
            [](const auto* a, const auto* b) { return a->raised_seq < b->raised_seq; });
  for (const AlarmSummary* alarm : raised) lines.push_back(raised_line(*alarm, document, words));
}

std::size_t count(const IncidentDocument& document, std::string_view kind) {
  return static_cast<std::size_t>(
      std::count_if(document.entries.begin(), document.entries.end(),
                    [&](const RecordEntry& e) { return text_of(e.body, "entry") == kind; }));
}

void add_measures(const IncidentDocument& document, const ReportWords& words, Lines& lines) {
  lines.push_back(words.say(T::CourseOutputs, {std::to_string(count(document, "write-done")),
                                               std::to_string(count(document, "write-failed"))}));
  const std::size_t told = std::max(count(document, "notify"), count(document, "told"));
  lines.push_back(words.say(T::CourseTold, {std::to_string(told)}));
}

std::string closing_note(const IncidentDocument& document) {
  std::string note;
  for (const RecordEntry& entry : document.entries) {
    if (text_of(entry.body, "entry") == "closed") note = text_of(entry.body, "note");
  }
  return note.empty() ? note : ": " + note;
}

}  // namespace

std::vector<std::string> course_lines(const IncidentDocument& document, const ReportWords& words) {
  Lines lines;
  add_alarms(document, words, lines);
  const auto opened = document.opened(), closed = document.closed();
  if (!opened) return lines;
  const Item& incident = document.incident;
  const std::string name = text_of(incident, "name");
  const std::string plan = name.empty() ? text_of(incident, "plan") : name;
  lines.push_back(words.say(T::CourseOpened, {words.moment(*opened), plan}));
  add_measures(document, words, lines);
  if (const auto acknowledged = document.acknowledged()) {
    lines.push_back(words.say(T::CourseAcknowledged,
                              {words.moment(*acknowledged), text_of(incident, "acknowledged_by"),
                               span_text(*acknowledged - *opened)}));
  } else {
    lines.push_back(words.say(T::CourseNotAcknowledged));
  }
  if (const auto normal = normal_again(document)) {
    lines.push_back(words.say(T::CourseNormal, {words.moment(*normal)}));
  }
  lines.push_back(
      closed ? words.say(T::CourseClosed, {words.moment(*closed), text_of(incident, "closed_by"),
                                           span_text(*closed - *opened)}) +
                   closing_note(document)
             : words.say(T::CourseOpen));
  return lines;
}

}  // namespace hazgate::cli
