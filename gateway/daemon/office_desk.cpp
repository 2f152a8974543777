#include "gateway/daemon/office_desk.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <spdlog/spdlog.h>
#include <utility>

#include "gateway/control/json_text.hpp"
#include "gateway/daemon/office_figures.hpp"
#include "gateway/daemon/office_messages.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using office::OfficeTime;

/// A restart is no absence.
constexpr auto kAbsence = std::chrono::seconds{10};
constexpr auto kKeptAbsence = std::chrono::days{500};
constexpr std::size_t kSearchedRows = 20'000;
constexpr std::size_t kMostNamed = 3;

std::string id_of(const journal::EventRecord& record) {
  boost::system::error_code wrong;
  const json::value value = json::parse(record.body, wrong);
  if (wrong || !value.is_object()) return {};
  const json::object& body = value.get_object();
  const json::value* id = body.if_contains("id");
  // What a person has asked for is no proof.
  if (id == nullptr || !id->is_string() || body.contains("on_demand")) return {};
  return std::string(id->get_string());
}

}  // namespace

OfficeDesk::OfficeDesk(Core& core, OfficeSurroundings surroundings)
    : core_(core), around_(std::move(surroundings)) {}

void OfficeDesk::restore(const journal::Opened& opened, WallTime recorded) {
  for (const site::Document& paper : opened.memory.documents) {
    if (take_paper(paper, memory_)) continue;
    ++unreadable_;
    spdlog::error("office: {} {} cannot be read and begins anew", paper.kind, paper.id);
  }
  remembers_ = true;
  arrived_before_ = opened.sent_event;
  recorded_ = recorded;
  const WallTime now = around_.time().wall;
  std::vector<std::string> old;
  for (const auto& [id, away] : memory_.away) {
    if (away.to < now - kKeptAbsence) old.push_back(id);
  }
  for (const std::string& id : old) {
    memory_.away.erase(id);
    keep("away", id);
  }
  if (recorded != WallTime{} && now - recorded > kAbsence) {
    const std::string id = std::to_string(unix_ms(recorded));
    memory_.away[id] = {recorded, now};
    keep("away", id);
  }
  begin_service(recorded, now);
  change();
  find_numbers();
}

void OfficeDesk::begin_service(WallTime recorded, WallTime now) {
  office::Service& service = memory_.service;
  if (!service.known && !memory_.returns.since.empty()) {
    // An earlier hazgate did not note it.
    const auto& begun = memory_.returns.since;
    const auto first =
        std::min_element(begun.begin(), begun.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    service.known = office::InService{.since = first->second, .confirmed = true};
    keep("service", "gateway");
  }
  if (service.begin(recorded, now)) service_changed();
}

/// Nothing was owed before, and no plan was known.
void OfficeDesk::service_changed() {
  keep("service", "gateway");
  const WallTime since = memory_.service.known->since;
  for (const office::ReportKind kind : memory_.returns.begin_not_before(since)) {
    keep("report", std::string(office::to_text(kind)));
  }
  const office::Date day{std::chrono::floor<std::chrono::days>(around_.local(since))};
  for (auto& [plan, record] : memory_.deadlines.drills) {
    if (!record.known_since || *record.known_since >= day) continue;
    record.known_since = day;
    keep("drill", plan);
  }
}

void OfficeDesk::look_at_service(const OfficeTime& time) {
  const Now now = core_.now();
  if (memory_.service.look(time.wall, now.tick, now.wall_trusted)) service_changed();
}

void OfficeDesk::change() {
  const config::Settings& settings = around_.settings();
  memory_.deadlines.set(settings.equipment, settings.drills);
  memory_.returns.set(settings.report, around_.moment_of);
  marks_.clear();
  mark(around_.time().day());
}

void OfficeDesk::keep(const std::string& kind, const std::string& id) {
  papers_.push_back(paper_of(memory_, kind, id));
}

void OfficeDesk::flush() {
  if (papers_.empty()) return;
  site::Effects effects;
  effects.documents = std::exchange(papers_, {});
  core_.perform(std::move(effects));
}

void OfficeDesk::look() {
  const OfficeTime time = around_.time();
  mark(time.day());
  if (!remembers_ || around_.journal() == nullptr || !office::Returns::is_plausible(time)) return;
  look_at_service(time);
  settle(time);
  announce(time);
  look_at_arrivals(time);
  if (!busy_) {
    std::vector<std::string> dropped;
    const auto owed = memory_.returns.next(time, dropped);
    for (const std::string& key : dropped) keep("report", key);
    if (owed) make(*owed);
  }
  flush();
}

void OfficeDesk::settle(const OfficeTime& time) {
  const auto changed = memory_.returns.settle(time);
  for (const office::ReportKind kind : changed.kinds) {
    keep("report", std::string(office::to_text(kind)));
  }
  for (const std::string& key : changed.proofs) keep("report", key);
  for (const std::string& plan : memory_.deadlines.meet(time.day())) keep("drill", plan);
}

/// Not in the night: when people are there, as reports are.
void OfficeDesk::announce(const OfficeTime& time) {
  const config::Settings& settings = around_.settings();
  const auto since_midnight = time.local - std::chrono::floor<std::chrono::days>(time.local);
  if (since_midnight < settings.report.at) return;
  const auto news = memory_.deadlines.announce(time.day());
  if (news.empty()) return;
  for (const office::Announcement& each : news) keep("due", each.deadline.key);
  const auto language = office::letter_language(settings.site.language);
  const WallTime now = core_.now().wall;
  office::LetterText letter = office::due_letter(news, settings.site.name, language);
  tell("due", now, due_object(news, now, time.day(), language),
       {.to = {},
        .subject = std::move(letter.subject),
        .text = std::move(letter.text),
        .key = settings.site.gateway + "/due/" + office::to_text(time.day()) + "/" +
               news.front().deadline.key,
        .link = {}});
}

/// The event, what of it is kept and its letters in one batch; the letters leave when they are on record.
void OfficeDesk::tell(const std::string& kind, WallTime t, const json::object& body,
                      notify::Letter letter) {
  const std::vector<std::string>& to = around_.settings().report.to;
  std::vector<site::Document> papers = std::exchange(papers_, {});
  std::function<void()> on_record;
  if (around_.letter && !to.empty()) {
    Written written = around_.letter(to, letter);
    papers.insert(papers.end(), written.documents.begin(), written.documents.end());
    on_record = std::move(written.on_record);
  }
  core_.tell(kind, t, control::json_text(body), std::move(papers), std::move(on_record));
}

/// Shows with the readings of a device that it is overdue. Alarms are judged all the same.
void OfficeDesk::mark(office::Date today) {
  const auto& devices = around_.settings().site.devices;
  std::map<DeviceIndex, json::object> marks;
  for (const office::Deadline& deadline : memory_.deadlines.list()) {
    if (deadline.device.empty()) continue;
    if (office::stage_of(deadline, today) != office::Stage::Overdue) continue;
    const auto found = std::find_if(devices.begin(), devices.end(), [&](const auto& device) {
      return device.id == deadline.device;
    });
    if (found == devices.end()) continue;
    const auto index = index_of<DeviceIndex>(static_cast<std::size_t>(found - devices.begin()));
    // The one that is overdue the longest.
    marks.emplace(index, json::object{{"equipment", deadline.id},
                                      {"duty", deadline.duty},
                                      {"due", office::to_text(deadline.due)}});
  }
  if (marks == marks_) return;
  marks_ = marks;
  core_.board().mark(std::move(marks));
  around_.marks_changed();
}

void OfficeDesk::look_at_arrivals(const OfficeTime& time) {
  const bool has_park = !around_.settings().uplink.brokers.empty();
  const std::uint64_t arrived = around_.journal()->ends().sent_event;
  for (auto& [key, proof] : memory_.returns.proofs) {
    if (proof.sent || proof.seq == 0) continue;
    if (has_park && proof.seq > arrived) continue;
    proof.sent = proof.seq <= arrived_before_ ? std::max(proof.made, recorded_) : time.wall;
    keep("report", key);
  }
}

void OfficeDesk::committed(const journal::Committed& committed) {
  for (const journal::EventRecord& record : committed.events) {
    if (record.kind != "report") continue;
    const auto found = memory_.returns.proofs.find(id_of(record));
    if (found != memory_.returns.proofs.end() && found->second.seq < record.seq) {
      found->second.seq = record.seq;
      keep("report", found->first);
    }
  }
}

/// Which numbers those reports got that were made just before the process ended.
void OfficeDesk::find_numbers() {
  const auto& proofs = memory_.returns.proofs;
  const bool all = std::all_of(proofs.begin(), proofs.end(),
                               [](const auto& entry) { return entry.second.seq != 0; });
  journal::Journal* journal = around_.journal();
  if (all || journal == nullptr) return;
  const auto found = std::make_shared<journal::Committed>();
  journal->read_events_back(
      kSearchedRows,
      [found](const journal::EventRecord& record) {
        if (record.kind == "report") found->events.push_back(record);
        return true;
      },
      [this, found, post = around_.post](const journal::Walk&) {
        post([this, found] {
          committed(*found);
          flush();
        });
      });
}

void OfficeDesk::read(const office::Round& round, std::function<void(office::Contents)> done) {
  const OfficeTime asked = around_.time();
  OfficeReading::begin(
      {around_.journal, around_.post},
      question_of(core_.site(), around_.settings(), round.period, memory_, asked.wall),
      [this, round, done = std::move(done)](OfficeAnswer&& answer) {
        const config::Settings& settings = around_.settings();
        office::Contents contents =
            contents_of(core_.site(), settings, round, std::move(answer), memory_,
                        {around_.time(), core_.now(), around_.local});
        if (around_.ledger) {
          contents.ledger = around_.ledger({round.period.begin, contents.until});
        }
        done(std::move(contents));
      });
}

void OfficeDesk::make(const office::Owed& owed) {
  busy_ = true;
  read(owed.round, [this, owed](office::Contents contents) {
    busy_ = false;
    send(owed, std::move(contents));
  });
}

void OfficeDesk::send(const office::Owed& owed, office::Contents contents) {
  const config::Settings& settings = around_.settings();
  const auto language = office::letter_language(settings.site.language);
  contents.late = owed.late;
  contents.corrects = owed.corrects;
  const std::string& key = owed.round.key;
  memory_.returns.made(owed.round, {.made = around_.time().wall, .late = owed.late});
  keep("report", key);
  office::LetterText letter = office::report_letter(contents, settings.site.name, language);
  tell("report", contents.made, report_object(contents, settings.report.to, language),
       {.to = {},
        .subject = std::move(letter.subject),
        .text = std::move(letter.text),
        .key = settings.site.gateway + "/report/" + key + (owed.corrects ? "/corrected" : ""),
        .link = {}});
}

void OfficeDesk::drill_done(const std::string& plan, WallTime when) {
  const OfficeTime time = around_.time();
  // In the time of the site.
  const auto local = time.local + std::chrono::floor<std::chrono::seconds>(when - time.wall);
  memory_.deadlines.note_drill(plan, OfficeTime{when, local}.day());
  keep("drill", plan);
  flush();
}

std::string OfficeDesk::problem() const {
  const OfficeTime time = around_.time();
  if (!office::Returns::is_plausible(time)) return {};
  const auto failures = memory_.returns.failures(time);
  if (failures.empty()) return {};
  std::string names;
  for (std::size_t i = 0; i < std::min(failures.size(), kMostNamed); ++i) {
    names += (i == 0 ? "" : ", ") + failures[i].round.key;
  }
  if (failures.size() > kMostNamed) names += ", …";
  return std::to_string(failures.size()) +
         (failures.size() == 1 ? " report has" : " reports have") +
         " not reached the park: " + names + "; see `hazctl report list`";
}

}  // namespace hazgate::daemon
