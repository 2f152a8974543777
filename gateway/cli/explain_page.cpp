#include "gateway/cli/explain_page.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "gateway/cli/explain_texts.hpp"
#include "gateway/cli/explain_words.hpp"
#include "gateway/cli/times.hpp"

namespace hazgate::cli {
namespace {

constexpr std::size_t kLabelWidth = 12;

std::string time_of(const Item& item, const char* key) {
  const auto ms = integer_of(item, key);
  return ms ? local_time(*ms) : "-";
}

std::string line(Why label, const std::string& text, const Look& look) {
  if (text.empty()) return {};
  return look.paint(Colour::Dim, fitted(say(label, look.language), kLabelWidth)) + printable(text) +
         '\n';
}

std::string title(Why text, const Look& look) {
  return '\n' + look.paint(Colour::Bold, say(text, look.language)) + '\n';
}

std::string head(const Item& alarm, const Look& look) {
  const Language in = look.language;
  const std::string state = text_of(alarm, "state");
  const std::string priority = text_of(alarm, "priority");
  std::string text = look.paint(Colour::Bold, printable(text_of(alarm, "id")));
  const std::string name = text_of(alarm, "name");
  if (!name.empty() && name != text_of(alarm, "id")) text += "  " + printable(name);
  text += "  " + look.paint(priority_colour(priority), word(priority, in)) + '\n';
  text += look.paint(state_colour(state, priority), state_text(state, in));
  const auto since = integer_of(alarm, "since");
  if (since && state != "normal") {
    const auto lasted = integer_of(alarm, "now").value_or(*since) - *since;
    text += "  " + say(Why::OccurrenceSince, in,
                       {shown(alarm, "occurrence"), local_time(*since), duration_text(lasted)});
  }
  text += '\n' + look.paint(Colour::Bold, reason_text(alarm, in)) + '\n';
  const auto* flags = alarm.if_contains("flags");
  const bool quiet = flags != nullptr && flags->is_array() && !flags->get_array().empty();
  if (quiet) text += say(Why::Quiet, in) + '\n';
  return text + '\n';
}

std::string reading_text(const Item& reading, Language in) {
  std::string text = text_of(reading, "id") + "  " + value_text(reading, in) + "  " +
                     std::string(word(text_of(reading, "quality"), in)) + "  " +
                     time_of(reading, "t");
  if (reading.contains("note")) text += "  " + std::string(word(text_of(reading, "note"), in));
  return text;
}

std::string readings_now(const Item& alarm, const Look& look) {
  const Language in = look.language;
  std::string text;
  const Item reading = part_of(alarm, "reading");
  if (!reading.empty()) {
    std::string now = reading_text(reading, in);
    if (text_of(alarm, "bad_reading") == "holds") now += "; " + say(Why::BadHolds, in);
    text += line(Why::Reading, now, look);
  }
  const Item other = part_of(alarm, "other");
  if (!other.empty()) text += line(Why::Other, reading_text(other, in), look);
  return text;
}

std::string delay_line(const Item& alarm, const Look& look) {
  const Item delay = part_of(alarm, "delay");
  if (delay.empty()) return {};
  const Language in = look.language;
  const std::string which =
      say(text_of(delay, "which") == "off" ? Why::OffDelay : Why::OnDelay, in);
  std::string text = say(Why::DelayRuns, in, {which, time_of(delay, "since"), left_text(delay)});
  if (flag_of(delay, "held")) text += say(Why::DelayHeld, in);
  return line(Why::Delay, text, look);
}

std::string window_line(const Item& alarm, const Look& look) {
  const Item window = part_of(alarm, "window");
  if (window.empty()) return {};
  const Language in = look.language;
  const auto span = [&](const char* key) {
    return duration_text(integer_of(window, key).value_or(0));
  };
  std::string text;
  if (window.contains("steady_since")) {
    return line(
        Why::Window,
        say(Why::StandsAt, in, {shown(window, "steady_at"), time_of(window, "steady_since")}),
        look);
  }
  if (window.contains("samples")) {
    const std::string least =
        window.contains("wanted_samples") ? shown(window, "wanted_samples") : std::string("1");
    text = say(Why::WindowReadings, in, {shown(window, "samples"), least}) + ' ' +
           say(Why::WindowSpan, in, {span("span_ms"), span("wanted_span_ms")}) + ": ";
  }
  text += say(flag_of(window, "enough") ? Why::WindowEnough : Why::WindowFew, in);
  return line(Why::Window, text, look);
}

std::string flag_lines(const Item& alarm, const Look& look) {
  const Language in = look.language;
  std::string text;
  const Item shelf = part_of(alarm, "shelf");
  if (!shelf.empty()) {
    text += line(Why::Flag,
                 say(Why::ShelvedUntil, in,
                     {text_of(shelf, "by"), time_of(shelf, "until"), text_of(shelf, "reason")}),
                 look);
  }
  const Item removal = part_of(alarm, "removal");
  if (!removal.empty()) {
    const std::string by = text_of(removal, "by");
    const std::string reason = text_of(removal, "reason");
    const bool ends = integer_of(removal, "until").has_value();
    text += line(Why::Flag,
                 ends ? say(Why::RemovedUntil, in, {by, time_of(removal, "until"), reason})
                      : say(Why::RemovedOpen, in, {by, reason}),
                 look);
  }
  const Item rule = part_of(alarm, "suppression");
  if (!rule.empty()) {
    text += line(Why::Flag,
                 say(Why::SuppressedBy, in,
                     {text_of(rule, "id"), text_of(rule, "point"), words(rule, "states", in),
                      text_of(rule, "approved_by")}),
                 look);
  }
  return text;
}

/// "1 count as in alarm, 1 needed; 2 of 3, degraded to 1 of 2": of those that can still be judged so
/// many are enough.
std::string vote_line(const Item& alarm, const Look& look) {
  const Item vote = part_of(alarm, "vote");
  if (vote.empty()) return {};
  const Language in = look.language;
  std::string text = say(Why::VoteCounts, in, {shown(vote, "counted"), shown(vote, "need")});
  const Items members = list_of(alarm, "members");
  std::int64_t bad = 0, counted = 0;
  for (const Item& member : members) {
    if (!flag_of(member, "bad") && !flag_of(member, "bypassed")) continue;
    ++bad;
    if (text_of(member, "counts_as") == "alarm") ++counted;
  }
  if (bad > 0) {
    const auto total = static_cast<std::int64_t>(members.size());
    const auto need = std::max<std::int64_t>(integer_of(vote, "need").value_or(0) - counted, 0);
    text += "; " + say(Why::VoteDegraded, in,
                       {shown(part_of(alarm, "condition"), "need"), std::to_string(total),
                        std::to_string(need), std::to_string(total - bad)});
  }
  return line(Why::VoteLine, text, look);
}

std::string texts_under(const Item& item, const char* key, Why form, Language in) {
  std::string text;
  const auto* list = item.if_contains(key);
  if (list == nullptr || !list->is_array()) return text;
  for (const auto& each : list->get_array()) text += "; " + say(form, in, {shown(each)});
  return text;
}

std::string parts_line(const Item& alarm, const Look& look) {
  const Language in = look.language;
  const Item parts = part_of(alarm, "part_of");
  std::string text = texts_under(parts, "votes", Why::InVote, in);
  text += texts_under(parts, "groups", Why::InGroup, in);
  for (const Item& rule : list_of(parts, "suppressions")) {
    const Why form = flag_of(rule, "holds") ? Why::RuleHolds : Why::InRule;
    text += "; " + say(form, in, {text_of(rule, "id")});
  }
  for (const Item& plan : list_of(parts, "plans")) {
    const std::string incident = text_of(plan, "incident");
    text += "; " + (incident.empty() ? say(Why::InPlan, in, {text_of(plan, "id")})
                                     : say(Why::InOpenPlan, in, {text_of(plan, "id"), incident}));
  }
  const std::string group = text_of(alarm, "first_out");
  if (!group.empty()) text += "; " + say(Why::FirstOut, in, {group});
  return line(Why::PartOf, text.empty() ? text : text.substr(2), look);
}

std::string answered_line(const Item& alarm, const Look& look) {
  const std::string by = text_of(alarm, "by");
  if (by.empty()) return {};
  const std::string note = text_of(alarm, "note");
  return line(Why::AcknowledgedLine, note.empty() ? by : by + ": " + note, look);
}

std::string members_table(const Item& alarm, const Look& look) {
  const Items members = list_of(alarm, "members");
  if (members.empty()) return {};
  const Language in = look.language;
  const auto column = [in](Text text, Align align = Align::Left) {
    return Column{std::string(say(text, in)), align};
  };
  Table table({column(Text::Alarm),
               column(Text::State),
               column(Text::Value, Align::Right),
               column(Text::Quality),
               {say(Why::CountsAs, in)}});
  for (const Item& member : members) {
    const std::string quality = text_of(member, "quality");
    std::string counts = on_bad_text(text_of(member, "counts_as"), in);
    if (flag_of(member, "bypassed")) counts += " (" + say(Why::Bypassed, in) + ')';
    const bool in_alarm = text_of(member, "counts_as") == "alarm";
    table.add({{text_of(member, "id")},
               {state_text(text_of(member, "state"), in)},
               {flag_of(member, "bad") ? "-" : value_text(member, in)},  // its last good one is old
               {std::string(word(quality, in)), quality_colour(quality)},
               {std::move(counts), in_alarm ? Colour::Orange : Colour::None}});
  }
  return title(Why::Members, look) + table.text(look.paint, look.width);
}

std::string hour_line(const Item& hour, const std::string& unit, Language in) {
  const Item lowest = part_of(hour, "lowest");
  const Item highest = part_of(hour, "highest");
  if (lowest.empty() || highest.empty()) return {};
  const auto clock = [](const Item& extreme) {
    return local_clock(integer_of(extreme, "t").value_or(0));
  };
  return say(Why::HourExtremes, in,
             {time_of(hour, "since"), with_unit(shown(lowest, "value"), unit), clock(lowest),
              with_unit(shown(highest, "value"), unit), clock(highest)}) +
         '\n';
}

std::string readings_table(const Item& alarm, const Item& record, const Look& look) {
  const Language in = look.language;
  if (part_of(alarm, "reading").empty()) return {};
  std::string text = title(Why::Readings, look);
  const Items samples = list_of(record, "samples");
  if (samples.empty()) return text + say(Why::NoReadings, in) + '\n';
  const std::string unit = text_of(part_of(alarm, "reading"), "unit");
  Table table({{std::string(say(Text::Time, in))},
               {std::string(say(Text::Value, in)), Align::Right},
               {std::string(say(Text::Quality, in))},
               {""}});
  for (const Item& sample : samples) {
    if (flag_of(sample, "gap")) table.add({{"…"}});
    const std::string quality = text_of(sample, "quality");
    const auto at = integer_of(sample, "t");
    const bool beyond = flag_of(sample, "beyond");
    table.add({{at ? local_time(*at, true) : "-"},
               {with_unit(std::string(word(shown(sample, "value"), in)), unit)},
               {std::string(word(quality, in)), quality_colour(quality)},
               {beyond ? say(Why::Beyond, in) : std::string(), Colour::Orange}});
  }
  text += table.text(look.paint, look.width) + hour_line(part_of(record, "hour"), unit, in);
  const bool whole = !record.contains("samples_whole") || flag_of(record, "samples_whole");
  return whole ? text : text + say(Why::NotAllReadings, in) + '\n';
}

std::string story(const Item& record, const Look& look) {
  const Language in = look.language;
  std::string text = title(Why::Story, look);
  const Items events = list_of(record, "events");
  if (record.contains("events_since")) {
    text += say(Why::NotAllEvents, in, {time_of(record, "events_since")}) + '\n';
  }
  for (const Item& event : events) text += event_line(event, look);
  if (events.empty()) text += std::string(say(Text::NoEvents, in)) + '\n';
  return text;
}

std::string record_text(const Item& alarm, const Look& look) {
  const Language in = look.language;
  const Item record = part_of(alarm, "record");
  const auto warning = [&](Why form, const std::string& why) {
    return '\n' + look.paint(Colour::Orange, printable(say(form, in, {why}))) + '\n';
  };
  if (!flag_of(record, "readable")) return warning(Why::Unreadable, text_of(record, "error"));
  const std::string failing = text_of(record, "failing");
  return (failing.empty() ? "" : warning(Why::Failing, failing)) +
         readings_table(alarm, record, look) + story(record, look);
}

}  // namespace

std::string explain_text(const Item& alarm, const Look& look) {
  return head(alarm, look) + line(Why::Message, text_of(alarm, "message"), look) +
         line(Why::Action, text_of(alarm, "action"), look) +
         line(Why::Basis, text_of(alarm, "basis"), look) +
         line(Why::Condition, condition_text(alarm, look.language), look) +
         readings_now(alarm, look) + delay_line(alarm, look) + window_line(alarm, look) +
         answered_line(alarm, look) + flag_lines(alarm, look) + vote_line(alarm, look) +
         parts_line(alarm, look) + members_table(alarm, look) + record_text(alarm, look);
}

}  // namespace hazgate::cli
