#pragma once

#include <string>

#include "gateway/cli/fields.hpp"
#include "gateway/cli/listings.hpp"

namespace hazgate::cli {

/// `handover`: what one shift hands over to the next.
/// Thread  any (pure, but for the local time zone)
std::string handover_text(const Items& items, const Look& look);

/// The same in one line, for a record: "out of service 1, shelved 0, …".
std::string handover_counts(const Item& handover, Language language);

}  // namespace hazgate::cli
