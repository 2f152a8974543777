#pragma once

#include <string>

#include "gateway/cli/listings.hpp"

/// The people that the site can tell, and the channels to them.
/// Thread  any (pure, but for the local time zone)
namespace hazgate::cli {

std::string contacts_text(const Items& contacts, const Look& look);
/// One line of `contact test`, with its newline: "10:02:05  wang by sms +86…: delivered".
std::string contact_test_line(const Item& state, const Look& look);
/// One line for each channel of a status; empty when the site has none.
std::string channels_text(const Item& status, const Look& look);

}  // namespace hazgate::cli
