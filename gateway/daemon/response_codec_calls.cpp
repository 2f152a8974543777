// Calls and errands.
#include <boost/json.hpp>

#include "gateway/daemon/response_bodies.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using emergency::CallMemory;
using emergency::ErrandMemory;
using emergency::Via;
using emergency::WayMemory;

json::object object_of(const WayMemory& way) {
  return {{"via", to_text(way.via)},
          {"progress", to_text(way.progress)},
          {"attempts", way.attempts},
          {"at", unix_ms(way.at)}};
}

WayMemory way_from(DocumentReader& reader) {
  return {.via = reader.word<Via>("via", emergency::kViaTexts),
          .progress = reader.word<emergency::WayProgress>("progress", emergency::kWayProgressTexts),
          .attempts = reader.count<unsigned>("attempts"),
          .at = reader.stamp("at")};
}

}  // namespace

json::object body_of(const CallMemory& memory) {
  json::array people;
  for (const std::string& id : memory.people) people.emplace_back(id);
  json::array via;
  for (const Via way : memory.via) via.emplace_back(to_text(way));
  return {{"incident", memory.incident},
          {"name", memory.name},
          {"people", std::move(people)},
          {"via", std::move(via)},
          {"ack_within", memory.ack_within.count()},
          {"at_once", memory.at_once},
          {"repeat", memory.repeat.count()},
          {"notice", memory.notice},
          {"round", memory.round},
          {"state", to_text(memory.state)},
          {"since", unix_ms(memory.since)},
          {"ended", memory.ended}};
}

void read(DocumentReader& reader, CallMemory& memory) {
  memory.incident = reader.text("incident");
  memory.name = reader.text("name");
  memory.people = reader.texts("people");
  memory.via = reader.words<Via>("via", emergency::kViaTexts);
  memory.ack_within = reader.duration("ack_within");
  memory.at_once = reader.count<std::size_t>("at_once");
  memory.repeat = reader.duration("repeat");
  memory.notice = reader.flag("notice");
  memory.round = reader.count<unsigned>("round");
  memory.state = reader.word<emergency::CallState>("state", emergency::kCallStateTexts);
  memory.since = reader.stamp("since");
  memory.ended = reader.flag("ended");
}

json::object body_of(const ErrandMemory& memory) {
  json::array ways;
  for (const WayMemory& way : memory.ways) ways.push_back(object_of(way));
  return {{"incident", memory.incident},  {"name", memory.name},
          {"contact", memory.contact},    {"round", memory.round},
          {"turn", unix_ms(memory.turn)}, {"gave_up", memory.gave_up},
          {"ways", std::move(ways)}};
}

void read(DocumentReader& reader, ErrandMemory& memory) {
  memory.incident = reader.text("incident");
  memory.name = reader.text("name");
  memory.contact = reader.text("contact");
  memory.round = reader.count<unsigned>("round");
  memory.turn = reader.stamp("turn");
  memory.gave_up = reader.flag("gave_up");
  memory.ways = reader.list("ways", way_from);
}

}  // namespace hazgate::daemon
