#include <algorithm>
#include <utility>

#include "gateway/core/site/response.hpp"

/// When an incident needs no record of its own any more: see RestMemory.
namespace hazgate::site {
namespace {

/// An id is its plan's with a number behind it.
std::string plan_in(const std::string& incident) {
  return incident.substr(0, incident.rfind('-'));
}

}  // namespace

/// When nothing can come due any more, as far as it is known now.
std::optional<Tick> Response::rests(const Affair& affair) {
  if (!affair.closed || affair.at_rest) return std::nullopt;
  if (affair.neighbours && affair.neighbours->deadline()) return std::nullopt;
  return affair.clocks ? affair.clocks->over() : std::optional(Tick{});
}

void Response::rest(Affair& affair, const std::string& incident, Now now, ResponseOrders& orders) {
  const auto from = rests(affair);
  if (!from || now.tick < *from) return;
  affair.at_rest = true;
  RestMemory memory{.incident = incident, .neighbours = {}, .clocks = {}};
  if (affair.neighbours) memory.neighbours = affair.neighbours->told();
  if (affair.clocks) memory.clocks = affair.clocks->memory();
  orders.memory.at_rest.push_back(std::move(memory));
}

void Response::closed(const std::string& incident, Now now, ResponseOrders& orders) {
  const auto found = affairs_.find(incident);
  if (found == affairs_.end()) return;
  found->second.closed = true;
  rest(found->second, incident, now, orders);
}

/// What is reported of an incident that nobody remembers otherwise any more is to be reported all the same.
void Response::restore_forgotten(const ResponseMemory& memory) {
  for (const emergency::ClocksMemory& kept : memory.clocks) {
    Affair affair;
    affair.plan = plan_in(kept.incident);
    affair.drill = kept.drill;
    affair.ended = affair.closed = true;
    affairs_.emplace(kept.incident, std::move(affair));  // unless it is known
  }
}

/// Behind the clocks: what has nothing on record is at rest already, and what is about no incident goes.
void Response::restore_rest(const ResponseMemory& memory, Now now, ResponseOrders& orders) {
  std::set<std::string> recorded, lost;
  const auto note = [&](const std::string& incident) {
    recorded.insert(incident);
    if (!affairs_.contains(incident)) lost.insert(incident);
  };
  for (const auto& kept : memory.clocks) note(kept.incident);
  for (const auto& kept : memory.neighbours) note(kept.incident);
  for (const auto& kept : memory.advice) note(kept.incident);
  for (auto& [incident, affair] : affairs_) {
    affair.at_rest = affair.closed && !recorded.contains(incident);
    rest(affair, incident, now, orders);
  }
  for (const std::string& incident : lost) {
    RestMemory old{.incident = incident, .neighbours = {}, .clocks = {}};
    for (const auto& kept : memory.neighbours) {
      if (kept.incident == incident) old.neighbours.push_back(kept);
    }
    orders.memory.at_rest.push_back(std::move(old));
  }
}

}  // namespace hazgate::site
