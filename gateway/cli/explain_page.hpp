#pragma once

#include <string>

#include "gateway/cli/fields.hpp"
#include "gateway/cli/listings.hpp"

/// `explain`: one alarm on one page. In: the daemon's object (docs/hazctl.md has its fields).
/// Thread  any (pure, but for the local time zone)
namespace hazgate::cli {

std::string explain_text(const Item& alarm, const Look& look);

/// Why the alarm is, or is not, there: the sentence at the head of the page.
std::string reason_text(const Item& alarm, Language language);

/// Its condition in a sentence: "high: value >= 50 %LEL, returns at <= 48 %LEL; on-delay 0s, …".
std::string condition_text(const Item& alarm, Language language);

}  // namespace hazgate::cli
