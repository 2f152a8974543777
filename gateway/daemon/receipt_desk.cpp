#include "gateway/daemon/receipt_desk.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/json.hpp>
#include <set>
#include <spdlog/spdlog.h>
#include <utility>

#include "gateway/config/duty_room.hpp"
#include "gateway/daemon/arguments.hpp"
#include "gateway/daemon/receipt_codec.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;

/// How far back numbers are looked for that were given just before a kill.
constexpr std::size_t kSearchedRows = 20'000;
constexpr std::size_t kMostOpened = 100;  ///< incidents whose first entry may be confirmed
constexpr std::size_t kMostNamed = 10;    ///< alarms in one entry of the audit

bool is_park(const std::string& by) {
  return by.starts_with("park:");
}

}  // namespace

ReceiptDesk::ReceiptDesk(boost::asio::io_context& io, Core& core, receipt::Terms terms,
                         Delivered delivered)
    : io_(io), core_(core), receipts_(terms), delivered_(std::move(delivered)), timer_(io) {
  if (!terms.any()) return;
  core_.accompany([this](const auto& events, auto& documents) { accompany(events, documents); });
}

site::Document ReceiptDesk::paper(const std::string& alarm) const {
  const receipt::Waiting* waiting = receipts_.find(alarm);
  return waiting == nullptr ? site::Document{kReceipt, alarm, {}} : document_of(*waiting);
}

void ReceiptDesk::restore(const journal::Opened& opened, journal::Journal* journal) {
  last_event_ = std::max(last_event_, opened.last_event);
  std::vector<site::Document> forgotten;
  for (const site::Document& document : opened.memory.documents) {
    if (document.kind != kReceipt || receipts_.find(document.id) != nullptr) continue;
    auto waiting = waiting_from(document);
    if (!waiting) {
      spdlog::error("what waits for a receipt of {} cannot be read; it is not announced again",
                    document.id);
      continue;
    }
    if (core_.site().find_alarm(document.id))
      receipts_.restore(std::move(*waiting), core_.now().tick);
    if (receipts_.find(document.id) == nullptr) forgotten.push_back({kReceipt, document.id, {}});
  }
  if (!forgotten.empty()) core_.keep(std::move(forgotten));
  if (receipts_.unnumbered() > 0) find_numbers(journal);
}

void ReceiptDesk::find_numbers(journal::Journal* journal) {
  if (journal == nullptr) return;
  const auto found = std::make_shared<journal::Committed>();
  journal->read_events_back(
      kSearchedRows,
      [found](const journal::EventRecord& record) {
        if (record.kind == "alarm") found->events.push_back(record);
        return true;
      },
      [this, found, weak = std::weak_ptr(alive_), &io = io_](const journal::Walk&) {
        boost::asio::post(io, [this, found, weak] {
          if (!weak.expired()) committed(*found);
        });
      });
}

void ReceiptDesk::committed(const journal::Committed& committed) {
  std::vector<site::Document> papers;
  for (const journal::EventRecord& record : committed.events) {
    last_event_ = std::max(last_event_, record.seq);
    if (record.kind == "incident") {
      boost::system::error_code failed;
      const json::value body = json::parse(record.body, failed);
      if (failed || !body.is_object()) continue;
      if (text_argument(body.get_object(), "entry") != "opened") continue;
      if (opened_.size() >= kMostOpened) opened_.erase(opened_.begin());
      opened_[record.seq] = text_argument(body.get_object(), "incident");
    }
    if (record.kind != "alarm" || receipts_.unnumbered() == 0) continue;
    const auto announced = announced_from(record.body);
    if (!announced) continue;
    const auto& [alarm, occurrence, times] = *announced;
    if (receipts_.number(alarm, occurrence, times, record.seq)) papers.push_back(paper(alarm));
  }
  if (!papers.empty()) core_.keep(std::move(papers));
}

/// Into the same transaction as the event: from now on it is not forgotten.
void ReceiptDesk::accompany(const std::vector<site::Event>& events,
                            std::vector<site::Document>& documents) {
  std::set<std::string> changed;
  for (const site::Event& event : events) {
    if (const auto* alarm = std::get_if<site::AlarmEvent>(&event)) {
      if (!take(*alarm)) continue;
      changed.insert(alarm->gone.empty() ? core_.site().spec().alarms[at(alarm->alarm)].id
                                         : alarm->gone);
    } else if (const auto* incident = std::get_if<site::IncidentEvent>(&event)) {
      take(*incident, documents);
    }
  }
  for (const std::string& alarm : changed) documents.push_back(paper(alarm));
  if (!changed.empty()) report_soon();
}

/// Whether something has changed.
bool ReceiptDesk::take(const site::AlarmEvent& event) {
  if (!event.gone.empty()) return receipts_.drop(event.gone);
  const site::AlarmSpec& alarm = core_.site().spec().alarms[at(event.alarm)];
  if (event.announce > 1 || alarm.id == config::kDutyRoomAlarm) return false;
  if (event.cause == site::Cause::Ack) {
    return is_park(event.by) && receipts_.seen(alarm.id, event.occurrence, core_.now().tick);
  }
  // Somebody here, or the configuration, has said that it means nothing now; that was sent.
  if (event.flags.any()) return receipts_.drop(alarm.id);
  if (event.to != alarm::State::Active || event.cause == site::Cause::Restart) return false;
  Now raised = core_.now();
  raised.wall = event.t;  // what is announced again says the time that was announced first
  return receipts_.raise(alarm.id, alarm.priority, event.occurrence, raised);
}

/// Whoever acknowledges an incident has seen what has triggered it.
void ReceiptDesk::take(const site::IncidentEvent& event, std::vector<site::Document>& documents) {
  if (event.entry != site::EntryKind::Acknowledged || !is_park(event.by)) return;
  const site::IncidentMemory* incident = core_.site().incident(event.incident);
  if (incident == nullptr) return;
  for (const std::string& alarm : incident->triggers) {
    if (receipts_.drop(alarm)) documents.push_back(paper(alarm));
  }
  report_soon();
}

tl::expected<std::string, std::string> ReceiptDesk::confirm(std::uint64_t seq, bool upto,
                                                            const std::string& by,
                                                            site::Effects& effects) {
  if (seq == 0 || seq > last_event_) {
    return tl::unexpected("the lane \"event\" has no message " + std::to_string(seq) +
                          ", it has got to " + std::to_string(last_event_));
  }
  const auto confirmed = receipts_.confirm(seq, upto, core_.now().tick);
  std::string note;
  for (std::size_t i = 0; i < confirmed.done.size(); ++i) {
    effects.documents.push_back(paper(confirmed.done[i]));
    if (i < kMostNamed) note += (i == 0 ? "" : ", ") + confirmed.done[i];
  }
  if (confirmed.done.size() > kMostNamed) {
    note += " and " + std::to_string(confirmed.done.size() - kMostNamed) + " more";
  }
  for (const std::string& alarm : confirmed.still) effects.documents.push_back(paper(alarm));
  std::vector<std::string> all = confirmed.done;
  all.insert(all.end(), confirmed.still.begin(), confirmed.still.end());
  add_entries(all, seq, upto, by, effects);
  report_soon();
  return note;
}

/// On the timeline of each incident that runs and that these alarms, or the message itself, belong to.
void ReceiptDesk::add_entries(const std::vector<std::string>& alarms, std::uint64_t seq, bool upto,
                              const std::string& by, site::Effects& effects) {
  std::set<std::string> named;
  const auto end = opened_.upper_bound(seq);
  const auto begin = upto ? opened_.begin() : opened_.lower_bound(seq);
  for (auto one = begin; one != end; ++one) named.insert(one->second);
  opened_.erase(begin, end);
  if (alarms.empty() && named.empty()) return;
  const std::set<std::string> seen(alarms.begin(), alarms.end());
  for (const site::IncidentMemory& incident : core_.site().incidents()) {
    if (incident.closed) continue;
    const auto trigger = std::find_if(incident.triggers.begin(), incident.triggers.end(),
                                      [&](const std::string& id) { return seen.contains(id); });
    const bool is_meant = trigger != incident.triggers.end();
    if (!is_meant && !named.contains(incident.id)) continue;
    site::IncidentEvent entry =
        emergency::entry_of(incident, site::EntryKind::Confirmed, core_.now());
    if (is_meant) entry.alarm = core_.site().find_alarm(*trigger);
    entry.by = by;
    effects.events.emplace_back(std::move(entry));
  }
}

void ReceiptDesk::link_changed(bool connected) {
  const Tick now = core_.now().tick;
  if (connected) {
    receipts_.line_up(delivered_(), now);
  } else {
    receipts_.line_down(now);
  }
  arm();
}

void ReceiptDesk::look() {
  std::vector<site::Document> forgotten;
  for (const std::string& alarm : receipts_.alarms()) {
    if (core_.site().find_alarm(alarm)) continue;
    receipts_.drop(alarm);
    forgotten.push_back(paper(alarm));
  }
  if (!forgotten.empty()) core_.keep(std::move(forgotten));
  told_.reset();
  report();
}

/// The alarm as it stands, told once more: who knows only the contract sees no change in it.
site::AlarmEvent ReceiptDesk::again(const receipt::Again& what) const {
  const AlarmIndex index = *core_.site().find_alarm(what.alarm);
  const site::AlarmView view = core_.site().alarm(index);
  site::AlarmEvent event;
  event.t = core_.now().wall;
  event.alarm = index;
  event.occurrence = what.occurrence;
  event.from = event.to = view.state;
  event.flags = view.flags;
  event.cause = site::Cause::Condition;
  event.value = view.value;
  event.limit = view.limit;
  event.quality = view.quality;
  event.first_out = view.first_out;
  event.announce = what.times;
  event.announce_of = what.of;
  event.announced_since = what.since;
  return event;
}

void ReceiptDesk::run() {
  site::Effects effects;
  for (const receipt::Again& what : receipts_.run(delivered_(), core_.now())) {
    spdlog::warn("the duty room has not confirmed {}: announced for the {}. time", what.alarm,
                 what.times);
    effects.documents.push_back(paper(what.alarm));
    if (core_.site().find_alarm(what.alarm)) effects.events.emplace_back(again(what));
  }
  core_.perform(std::move(effects));
  report();
}

/// Not in the middle of what the site is doing.
void ReceiptDesk::report_soon() {
  if (std::exchange(soon_, true)) return;
  boost::asio::post(io_, [this, weak = std::weak_ptr(alive_)] {
    if (weak.expired()) return;
    soon_ = false;
    report();
  });
}

void ReceiptDesk::report() {
  const bool silent = receipts_.overdue() > 0;
  if (told_ != silent) {
    told_ = silent;
    core_.report(std::string(config::kDutyRoomAlarm), silent);
  }
  arm();
}

void ReceiptDesk::arm() {
  timer_.cancel();
  const auto deadline = receipts_.deadline();
  if (!deadline) return;
  timer_.expires_at(std::chrono::steady_clock::time_point(deadline->time_since_epoch()));
  timer_.async_wait([this](boost::system::error_code cancelled) {
    if (!cancelled) run();
  });
}

json::object ReceiptDesk::status() const {
  if (!receipts_.terms().any()) return {};
  return {{"unconfirmed", receipts_.count()}, {"overdue", receipts_.overdue()}};
}

}  // namespace hazgate::daemon
