#include "gateway/cli/incident_sections.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fmt/core.h>

#include "gateway/cli/html_parts.hpp"
#include "gateway/text/html_text.hpp"

namespace hazgate::cli {
namespace {

using text::html_text;

using T = ReportText;

std::string moment_or(const std::optional<std::int64_t>& t, const ReportWords& words,
                      const std::string& otherwise) {
  return t ? words.moment(*t) : otherwise;
}

std::string source_text(const Item& source, const ReportWords& words) {
  constexpr auto kRoman = std::to_array<const char*>({"一", "二", "三", "四"});
  std::string text = text_of(source, "name");
  if (text.empty()) text = text_of(source, "id");
  const auto level = integer_of(source, "level");
  if (!level) return text + " (" + words.say(T::NotMajor) + ")";
  const bool english = words.language == ReportLanguage::English;
  const bool known = *level >= 1 && *level <= 4;
  const std::string number =
      known && !english ? kRoman[static_cast<std::size_t>(*level - 1)] : std::to_string(*level);
  return text + " (" + words.say(T::SourceLevel, {number}) + ")";
}

std::string responsible_text(const Item& source, const ReportWords& words) {
  std::string text;
  for (const auto& [key, label] :
       {std::pair{"main", T::MainPerson}, std::pair{"technical", T::TechnicalPerson},
        std::pair{"operational", T::OperationalPerson}}) {
    const std::string name = text_of(source, key);
    if (name.empty()) continue;
    text += (text.empty() ? "" : "; ") + words.say(label) + " " + name;
  }
  return text;
}

/// Areas and devices of the triggering points.
std::string place_text(const IncidentDocument& document) {
  std::vector<std::string> places;
  for (const PointCourse& point : document.points) {
    std::string place = point.area;
    const std::string& device = point.device_name.empty() ? point.device : point.device_name;
    place += (place.empty() ? "" : ", ") + device;
    if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
  }
  std::string text;
  for (const std::string& place : places) text += (text.empty() ? "" : "; ") + place;
  return text;
}

std::string first_trigger(const IncidentDocument& document) {
  for (const RecordEntry& entry : document.entries) {
    if (text_of(entry.body, "entry") != "opened") continue;
    const std::string alarm = text_of(entry.body, "alarm");
    for (const AlarmSummary& each : document.alarms) {
      if (text_of(each.facts, "id") != alarm) continue;
      const std::string message = text_of(each.facts, "message");
      return message.empty() ? alarm : alarm + ": " + message;
    }
    return alarm;
  }
  return {};
}

std::string figure(const std::optional<double>& number) {
  return number ? shown(*number) : std::string();
}

std::string outputs(const IncidentDocument& document, const ReportWords& words) {
  const auto rows = output_rows(document, words);
  std::string html = "<h3>" + html_text(words.say(T::OutputsTitle)) + "</h3>\n";
  if (rows.empty()) return html + html::paragraph(words.say(T::NoOutputs));
  std::vector<html::MarkedRow> cells;
  for (const OutputRow& row : rows) {
    cells.push_back({{row.output, moment_or(row.ordered, words, "–"),
                      moment_or(row.confirmed, words, words.say(T::NotConfirmed)),
                      std::to_string(row.failures), row.result},
                     !row.confirmed});
  }
  return html + html::table({words.say(T::Output), words.say(T::Ordered), words.say(T::Confirmed),
                             words.say(T::Failures), words.say(T::Result)},
                            cells);
}

std::string people(const IncidentDocument& document, const ReportWords& words) {
  const auto rows = person_rows(document, words);
  std::string html = "<h3>" + html_text(words.say(T::PeopleTitle)) + "</h3>\n";
  if (rows.empty()) return html + html::paragraph(words.say(T::NobodyTold));
  std::vector<html::MarkedRow> cells;
  for (const PersonRow& row : rows) {
    cells.push_back({{words.moment(row.t), row.what, row.who, row.how, row.note}});
  }
  return html + html::table({words.say(T::Time), words.say(T::What), words.say(T::Who),
                             words.say(T::How), words.say(T::Note)},
                            cells, {}, {20, 11, 25, 12, 32});
}

std::string clock_text(const std::string& clock, const ReportWords& words) {
  for (const auto& [name, text] :
       {std::pair{"1h", T::Clock1h}, std::pair{"2h", T::Clock2h}, std::pair{"24h", T::Clock24h},
        std::pair{"3d", T::Clock3d}, std::pair{"30d", T::Clock30d}}) {
    if (clock == name) return words.say(text);
  }
  return clock;
}

}  // namespace

std::string unit_section(const IncidentDocument& document, const ReportWords& words) {
  const Item& site = document.site;
  std::vector<std::pair<std::string, std::string>> rows{
      {words.say(T::Enterprise), text_of(site, "enterprise")},
      {words.say(T::Site), text_of(site, "name")},
      {words.say(T::Park), text_of(site, "park")},
      {words.say(T::Gateway), text_of(site, "gateway")}};
  if (document.sources.empty()) rows.emplace_back(words.say(T::Source), "");
  for (const Item& source : document.sources) {
    rows.emplace_back(words.say(T::Source), source_text(source, words));
    rows.emplace_back(words.say(T::Responsible), responsible_text(source, words));
  }
  return html::facts(rows);
}

std::string place_section(const IncidentDocument& document, const ReportWords& words) {
  const auto opened = document.opened(), closed = document.closed();
  std::vector<std::pair<std::string, std::string>> rows{
      {words.say(T::Time), moment_or(opened, words, "")},
      {words.say(T::Ended), moment_or(closed, words, words.say(T::IsOpen))}};
  if (opened && closed) rows.emplace_back(words.say(T::Duration), span_text(*closed - *opened));
  rows.emplace_back(words.say(T::Place), place_text(document));
  rows.emplace_back(words.say(T::FirstAlarm), first_trigger(document));
  return html::facts(rows) + html::blank(words.say(T::Scene), document.losses.scene, 3);
}

std::string course_section(const IncidentDocument& document, const ReportWords& words) {
  std::string html = "<ul>";
  for (const std::string& line : course_lines(document, words)) {
    html += "<li>" + html_text(line) + "</li>\n";
  }
  return html + "</ul>" + html::blank(words.say(T::Supplement), {}, 2);
}

std::string loss_section(const IncidentDocument& document, const ReportWords& words) {
  const Losses& losses = document.losses;
  return html::table({words.say(T::Deaths), words.say(T::Injured), words.say(T::Light),
                      words.say(T::Poisoned), words.say(T::Missing), words.say(T::Loss)},
                     {{{figure(losses.deaths), figure(losses.injured), figure(losses.light),
                        figure(losses.poisoned), figure(losses.missing), figure(losses.loss)}}},
                     "losses") +
         html::blank(words.say(T::LossOther), losses.text, losses.text.empty() ? 2 : 1);
}

std::string measures_section(const IncidentDocument& document, const ReportWords& words) {
  return outputs(document, words) + people(document, words) +
         html::blank(words.say(T::OtherMeasures), {}, 2);
}

std::string timeline_section(const IncidentDocument& document, const ReportWords& words) {
  std::vector<html::MarkedRow> cells;
  for (const TimelineRow& row : timeline_rows(document, words)) {
    cells.push_back(
        {{row.number, words.moment(row.t, true), row.who, row.what, row.cause, row.result},
         row.failed});
  }
  std::string html;
  if (!document.has_beginning) html += html::paragraph(words.say(T::NoBeginning), "warning");
  return html +
         html::table({words.say(T::Seq), words.say(T::Time), words.say(T::Who), words.say(T::What),
                      words.say(T::Cause), words.say(T::Result)},
                     cells, "timeline", {6, 20, 10, 29, 14, 21}) +
         html::paragraph(words.say(T::Audit), "small");
}

std::string alarms_section(const IncidentDocument& document, const ReportWords& words) {
  std::vector<html::MarkedRow> cells;
  for (const AlarmSummary& alarm : document.alarms) {
    const Item& facts = alarm.facts;
    std::string name = text_of(facts, "id");
    const std::string message = text_of(facts, "message");
    if (flag_of(facts, "trigger")) {
      name += " [" + words.say(T::IsTrigger) + "]";
    } else if (flag_of(facts, "member")) {
      name += " [" + words.say(T::IsMember) + "]";
    }
    if (!message.empty()) name += "\n" + message;
    std::string limit = facts.contains("limit") ? shown(facts, "limit") : "";
    if (!limit.empty() && !text_of(facts, "unit").empty()) limit += " " + text_of(facts, "unit");
    const std::string again =
        alarm.times == 0
            ? ""
            : moment_or(alarm.normal, words,
                        words.say(T::NotNormal) + " (" + words.word(alarm.state) + ")");
    std::string acknowledged = moment_or(alarm.acknowledged, words, "");
    if (alarm.acknowledged) acknowledged += "\n" + alarm.acknowledged_by;
    cells.push_back(
        {{name, words.word(text_of(facts, "priority")), limit, moment_or(alarm.raised, words, "–"),
          std::to_string(alarm.times), acknowledged, again}});
  }
  return html::table(
      {words.say(T::Alarm), words.say(T::Priority), words.say(T::Limit), words.say(T::Raised),
       words.say(T::Times), words.say(T::AcknowledgedBy), words.say(T::Normal)},
      cells, "alarms", {31, 8, 9, 15, 7, 15, 15});
}

std::string clocks_section(const IncidentDocument& document, const ReportWords& words) {
  std::vector<html::MarkedRow> cells;
  for (const ReportClock& clock : document.clocks) {
    const bool late = clock.due && clock.reported && *clock.reported > *clock.due;
    std::string reported = moment_or(clock.reported, words, "");
    if (late) reported += " (" + words.say(T::Late) + ")";
    cells.push_back({{clock_text(clock.clock, words), moment_or(clock.due, words, ""), reported,
                      clock.by, clock.to},
                     late});
  }
  std::string html;
  if (document.is_drill()) html += html::paragraph(words.say(T::DrillClocks), "warning");
  return html + html::table({words.say(T::Clock), words.say(T::Due), words.say(T::Reported),
                             words.say(T::ReportedBy), words.say(T::ReportedTo)},
                            cells, "clocks", {34, 20, 20, 10, 16});
}

std::string four_section(const IncidentDocument& document, const ReportWords& words) {
  const FourFields& four = document.closing;
  std::string html;
  for (const auto& [label, known] :
       {std::pair{T::FourCause, &four.cause}, std::pair{T::FourPeople, &four.people},
        std::pair{T::FourMeasures, &four.measures}, std::pair{T::FourEducation, &four.education}}) {
    html += html::blank(words.say(label), *known, known->empty() ? 2 : 0);
  }
  return html;
}

std::string other_section(const IncidentDocument&, const ReportWords&) {
  return html::blank({}, {}, 2);
}

std::string signatures_section(const IncidentDocument&, const ReportWords& words) {
  std::string html = "<div class=\"signatures\">";
  for (const T label : {T::SignReporter, T::SignSafety, T::SignHead, T::SignSeal}) {
    html += "<div><span>" + html_text(words.say(label)) +
            "</span><div class=\"line\"></div><span>" + html_text(words.say(T::SignDate)) +
            "</span><div class=\"line\"></div></div>\n";
  }
  return html + "</div>\n";
}

}  // namespace hazgate::cli
