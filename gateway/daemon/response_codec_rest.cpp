// What is put away of an incident that is at rest.
#include <boost/json.hpp>
#include <utility>

#include "gateway/daemon/response_bodies.hpp"
#include "gateway/daemon/response_codec.hpp"

namespace hazgate::daemon {
namespace {

template <class Record>
Record record_from(DocumentReader& reader) {
  Record record;
  read(reader, record);
  return record;
}

}  // namespace

boost::json::object body_of(const site::RestMemory& memory) {
  boost::json::array neighbours, clocks;
  for (const auto& told : memory.neighbours) neighbours.push_back(body_of(told));
  if (memory.clocks) clocks.push_back(body_of(*memory.clocks));
  return {{"incident", memory.incident},
          {"neighbours", std::move(neighbours)},
          {"clocks", std::move(clocks)}};
}

void read(DocumentReader& reader, site::RestMemory& memory) {
  memory.incident = reader.text("incident");
  memory.neighbours = reader.list("neighbours", record_from<emergency::NeighbourMemory>);
  auto clocks = reader.list("clocks", record_from<emergency::ClocksMemory>);
  if (!clocks.empty()) memory.clocks = std::move(clocks.front());
}

std::optional<site::RestMemory> at_rest_of(const std::string& incident, const std::string& body) {
  const auto object = unsealed(body);
  if (!object) return std::nullopt;
  bool good = true;
  DocumentReader reader(*object, good);
  site::RestMemory memory;
  read(reader, memory);
  if (!good || memory.incident != incident) return std::nullopt;
  return memory;
}

}  // namespace hazgate::daemon
