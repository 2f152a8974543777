#include "gateway/daemon/ledger_item_reader.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "gateway/daemon/document_reader.hpp"

namespace hazgate::daemon {
namespace {

using ledger::Day;
using ledger::Item;
using ledger::Moment;

Day day_of(DocumentReader& reader, const char* key) {
  const auto day = ledger::day_from(reader.text(key));
  if (!day) reader.wrong(key);
  return day.value_or(Day{});
}

Moment moment_from(DocumentReader& reader) {
  return {reader.stamp("t"), day_of(reader, "day")};
}

ledger::Remark remark_from(DocumentReader& reader) {
  return {moment_from(reader), reader.text("by"), reader.text("text")};
}

ledger::Extension extension_from(DocumentReader& reader) {
  return {.when = moment_from(reader),
          .from = day_of(reader, "from"),
          .to = day_of(reader, "to"),
          .by = reader.text("by"),
          .approved_by = reader.text("approved_by"),
          .reason = reader.text("reason"),
          .late = reader.flag("late")};
}

ledger::Recheck recheck_from(DocumentReader& reader) {
  constexpr std::array<std::string_view, 2> kResults = {"fail", "pass"};
  return {moment_from(reader), reader.text("by"), reader.word<bool>("result", kResults),
          reader.text("text")};
}

ledger::Referral referral_from(DocumentReader& reader) {
  return {moment_from(reader), reader.text("by"), reader.text("addressee"),
          reader.text("notice_no"), reader.text("text")};
}

ledger::Reminded reminded_from(DocumentReader& reader) {
  return {reader.word<ledger::ReminderKind>("kind", ledger::kReminderTexts),
          std::min(reader.count<int>("stage"), 100'000), day_of(reader, "on")};
}

void read_history(DocumentReader& reader, Item& item) {
  item.noticed = reader.object_or_null("noticed", moment_from);
  item.started = reader.object_or_null("started", moment_from);
  item.done = reader.object_or_null("done", moment_from);
  item.done_by = reader.text("done_by");
  item.fixed_on_site = reader.flag("fixed_on_site");
  item.closed = reader.object_or_null("closed", moment_from);
  item.stop_work = reader.object_or_null("stop_work", remark_from);
  item.listed = reader.word<ledger::ListedLevel>("listed_level", ledger::kListedTexts);
  item.notes = reader.list("notes", remark_from);
  item.extensions = reader.list("extensions", extension_from);
  item.rechecks = reader.list("rechecks", recheck_from);
  item.referrals = reader.list("referrals", referral_from);
  item.signature = reader.object_or_null("signature", remark_from);
  item.alarms = reader.texts("alarms");
  item.incident = reader.text("incident");
  item.reminded = reader.object_or_null("reminded", reminded_from);
}

Item item_from(DocumentReader& reader) {
  Item item{.id = reader.text("id")};
  item.origin = reader.word<ledger::Origin>("origin", ledger::kOriginTexts);
  item.state = reader.word<ledger::State>("state", ledger::kStateTexts);
  item.source = reader.text("source");
  item.area = reader.text("area");
  item.found = reader.object("found", moment_from).value_or(Moment{});
  item.found_by = reader.text("found_by");
  item.description = reader.text("description");
  item.grade = reader.word<ledger::Grade>("grade", ledger::kGradeTexts);
  item.measures = {reader.text("measure"), reader.text("funds"), reader.text("plan")};
  item.owner = reader.text("owner");
  if (!reader.is_null("deadline")) item.deadline = day_of(reader, "deadline");
  item.notice_no = reader.text("notice_no");
  read_history(reader, item);
  return item;
}

}  // namespace

tl::expected<Item, std::string> item_in(const boost::json::object& object) {
  std::string error;
  DocumentReader reader(object, error);
  Item item = item_from(reader);
  if (!error.empty()) return tl::unexpected(error);
  return item;
}

}  // namespace hazgate::daemon
