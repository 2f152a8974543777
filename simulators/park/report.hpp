#pragma once

#include <boost/json/object.hpp>
#include <memory>
#include <string>
#include <vector>

#include "simulators/park/gateway.hpp"
#include "simulators/park/tally.hpp"

namespace hazgate::sim {

using LightGateways = std::vector<std::unique_ptr<LightGateway>>;

/// One line of what goes on: connected, acknowledged, waiting.
std::string progress_line(const LightGateways& gateways, const Tally& tally, double seconds);

/// The count table for people, and when there were reconnects how they were spread.
std::string table_text(const LightGateways& gateways, const Tally& tally, double seconds);

/// The same for programs: also each gateway's root, epoch and the ends of its lanes.
boost::json::object report_object(const LightGateways& gateways, const Tally& tally,
                                  double seconds);

}  // namespace hazgate::sim
