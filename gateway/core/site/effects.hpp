#pragma once

#include <vector>

#include "gateway/core/emergency/responder.hpp"
#include "gateway/core/site/event.hpp"

namespace hazgate::site {

using emergency::OutputOrder;

/// All that one step of the site asks of the world outside, most urgent first: write the outputs,
/// then record `events` together with the memories in one transaction, and publish them.
struct Effects {
  std::vector<OutputOrder> writes;
  std::vector<Event> events;
  std::vector<AlarmMemory> alarms;
  std::vector<IncidentMemory> incidents;
  std::vector<PartMemory> parts;
  std::vector<Document> documents;
  ResponseMemory response;
  std::vector<emergency::MessageOrder> messages;  ///< to be sent when all the above is durable

  bool empty() const {
    return writes.empty() && events.empty() && alarms.empty() && incidents.empty() &&
           parts.empty() && documents.empty() && response.empty() && messages.empty();
  }
};

}  // namespace hazgate::site
