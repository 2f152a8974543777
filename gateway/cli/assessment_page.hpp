#pragma once

#include <string>

#include "gateway/cli/listings.hpp"
#include "gateway/config/settings.hpp"

/// A major hazard source with everything its level comes from.
/// Thread  any (pure)
namespace hazgate::cli {

/// Head, every term, S, R, level and who answers for it.
std::string source_text(const config::SourceSettings& source, const Look& look);

/// The same for programs; `level` is 1 to 4, null when S < 1.
Item source_item(const config::SourceSettings& source);

/// A number of the calculation: ten significant digits, so that 499.999 of 500 t is not shown as 1.
std::string figure(double number);

}  // namespace hazgate::cli
