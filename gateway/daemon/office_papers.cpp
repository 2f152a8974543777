#include "gateway/daemon/office_papers.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "gateway/control/json_text.hpp"
#include "gateway/journal/stamp.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using office::Date;

/// Reads one body; whether all of it was as it should be is asked at the end.
class PaperReader {
 public:
  explicit PaperReader(const json::object& body) : body_(body) {}

  std::string text(const char* key) {
    const json::value* value = body_.if_contains(key);
    if (value != nullptr && value->is_string()) return std::string(value->get_string());
    return wrong(), std::string();
  }
  bool flag(const char* key) {
    const json::value* value = body_.if_contains(key);
    if (value != nullptr && value->is_bool()) return value->get_bool();
    return wrong(), false;
  }
  std::uint64_t count(const char* key) {
    const json::value* value = body_.if_contains(key);
    const bool fits = value != nullptr && value->is_int64() && value->get_int64() >= 0;
    if (fits) return static_cast<std::uint64_t>(value->get_int64());
    return wrong(), 0;
  }
  Date date(const char* key) {
    const auto date = office::date_from(text(key));
    if (!date) wrong();
    return date.value_or(Date{});
  }
  WallTime time(const char* key) {
    const json::value* value = body_.if_contains(key);
    const auto time = value != nullptr && value->is_int64()
                          ? journal::stamp_from(value->get_int64())
                          : std::nullopt;
    if (!time) wrong();
    return time.value_or(WallTime{});
  }
  template <class Word, std::size_t kCount>
  Word word(const char* key, const std::array<std::string_view, kCount>& words) {
    const auto found = std::find(words.begin(), words.end(), text(key));
    if (found == words.end()) return wrong(), Word{};
    return static_cast<Word>(found - words.begin());
  }
  std::optional<Date> date_or_none(const char* key) {
    return body_.contains(key) ? std::optional(date(key)) : std::nullopt;
  }
  std::optional<WallTime> time_or_none(const char* key) {
    return body_.contains(key) ? std::optional(time(key)) : std::nullopt;
  }
  bool is_good() const { return good_; }

 private:
  void wrong() { good_ = false; }

  const json::object& body_;
  bool good_ = true;
};

void put(json::object& body, const char* key, const std::optional<Date>& date) {
  if (date) body[key] = office::to_text(*date);
}

bool take_equipment(const std::string& id, PaperReader& paper, OfficeMemory& memory) {
  office::Done done{.on = paper.date("on"),
                    .by = paper.text("by"),
                    .certificate = paper.text("certificate"),
                    .until = paper.date_or_none("until")};
  if (paper.is_good()) memory.deadlines.done[id] = std::move(done);
  return paper.is_good();
}

bool take_drill(const std::string& id, PaperReader& paper, OfficeMemory& memory) {
  const office::DrillRecord drill{paper.date_or_none("last"), paper.date_or_none("known_since")};
  if (!paper.is_good() || (!drill.last && !drill.known_since)) return false;
  memory.deadlines.drills[id] = drill;
  return true;
}

bool take_due(const std::string& id, PaperReader& paper, OfficeMemory& memory) {
  const office::Announced announced{paper.date("due"),
                                    paper.word<office::Stage>("stage", office::kStageTexts),
                                    paper.date("day")};
  if (paper.is_good()) memory.deadlines.announced[id] = announced;
  return paper.is_good();
}

bool take_report(const std::string& id, PaperReader& paper, OfficeMemory& memory) {
  if (const auto kind = office::report_kind_from(id)) {
    const WallTime since = paper.time("since");
    if (paper.is_good()) memory.returns.since[*kind] = since;
    return paper.is_good();
  }
  const office::Proof proof{.made = paper.time("made"),
                            .late = paper.flag("late"),
                            .seq = paper.count("seq"),
                            .sent = paper.time_or_none("sent")};
  if (paper.is_good()) memory.returns.proofs[id] = proof;
  return paper.is_good();
}

bool take_away(const std::string& id, PaperReader& paper, OfficeMemory& memory) {
  const Away away{paper.time("from"), paper.time("to")};
  if (paper.is_good()) memory.away[id] = away;
  return paper.is_good();
}

bool take_service(const std::string&, PaperReader& paper, OfficeMemory& memory) {
  const office::InService service{.since = paper.time("since"),
                                  .confirmed = paper.flag("confirmed")};
  if (paper.is_good()) memory.service.known = service;
  return paper.is_good();
}

using Take = bool (*)(const std::string&, PaperReader&, OfficeMemory&);

constexpr std::array<std::pair<std::string_view, Take>, 6> kTakes = {{{"equipment", take_equipment},
                                                                      {"drill", take_drill},
                                                                      {"due", take_due},
                                                                      {"report", take_report},
                                                                      {"service", take_service},
                                                                      {"away", take_away}}};

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

json::object away_body(const OfficeMemory& memory, const std::string& id) {
  const auto found = memory.away.find(id);
  if (found == memory.away.end()) return {};
  return {{"from", unix_ms(found->second.from)}, {"to", unix_ms(found->second.to)}};
}

}  // namespace

bool take_paper(const site::Document& paper, OfficeMemory& memory) {
  const auto take = std::find_if(kTakes.begin(), kTakes.end(),
                                 [&](const auto& each) { return each.first == paper.kind; });
  if (take == kTakes.end()) return true;
  boost::system::error_code wrong;
  const json::value value = json::parse(paper.body, wrong);
  if (wrong || !value.is_object()) return false;
  PaperReader reader(value.get_object());
  return take->second(paper.id, reader, memory);
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
