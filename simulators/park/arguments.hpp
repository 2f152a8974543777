#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "simulators/park/gateway.hpp"

namespace hazgate::sim {

/// What `hazsim fleet` is asked for.
struct ParkArguments {
  std::size_t gateways = 300;
  std::size_t per_enterprise = 10;
  std::vector<std::string> brokers;  ///< "tcp://127.0.0.1:1883"
  std::string park = "north-park";
  std::string username, password;  ///< with {gateway} and others, see Place::fill
  Rates rates;
  double seconds = 60;      ///< of recording
  double drain = 120;       ///< for what then still waits
  double per_second = 100;  ///< gateways that start in a second
  std::uint32_t seed = 1;
  std::string report;  ///< file; empty: none
  bool quiet = false;
};

struct ParsedPark {
  ParkArguments arguments;
  std::optional<int> exit;  ///< --help was asked for, or the usage is wrong (and was said)
};
/// `argv`: without the program's own name, so that argv[0] is "fleet"
ParsedPark parse_park_arguments(int argc, const char* const* argv);

/// Host and port of "tcp://HOST[:PORT]".
/// Errors  a text for people: what to write instead
struct BrokerAddress {
  std::string host, port;
};
tl::expected<BrokerAddress, std::string> broker_address(const std::string& url);

}  // namespace hazgate::sim
