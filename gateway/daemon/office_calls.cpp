#include <algorithm>
#include <boost/json.hpp>

#include "gateway/control/json_text.hpp"
#include "gateway/daemon/arguments.hpp"
#include "gateway/daemon/office_desk.hpp"
#include "gateway/daemon/office_messages.hpp"

/// What hazctl asks of the office, a part of OfficeDesk.
namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using control::Failure;
using control::Request;
using office::Date;

constexpr std::size_t kShownOfAKind = 7;
constexpr const char* kNoJournal = "the journal is not open; see `hazctl status`";

/// A date among the arguments; `given` stays none when there is none.
bool read_date(const json::object& args, const char* key, std::optional<Date>& given) {
  const std::string text = text_argument(args, key);
  if (text.empty()) return true;
  given = office::date_from(text);
  return given.has_value();
}

std::string kinds() {
  std::string text;
  for (const auto kind : office::kReportKindTexts) {
    text += (text.empty() ? "" : ", ") + std::string(kind);
  }
  return text;
}

}  // namespace

bool OfficeDesk::call(const Request& request, const Answer& answer) {
  using Operation = void (OfficeDesk::*)(const Request&, const Answer&);
  static const std::map<std::string, Operation, std::less<>> kOperations = {
      {"report-list", &OfficeDesk::report_list},
      {"report-show", &OfficeDesk::report_show},
      {"report-make", &OfficeDesk::report_make},
      {"equipment-list", &OfficeDesk::equipment_list},
      {"equipment-show", &OfficeDesk::equipment_show},
      {"equipment-done", &OfficeDesk::equipment_done},
      {"drill-list", &OfficeDesk::drill_list}};
  const auto found = kOperations.find(request.op);
  if (found == kOperations.end()) return false;
  (this->*found->second)(request, answer);
  return true;
}

/// The last ones of each kind, and whatever is not as it should be.
void OfficeDesk::report_list(const Request& request, const Answer& answer) {
  const bool all = flag_argument(request.args, "all");
  std::map<office::ReportKind, std::size_t> shown;
  const auto usual = [](office::RoundState state) {
    return state == office::RoundState::Sent || state == office::RoundState::Coming;
  };
  for (const office::Row& row : memory_.returns.rows(around_.time())) {
    if (++shown[row.round.kind] > kShownOfAKind && !all && usual(row.state)) continue;
    answer->item(row_object(row));
  }
  if (around_.letters) {
    for (const json::object& letter : around_.letters()) answer->item(letter);
  }
  answer->done();
}

void OfficeDesk::report_show(const Request& request, const Answer& answer) {
  const std::string name = text_argument(request.args, "kind");
  const std::string period = text_argument(request.args, "period");
  const auto kind = office::report_kind_from(name);
  if (!kind) {
    answer->fail(Failure::Usage, "no report '" + name + "'; there are " + kinds());
    return;
  }
  const auto rows = memory_.returns.rows(around_.time());
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const office::Row& row) {
    return row.round.kind == *kind &&
           (period.empty() ? row.proof.has_value() : row.round.key == name + '/' + period);
  });
  journal::Journal* journal = around_.journal();
  if (found == rows.end() || !found->proof || found->proof->seq == 0 || journal == nullptr) {
    const std::string which = period.empty() ? name : name + '/' + period;
    answer->fail(Failure::Refused,
                 journal == nullptr ? kNoJournal
                                    : "no report " + which +
                                          " has been made; `hazctl report "
                                          "list` shows them, `hazctl report make` makes one now");
    return;
  }
  journal->read_events(
      journal::Lane::Event, found->proof->seq - 1, 1,
      [answer, key = found->round.key,
       post = around_.post](const std::vector<journal::EventRecord>& records) {
        boost::system::error_code wrong;
        json::value value;
        if (!records.empty()) value = json::parse(records.front().body, wrong);
        post([answer, key, value = std::move(value)] {
          const json::object* body = value.if_object();
          const json::value* id = body == nullptr ? nullptr : body->if_contains("id");
          if (id == nullptr || !id->is_string() || id->get_string() != key) {
            answer->fail(Failure::Refused, "report " + key + " is no longer in the record");
            return;
          }
          answer->item(*body);
          answer->done();
        });
      });
}

void OfficeDesk::report_make(const Request& request, const Answer& answer) {
  const std::string name = text_argument(request.args, "kind");
  const auto kind = office::report_kind_from(name);
  const config::Settings& settings = around_.settings();
  if (!kind || !office::has(settings.report, *kind)) {
    answer->fail(kind ? Failure::Refused : Failure::Usage,
                 kind ? "the site has no " + name + " report; see [report] in the site file"
                      : "no report '" + name + "'; there are " + kinds());
    return;
  }
  if (!remembers_ || around_.journal() == nullptr) {
    answer->fail(Failure::Unreachable, kNoJournal);
    return;
  }
  core_.audit({.by = request.caller.user, .from = "control", .op = request.op, .target = name});
  read(office::round_under_way(settings.report, *kind, around_.time().day(), around_.moment_of),
       [this, answer](office::Contents contents) {
         const config::Settings& now = around_.settings();
         contents.on_demand = true;
         const json::object body =
             report_object(contents, now.report.to, office::letter_language(now.site.language));
         core_.tell("report", contents.made, control::json_text(body));
         answer->item(body);
         answer->done();
       });
}

void OfficeDesk::equipment_list(const Request&, const Answer& answer) {
  const Date today = around_.time().day();
  for (const office::Deadline& deadline : memory_.deadlines.list()) {
    if (!deadline.is_drill) answer->item(deadline_object(deadline, today));
  }
  answer->done();
}

void OfficeDesk::equipment_show(const Request& request, const Answer& answer) {
  const std::string id = text_argument(request.args, "id");
  const office::EquipmentSpec* equipment = memory_.deadlines.find(id);
  if (equipment == nullptr) {
    answer->fail(Failure::Refused, "no equipment '" + id + "'; see `hazctl equipment list`");
    return;
  }
  for (const office::Deadline& deadline : memory_.deadlines.of(id)) {
    json::object object = deadline_object(deadline, around_.time().day());
    object["kind"] = office::to_text(equipment->kind);
    object["explosion_risk"] = equipment->explosion_risk;
    answer->item(object);
  }
  answer->done();
}

void OfficeDesk::equipment_done(const Request& request, const Answer& answer) {
  const std::string id = text_argument(request.args, "id");
  const Date today = around_.time().day();
  std::optional<Date> on, until;
  std::string error;
  if (!remembers_ || around_.journal() == nullptr) {
    error = kNoJournal;
  } else if (!read_date(request.args, "on", on) || !read_date(request.args, "until", until)) {
    error = "a date is written YYYY-MM-DD, such as 2026-05-20";
  }
  const std::string by = text_argument(request.args, "by");
  office::Done what{.on = on.value_or(today),
                    .by = by.empty() ? request.caller.user : by,
                    .certificate = text_argument(request.args, "certificate"),
                    .until = until};
  site::AuditEvent audit{.by = request.caller.user, .from = "control", .op = request.op};
  audit.target = id;
  audit.note = "on " + office::to_text(what.on) + " by " + what.by +
               (what.certificate.empty() ? "" : ", certificate " + what.certificate);
  if (error.empty()) {
    const auto key = memory_.deadlines.note_done(id, text_argument(request.args, "duty"),
                                                 std::move(what), today);
    if (key) {
      audit.target = *key;
      keep("equipment", *key);
    } else {
      error = key.error();
    }
  }
  audit.ok = error.empty();
  audit.error = error;
  core_.audit(std::move(audit));
  if (!error.empty()) {
    answer->fail(Failure::Refused, error);
    return;
  }
  flush();
  mark(today);
  equipment_show(request, answer);
}

void OfficeDesk::drill_list(const Request&, const Answer& answer) {
  const Date today = around_.time().day();
  for (const office::Deadline& deadline : memory_.deadlines.list()) {
    if (deadline.is_drill) answer->item(deadline_object(deadline, today));
  }
  answer->done();
}

}  // namespace hazgate::daemon
