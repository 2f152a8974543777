#pragma once

#include "simulators/park/arguments.hpp"

namespace hazgate::sim {

/// `hazsim fleet`: all gateways on one thread until the time is over or a signal comes, then what
/// still waits, the farewells, the table. The exit code.
int run_park(const ParkArguments& arguments);

/// What each gateway is: the same arguments, the same park. Epochs are new at each call.
std::vector<LightGateway::Settings> settings_of(
    const ParkArguments& arguments, const std::vector<boost::asio::ip::tcp::endpoint>& brokers);

}  // namespace hazgate::sim
