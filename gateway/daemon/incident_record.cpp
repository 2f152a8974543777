#include <boost/json.hpp>
#include <utility>

#include "gateway/daemon/gateway_desk.hpp"
#include "gateway/daemon/incident_messages.hpp"
#include "gateway/daemon/response_codec.hpp"

/// Incidents of which the site knows no more, or not all: what the journal kept of them. A part of GatewayDesk.
namespace hazgate::daemon {
namespace {

using control::Failure;

bool is_whole(const site::Site& site, const site::IncidentMemory& incident) {
  const site::Response& response = site.response();
  return !incident.closed || response.clocks(incident.id) != nullptr ||
         response.neighbours(incident.id) != nullptr;
}

}  // namespace

void GatewayDesk::find_incident(const std::string& id, const Answer& answer, TakeIncident take) {
  const site::IncidentMemory* known = core_.site().incident(id);
  journal::Journal* journal = house_.journal();
  if (known != nullptr && (journal == nullptr || is_whole(core_.site(), *known))) {
    const site::IncidentMemory incident = *known;
    take(incident, incident_object(core_.site(), incident, core_.now()));
    return;
  }
  if (journal == nullptr) {
    answer->fail(Failure::Refused, "no incident '" + id + "'; see `hazctl incident list --all`");
    return;
  }
  journal->read_incident(
      known != nullptr ? known->id : id,
      [this, id, answer, take = std::move(take),
       post = house_.post](std::optional<journal::RecordedIncident> recorded) mutable {
        // Nothing of it stays here: its end belongs to the core.
        post([this, id, answer = std::move(answer), take = std::move(take),
              recorded = std::move(recorded)] {
          if (!answer->is_open()) return;
          const site::IncidentMemory* now_known = core_.site().incident(id);
          if (now_known == nullptr && !recorded) {
            answer->fail(Failure::Refused,
                         "no incident '" + id + "'; see `hazctl incident list --all`");
            return;
          }
          const site::IncidentMemory incident =
              now_known != nullptr ? *now_known : recorded->incident;
          boost::json::object head = incident_object(core_.site(), incident, core_.now());
          const auto archive = recorded ? at_rest_of(incident.id, recorded->archive) : std::nullopt;
          if (archive) add_archive(head, *archive, core_.now());
          take(incident, std::move(head));
        });
      });
}

}  // namespace hazgate::daemon
