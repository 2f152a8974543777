#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/core/site/event.hpp"
#include "gateway/core/site/spec.hpp"

/// With what a gateway begins whose record cannot be opened.
/// Thread  any (pure)
namespace hazgate::daemon {

/// Nothing but numbers: incidents and occurrences of alarms begin with the seconds since 1970, which none on record
/// has reached, so that a name told now is nobody else's when the record is there. `random`: instead of a clock that
/// nobody has set.
site::Memory memory_without_record(const site::SiteSpec& spec, Now now, std::uint32_t random);

/// What is remembered, and what a daemon before this one in the same process knew of fire panels.
site::Memory with_parts(site::Memory memory, const std::vector<site::PartMemory>& parts);

/// What a ledger or an office that has no record yet must hear of later.
bool is_work(const site::Event& event);

/// Such an event until then: the configuration, and with it the place of the alarm, may change meanwhile.
struct Unheard {
  site::Event event;
  std::string alarm;  ///< id; empty: it is of no alarm
};

Unheard unheard(const site::Event& event, const site::SiteSpec& spec);
/// As of the configuration that holds now; none: its alarm is gone.
std::optional<site::Event> heard(Unheard work, const site::SiteSpec& spec);

}  // namespace hazgate::daemon
