#include "gateway/daemon/office_papers.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "gateway/control/json_text.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using office::Date;

std::string text_of(const json::object& body, const char* key) {
  const json::value* value = body.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<Date> date_of(const json::object& body, const char* key) {
  return office::date_from(text_of(body, key));
}

std::optional<WallTime> time_of(const json::object& body, const char* key) {
  const json::value* value = body.if_contains(key);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return from_unix_ms(value->get_int64());
}

void put(json::object& body, const char* key, const std::optional<Date>& date) {
  if (date) body[key] = office::to_text(*date);
}

void take_equipment(const std::string& id, const json::object& body, OfficeMemory& memory) {
  const auto on = date_of(body, "on");
  if (!on) return;
  memory.deadlines.done[id] = {.on = *on,
                               .by = text_of(body, "by"),
                               .certificate = text_of(body, "certificate"),
                               .until = date_of(body, "until")};
}

void take_due(const std::string& id, const json::object& body, OfficeMemory& memory) {
  const auto due = date_of(body, "due");
  const auto day = date_of(body, "day");
  const auto& texts = office::kStageTexts;
  const auto stage = std::find(texts.begin(), texts.end(), text_of(body, "stage"));
  if (!due || !day || stage == texts.end()) return;
  memory.deadlines.announced[id] = {*due, static_cast<office::Stage>(stage - texts.begin()), *day};
}

void take_report(const std::string& id, const json::object& body, OfficeMemory& memory) {
  if (const auto kind = office::report_kind_from(id)) {
    if (const auto since = time_of(body, "since")) memory.returns.since[*kind] = *since;
    return;
  }
  const auto made = time_of(body, "made");
  if (!made) return;
  office::Proof proof{.made = *made, .sent = time_of(body, "sent")};
  if (const json::value* late = body.if_contains("late")) {
    proof.late = late->is_bool() && late->get_bool();
  }
  if (const json::value* seq = body.if_contains("seq"); seq != nullptr && seq->is_int64()) {
    proof.seq = static_cast<std::uint64_t>(std::max<std::int64_t>(0, seq->get_int64()));
  }
  memory.returns.proofs[id] = proof;
}

json::object report_body(const OfficeMemory& memory, const std::string& id) {
  if (const auto kind = office::report_kind_from(id)) {
    const auto found = memory.returns.since.find(*kind);
    if (found == memory.returns.since.end()) return {};
    return {{"since", unix_ms(found->second)}};
  }
  const auto found = memory.returns.proofs.find(id);
  if (found == memory.returns.proofs.end()) return {};
  const office::Proof& proof = found->second;
  json::object body{{"made", unix_ms(proof.made)}, {"late", proof.late}, {"seq", proof.seq}};
  if (proof.sent) body["sent"] = unix_ms(*proof.sent);
  return body;
}

json::object equipment_body(const OfficeMemory& memory, const std::string& id) {
  const auto found = memory.deadlines.done.find(id);
  if (found == memory.deadlines.done.end()) return {};
  json::object body{{"by", found->second.by}, {"certificate", found->second.certificate}};
  put(body, "on", found->second.on);
  put(body, "until", found->second.until);
  return body;
}

json::object drill_body(const OfficeMemory& memory, const std::string& id) {
  const auto found = memory.deadlines.drills.find(id);
  if (found == memory.deadlines.drills.end()) return {};
  json::object body;
  put(body, "last", found->second.last);
  put(body, "known_since", found->second.known_since);
  return body;
}

json::object due_body(const OfficeMemory& memory, const std::string& id) {
  const auto found = memory.deadlines.announced.find(id);
  if (found == memory.deadlines.announced.end()) return {};
  json::object body{{"stage", office::to_text(found->second.stage)}};
  put(body, "due", found->second.due);
  put(body, "day", found->second.day);
  return body;
}

json::object service_body(const OfficeMemory& memory) {
  const auto& known = memory.service.known;
  if (!known) return {};
  return {{"since", unix_ms(known->since)}, {"confirmed", known->confirmed}};
}

void take_service(const json::object& body, OfficeMemory& memory) {
  const auto since = time_of(body, "since");
  const json::value* confirmed = body.if_contains("confirmed");
  if (!since || confirmed == nullptr || !confirmed->is_bool()) return;
  memory.service.known = office::InService{*since, confirmed->get_bool()};
}

json::object away_body(const OfficeMemory& memory, const std::string& id) {
  const auto found = memory.away.find(id);
  if (found == memory.away.end()) return {};
  return {{"from", unix_ms(found->second.from)}, {"to", unix_ms(found->second.to)}};
}

}  // namespace

void take_paper(const site::Document& paper, OfficeMemory& memory) {
  boost::system::error_code wrong;
  const json::value value = json::parse(paper.body, wrong);
  if (wrong || !value.is_object()) return;
  const json::object& body = value.get_object();
  if (paper.kind == "equipment") take_equipment(paper.id, body, memory);
  if (paper.kind == "due") take_due(paper.id, body, memory);
  if (paper.kind == "report") take_report(paper.id, body, memory);
  if (paper.kind == "drill") {
    memory.deadlines.drills[paper.id] = {date_of(body, "last"), date_of(body, "known_since")};
  }
  if (paper.kind == "service") take_service(body, memory);
  if (paper.kind != "away") return;
  const auto from = time_of(body, "from");
  const auto to = time_of(body, "to");
  if (from && to) memory.away[paper.id] = {*from, *to};
}

site::Document paper_of(const OfficeMemory& memory, const std::string& kind,
                        const std::string& id) {
  json::object body;
  if (kind == "equipment") body = equipment_body(memory, id);
  if (kind == "drill") body = drill_body(memory, id);
  if (kind == "due") body = due_body(memory, id);
  if (kind == "report") body = report_body(memory, id);
  if (kind == "service") body = service_body(memory);
  if (kind == "away") body = away_body(memory, id);
  return {kind, id, body.empty() ? std::string() : control::json_text(body)};
}

}  // namespace hazgate::daemon
