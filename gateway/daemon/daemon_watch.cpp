// The daemon and its own health: signs of life for systemd, figures for machines, and alarms for what hangs.
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>
#include <utility>

#include "drivers/poll/clock.hpp"
#include "drivers/poll/readings.hpp"
#include "gateway/daemon/daemon.hpp"
#include "gateway/daemon/metrics.hpp"
#include "gateway/daemon/version.hpp"

namespace hazgate::daemon {
namespace {

constexpr Duration kLook = std::chrono::seconds{1};
constexpr Duration kPageAgain = std::chrono::seconds{10};
/// A name is looked up, a connection made, and asked on twice.
constexpr Duration kConnecting = std::chrono::seconds{10};
constexpr const char* kBusHangs =
    "its worker does not come back from the line: look at the adapter and its driver";

}  // namespace

VitalSigns Daemon::vital_signs() const {
  VitalSigns signs;
  signs.now = core_.now().tick;
  const auto counters = buses_.counters();
  for (std::size_t i = 0; i < counters.size(); ++i) {
    const poll::BusPlan& plan = configuration_->buses[i];
    signs.buses.push_back({plan.id, counters[i].progress, counters[i].resting_until,
                           kConnecting + 4 * plan.response_timeout});
  }
  // Once begun it goes on: systemd waits for a while. What nobody would remember has no end.
  signs.may_end_for_bus = verdict_.for_bus || (bus_restarts_.may_restart() && is_recorded());
  signs.reports_waiting = buses_.waiting();
  signs.reports_taken = buses_.taken();
  signs.timer_due = core_.timer_due();
  if (journal_ != nullptr) {
    const auto journal = journal_->counters();
    signs.journal = {journal.in_disk, journal.overdue};
  }
  for (const auto& [id, traffic] : people_.traffic()) {
    signs.channels.push_back({id, traffic.waiting, traffic.receipts});
  }
  return signs;
}

/// Once a second, or as often as systemd wants to hear of us.
void Daemon::watch_itself() {
  const Now now = core_.now();
  clock_steps_.look(now.tick, now.wall);
  const VitalSigns signs = vital_signs();
  const Verdict verdict = watchdog_.judge(signs);
  tell_hanging_buses(verdict);
  tell_hanging_disk(verdict);
  count_restarts(verdict);
  tell_end(verdict);
  verdict_ = verdict;
  if (verdict.well) service_.feed();
  service_.say(status_line());
  show_metrics();
  const Duration third = service_.interval().value_or(3 * kLook) / 3;
  watch_timer_.expires_after(std::min(kLook, third));
  watch_timer_.async_wait([this](boost::system::error_code cancelled) {
    if (!cancelled) watch_itself();
  });
}

void Daemon::tell_hanging_buses(const Verdict& verdict) {
  const auto hangs = [](const Verdict& of, const std::string& bus) {
    return std::find(of.buses.begin(), of.buses.end(), bus) != of.buses.end();
  };
  for (std::size_t i = 0; i < configuration_->buses.size(); ++i) {
    const std::string& id = configuration_->buses[i].id;
    const auto bus = index_of<BusIndex>(i);
    const bool now = hangs(verdict, id);
    if (now == hangs(verdict_, id)) continue;
    if (now) {
      lose(configuration_->buses[i]);
      continue;
    }
    const poll::BusCounters counters = buses_.counters()[i];
    const Now when = core_.now();
    core_.take(poll::BusChange{.bus = bus,
                               .open = counters.open,
                               .error = counters.error,
                               .at = when.tick,
                               .wall = when.wall});
  }
}

/// Its worker says nothing: what it would say of a line that is dead. When it goes on, its polls take it back.
void Daemon::lose(const poll::BusPlan& bus) {
  const Now when = core_.now();
  core_.take(poll::BusChange{
      .bus = bus.index, .open = false, .error = kBusHangs, .at = when.tick, .wall = when.wall});
  for (const poll::PolledDevice& device : bus.devices) {
    core_.take(poll::PollResult{.device = device.index,
                                .answer = poll::DeviceAnswer::Lost,
                                .at = when.tick,
                                .wall = when.wall,
                                .readings = poll::without_value(device, Quality::Comm)});
  }
}

/// To whoever is in charge a disk that hangs is a record that fails: the park hears events at once, people
/// wait for no receipt of the disk.
void Daemon::tell_hanging_disk(const Verdict& verdict) {
  if (verdict.disk_hangs == verdict_.disk_hangs || journal_ == nullptr) return;
  if (verdict.disk_hangs) {
    core_.journal_failed(hanging_disk());
  } else if (journal_->counters().healthy) {
    core_.journal_failed({});
  }
}

std::string Daemon::hanging_disk() const {
  return "the disk of " + configuration_->store.path +
         " does not answer; events are kept in memory and written when it does: look at the disk";
}

/// The last words before systemd ends this process and starts another.
void Daemon::tell_end(const Verdict& verdict) {
  if (verdict.well == verdict_.well) return;
  if (verdict.well) {
    spdlog::info("everything goes on again");
    return;
  }
  const std::string why = fmt::format("{}", fmt::join(verdict.cannot_go_on, "; "));
  spdlog::critical("no sign of life is given any more: {}", why);
  core_.audit({.by = "hazgated",
               .from = "daemon",
               .op = "watchdog",
               .target = "systemd",
               .ok = false,
               .error = why});
}

void Daemon::count_restarts(const Verdict& verdict) {
  if (verdict.for_bus && !verdict_.for_bus) core_.keep({bus_restarts_.add()});
  if (auto forgotten = bus_restarts_.look(core_.now().tick, !verdict.buses.empty())) {
    core_.keep({std::move(*forgotten)});
  }
}

bool Daemon::is_recorded() const {
  return journal_ != nullptr && !verdict_.disk_hangs && journal_->counters().healthy;
}

std::string Daemon::status_line() {
  if (!verdict_.well) return fmt::format("hangs: {}", fmt::join(verdict_.cannot_go_on, "; "));
  const site::SiteSpec& spec = configuration_->site;
  std::size_t standing = 0;
  for (std::size_t i = 0; i < spec.alarms.size(); ++i) {
    const auto state = core_.site().alarm(index_of<AlarmIndex>(i)).state;
    standing += state == alarm::State::Normal ? 0 : 1;
  }
  const std::string park = uplink_ == nullptr     ? "no park"
                           : core_.is_connected() ? "park connected"
                                                  : "park not connected";
  return fmt::format("{} devices on {} buses; alarms: {}; {}; {}", spec.devices.size(),
                     spec.buses.size(), standing, park,
                     is_recorded() ? "record well" : "NOTHING IS RECORDED");
}

Figures Daemon::figures() {
  const site::SiteSpec& spec = configuration_->site;
  Figures figures;
  figures.version = kVersion;
  figures.now = core_.now();
  figures.started = figures.now.wall -
                    std::chrono::duration_cast<WallTime::duration>(figures.now.tick - started_);
  const auto buses = buses_.counters();
  for (std::size_t i = 0; i < buses.size(); ++i) {
    figures.buses.push_back({spec.buses[i].id, buses[i]});
    for (const poll::DeviceCounters& device : buses[i].devices) {
      figures.devices.push_back({spec.devices[at(device.device)].id, spec.buses[i].id, device});
    }
  }
  if (journal_ != nullptr) figures.journal = journal_->counters();
  figures.disk_hangs = verdict_.disk_hangs;
  if (uplink_ != nullptr) figures.uplink = uplink_->counters();
  for (std::size_t i = 0; i < spec.alarms.size(); ++i) {
    const auto state = core_.site().alarm(index_of<AlarmIndex>(i)).state;
    ++figures.alarms[{spec.alarms[i].priority, state}];
  }
  figures.incidents = open_incidents();
  for (const auto& [id, traffic] : people_.traffic()) {
    figures.channels.push_back({id, traffic.waiting, traffic.receipts});
  }
  figures.reports_waiting = buses_.waiting();
  figures.reports_taken = buses_.taken();
  figures.reports_dropped = buses_.dropped();
  figures.reaction = core_.reaction();
  figures.process = process_figures();
  figures.clock = clock_figures();
  figures.clock_steps = clock_steps_;
  figures.watched = service_.interval().has_value();
  figures.well = verdict_.well;
  return figures;
}

std::size_t Daemon::open_incidents() {
  const auto incidents = core_.site().incidents();
  return static_cast<std::size_t>(std::count_if(
      incidents.begin(), incidents.end(), [](const auto& incident) { return !incident.closed; }));
}

/// Also over a change of the configuration. An address that cannot be had is tried again.
void Daemon::show_metrics() {
  const std::string& address = configuration_->metrics.listen;
  if (address != metrics_address_) {
    metrics_.reset();
    metrics_error_.clear();
    metrics_address_ = address;
    metrics_again_ = {};
  }
  if (address.empty()) return;
  const Tick now = core_.now().tick;
  if (metrics_ == nullptr && now >= metrics_again_) {
    metrics_again_ = now + kPageAgain;
    auto page = MetricsPage::open(address);
    if (!page && metrics_error_.empty()) spdlog::error("metrics: {}; tried again", page.error());
    metrics_error_ = page ? std::string() : page.error();
    if (page) metrics_ = std::move(*page);
  }
  if (metrics_ != nullptr) metrics_->show(figures());
}

/// What `hazctl status` says of the gateway as a program.
boost::json::object Daemon::machine_status() const {
  const ProcessFigures process = process_figures();
  const ClockFigures clock = clock_figures();
  const auto ms = [](auto time) { return std::chrono::duration<double, std::milli>(time).count(); };
  return {{"memory_bytes", process.resident_bytes},
          {"open_files", process.open_files},
          {"threads", process.threads},
          {"cpu_s", process.cpu.count()},
          {"clock_synchronised", clock.synchronised},
          {"clock_offset_ms", ms(clock.offset)},
          {"clock_error_ms", ms(clock.error)},
          {"clock_steps", clock_steps_.count()},
          {"clock_last_step_ms", ms(clock_steps_.last())},
          {"watchdog", service_.interval().has_value()},
          {"waiting_reports", buses_.waiting()}};
}

/// Of what hangs, for people.
std::vector<std::string> Daemon::hanging() const {
  std::vector<std::string> problems;
  for (const std::string& bus : verdict_.buses) {
    problems.push_back("bus " + bus + ": " + kBusHangs);
    if (!bus_restarts_.may_restart() && !verdict_.for_bus) {
      problems.back() +=
          fmt::format("; hazgated was started again for it {} times, in vain, and is not any more",
                      bus_restarts_.count());
    }
  }
  if (verdict_.disk_hangs) problems.push_back("journal: " + hanging_disk());
  for (const std::string& why : verdict_.cannot_go_on) problems.push_back("watchdog: " + why);
  if (!metrics_error_.empty()) problems.push_back("metrics: " + metrics_error_);
  return problems;
}

}  // namespace hazgate::daemon
