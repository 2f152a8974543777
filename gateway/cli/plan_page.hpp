#pragma once

#include <string>

#include "gateway/cli/listings.hpp"

/// Plans and their steps for people.
/// Thread  any (pure, but for the local time zone)
namespace hazgate::cli {

/// `plan list`: what starts each plan, its steps, and which incident of it runs.
std::string plans_text(const Items& plans, const Look& look);
/// `plan show`: one plan, and how its steps stand in each incident of it that runs.
std::string plan_text(const Items& items, const Look& look);

/// What a step waits for and what else it does: "follows close; from grade I; unless acknowledged".
std::string conditions_text(const Item& step, Language language);
/// How a step stands: "waiting, in 02:18". `now`: ms since 1970-01-01 UTC
std::string progress_text(const Item& step, std::int64_t now, Language language);
Colour progress_colour(const Item& step);

}  // namespace hazgate::cli
