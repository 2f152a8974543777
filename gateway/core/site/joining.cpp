#include "gateway/core/site/joining.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace hazgate::site {
namespace {

using emergency::PlanSpec;

bool is_over(const IncidentMemory& incident) {
  return incident.ended || incident.closed;
}

const PlanSpec* plan_of(const IncidentMemory& incident, std::span<const PlanSpec> plans) {
  const auto plan = std::find_if(plans.begin(), plans.end(),
                                 [&](const PlanSpec& spec) { return spec.id == incident.plan; });
  return plan == plans.end() ? nullptr : &*plan;
}

/// Whether both know of the very same one: one side is a copy of the other, or has gone on from it.
bool is_known(const IncidentMemory& recorded, const IncidentMemory& lived) {
  return recorded.id == lived.id && recorded.plan == lived.plan && recorded.drill == lived.drill &&
         recorded.opened == lived.opened;
}

/// Whether the one would have been a further trigger of the other.
bool is_same(const IncidentMemory& recorded, const IncidentMemory& lived,
             std::span<const PlanSpec> plans) {
  if (is_over(recorded) || recorded.plan != lived.plan || recorded.drill != lived.drill) {
    return false;
  }
  const PlanSpec* plan = plan_of(lived, plans);
  const bool per_area = plan != nullptr && plan->per_area;
  return !per_area || recorded.area == lived.area;
}

void join_alarms(const Memory& recorded, const Memory& lived, WallTime now, Joined& joined) {
  std::map<std::string, const AlarmMemory*> before;
  for (const AlarmMemory& alarm : recorded.alarms) before[alarm.id] = &alarm;
  for (const AlarmMemory& alarm : lived.alarms) {
    const auto found = before.find(alarm.id);
    if (was_raised(alarm)) joined.raised.insert(alarm.id);
    joined.memory.alarms.push_back(found == before.end() ? alarm
                                                         : join(*found->second, alarm, now));
    if (found != before.end()) before.erase(found);
  }
  for (const auto& [id, alarm] : before) joined.memory.alarms.push_back(*alarm);
}

/// No name is given twice, also when the clock was not set and the numbers of this time are no others.
std::string free_name(const IncidentMemory& incident, const std::vector<IncidentMemory>& taken) {
  const auto is_taken = [&](const std::string& id) {
    return std::any_of(taken.begin(), taken.end(),
                       [&](const IncidentMemory& other) { return other.id == id; });
  };
  std::string id = incident.id;
  for (std::uint64_t number = incident.number; is_taken(id); ++number) {
    id = incident.plan + "-" + std::to_string(number);
  }
  return id;
}

/// The one that both know is as it is now, under its number on record. What is left of `meanwhile` is known to
/// nobody else.
std::set<std::string> take_known(std::vector<IncidentMemory>& all, std::vector<bool>& taken,
                                 std::vector<IncidentMemory>& meanwhile) {
  std::set<std::string> known;
  std::erase_if(meanwhile, [&](IncidentMemory& incident) {
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const auto& recorded) { return is_known(recorded, incident); });
    if (found == all.end()) return false;
    incident.number = found->number;
    known.insert(incident.id);
    taken[static_cast<std::size_t>(found - all.begin())] = true;
    *found = std::move(incident);
    return true;
  });
  return known;
}

/// Numbers go on behind those on record; names stay as they were told.
void join_incidents(const Memory& recorded, const Memory& lived, std::span<const PlanSpec> plans,
                    Joined& joined) {
  std::vector<IncidentMemory>& all = joined.memory.incidents;
  all = recorded.incidents;
  std::vector<bool> taken(all.size());
  std::uint64_t next = recorded.next_incident;
  for (const IncidentMemory& incident : all) next = std::max(next, incident.number + 1);
  std::vector<IncidentMemory> meanwhile = lived.incidents;
  joined.known = take_known(all, taken, meanwhile);
  std::sort(meanwhile.begin(), meanwhile.end(),
            [](const auto& one, const auto& other) { return one.number < other.number; });
  for (IncidentMemory& incident : meanwhile) {
    std::size_t place = 0;
    while (place < taken.size() &&
           (taken[place] || !is_same(recorded.incidents[place], incident, plans))) {
      ++place;
    }
    if (place < taken.size()) {
      taken[place] = true;
      joined.names[incident.id] = all[place].id;
      all[place] = join(all[place], incident, plan_of(incident, plans));
      continue;
    }
    incident.number = next++;
    const std::string told = incident.id;
    incident.id = free_name(incident, all);
    if (incident.id != told) joined.names[told] = incident.id;
    all.push_back(std::move(incident));
  }
  joined.memory.next_incident = next;
}

/// What a person has looked at is not said by what was on record.
void join_parts(const Memory& recorded, const Memory& lived, Memory& joined) {
  joined.parts = lived.parts;
  joined.checked = lived.checked;
  joined.asked = lived.asked;
  const auto& checked = lived.checked;
  for (const PartMemory& part : recorded.parts) {
    if (std::find(checked.begin(), checked.end(), part.device) != checked.end()) continue;
    const auto found =
        std::find_if(joined.parts.begin(), joined.parts.end(), [&](const PartMemory& other) {
          return other.device == part.device && other.part == part.part;
        });
    if (found == joined.parts.end()) {
      joined.parts.push_back(part);
    } else {
      found->conditions |= part.conditions;
    }
  }
}

/// Of what both know, all that has become of it is in what was lived.
ResponseMemory without_known(ResponseMemory recorded, const std::set<std::string>& known) {
  const auto is_known = [&](const auto& record) { return known.contains(record.incident); };
  std::erase_if(recorded.calls, is_known);
  std::erase_if(recorded.errands, is_known);
  std::erase_if(recorded.neighbours, is_known);
  std::erase_if(recorded.clocks, is_known);
  std::erase_if(recorded.advice, is_known);
  return recorded;
}

/// Those of both; of the same thing what `one` makes of them.
template <class Record, class Same, class One>
std::vector<Record> join_records(const std::vector<Record>& recorded, std::vector<Record> lived,
                                 const Joined& joined, const Same& same, const One& one) {
  std::vector<Record> all = recorded;
  for (Record& record : lived) {
    const auto name = joined.names.find(record.incident);
    if (name != joined.names.end()) record.incident = name->second;
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Record& other) { return same(other, record); });
    if (found == all.end()) {
      all.push_back(std::move(record));
    } else {
      *found = one(*found, record);
    }
  }
  return all;
}

void join_response(const Memory& recorded, const Memory& lived, Joined& joined) {
  const auto same_incident = [](const auto& one, const auto& other) {
    return one.incident == other.incident;
  };
  const auto newer = [](const auto&, const auto& record) { return record; };
  const ResponseMemory before = without_known(recorded.response, joined.known);
  ResponseMemory& all = joined.memory.response;
  join_calls(before, lived.response, joined);
  all.advice = join_records(before.advice, lived.response.advice, joined, same_incident, newer);
  all.neighbours = join_records(
      before.neighbours, lived.response.neighbours, joined,
      [](const auto& one, const auto& other) {
        return one.incident == other.incident && one.neighbour == other.neighbour;
      },
      newer);
  all.clocks = join_records(before.clocks, lived.response.clocks, joined, same_incident,
                            [](const auto& one, const auto& other) { return join(one, other); });
}

}  // namespace

Joined join(const Memory& recorded, const Memory& lived, std::span<const PlanSpec> plans,
            WallTime now) {
  Joined joined;
  join_alarms(recorded, lived, now, joined);
  join_incidents(recorded, lived, plans, joined);
  join_parts(recorded, lived, joined.memory);
  join_response(recorded, lived, joined);
  joined.memory.next_ticket = lived.next_ticket;
  joined.memory.documents = recorded.documents;
  return joined;
}

}  // namespace hazgate::site
