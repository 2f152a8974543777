#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "drivers/poll/clock.hpp"
#include "gateway/daemon/daemon.hpp"
#include "gateway/daemon/incident_outlook.hpp"
#include "gateway/daemon/messages.hpp"
#include "gateway/daemon/version.hpp"

/// `hazctl status`: one object, and in words what is not as it should be.
namespace hazgate::daemon {
namespace {

namespace json = boost::json;

double ms(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

json::value time_or_null(const std::optional<WallTime>& at) {
  return at ? json::value(unix_ms(*at)) : json::value();
}

/// Null: nothing waits, or it is not known since when.
json::value age_s(std::optional<WallTime> oldest, WallTime now) {
  if (!oldest) return nullptr;
  return std::max(0.0, std::chrono::duration<double>(now - *oldest).count());
}

json::value sparkplug_status(const std::optional<uplink::sparkplug::Counters>& counters) {
  if (!counters) return nullptr;
  return {{"born", counters->born},
          {"waits_for_host", counters->waits_for_host},
          {"broker", counters->broker},
          {"error", counters->error},
          {"births", counters->births},
          {"left_out", counters->left_out},
          {"left_out_why", counters->left_out_why},
          {"refused_commands", counters->refused_commands},
          {"refused_command", counters->refused_command}};
}

json::object uplink_status(const uplink::Uplink* uplink, WallTime now) {
  if (uplink == nullptr) return {{"configured", false}, {"connected", false}};
  const uplink::Counters counters = uplink->counters();
  return {{"configured", true},
          {"connected", counters.connected},
          {"broker", counters.broker},
          {"error", counters.error},
          {"published", counters.published},
          {"reconnects", counters.reconnects},
          {"refused", counters.refused},
          {"refused_why", counters.refused_why},
          {"certificate_ends", time_or_null(counters.certificate_ends)},
          {"broker_certificate_ends", time_or_null(counters.broker_certificate_ends)},
          {"certificate", counters.certificate},
          {"sent_event", counters.sent_event},
          {"sent_sample", counters.sent_sample},
          {"lag_event", counters.lag_event},
          {"lag_sample", counters.lag_sample},
          {"lag_event_s", age_s(counters.oldest_event, now)},
          {"lag_sample_s", age_s(counters.oldest_sample, now)},
          {"in_flight", counters.in_flight},
          {"publish_p50_ms", ms(counters.publish.p50)},
          {"publish_p99_ms", ms(counters.publish.p99)},
          {"sparkplug", sparkplug_status(counters.sparkplug)}};
}

std::optional<std::string> sparkplug_problem(const json::object& uplink) {
  const auto* status = uplink.if_contains("sparkplug");
  if (status == nullptr || !status->is_object()) return std::nullopt;
  const json::object& sparkplug = status->get_object();
  if (sparkplug.at("waits_for_host").get_bool()) {
    return "sparkplug: the primary host is away; telemetry waits in the record";
  }
  if (sparkplug.at("born").get_bool()) return std::nullopt;
  return "sparkplug: " + std::string(sparkplug.at("error").get_string());
}

json::object journal_status(const journal::Journal* journal, const std::string& path,
                            const std::string& error) {
  if (journal == nullptr) return {{"healthy", false}, {"error", error}, {"path", path}};
  const journal::JournalCounters counters = journal->counters();
  return {{"healthy", counters.healthy},
          {"error", counters.error},
          {"path", path},
          {"events", counters.events},
          {"samples", counters.samples},
          {"waiting", counters.waiting},
          {"dropped_samples", counters.dropped_samples},
          {"size_bytes", counters.size_bytes},
          {"wal_bytes", counters.wal_bytes},
          {"checkpoint_ms", ms(counters.checkpoint_last)},
          {"disk_wait_ms", counters.in_disk.count()},
          {"event_commit_p50_ms", ms(counters.event_commit_p50)},
          {"event_commit_p99_ms", ms(counters.event_commit_p99)}};
}

/// {"02": 3}: those that came.
json::object exceptions_by_code(const poll::DeviceCounters& device) {
  json::object codes;
  for (std::size_t code = 0; code < device.exceptions_by_code.size(); ++code) {
    const auto count = device.exceptions_by_code[code];
    if (count > 0) codes[code == 0 ? std::string("other") : fmt::format("{:02X}", code)] = count;
  }
  return codes;
}

json::object device_status(const site::SiteSpec& site, const poll::DeviceCounters& device) {
  const site::DeviceSpec& spec = site.devices[at(device.device)];
  return {{"id", spec.id},
          {"name", spec.name},
          {"bus", site.buses[at(spec.bus)].id},
          {"answering", device.answering},
          {"last_error", device.last_error},
          {"requests", device.requests},
          {"polls_due", device.polls_due},
          {"polls_done", device.polls_done},
          {"timeouts", device.timeouts},
          {"bad_frames", device.bad_frames},
          {"crc_errors", device.crc_errors},
          {"foreign_frames", device.foreign_frames},
          {"exceptions", device.exceptions},
          {"exceptions_by_code", exceptions_by_code(device)},
          {"manner", to_text(device.manner)},
          {"fast", device.fast},
          {"unconfirmed", device.unconfirmed},
          {"refused", json::array(device.refused.begin(), device.refused.end())},
          {"response_p50_ms", ms(device.response_p50)},
          {"response_p99_ms", ms(device.response_p99)},
          {"response_max_ms", ms(device.response_max)}};
}

}  // namespace

json::object Daemon::handover(const kpi::Period& shift, Now now) {
  json::object object = handover_object(core_.site(), shift, now);
  object["season"] = config::season_text(*configuration_);
  object["timezone"] = zone_error_.empty() ? configuration_->site.timezone : "UTC";
  return object;
}

json::object Daemon::status() {
  const site::SiteSpec& site = configuration_->site;
  json::array buses, devices, problems;
  const std::vector<poll::BusCounters> buses_now = buses_.counters();
  for (std::size_t i = 0; i < buses_now.size(); ++i) {
    const poll::BusCounters& counters = buses_now[i];
    buses.push_back(json::object{{"id", site.buses[i].id},
                                 {"open", counters.open},
                                 {"error", counters.error},
                                 {"reconnects", counters.reconnects},
                                 {"late_replies", counters.late_replies},
                                 {"unasked", counters.unasked},
                                 {"utilisation", counters.utilisation},
                                 {"lateness_p50_ms", ms(counters.lateness_p50)},
                                 {"lateness_p99_ms", ms(counters.lateness_p99)},
                                 {"lateness_max_ms", ms(counters.lateness_max)}});
    if (!counters.open) problems.emplace_back("bus " + site.buses[i].id + ": " + counters.error);
    if (counters.babbling) {
      problems.emplace_back(
          "bus " + site.buses[i].id +
          ": bytes come that nobody has asked for: a second master, a device that "
          "talks by itself, replies later than response_timeout, or noise; look "
          "with hazctl trace " +
          site.buses[i].id);
    }
    for (const poll::DeviceCounters& device : counters.devices) {
      devices.push_back(device_status(site, device));
      for (const std::string& refused : device.refused) {
        problems.emplace_back("device " + site.devices[at(device.device)].id + " refuses " +
                              refused + "; check table, address and type in its model");
      }
      if (device.manner != poll::Manner::Plain) {
        problems.emplace_back("device " + site.devices[at(device.device)].id + ": " +
                              std::string(to_text(device.manner)));
      }
      if (!device.answering && counters.open) {
        problems.emplace_back("device " + site.devices[at(device.device)].id + ": " +
                              (device.last_error.empty() ? "not read yet" : device.last_error));
      }
    }
  }
  json::object uplink = uplink_status(uplink_.get(), core_.now().wall);
  if (uplink_ != nullptr) uplink["receipts"] = receipts_.status();
  if (uplink_ != nullptr && !uplink.at("connected").get_bool()) {
    problems.emplace_back("uplink: " + std::string(uplink.at("error").get_string()));
  }
  if (uplink_ != nullptr) {
    const std::string certificate(uplink.at("certificate").get_string());
    if (!certificate.empty()) problems.emplace_back("certificate: " + certificate);
    if (uplink.at("refused").as_uint64() > 0) {
      problems.emplace_back(fmt::format(
          "uplink: the broker does not take {} messages; the newest: {}",
          uplink.at("refused").as_uint64(), std::string(uplink.at("refused_why").get_string())));
    }
  }
  if (auto problem = sparkplug_problem(uplink)) problems.emplace_back(std::move(*problem));
  json::object journal = journal_status(journal_.get(), configuration_->store.path, journal_error_);
  if (!journal.at("healthy").get_bool()) {
    problems.emplace_back("journal: " + std::string(journal.at("error").get_string()));
  } else if (!journal_warning_.empty()) {
    problems.emplace_back("journal: " + journal_warning_);
  }
  if (ledger_.unreadable() > 0) {
    problems.emplace_back("ledger: " + std::to_string(ledger_.unreadable()) +
                          " documents cannot be read and were left as they are; see the log");
  }
  if (office_.unreadable() > 0) {
    problems.emplace_back("office: " + std::to_string(office_.unreadable()) +
                          " papers cannot be read and begin anew; see the log");
  }
  if (!refused_.empty()) {
    problems.emplace_back("configuration: the last reload was refused, the one before runs: " +
                          refused_);
  }
  if (!zone_error_.empty()) problems.emplace_back(zone_error_);
  if (const std::string reports = office_.problem(); !reports.empty()) {
    problems.emplace_back(reports);
  }
  if (const std::string letters = outbox_.problem(); !letters.empty()) {
    problems.emplace_back(letters);
  }
  for (const std::string& problem : people_.channels().problems()) problems.emplace_back(problem);
  for (const std::string& problem : hanging()) problems.emplace_back(problem);
  const Now now = core_.now();
  const Reaction::Figures reaction = core_.reaction();
  json::object daemon{{"version", kVersion},
                      {"pid", ::getpid()},
                      {"uptime_s", std::chrono::duration<double>(now.tick - started_).count()},
                      {"site", site.name},
                      {"gateway", site.park + "/" + site.enterprise + "/" + site.gateway},
                      {"epoch", journal_ == nullptr ? std::string() : journal_->opened().epoch},
                      {"clock_trusted", now.wall_trusted},
                      {"season", config::season_text(*configuration_)},
                      {"dropped_reports", buses_.dropped()},
                      {"reactions", reaction.count},
                      {"reaction_p50_us", reaction.p50.count()},
                      {"reaction_p99_us", reaction.p99.count()},
                      {"reaction_max_us", reaction.max.count()}};
  const bool healthy = problems.empty();
  json::object status{{"daemon", std::move(daemon)},    {"buses", std::move(buses)},
                      {"devices", std::move(devices)},  {"uplink", std::move(uplink)},
                      {"journal", std::move(journal)},  {"channels", people_.channels().status()},
                      {"machine", machine_status()},    {"healthy", healthy},
                      {"problems", std::move(problems)}};
  if (json::object wind = wind_now(core_.site(), now); !wind.empty()) {
    status["wind"] = std::move(wind);
  }
  return status;
}

}  // namespace hazgate::daemon
