#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <tl/expected.hpp>

#include "gateway/core/ledger/ledger.hpp"
#include "gateway/core/site/site.hpp"

/// What `hazctl hazard` sends, checked for form; nothing in it is trusted.
/// Thread  any (pure)
namespace hazgate::daemon {

/// How a person is written in the ledger: a contact by his id, anybody else as given.
using Person = std::function<std::string(const std::string&)>;

/// Errors  a text that says what may be written
tl::expected<ledger::Finding, std::string> finding_from(const boost::json::object& args,
                                                        const site::Site& site,
                                                        const Person& person, ledger::Day today);
tl::expected<ledger::Command, std::string> command_from(ledger::Act act,
                                                        const boost::json::object& args,
                                                        const site::Site& site,
                                                        const Person& person, ledger::Day today);

/// "since" of the figures: a day, or "90d" ago; nothing is the first of January.
tl::expected<ledger::Day, std::string> since_from(const boost::json::object& args,
                                                  ledger::Day today);

}  // namespace hazgate::daemon
