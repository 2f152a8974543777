#include "gateway/daemon/office_messages.hpp"

#include <boost/json.hpp>

#include "gateway/core/office/remarks.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using office::to_text;

json::array counted(const std::vector<kpi::Counted>& list) {
  json::array array;
  for (const auto& [id, count] : list) {
    array.push_back(json::object{{"id", id}, {"count", count}});
  }
  return array;
}

json::object alarms_object(const office::Contents& contents) {
  json::object priorities, quiet;
  for (std::size_t i = 0; i < kPriorityTexts.size(); ++i) {
    priorities[kPriorityTexts[i]] = contents.alarms.by_priority[i];
  }
  for (const alarm::Flag flag : alarm::kAllFlags) {
    quiet[alarm::to_text(flag)] = contents.alarms.quiet[static_cast<std::size_t>(flag)];
  }
  return {{"total", contents.alarms.alarms},      {"by_priority", std::move(priorities)},
          {"by_area", counted(contents.by_area)}, {"by_source", counted(contents.by_source)},
          {"top", counted(contents.alarms.top)},  {"quiet", std::move(quiet)},
          {"floods", contents.alarms.floods},     {"active_at_end", contents.alarms.active_at_end}};
}

json::object kpi_object(const kpi::Report& report) {
  json::object figures;
  for (const kpi::Judged& judged : kpi::judged(report)) {
    figures[kpi::to_text(judged.figure)] =
        json::object{{"value", judged.value ? json::value(*judged.value) : nullptr},
                     {"verdict", kpi::to_text(judged.verdict)}};
  }
  return figures;
}

json::array quiet_alarms(const std::vector<office::QuietAlarm>& list) {
  json::array array;
  for (const office::QuietAlarm& alarm : list) {
    json::object object{{"id", alarm.id}, {"by", alarm.by}, {"reason", alarm.reason}};
    object["until"] = alarm.until ? json::value(unix_ms(*alarm.until)) : nullptr;
    array.push_back(std::move(object));
  }
  return array;
}

json::value share_value(const std::optional<double>& share) {
  return share ? json::value(*share) : nullptr;
}

json::array gaps_of(const office::Contents& contents) {
  json::array array;
  for (const office::Gap& gap : contents.gaps) {
    array.push_back(json::object{{"from", unix_ms(gap.begin)}, {"to", unix_ms(gap.end)}});
  }
  return array;
}

json::array remarks_array(const office::Contents& contents, office::LetterLanguage language) {
  json::array array;
  for (const office::Remark& remark : office::remarks_of(contents, language)) {
    array.push_back(json::object{{"kind", to_text(remark.kind)}, {"text", remark.text}});
  }
  return array;
}

json::object shares(const std::vector<office::Share>& list) {
  json::object object;
  for (const office::Share& share : list) object[share.id] = share_value(share.answering);
  return object;
}

json::object ledger_object(const office::LedgerCounts& ledger) {
  return {{"found", ledger.found},
          {"fixed_on_site", ledger.fixed_on_site},
          {"notices", ledger.notices},
          {"done_in_time", ledger.done_in_time},
          {"rechecks", ledger.rechecks},
          {"rechecks_passed", ledger.rechecks_passed},
          {"open", ledger.open},
          {"overdue", ledger.overdue},
          {"stop_work", ledger.stop_work},
          {"listed",
           {{"county", ledger.county},
            {"prefecture", ledger.prefecture},
            {"province", ledger.province}}}};
}

void put_text(json::object& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

}  // namespace

json::object deadline_object(const office::Deadline& deadline, office::Date today) {
  json::object object{{"what", deadline.is_drill ? "drill" : "equipment"},
                      {"id", deadline.id},
                      {"name", deadline.name},
                      {"duty", deadline.duty},
                      {"due", to_text(deadline.due)},
                      {"days", office::days_between(today, deadline.due)},
                      {"stage", to_text(office::stage_of(deadline, today))}};
  object["last"] = deadline.last ? json::value(to_text(*deadline.last)) : nullptr;
  put_text(object, "every", deadline.every);
  put_text(object, "device", deadline.device);
  put_text(object, "certificate", deadline.certificate);
  put_text(object, "holder", deadline.holder);
  put_text(object, "by", deadline.by);
  return object;
}

json::object due_object(const std::vector<office::Announcement>& announcements, WallTime t,
                        office::Date today, office::LetterLanguage language) {
  json::array items;
  std::string text;
  for (const office::Announcement& each : announcements) {
    items.push_back(deadline_object(each.deadline, today));
    text += (text.empty() ? "" : "; ") + office::due_line(each, language);
  }
  return {{"t", unix_ms(t)}, {"items", std::move(items)}, {"text", text}};
}

json::object report_object(const office::Contents& contents, const std::vector<std::string>& to,
                           office::LetterLanguage language) {
  const office::Round& round = contents.round;
  const office::Date today = contents.made_on;
  json::object object{
      {"t", unix_ms(contents.made)},      {"id", round.key},
      {"report", to_text(round.kind)},    {"from", to_text(round.first)},
      {"to", to_text(round.last)},        {"begin", unix_ms(round.period.begin)},
      {"end", unix_ms(round.period.end)}, {"until", unix_ms(contents.until)},
      {"due", unix_ms(round.deadline)},   {"late", contents.late},
      {"zero", contents.is_zero()},       {"text", office::report_line(contents, language)}};
  if (contents.on_demand) object["on_demand"] = true;
  if (contents.corrects) object["corrects"] = unix_ms(*contents.corrects);
  if (contents.in_service) object["in_service"] = unix_ms(contents.in_service->at);
  put_text(object, "unreadable", contents.unreadable);
  object["remarks"] = remarks_array(contents, language);
  object["gaps"] = gaps_of(contents);
  json::array contacts;
  for (const std::string& contact : to) contacts.emplace_back(contact);
  object["contacts"] = std::move(contacts);
  object["alarms"] = alarms_object(contents);
  object["kpi"] = kpi_object(contents.alarms);
  object["incidents"] = json::object{{"opened", contents.incidents.opened},
                                     {"closed", contents.incidents.closed},
                                     {"open", contents.incidents.open},
                                     {"drills", contents.incidents.drills}};
  object["quiet"] = json::object{{"shelved", quiet_alarms(contents.shelved)},
                                 {"out_of_service", quiet_alarms(contents.out_of_service)},
                                 {"suppressed", quiet_alarms(contents.suppressed)}};
  json::array overdue;
  for (const office::Deadline& deadline : contents.overdue) {
    overdue.push_back(deadline_object(deadline, today));
  }
  object["overdue"] = std::move(overdue);
  object["ledger"] = ledger_object(contents.ledger);
  object["availability"] = json::object{{"gateway", share_value(contents.gateway_running)},
                                        {"devices", shares(contents.devices)},
                                        {"links", shares(contents.links)}};
  return object;
}

json::object row_object(const office::Row& row) {
  const office::Round& round = row.round;
  json::object object{{"id", round.key},
                      {"report", to_text(round.kind)},
                      {"from", to_text(round.first)},
                      {"to", to_text(round.last)},
                      {"ready", unix_ms(round.ready)},
                      {"due", unix_ms(round.deadline)},
                      {"state", to_text(row.state)},
                      {"made", nullptr},
                      {"sent", nullptr}};
  if (!row.proof) return object;
  object["made"] = unix_ms(row.proof->made);
  object["late"] = row.proof->late;
  if (row.proof->seq != 0) object["seq"] = row.proof->seq;
  if (row.proof->sent) object["sent"] = unix_ms(*row.proof->sent);
  return object;
}

}  // namespace hazgate::daemon
