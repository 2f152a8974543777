#include "gateway/daemon/daemon.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <csignal>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <utility>

#include "drivers/poll/clock.hpp"
#include "drivers/poll/queue_guard.hpp"
#include "gateway/control/json_text.hpp"
#include "gateway/core/ledger/figures.hpp"
#include "gateway/daemon/incident_file.hpp"
#include "gateway/daemon/ledger_letters.hpp"
#include "gateway/daemon/messages.hpp"
#include "gateway/daemon/metrics.hpp"
#include "gateway/daemon/response_codec.hpp"
#include "gateway/daemon/same_file.hpp"
#include "gateway/daemon/sparkplug_catalog.hpp"
#include "gateway/daemon/version.hpp"

namespace hazgate::daemon {
namespace {

constexpr auto kPatience = std::chrono::seconds{2};
constexpr auto kLookAtCalendar = std::chrono::seconds{2};

uplink::Options uplink_options(const config::Settings& settings) {
  const site::SiteSpec& site = settings.site;
  const config::UplinkSettings& uplink = settings.uplink;
  uplink::Options options;
  options.brokers = uplink.brokers;
  options.client_id = "hazgate-" + site.park + "-" + site.enterprise + "-" + site.gateway;
  options.root = "hazgate/v1/" + site.park + "/" + site.enterprise + "/" + site.gateway + "/";
  options.version = kVersion;
  options.username = uplink.username;
  options.password = uplink.password;
  options.tls = {uplink.ca_file, uplink.cert_file, uplink.key_file};
  options.mqtt = uplink.mqtt_5 ? uplink::MqttVersion::V5 : uplink::MqttVersion::V3_1_1;
  options.fail_back = uplink.fail_back;
  options.backfill = uplink.backfill;
  if (uplink.sparkplug) {
    options.sparkplug = {site.park, site.enterprise + "." + site.gateway, kVersion,
                         uplink.primary_host};
  }
  return options;
}

/// Who has signed the limits that hold from now on.
site::AuditEvent season_entry(const config::Settings& settings) {
  site::AuditEvent event{.by = "hazgated", .from = "daemon", .op = "season"};
  event.target = settings.season.empty() ? "none" : config::season_text(settings);
  for (const std::size_t place : settings.season) {
    const config::Season& season = settings.seasons[place];
    event.note +=
        fmt::format("{}{}: signed by {} on {:04}-{:02}-{:02}", event.note.empty() ? "" : "; ",
                    season.id, season.signed_by, static_cast<int>(season.signed_on.year()),
                    static_cast<unsigned>(season.signed_on.month()),
                    static_cast<unsigned>(season.signed_on.day()));
  }
  return event;
}

calendar::Zone zone_of(const config::Settings& settings) {
  return calendar::Zone::find(settings.site.timezone).value_or(calendar::Zone{});
}

}  // namespace

Daemon::Daemon(Configuration configuration, Load load, Handover before)
    : loaded_(std::move(configuration)),
      configuration_(config::in_force(loaded_, zone_of(*loaded_).day(poll::utc_now()))),
      load_(std::move(load)),
      handover_(std::move(before)),
      uplink_(
          configuration_->uplink.brokers.empty()
              ? nullptr
              : std::make_unique<uplink::Uplink>(
                    io_, uplink_options(*configuration_),
                    uplink::Uplink::Callbacks{
                        .command = [this](const std::string& json,
                                          const uplink::ReplyTo& to) { park_->take(json, to); },
                        .link =
                            [this](bool connected, const std::string& why) {
                              if (connected) {
                                spdlog::info("broker connected: {}", why);
                              } else {
                                spdlog::warn("broker: {}", why);
                              }
                              core_.link_changed(connected);
                              receipts_.link_changed(connected);
                            },
                        .refused = [this](uplink::Ticket ticket,
                                          const std::string& why) { broker_refused(ticket, why); },
                        .certificate =
                            [this](const std::string& problem) { certificate_changed(problem); },
                        .keep_bd_seq =
                            [this](std::uint8_t reserved) {
                              core_.keep({bd_seq_document(reserved)});
                            }})),
      core_(
          io_, configuration_->site, uplink_.get(),
          [this](std::vector<poll::WriteRequest> requests) { buses_.write(std::move(requests)); },
          [this](DeviceIndex device, std::uint64_t ticket) { buses_.recorded(device, ticket); },
          [this](WallTime at) { return zone_.local(at); }),
      receipts_(io_, core_,
                configuration_->uplink.brokers.empty() ? receipt::Terms{}
                                                       : configuration_->uplink.confirm_within,
                [this] { return uplink_ == nullptr ? 0 : uplink_->counters().sent_event; }),
      buses_(io_, configuration_, [this](poll::Report&& report) { core_.take(std::move(report)); }),
      commissioning_(io_, [this](const std::string& id) { return buses_.find(id); }),
      ledger_(
          core_, [this] { return ledger_moment(); }, configuration_->ledger),
      desk_(
          core_,
          {.status = [this] { return status(); },
           .metrics = [this] { return metrics_text(figures()); },
           .calendar =
               [this] {
                 return calendar_object(configuration_->site, configuration_->alarm_system);
               },
           .handover =
               [this] { return handover(shifts_.current().value_or(kpi::Period{}), core_.now()); },
           .sources = [this] { return sources_array(configuration_->sources); },
           .journal = [this] { return journal_.get(); },
           .post = [this](std::function<void()> work) { boost::asio::post(io_, std::move(work)); },
           .read = [this](const std::string& bus,
                          poll::RawRead request) { return read(bus, request); },
           .commissioning = &commissioning_,
           .ledger = &ledger_,
           .office = [this](const auto& request,
                            const auto& answer) { return office_.call(request, answer); },
           .contacts = [this](const auto& request,
                              const auto& answer) { return contacts_.call(request, answer); }}),
      office_(core_, {.settings = [this]() -> const config::Settings& { return *configuration_; },
                      .time = [this] { return office_time(); },
                      .moment_of = [this](auto local) { return zone_.moment_of(local); },
                      .local = [this](WallTime at) { return zone_.local(at); },
                      .journal = [this] { return journal_.get(); },
                      .post = [this](auto work) { boost::asio::post(io_, std::move(work)); },
                      .marks_changed = [this] { describe(); },
                      .letter = [this](const auto& to,
                                       const auto& letter) { return outbox_.write(to, letter); },
                      .letters = [this] { return outbox_.list(); },
                      .ledger = [this](const auto& period) { return ledger_counts(period); }}),
      outbox_(core_, [this](emergency::Via via,
                            notify::Letter letter) { people_.hand(via, std::move(letter)); }),
      people_(io_, core_, [this](WallTime at) { return zone_.local(at); }),
      contacts_(
          io_, core_, people_, [this]() -> const config::Settings& { return *configuration_; },
          [this](WallTime at) { return zone_.local(at); }),
      signals_(io_, SIGINT, SIGTERM, SIGHUP),
      watch_timer_(io_),
      journal_retry_(io_),
      control_retry_(io_),
      calendar_(io_) {}

Daemon::~Daemon() {
  stop();
}

tl::expected<void, StartError> Daemon::start() {
  started_ = poll::monotonic_now();
  refused_ = handover_.refused;
  if (auto opened = open_control(); !opened) return opened;
  if (auto opened = open_journal(); !opened && refused_.empty()) return opened;
  if (is_second()) return tl::unexpected(StartError{3, journal_error_ + "; stop that one first"});
  if (journal_ != nullptr && is_same_file(handover_.recorded_in, configuration_->store.path)) {
    handover_.memory.reset();
  }
  if (!handover_.memory) core_.attach(journal_.get());
  core_.watch([this](const site::Event& event) { take(event); });
  people_.configure(*configuration_);
  core_.send_through(
      [this](const std::vector<emergency::MessageOrder>& messages) { people_.send(messages); },
      [this](const emergency::MessageOrder& message) { return people_.compose(message); });
  ledger_.set_remind([this](const ledger::Item& item, const ledger::Reminder& reminder) {
    return remind(item, reminder);
  });
  people_.set_office([this](std::uint64_t ticket, emergency::ReceiptKind kind,
                            const std::string& error) { outbox_.receipt(ticket, kind, error); });
  set_zone();
  start_uplink();
  const bool joins = journal_ == nullptr || handover_.memory;  // which gives the office its record
  if (joins) {
    begin_without_record();
  } else {
    recorded_ = journal_->opened().newest;
    ledger_.restore(journal_->opened().memory.documents);
    outbox_.restore(journal_->opened().memory.documents);
    restore_park(journal_->opened());
    core_.restore(with_parts(remembered(), handover_.parts));
    if (!handover_.parts.empty()) {
      journal_->append({.parts = core_.site().memory(core_.now()).parts});
    }
    core_.journal_failed({});
    announce(journal_->opened().notice);
  }
  receipts_.look();
  buses_.start();
  core_.audit({.by = "hazgated",
               .from = "daemon",
               .op = "start",
               .target = configuration_->file,
               .note = std::string("version ") + kVersion});
  if (!refused_.empty()) refuse(refused_);
  if (server_ == nullptr) say_without_control();
  service_.ready();
  watch_itself();
  if (recorded_ != WallTime{}) {
    shifts_.look(zone_, configuration_->alarm_system.shifts, recorded_);
  }
  if (!joins) office_.restore(journal_->opened(), recorded_);
  office_.change();
  if (!look_at_calendar()) note_season(nullptr);
  return {};
}

/// What happens is also work for the offices.
void Daemon::take(const site::Event& event) {
  if (journal_ == nullptr) {
    if (is_work(event)) unheard_.push_back(unheard(event, core_.site().spec()));
    return;
  }
  if (const auto* alarm = std::get_if<site::AlarmEvent>(&event)) ledger_.take(*alarm);
  const auto* incident = std::get_if<site::IncidentEvent>(&event);
  if (incident == nullptr || incident->entry != site::EntryKind::Ended) return;
  if (incident->drill) {
    if (was_answered(incident->incident)) {
      office_.drill_done(incident->plan, incident->t);
    } else {
      spdlog::warn("the drill {} does not count: nobody has answered", incident->incident);
    }
  } else {
    const bool english = configuration_->site.language == "en";
    const auto opened = ledger_.open_for_incident(
        incident->incident, incident->plan,
        english ? "after incident " + incident->incident + ": find the cause and put it right"
                : "事件 " + incident->incident + " 之后: 查明原因并整改",
        incident->by);
    if (!opened)
      spdlog::warn("no item in the ledger for {}: {}", incident->incident, opened.error());
  }
}

/// Whether somebody has acknowledged it; a plan that tells nobody asks for no answer.
bool Daemon::was_answered(const std::string& id) {
  const site::IncidentMemory* incident = core_.site().incident(id);
  if (incident == nullptr || incident->acknowledged) return true;
  const auto& plans = configuration_->site.plans;
  const auto plan = std::find_if(plans.begin(), plans.end(),
                                 [&](const auto& one) { return one.id == incident->plan; });
  return plan == plans.end() ||
         std::none_of(plan->steps.begin(), plan->steps.end(),
                      [](const auto& step) { return step.kind == emergency::StepKind::Notify; });
}

/// The owner of a hidden danger, when he is a contact; the park hears of it by its event.
Written Daemon::remind(const ledger::Item& item, const ledger::Reminder& reminder) {
  const auto reminded = reminder_letter(configuration_->site, item, reminder);
  return reminded ? outbox_.write({reminded->contact}, reminded->letter) : Written{};
}

void Daemon::start_uplink() {
  if (uplink_ == nullptr) return;
  park_ = std::make_unique<ParkCommands>(
      core_, *uplink_, receipts_,
      ParkTerms{configuration_->uplink.commands, configuration_->uplink.command_age});
  uplink_->attach(journal_.get());
  uplink_->set_describe(
      describe_message(configuration_->site, core_.now(), core_.board().overdue()));
  uplink_->set_alarms(alarms_message(core_.site(), core_.now()));
  uplink_->set_catalog(catalog_of(configuration_->site));
  uplink_->start();
}

/// What waits for the duty room, and which of its commands were answered.
void Daemon::restore_park(const journal::Opened& opened) {
  receipts_.restore(opened, journal_.get());
  if (park_ != nullptr) park_->restore(opened.memory.documents);
  if (uplink_ != nullptr) uplink_->restore_bd_seq(bd_seq_from(opened.memory.documents));
}

std::string Daemon::read(const std::string& id, poll::RawRead request) {
  const auto found = buses_.find(id);
  if (!found) return found.error();
  for (const poll::PolledDevice* device : found->devices) {
    if (auto why = poll::why_not_read(*device, request)) {
      core_.take(poll::RawReadResult{
          .ticket = request.ticket, .error = std::move(*why), .words = {}, .refused = true});
      return {};
    }
  }
  found->worker->read(request);
  return {};
}

Outcome Daemon::run() {
  await_signals();
  io_.run();
  return outcome_;
}

void Daemon::await_signals() {
  signals_.async_wait([this](boost::system::error_code cancelled, int signal) {
    if (cancelled) return;
    if (signal == SIGHUP) {
      spdlog::info("SIGHUP: reading the configuration again");
      reload();
      await_signals();
      return;
    }
    spdlog::info("stopping on signal {}", signal);
    service_.stopping();  // not when the next daemon of this process follows
    core_.audit({.by = "hazgated", .from = "daemon", .op = "stop"});
    io_.stop();
  });
}

/// From now on this one is in force.
void Daemon::take(Configuration next) {
  // The core looks into the one before until it has changed.
  const Configuration before = std::exchange(configuration_, std::move(next));
  const auto renumbering = poll::renumber(before->buses, configuration_->buses);
  buses_.change(configuration_, renumbering);
  core_.change(configuration_->site, renumbering);
  people_.configure(*configuration_);
  office_.change();
  receipts_.look();
  if (uplink_ != nullptr) uplink_->set_catalog(catalog_of(configuration_->site));
  describe();
}

void Daemon::describe() {
  if (uplink_ == nullptr) return;
  uplink_->set_describe(
      describe_message(configuration_->site, core_.now(), core_.board().overdue()));
}

office::OfficeTime Daemon::office_time() const {
  const WallTime now = calendar_time();
  return {now, zone_.local(now)};
}

/// UTC when the machine does not know the zone, which is said.
void Daemon::set_zone() {
  const auto zone = calendar::Zone::find(loaded_->site.timezone);
  zone_ = zone.value_or(calendar::Zone{});
  zone_error_ = zone ? std::string() : zone.error();
  if (!zone) spdlog::error("{}; shifts and seasons begin as in UTC", zone_error_);
}

WallTime Daemon::calendar_time() const {
  const Now now = core_.now();
  return calendar::calendar_time(now.wall, now.wall_trusted, recorded_, now.tick - started_);
}

/// The stamp is the clock's; the day is the calendar's, which a clock that nobody has set does not turn back.
ledger::Moment Daemon::ledger_moment() const {
  return {core_.now().wall, ledger::Day(zone_.day(calendar_time()))};
}

/// The days of a period, as the ledger counts them.
office::LedgerCounts Daemon::ledger_counts(const kpi::Period& period) const {
  const ledger::Day first(zone_.day(period.begin));
  const ledger::Day last(zone_.day(period.end - std::chrono::milliseconds{1}));
  return counts_of(ledger::figures_of(ledger_.ledger().items(), first, last));
}

/// Another season has other limits; a shift that is over is handed over. Looked at often, so that a clock
/// that is put right is followed. Whether the season has changed.
bool Daemon::look_at_calendar() {
  const WallTime now = calendar_time();
  if (const auto ended = shifts_.look(zone_, configuration_->alarm_system.shifts, now)) {
    const Now told = core_.now();
    core_.tell("shift", told.wall, control::json_text(handover(*ended, told)));
  }
  ledger_.look();
  const auto due = config::in_force(loaded_, zone_.day(now));
  const bool changes = due != configuration_;
  if (changes) {
    const Configuration before = configuration_;
    take(due);
    note_season(before.get());
  }
  office_.look();
  outbox_.look();
  if (park_ != nullptr) park_->look();
  calendar_.expires_after(kLookAtCalendar);
  calendar_.async_wait([this](boost::system::error_code cancelled) {
    if (!cancelled) look_at_calendar();
  });
  return changes;
}

/// Puts on record whose signature holds, if that is news. `before`: null after a start.
void Daemon::note_season(const config::Settings* before) {
  site::AuditEvent entry = season_entry(*configuration_);
  const bool is_news = before == nullptr ? !configuration_->season.empty()
                                         : season_entry(*before).target != entry.target ||
                                               season_entry(*before).note != entry.note;
  if (is_news) core_.audit(std::move(entry));
}

void Daemon::stop() {
  if (std::exchange(stopped_, true)) return;
  if (loader_.joinable()) loader_.join();
  opening_.reset();
  if (park_ != nullptr) park_->look(true);
  buses_.stop();
  core_.stop();
  server_.reset();
  metrics_.reset();
  if (uplink_ != nullptr) uplink_->stop(kPatience);
  if (uplink_ != nullptr) uplink_->attach(nullptr);
  journal_.reset();
}

}  // namespace hazgate::daemon
