#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "gateway/daemon/daemon.hpp"

/// What the uplink tells of itself, beside being connected or not.
namespace hazgate::daemon {

/// A record that the park will never get is a hole in its knowledge: of an event it goes on record
/// here, each one. Telemetry comes by the second and is only counted and logged.
void Daemon::broker_refused(uplink::Ticket ticket, const std::string& why) {
  spdlog::warn("the broker refuses a message: {}", why);
  if (ticket.of != uplink::Ticket::Of::Event) return;
  core_.audit({.by = "hazgated",
               .from = "daemon",
               .op = "uplink",
               .target = fmt::format("event {}", ticket.seq),
               .ok = false,
               .error = why});
}

void Daemon::certificate_changed(const std::string& problem) {
  if (problem.empty()) {
    spdlog::info("the certificates of the uplink are in order again");
  } else {
    spdlog::warn("certificate: {}", problem);
  }
  core_.certificate_changed(!problem.empty());
}

}  // namespace hazgate::daemon
