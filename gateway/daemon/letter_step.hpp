#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "gateway/core/site/site.hpp"
#include "gateway/notify/texts/facts.hpp"

namespace hazgate::daemon {

/// What a letter says of a step that asks: what it does (`text`), when it starts by itself and by which
/// commands it is forbidden (`decision`) or started now (`start_now`). Of a step that has been decided, that it has.
/// Thread  any (pure)
void tell_step(const site::SiteSpec& spec, const site::PlanSpec& plan,
               const site::IncidentMemory& incident, std::size_t step,
               notify::texts::Language language,
               const std::function<std::string(WallTime)>& time_text, notify::texts::Facts& facts);

}  // namespace hazgate::daemon
