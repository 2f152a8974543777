// What becomes of the calls to people: see joining.hpp.
#include <algorithm>
#include <iterator>
#include <utility>

#include "gateway/core/site/call_name.hpp"
#include "gateway/core/site/joining.hpp"

namespace hazgate::site {
namespace {

using emergency::CallMemory;
using emergency::CallState;
using emergency::ErrandMemory;

/// Incidents of both sides of whose beginning nobody need be told any more: what is one incident has one answer.
std::set<std::string> settled(const Joined& joined) {
  std::set<std::string> settled;
  for (const auto& [name, id] : joined.names) {
    for (const IncidentMemory& incident : joined.memory.incidents) {
      const bool over = incident.acknowledged || incident.ended || incident.closed;
      if (incident.id == id && over) settled.insert(id);
    }
  }
  return settled;
}

bool has_call(const std::vector<CallMemory>& calls, const std::string& incident,
              std::string_view name) {
  return std::any_of(calls.begin(), calls.end(), [&](const CallMemory& call) {
    return call.incident == incident && call.name == name;
  });
}

/// Those who were told by this call of before and had no turn in the one that goes on.
std::vector<ErrandMemory> told_only_by(const CallMemory& call,
                                       const std::vector<ErrandMemory>& recorded,
                                       const std::vector<ErrandMemory>& lived) {
  std::vector<ErrandMemory> told;
  for (const ErrandMemory& errand : recorded) {
    const bool his =
        errand.incident == call.incident && errand.name == call.name && errand.round == call.round;
    const auto is_the_same = [&](const ErrandMemory& other) {
      return record_id(other) == record_id(errand);
    };
    if (his && std::none_of(lived.begin(), lived.end(), is_the_same)) told.push_back(errand);
  }
  return told;
}

/// Who has the message of before in his hand may answer it. The call of now tells him when his turn comes; this
/// one, under a name of its own, only remembers him.
void keep_told(CallMemory call, const ResponseMemory& recorded, const ResponseMemory& lived,
               ResponseMemory& joined) {
  auto name = call_name_from(call.name);
  std::vector<ErrandMemory> told = told_only_by(call, recorded.errands, lived.errands);
  if (call.notice || !name || told.empty()) return;
  const auto is_taken = [&](const std::string& text) {
    return has_call(recorded.calls, call.incident, text) ||
           has_call(lived.calls, call.incident, text) ||
           has_call(joined.calls, call.incident, text);
  };
  while (is_taken(text_of(*name))) ++name->number;
  call.name = text_of(*name);
  call.state = CallState::Answered;
  call.people.clear();
  for (ErrandMemory& errand : told) {
    errand.name = call.name;
    call.people.push_back(errand.contact);
  }
  joined.calls.push_back(std::move(call));
  std::move(told.begin(), told.end(), std::back_inserter(joined.errands));
}

}  // namespace

void join_calls(const ResponseMemory& recorded, ResponseMemory lived, Joined& joined) {
  const auto rename = [&](auto& record) {
    const auto name = joined.names.find(record.incident);
    if (name != joined.names.end()) record.incident = name->second;
  };
  std::for_each(lived.calls.begin(), lived.calls.end(), rename);
  std::for_each(lived.errands.begin(), lived.errands.end(), rename);
  ResponseMemory& all = joined.memory.response;
  const std::set<std::string> over = settled(joined);
  for (CallMemory call : recorded.calls) {
    if (has_call(lived.calls, call.incident, call.name)) {
      keep_told(std::move(call), recorded, lived, all);
      continue;
    }
    if (over.contains(call.incident) && !call.notice) call.state = CallState::Answered;
    all.calls.push_back(std::move(call));
  }
  for (const ErrandMemory& errand : recorded.errands) {
    if (!has_call(lived.calls, errand.incident, errand.name)) all.errands.push_back(errand);
  }
}

}  // namespace hazgate::site
