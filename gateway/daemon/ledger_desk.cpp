#include "gateway/daemon/ledger_desk.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <utility>

#include "gateway/daemon/arguments.hpp"
#include "gateway/daemon/ledger_arguments.hpp"
#include "gateway/daemon/ledger_codec.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using control::Failure;
using control::Request;
using ledger::Act;

constexpr std::size_t kPage = 100;
constexpr char kPrefix[] = "hazard-";
constexpr char kSelf[] = "hazgated";

/// The operations that do something about one item.
constexpr auto kActs = std::to_array<std::pair<std::string_view, Act>>({
    {"fix", Act::Fix},
    {"notice", Act::Notice},
    {"start", Act::Start},
    {"done", Act::Done},
    {"pass", Act::Pass},
    {"fail", Act::Fail},
    {"extend", Act::Extend},
    {"assign", Act::Assign},
    {"note", Act::Note},
    {"refer", Act::Refer},
    {"stop-work", Act::StopWork},
    {"allow-work", Act::AllowWork},
    {"listed", Act::List},
    {"sign", Act::Sign},
    {"link", Act::Link},
});

/// What an item says that an alarm has opened, in the language of the site.
std::string repeated_text(const site::AlarmSpec& alarm, const ledger::Terms& terms,
                          const std::string& language) {
  const std::string message = alarm.message.empty() ? alarm.name : alarm.message;
  const auto hours = terms.within.count();
  const bool days = hours % 24 == 0;
  const auto span = days ? hours / 24 : hours;
  if (language == "zh-CN") {
    return fmt::format("{} 在{}{}内报警{}次，属反复出现、未得到根治的问题：{}", alarm.id, span,
                       days ? "天" : "小时", terms.repeats, message);
  }
  if (language == "zh-TW") {
    return fmt::format("{} 在{}{}內報警{}次，屬反覆出現、未得到根治的問題：{}", alarm.id, span,
                       days ? "天" : "小時", terms.repeats, message);
  }
  const std::string unit = std::string(days ? "day" : "hour") + (span == 1 ? "" : "s");
  return fmt::format("{} came {} times within {} {}, it has never been cured: {}", alarm.id,
                     terms.repeats, span, unit, message);
}

std::string area_of(const site::SiteSpec& spec, const site::AlarmSpec& alarm) {
  if (alarm.point) return spec.devices[at(spec.points[at(*alarm.point)].device)].area;
  if (alarm.device) return spec.devices[at(*alarm.device)].area;
  return alarm.members.empty() ? "" : area_of(spec, spec.alarms[at(alarm.members.front())]);
}

/// No longer than an item may hold, and whole characters.
std::string shortened(std::string text) {
  std::size_t size = std::min(text.size(), ledger::kLongestText);
  while (size < text.size() && size > 0 &&
         (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
    --size;
  }
  text.resize(size);
  return text;
}

bool is_wanted(const ledger::Item& item, const std::string& filter, ledger::Day today) {
  if (filter == "all") return true;
  return filter == "overdue" ? is_overdue(item, today) : item.state != ledger::State::Closed;
}

}  // namespace

LedgerDesk::LedgerDesk(Core& core, Clock clock, ledger::Terms terms)
    : core_(core), clock_(std::move(clock)), ledger_(std::move(terms)) {}

void LedgerDesk::restore(const std::vector<site::Document>& documents) {
  for (const site::Document& document : documents) {
    std::string error;
    if (document.kind == kHazard) {
      auto item = item_from(document);
      if (item) ledger_.restore(std::move(*item));
      if (!item) error = item.error();
      if (!item) ledger_.reserve(document.id);
    } else if (document.kind == kSightings) {
      auto sightings = sightings_from(document);
      if (sightings) ledger_.restore(document.id, std::move(*sightings));
      if (!sightings) error = sightings.error();
    }
    if (error.empty()) continue;
    ++unreadable_;
    spdlog::error("ledger: {} {} cannot be read and is left as it is: {}", document.kind,
                  document.id, error);
  }
  ready_ = true;
}

/// Into the record: the event, and with it the item as it is now.
void LedgerDesk::record(const ledger::Change& change, const std::string& entered_by,
                        std::vector<site::Document> documents, std::function<void()> on_record) {
  documents.push_back(document_of(change.item));
  core_.tell(kHazard, change.entry.t, hazard_message(change, clock_().day, entered_by),
             std::move(documents), std::move(on_record));
}

void LedgerDesk::look() {
  if (!ready_) return;
  for (const ledger::Change& change : ledger_.look(clock_())) {
    Written letters;
    if (remind_) letters = remind_(change.item, *change.entry.reminder);
    record(change, {}, std::move(letters.documents), std::move(letters.on_record));
  }
}

void LedgerDesk::take(const site::AlarmEvent& event) {
  const bool raised = event.to == alarm::State::Active && !alarm::is_condition_true(event.from) &&
                      event.cause == site::Cause::Condition;
  const bool meant =
      !event.flags.has(alarm::Flag::OutOfService) && !event.flags.has(alarm::Flag::Suppressed);
  if (!ready_ || !raised || !meant || !event.gone.empty()) return;
  const site::AlarmSpec& alarm = core_.site().spec().alarms[at(event.alarm)];
  const ledger::Sightings before = ledger_.sightings(alarm.id);
  if (ledger_.saw(alarm.id, clock_().at)) {
    open_repeated(alarm);
  } else if (const auto after = ledger_.sightings(alarm.id); after != before) {
    core_.keep({document_of(alarm.id, after)});
  }
}

void LedgerDesk::open_repeated(const site::AlarmSpec& alarm) {
  const site::SiteSpec& spec = core_.site().spec();
  const ledger::Finding finding{
      .origin = ledger::Origin::Repeats,
      .description = shortened(repeated_text(alarm, ledger_.terms(), spec.language)),
      .area = area_of(spec, alarm),
      .alarms = {alarm.id}};
  const auto opened = ledger_.open(finding, kSelf, clock_());
  if (!opened) {
    spdlog::error("ledger: no item about {}: {}", alarm.id, opened.error());
    return;
  }
  record(*opened, {}, {document_of(alarm.id, ledger::Sightings{})});
}

tl::expected<std::string, std::string> LedgerDesk::open_for_incident(const std::string& incident,
                                                                     const std::string& plan,
                                                                     const std::string& text,
                                                                     const std::string& by) {
  if (!ready_) return tl::unexpected(std::string("the journal is not open"));
  if (const ledger::Item* known = ledger_.find_incident(incident)) return known->id;
  const ledger::Finding finding{.origin = ledger::Origin::Incident,
                                .description = shortened(text),
                                .source = plan,
                                .incident = incident};
  const auto opened = ledger_.open(finding, by, clock_());
  if (!opened) return tl::unexpected(opened.error());
  record(*opened, {});
  return opened->item.id;
}

bool LedgerDesk::call(const Request& request, const Answer& answer) {
  if (!request.op.starts_with(kPrefix)) return false;
  const std::string_view op = std::string_view(request.op).substr(sizeof kPrefix - 1);
  const auto found =
      std::find_if(kActs.begin(), kActs.end(), [&](const auto& each) { return each.first == op; });
  const bool known =
      found != kActs.end() || op == "list" || op == "show" || op == "kpi" || op == "open";
  if (!known) return false;
  if (!ready_) {
    answer->fail(Failure::Unreachable, "the journal is not open; see `hazctl status`");
  } else if (op == "list") {
    list(request, answer);
  } else if (op == "show") {
    show(request, answer);
  } else if (op == "kpi") {
    figures(request, answer);
  } else if (op == "open") {
    open(request, answer);
  } else {
    act(found->second, request, answer);
  }
  return true;
}

void LedgerDesk::list(const Request& request, const Answer& answer) {
  const std::string filter = text_argument(request.args, "which");
  auto ids = std::make_shared<std::vector<std::string>>();
  for (const ledger::Item* item : ledger_.items()) {
    if (is_wanted(*item, filter, clock_().day)) ids->push_back(item->id);
  }
  send_page(ids, 0, answer);
}

void LedgerDesk::send_page(const std::shared_ptr<std::vector<std::string>>& ids, std::size_t from,
                           const Answer& answer) {
  const std::size_t end = std::min(ids->size(), from + kPage);
  for (std::size_t i = from; i < end; ++i) {
    if (const ledger::Item* item = ledger_.find((*ids)[i])) answer->item(object_of(*item));
  }
  if (end == ids->size()) {
    answer->done();
  } else {
    answer->when_room([this, ids, end, answer] { send_page(ids, end, answer); });
  }
}

void LedgerDesk::show(const Request& request, const Answer& answer) {
  const std::string id = text_argument(request.args, "id");
  const ledger::Item* item = ledger_.find(id);
  if (item == nullptr) {
    answer->fail(Failure::Refused, "no item '" + id + "'; see `hazctl hazard list --all`");
    return;
  }
  answer->item(object_of(*item));
  answer->done();
}

void LedgerDesk::figures(const Request& request, const Answer& answer) {
  const ledger::Moment now = clock_();
  const auto since = since_from(request.args, now.day);
  if (!since) {
    answer->fail(Failure::Usage, since.error());
    return;
  }
  json::object object =
      figures_object(figures_of(ledger_.items(), *since, now.day), *since, now.day);
  object["site"] = core_.site().spec().name;
  object["unreadable"] = unreadable_;
  answer->item(object);
  answer->done();
}

void LedgerDesk::open(const Request& request, const Answer& answer) {
  const auto to_person = [this](const std::string& text) { return person(text); };
  const auto finding = finding_from(request.args, core_.site(), to_person, clock_().day);
  const std::string by = text_argument(request.args, "by");
  if (!finding) {
    finish(request, {}, tl::unexpected(finding.error()), answer);
    return;
  }
  auto result = ledger_.open(*finding, person(by.empty() ? request.caller.user : by), clock_());
  finish(request, result ? result->item.id : std::string(), result, answer);
}

void LedgerDesk::act(Act act, const Request& request, const Answer& answer) {
  const std::string id = text_argument(request.args, "id");
  const auto to_person = [this](const std::string& text) { return person(text); };
  auto command = command_from(act, request.args, core_.site(), to_person, clock_().day);
  if (!command) {
    finish(request, id, tl::unexpected(command.error()), answer);
    return;
  }
  const std::string by = text_argument(request.args, "by");
  command->by = person(by.empty() ? request.caller.user : by);
  finish(request, id, ledger_.act(id, *command, clock_()), answer);
}

/// Record, audit, answer.
void LedgerDesk::finish(const Request& request, const std::string& target,
                        const ledger::Ledger::Result& result, const Answer& answer) {
  site::AuditEvent audit{
      .by = request.caller.user, .from = "control", .op = request.op, .target = target};
  const std::string by = text_argument(request.args, "by");
  audit.note = text_argument(request.args, "text");
  if (!by.empty()) audit.note = by + (audit.note.empty() ? "" : ": ") + audit.note;
  audit.ok = result.has_value();
  if (!result) audit.error = result.error();
  if (result) {
    std::vector<site::Document> forgotten;
    for (const std::string& alarm : result->item.alarms) {
      const bool linked = result->entry.act == Act::Link || result->entry.act == Act::Open;
      if (linked) forgotten.push_back(document_of(alarm, ledger::Sightings{}));
    }
    record(*result, request.caller.user, std::move(forgotten));
  }
  core_.audit(std::move(audit));
  if (!result) {
    answer->fail(Failure::Refused, result.error());
    return;
  }
  answer->item(object_of(result->item));
  answer->done();
}

json::object LedgerDesk::object_of(const ledger::Item& item) const {
  json::object object = item_object(item, clock_().day);
  object["owner_name"] = name_of(item.owner);
  return object;
}

/// A contact is the same person by his id and by his name.
std::string LedgerDesk::person(const std::string& text) const {
  for (const site::ContactSpec& contact : core_.site().spec().contacts) {
    const bool named =
        ledger::same_person(text, contact.id) || ledger::same_person(text, contact.name);
    if (named) return contact.id;
  }
  return text;
}

std::string LedgerDesk::name_of(const std::string& person) const {
  for (const site::ContactSpec& contact : core_.site().spec().contacts) {
    if (contact.id == person && !contact.name.empty()) return contact.name;
  }
  return person;
}

}  // namespace hazgate::daemon
