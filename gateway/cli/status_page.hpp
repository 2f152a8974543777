#pragma once

#include <string>

#include "gateway/cli/listings.hpp"

namespace hazgate::cli {

/// `status` for people: daemon, buses, devices, uplink, store; what is wrong comes first.
std::string status_text(const Item& status, const Look& look);

/// The problems in one line, for standard error; empty when healthy.
std::string problems_text(const Item& status);

}  // namespace hazgate::cli
