#include "gateway/cli/office_page.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "gateway/cli/office_texts.hpp"
#include "gateway/cli/times.hpp"

namespace hazgate::cli {
namespace {

Column column(OfficeText title, Language language, Align align = Align::Left) {
  return {std::string(say(title, language)), align};
}

std::string time_text(const Item& item, const char* key) {
  const auto ms = integer_of(item, key);
  return ms ? local_time(*ms) : "-";
}

std::string period_text(const Item& report) {
  const std::string from = text_of(report, "from");
  const std::string to = text_of(report, "to");
  return from == to ? from : from + " – " + to;
}

Colour state_paint(const std::string& state) {
  if (state == "missing" || state == "stuck" || state == "overdue" || state == "undeliverable") {
    return Colour::Red;
  }
  if (state == "late" || state == "waiting" || state == "due" || state == "7-days") {
    return Colour::Orange;
  }
  if (state == "30-days") return Colour::Yellow;
  return state == "coming" ? Colour::Dim : Colour::None;
}

std::string deadlines_text(const Items& deadlines, const Look& look, Column first, Text name) {
  const Language in = look.language;
  Table table({std::move(first),
               column(OfficeText::DutyTitle, in),
               column(OfficeText::Last, in),
               column(OfficeText::Every, in),
               column(OfficeText::DueBy, in),
               column(OfficeText::DaysLeft, in, Align::Right),
               {std::string(say(Text::State, in))},
               {std::string(say(name, in)), Align::Left, true}});
  for (const Item& deadline : deadlines) {
    const std::string stage = text_of(deadline, "stage");
    const std::string last = text_of(deadline, "last");
    const std::string every = text_of(deadline, "every");
    table.add({{text_of(deadline, "id")},
               {std::string(office_word(text_of(deadline, "duty"), in))},
               {last.empty() ? std::string(say(OfficeText::Never, in)) : last},
               {every.empty() ? "-" : every},
               {text_of(deadline, "due")},
               {shown(deadline, "days")},
               {std::string(office_word(stage, in)), state_paint(stage)},
               {text_of(deadline, "name")}});
    std::string note = text_of(deadline, "device");
    for (const auto& [key, title] : {std::pair{"certificate", OfficeText::Certificate},
                                     std::pair{"holder", OfficeText::Holder}}) {
      const std::string value = text_of(deadline, key);
      if (value.empty()) continue;
      note += (note.empty() ? "" : "  ") + std::string(say(title, in)) + ' ' + value;
    }
    if (!note.empty()) table.note(note);
  }
  return table.text(look.paint, look.width);
}

/// "critical 0, high 2": the numbers under a key, in their order.
std::string numbers_text(const Item& object, Language in) {
  std::string text;
  for (const auto& [key, value] : object) {
    if (!value.is_number()) continue;
    text += (text.empty() ? "" : ", ") + std::string(office_word(key, in)) + ' ' + shown(value);
  }
  return text;
}

std::string counted_text(const Item& alarms, const char* key, Language in) {
  std::string text;
  for (const Item& one : list_of(alarms, key)) {
    const std::string id = text_of(one, "id");
    text += (text.empty() ? "" : ", ") + (id.empty() ? "-" : id) + ' ' + shown(one, "count");
  }
  return text.empty() ? std::string(say(OfficeText::Nothing, in)) : text;
}

std::string shares_text(const Item& shares) {
  std::string text;
  for (const auto& [id, value] : shares) {
    const auto share = as_number(value);
    text += (text.empty() ? "" : ", ") + std::string(id) + ' ' +
            (share ? fmt::format("{:.2f} %", *share * 100) : "-");
  }
  return text.empty() ? "-" : text;
}

std::string line(OfficeText title, const std::string& what, const Look& look, int indent = 0) {
  return std::string(static_cast<std::size_t>(indent), ' ') +
         std::string(say(title, look.language)) + ": " + printable(what) + '\n';
}

std::string alarms_part(const Item& report, const Look& look) {
  const Language in = look.language;
  const Item alarms = part_of(report, "alarms");
  return std::string(say(Text::Alarms, in)) + ": " + shown(alarms, "total") + " (" +
         numbers_text(part_of(alarms, "by_priority"), in) + ")\n" +
         line(OfficeText::ByArea, counted_text(alarms, "by_area", in), look, 2) +
         line(OfficeText::BySource, counted_text(alarms, "by_source", in), look, 2) +
         line(OfficeText::Top, counted_text(alarms, "top", in), look, 2);
}

std::string quiet_part(const Item& report, const Look& look) {
  const Item quiet = part_of(report, "quiet");
  std::string counts, lines;
  for (const char* key : {"shelved", "out_of_service", "suppressed"}) {
    const Items alarms = list_of(quiet, key);
    counts += (counts.empty() ? "" : ", ") + std::string(office_word(key, look.language)) + ' ' +
              std::to_string(alarms.size());
    for (const Item& alarm : alarms) {
      lines += "  " + printable(text_of(alarm, "id")) + "  " + printable(text_of(alarm, "by")) +
               "  " + printable(text_of(alarm, "reason")) + '\n';
    }
  }
  return line(OfficeText::Quiet, counts, look) + lines;
}

std::string ledger_part(const Item& report, const Look& look) {
  const Item ledger = part_of(report, "ledger");
  return line(OfficeText::Ledger,
              numbers_text(ledger, look.language) + ", " +
                  numbers_text(part_of(ledger, "listed"), look.language),
              look);
}

std::string availability_part(const Item& report, const Look& look) {
  const Item availability = part_of(report, "availability");
  const auto gateway = number_of(availability, "gateway");
  return line(OfficeText::Availability,
              std::string(say(OfficeText::Gateway, look.language)) + ' ' +
                  (gateway ? fmt::format("{:.2f} %", *gateway * 100) : "-"),
              look) +
         line(OfficeText::Devices, shares_text(part_of(availability, "devices")), look, 2) +
         line(OfficeText::Links, shares_text(part_of(availability, "links")), look, 2);
}

std::string figures_part(const Item& report, const Look& look) {
  std::string text;
  for (const auto& [name, figure] : part_of(report, "kpi")) {
    const Item* item = figure.if_object();
    if (item == nullptr) continue;
    text += (text.empty() ? "" : ", ") + std::string(name) + ' ' + shown(*item, "value");
    const std::string verdict = text_of(*item, "verdict");
    if (verdict == "fair" || verdict == "bad") {
      text += " (" + std::string(word(verdict, look.language)) + ')';
    }
  }
  return line(OfficeText::Figures, text, look, 2);
}

}  // namespace

std::string reports_text(const Items& reports, const Look& look) {
  const Language in = look.language;
  if (reports.empty()) return std::string(say(OfficeText::NoReports, in)) + '\n';
  Table table({column(OfficeText::Report, in),
               column(OfficeText::Period, in),
               {std::string(say(Text::State, in))},
               column(OfficeText::DueBy, in),
               column(OfficeText::Made, in),
               column(OfficeText::Sent, in)});
  for (const Item& report : reports) {
    const std::string state = text_of(report, "state");
    const bool letter = text_of(report, "report") == "letter";
    table.add({{letter ? std::string(say(OfficeText::LetterTo, in)) + text_of(report, "contact")
                       : text_of(report, "id")},
               {letter ? text_of(report, "subject") : period_text(report)},
               {std::string(office_word(state, in)), state_paint(state)},
               {time_text(report, "due")},
               {time_text(report, "made")},
               {time_text(report, "sent")}});
    if (const std::string error = text_of(report, "error"); !error.empty()) table.note(error);
  }
  return table.text(look.paint, look.width);
}

std::string report_text(const Items& items, const Look& look) {
  std::string text;
  for (const Item& report : items) {
    const Language in = look.language;
    text += look.paint(Colour::Bold, printable(text_of(report, "id"))) + "  " +
            period_text(report) + '\n' + printable(text_of(report, "text")) + '\n';
    if (const std::string why = text_of(report, "unreadable"); !why.empty()) {
      text += look.paint(Colour::Red, printable(why)) + '\n';
    }
    for (const Item& remark : list_of(report, "remarks")) {
      text += look.paint(Colour::Orange, "! " + printable(text_of(remark, "text"))) + '\n';
    }
    text += alarms_part(report, look) + figures_part(report, look);
    text += line(OfficeText::Incidents, numbers_text(part_of(report, "incidents"), in), look);
    text += quiet_part(report, look);
    const Items overdue = list_of(report, "overdue");
    text += line(OfficeText::Overdue, std::to_string(overdue.size()), look);
    for (const Item& one : overdue) {
      text += "  " + printable(text_of(one, "id")) + "  " +
              std::string(office_word(text_of(one, "duty"), in)) + "  " + text_of(one, "due") +
              '\n';
    }
    text += ledger_part(report, look) + availability_part(report, look);
  }
  return text;
}

std::string equipment_text(const Items& deadlines, const Look& look) {
  if (deadlines.empty()) return std::string(say(OfficeText::NoEquipment, look.language)) + '\n';
  return deadlines_text(deadlines, look, column(OfficeText::Equipment, look.language), Text::Name);
}

std::string drills_text(const Items& deadlines, const Look& look) {
  if (deadlines.empty()) return std::string(say(OfficeText::NoDrills, look.language)) + '\n';
  return deadlines_text(deadlines, look, {std::string(say(Text::Plan, look.language))}, Text::Name);
}

std::string overdue_text(const Item& point, Language language) {
  const Item overdue = part_of(point, "overdue");
  if (overdue.empty()) return {};
  return fmt::format(fmt::runtime(say(OfficeText::OverdueSince, language)),
                     office_word(text_of(overdue, "duty"), language), text_of(overdue, "due"));
}

}  // namespace hazgate::cli
