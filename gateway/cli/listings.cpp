#include "gateway/cli/listings.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <map>
#include <tuple>

#include "gateway/cli/handover_page.hpp"
#include "gateway/cli/hazard_page.hpp"
#include "gateway/cli/office_page.hpp"
#include "gateway/cli/times.hpp"

namespace hazgate::cli {
namespace {

std::string said(const Item& item, const char* key, Language language) {
  return std::string(word(text_of(item, key), language));
}

std::string time_text(const Item& item, const char* key, bool millis = false) {
  const auto ms = integer_of(item, key);
  return ms ? local_time(*ms, millis) : "-";
}

Column column(Text title, Language language, Align align = Align::Left, bool gives_way = false) {
  return {std::string(say(title, language)), align, gives_way};
}

void append(std::string& text, const std::string& part, const char* before = "  ") {
  if (!part.empty()) text += before + part;
}

std::string quoted(const Item& item, const char* key) {
  const std::string text = text_of(item, key);
  return text.empty() ? "" : '"' + text + '"';
}

std::string who_when(const Item& incident, const char* when, const char* who) {
  if (!integer_of(incident, when)) return "-";
  const std::string by = text_of(incident, who);
  return time_text(incident, when) + (by.empty() ? "" : ' ' + by);
}

std::string flags_text(const Item& alarm, Language in) {
  std::string text;
  const auto* flags = alarm.if_contains("flags");
  if (flags == nullptr || !flags->is_array()) return text;
  for (const auto& flag : flags->get_array()) {
    text += (text.empty() ? " (" : ", ") + std::string(word(shown(flag), in));
  }
  return text.empty() ? text : text + ')';
}

std::string alarm_event(const Item& event, Language language) {
  std::string text = text_of(event, "id") + "  " + said(event, "from", language);
  if (text_of(event, "from") != text_of(event, "to")) text += " → " + said(event, "to", language);
  text += flags_text(event, language);
  append(text, said(event, "cause", language));
  const std::string value = shown(event, "value");
  if (value != "-") append(text, std::string(word(value, language)));
  const std::string quality = text_of(event, "quality");
  if (!quality.empty() && quality != "good") append(text, said(event, "quality", language));
  append(text, text_of(event, "by"));
  append(text, quoted(event, "note"));
  return text;
}

std::string incident_event(const Item& event, Language language) {
  std::string text = text_of(event, "incident") + "  " + said(event, "entry", language);
  append(text, entry_text(event, language));
  return text;
}

std::string audit_event(const Item& event, Language language) {
  std::string text = text_of(event, "by") + "  " + text_of(event, "op");
  const bool refused = event.contains("ok") && !flag_of(event, "ok");
  if (refused) text += "  " + std::string(word("refused", language));
  append(text, text_of(event, "target"));
  append(text, quoted(event, "note"));
  append(text, text_of(event, "error"), ": ");
  return text;
}

/// "T-101 north dike: the device is warming up"
std::string name_and_note(const Item& point, Language language) {
  std::string text = text_of(point, "name");
  if (point.contains("note")) append(text, said(point, "note", language), text.empty() ? "" : ": ");
  append(text, overdue_text(point, language), text.empty() ? "" : "; ");
  return text;
}

}  // namespace

std::string value_text(const Item& point, Language language) {
  const std::string value = shown(point, "value");
  const std::string unit = text_of(point, "unit");
  if (value == "-" || unit.empty()) return std::string(word(value, language));
  return value + ' ' + unit;
}

std::string points_text(const Items& points, const Look& look) {
  const Language in = look.language;
  if (points.empty()) return std::string(say(Text::NoPoints, in)) + '\n';
  Table table({column(Text::Point, in), column(Text::Value, in, Align::Right),
               column(Text::Quality, in), column(Text::Time, in),
               column(Text::Name, in, Align::Left, true)});
  for (const Item& point : points) {
    const Colour colour = quality_colour(text_of(point, "quality"));
    table.add({{text_of(point, "id")},
               {value_text(point, in), colour},
               {said(point, "quality", in), colour},
               {time_text(point, "t")},
               {name_and_note(point, in)}});
  }
  return table.text(look.paint, look.width);
}

std::string point_line(const Item& point, const Look& look) {
  std::string line = time_text(point, "t", true);
  line += "  " + printable(text_of(point, "id")) + "  ";
  const std::string quality = text_of(point, "quality");
  line += look.paint(quality_colour(quality), printable(value_text(point, look.language)));
  if (quality != "good") line += "  " + std::string(word(quality, look.language));
  if (point.contains("note")) append(line, said(point, "note", look.language));
  append(line, overdue_text(point, look.language));
  return line + '\n';
}

/// Who keeps it quiet, until when and why: one line for each flag that a person has set.
void note_flags(Table& table, const Item& alarm, Language in) {
  const std::pair<const char*, const char*> kNotes[] = {{"shelf", "shelved"},
                                                        {"removal", "out-of-service"}};
  for (const auto& [key, flag] : kNotes) {
    const Item note = part_of(alarm, key);
    if (note.empty()) continue;
    table.note(std::string(word(flag, in)) + " → " + time_text(note, "until") + "  " +
               text_of(note, "by") + ": " + text_of(note, "reason"));
  }
}

Items by_urgency(Items alarms) {
  const auto urgency = [](const Item& alarm) {
    const std::string state = text_of(alarm, "state");
    const int wants = state == "normal" ? 2 : is_unacknowledged(state) ? 0 : 1;
    return std::tuple(wants, priority_rank(text_of(alarm, "priority")),
                      -integer_of(alarm, "since").value_or(0));
  };
  std::stable_sort(alarms.begin(), alarms.end(),
                   [&](const Item& a, const Item& b) { return urgency(a) < urgency(b); });
  return alarms;
}

std::string alarms_text(const Items& alarms, const Look& look) {
  const Language in = look.language;
  if (alarms.empty()) return std::string(say(Text::NoAlarms, in)) + '\n';
  Table table({column(Text::Priority, in), column(Text::Alarm, in), column(Text::State, in),
               column(Text::Value, in, Align::Right), column(Text::Limit, in, Align::Right),
               column(Text::Since, in), column(Text::Message, in, Align::Left, true)});
  for (const Item& alarm : by_urgency(alarms)) {
    const std::string state = text_of(alarm, "state");
    const std::string priority = text_of(alarm, "priority");
    table.add({{said(alarm, "priority", in), priority_colour(priority)},
               {text_of(alarm, "id")},
               {said(alarm, "state", in) + flags_text(alarm, in), state_colour(state, priority)},
               {std::string(word(shown(alarm, "value"), in))},
               {shown(alarm, "limit")},
               {time_text(alarm, "since")},
               {text_of(alarm, "message")}});
    const std::string action = text_of(alarm, "action");
    if (is_unacknowledged(state) && !action.empty()) table.note("→ " + action);
    note_flags(table, alarm, in);
  }
  return table.text(look.paint, look.width);
}

namespace {

/// So many of one device, of priority medium or low, become one line in a flood.
constexpr std::size_t kGathered = 3;

bool is_one_of(const std::string& word, std::initializer_list<const char*> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string device_of(const Item& alarm) {
  const std::string id = text_of(alarm, "id");
  return id.substr(0, id.find('.'));
}

/// The most urgent one, which speaks for all of them.
Item spokesman(const Items& alarms) {
  Item first = by_urgency(alarms).front();
  std::string names;
  std::int64_t since = integer_of(first, "since").value_or(0);
  for (const Item& alarm : alarms) {
    names += (names.empty() ? "" : ", ") + text_of(alarm, "id").substr(device_of(alarm).size() + 1);
    since = std::min(since, integer_of(alarm, "since").value_or(since));
  }
  first["id"] = fmt::format("{}.* ({})", device_of(first), alarms.size());
  first["since"] = since;
  first["message"] = names;
  for (const char* key : {"value", "limit", "action", "flags", "shelf", "removal"})
    first.erase(key);
  return first;
}

}  // namespace

std::string gathered_alarms_text(const Items& alarms, const Look& look) {
  const bool flood = std::any_of(alarms.begin(), alarms.end(), [](const Item& alarm) {
    const std::string state = text_of(alarm, "state");
    return text_of(alarm, "id") == "gateway.flood" && (state == "active" || state == "acked");
  });
  if (!flood) return alarms_text(alarms, look);
  Items shown;
  std::map<std::string, Items> by_device;
  for (const Item& alarm : alarms) {
    const bool alone = flag_of(alarm, "grave") || priority_rank(text_of(alarm, "priority")) <= 1 ||
                       is_one_of(device_of(alarm), {"gateway", "bus", "vote"});
    (alone ? shown : by_device[device_of(alarm)]).push_back(alarm);
  }
  for (const auto& [device, members] : by_device) {
    if (members.size() >= kGathered) {
      shown.push_back(spokesman(members));
    } else {
      shown.insert(shown.end(), members.begin(), members.end());
    }
  }
  return alarms_text(shown, look) + std::string(say(Text::Flooded, look.language)) + '\n';
}

std::string changed_text(const Items& alarms, const Look& look) {
  const Language in = look.language;
  if (alarms.empty()) return std::string(say(Text::NothingToAcknowledge, in)) + '\n';
  std::string text;
  for (const Item& alarm : alarms) {
    text += printable(text_of(alarm, "id")) + "  " + said(alarm, "state", in) + "  #" +
            shown(alarm, "occurrence") + flags_text(alarm, in) + '\n';
  }
  return text;
}

std::string incidents_text(const Items& incidents, const Look& look) {
  const Language in = look.language;
  if (incidents.empty()) return std::string(say(Text::NoIncidents, in)) + '\n';
  Table table({column(Text::Incident, in), column(Text::Level, in), column(Text::Opened, in),
               column(Text::Acknowledged, in), column(Text::Ended, in), column(Text::Closed, in),
               column(Text::Trigger, in), column(Text::Name, in, Align::Left, true)});
  for (const Item& incident : incidents) {
    const bool is_open = !integer_of(incident, "closed");
    std::string name = text_of(incident, "name");
    if (flag_of(incident, "drill")) name += " [" + std::string(say(Text::Drill, in)) + ']';
    table.add({{text_of(incident, "id"), is_open ? Colour::Red : Colour::None},
               {text_of(incident, "level")},
               {time_text(incident, "opened")},
               {who_when(incident, "acknowledged", "acknowledged_by")},
               {who_when(incident, "ended", "ended_by")},
               {who_when(incident, "closed", "closed_by")},
               {joined(incident, "triggers")},
               {std::move(name)}});
  }
  return table.text(look.paint, look.width);
}

std::string entry_text(const Item& entry, Language language) {
  std::string text = text_of(entry, "alarm");
  append(text, text_of(entry, "point"), "");
  if (entry.contains("value")) text += " = " + std::string(word(shown(entry, "value"), language));
  if (const auto step = integer_of(entry, "step"))
    append(text, '#' + std::to_string(*step + 1), text.empty() ? "" : " ");
  append(text, text_of(entry, "grade"), text.empty() ? "" : " ");
  append(text, joined(entry, "routes"), text.empty() ? "" : " ");
  append(text, text_of(entry, "role"), text.empty() ? "" : " ");
  append(text, joined(entry, "via"), ": ");
  append(text, joined(entry, "contacts"), " → ");
  append(text, text_of(entry, "contact"), " → ");
  append(text, text_of(entry, "text"), text.empty() ? "" : "  ");
  append(text, text_of(entry, "by"), text.empty() ? "" : "  ");
  append(text, quoted(entry, "note"), text.empty() ? "" : "  ");
  return text;
}

std::string panel_event(const Item& event, Language language) {
  const std::string zone = text_of(event, "point");
  return (zone.empty() ? text_of(event, "device") : zone) + "  " +
         std::string(word(text_of(event, "event"), language)) + "  " + text_of(event, "part");
}

std::string event_line(const Item& event, const Look& look) {
  const Language in = look.language;
  const std::string kind = text_of(event, "kind");
  std::string what;
  Colour colour = Colour::None;
  if (kind == "alarm") {
    what = alarm_event(event, in);
    colour = state_colour(text_of(event, "to"), text_of(event, "priority"));
  } else if (kind == "incident") {
    what = incident_event(event, in);
  } else if (kind == "audit") {
    what = audit_event(event, in);
    const bool refused = event.contains("ok") && !flag_of(event, "ok");
    colour = refused ? Colour::Orange : Colour::Dim;
  } else if (kind == "note") {
    what = text_of(event, "point") + "  " + std::string(word(text_of(event, "text"), in));
    append(what, shown(event, "value"));
  } else if (kind == "shift") {
    what = handover_counts(event, in);
  } else if (kind == "hazard") {
    what = hazard_event(event, in);
    if (flag_of(event, "overdue")) colour = Colour::Red;
  } else if (kind == "panel") {
    what = panel_event(event, in);
    if (text_of(event, "event") == "fire") colour = Colour::Red;
  } else {
    what = text_of(event, "text");
  }
  if (flag_of(event, "drill")) what += " [" + std::string(say(Text::Drill, in)) + ']';
  return time_text(event, "t", true) + "  " + fitted(word(kind, in), 8) + "  " +
         look.paint(colour, printable(what)) + '\n';
}

}  // namespace hazgate::cli
