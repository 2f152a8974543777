// The daemon and another configuration: what is looked at before anything ends, what changes in place, and what is
// refused. A reload never ends the gateway (decision 13).
#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>
#include <tuple>
#include <utility>

#include "gateway/daemon/daemon.hpp"
#include "gateway/daemon/same_file.hpp"
#include "gateway/journal/files.hpp"

namespace hazgate::daemon {
namespace {

constexpr auto kRetryControl = std::chrono::seconds{5};

/// Whether the one can go on as the other without being built anew.
bool is_same_house(const config::Settings& one, const config::Settings& other) {
  const auto what = [](const config::Settings& settings) {
    return std::tie(settings.site.park, settings.site.enterprise, settings.site.gateway,
                    settings.store, settings.uplink, settings.control);
  };
  return what(one) == what(other);
}

}  // namespace

/// Reads the configuration beside the core, which goes on meanwhile.
void Daemon::reload() {
  service_.reloading();
  if (loader_.joinable()) {
    load_again_ = true;
    return;
  }
  loader_ = std::thread([this, running = configuration_] {
    Reading reading = prepare(*running, load_());
    boost::asio::post(io_, [this, reading = std::move(reading)]() mutable {
      loader_.join();
      if (std::exchange(load_again_, false)) {
        reading = {};  // lets go of its socket first
        reload();
      } else {
        take(std::move(reading));
      }
    });
  });
}

/// Whether the next one will have what it cannot start without: its socket, which is held from now on, and
/// a store that is its own. A store that cannot be opened now is no reason: the next one begins without.
Daemon::Reading Daemon::prepare(const config::Settings& running, Configuration next) {
  Reading reading;
  if (next == nullptr) {
    reading.refusal = "the file has mistakes; the log has them";
    return reading;
  }
  if (!is_same_file(running.store.path, next->store.path)) {
    if (const auto why = journal::Journal::why_left_alone(next->store.path)) {
      reading.refusal = *why;
      return reading;
    }
  }
  if (!is_same_file(running.control.socket, next->control.socket)) {
    auto socket = control::Listener::open(next->control.socket);
    if (!socket) {
      reading.refusal = socket.error();
      return reading;
    }
    reading.socket = std::make_unique<control::Listener>(std::move(*socket));
  }
  reading.next = std::move(next);
  return reading;
}

void Daemon::take(Reading reading) {
  if (reading.next == nullptr) {
    refuse(reading.refusal);
    service_.ready();
    return;
  }
  if (!is_same_house(*configuration_, *reading.next) && disk_keeps_waiting()) {
    refuse(hanging_disk() + ". Store, uplink, control socket and name change only with it");
    service_.ready();
    return;
  }
  refused_.clear();
  next_socket_ = std::move(reading.socket);
  change(std::move(reading.next));
}

/// Then the journal cannot be closed, and who waits for that evaluates no alarm.
bool Daemon::disk_keeps_waiting() const {
  constexpr std::chrono::seconds kUsual{2};
  return verdict_.disk_hangs || (journal_ != nullptr && journal_->counters().in_disk > kUsual);
}

/// Said in the log, on record and in the status, until a reload is taken: the file is another one than what
/// runs, and the next start of the process would have to do with it.
void Daemon::refuse(const std::string& why) {
  refused_ = why;
  spdlog::error("the reload is refused, the old configuration goes on: {}", why);
  core_.audit({.by = "hazgated",
               .from = "daemon",
               .op = "reload",
               .target = configuration_->file,
               .ok = false,
               .error = why});
}

void Daemon::change(Configuration next) {
  core_.audit({.by = "hazgated", .from = "daemon", .op = "reload"});
  if (!is_same_house(*configuration_, *next)) {
    spdlog::info("store, uplink, control socket or the gateway's name have changed: starting anew");
    next_ = std::move(next);
    outcome_ = Outcome::Restart;
    io_.stop();
    return;
  }
  const Configuration before = configuration_;
  loaded_ = std::move(next);
  set_zone();
  ledger_.set_terms(loaded_->ledger);
  take(config::in_force(loaded_, zone_.day(calendar_time())));
  note_season(before.get());
  const bool other_shifts = before->alarm_system.shifts != loaded_->alarm_system.shifts ||
                            before->site.timezone != loaded_->site.timezone;
  if (other_shifts) {
    shifts_ = {};
    shifts_.look(zone_, loaded_->alarm_system.shifts, calendar_time());
  }
  spdlog::info("the configuration has changed");
  service_.ready();
}

Daemon::Handover Daemon::give_back(std::string refused) {
  Handover handover = std::move(handover_);
  handover.socket.reset();
  handover.refused = std::move(refused);
  return handover;
}

/// A gateway that nobody can ask watches and alarms all the same; two on the same lines must not.
tl::expected<void, StartError> Daemon::open_control() {
  if (const auto held = std::move(handover_.socket)) {
    server_ = control::Server::open(io_, std::move(*held), desk_);
    return {};
  }
  const std::string& path = configuration_->control.socket;
  auto server = control::Server::open(io_, path, desk_);
  if (server) {
    server_ = std::move(*server);
    return {};
  }
  if (refused_.empty() && control::is_answered(path)) {
    return tl::unexpected(StartError{3, server.error()});
  }
  control_error_ = server.error();
  retry_control();
  return {};
}

/// Without a socket of its own it is by the store that another daemon is known.
bool Daemon::is_second() const {
  return server_ == nullptr && journal_ == nullptr && refused_.empty() &&
         journal::Lock::is_held(configuration_->store.path);
}

void Daemon::say_without_control() {
  spdlog::error("{}; hazctl cannot ask until then, tried again every {} s", control_error_,
                kRetryControl.count());
  core_.audit({.by = "hazgated",
               .from = "daemon",
               .op = "control",
               .target = configuration_->control.socket,
               .ok = false,
               .error = control_error_});
}

void Daemon::retry_control() {
  control_retry_.expires_after(kRetryControl);
  control_retry_.async_wait([this](boost::system::error_code cancelled) {
    if (cancelled) return;
    const std::string& path = configuration_->control.socket;
    auto socket = control::Listener::open(path, std::chrono::milliseconds{0});
    if (!socket) {
      const bool is_news = socket.error() != control_error_;
      control_error_ = socket.error();
      if (is_news) say_without_control();
      retry_control();
      return;
    }
    server_ = control::Server::open(io_, std::move(*socket), desk_);
    control_error_.clear();
    spdlog::info("the control socket {} is there", path);
    core_.audit({.by = "hazgated", .from = "daemon", .op = "control", .target = path});
  });
}

}  // namespace hazgate::daemon
