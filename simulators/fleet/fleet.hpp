#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "simulators/scenario/scenario.hpp"

namespace hazgate::sim {

/// Many equal devices behind one port, for benchmarks: d-001, d-002, …, units 1, 2, …; each has
/// registers r0, r1, … (holding, uint16, swinging slowly), a coil, and the alarm r0.H at 60000.
struct Fleet {
  int devices = 64;     ///< 1 to 247
  int registers = 100;  ///< 1 to 1000
  std::uint16_t port = 0;
};

inline constexpr double kFleetLimit = 60000.0;
inline constexpr int kMostDevices = 247;
inline constexpr int kMostRegisters = 1000;

/// The same fleet always has the same values at the same time.
Scenario scenario_of(const Fleet& fleet);

struct BenchSite {
  std::filesystem::path folder;
  std::string period = "100ms";
  std::string broker;  ///< empty: no uplink
};

/// Writes site.toml and devices/bench.toml, with which hazgated watches the fleet: the alarm of any
/// device starts a plan that writes the coil of the last one.
/// `port`: on which the fleet listens
/// Errors  a text for people: the folder or a file cannot be written
std::string write_site(const Fleet& fleet, const BenchSite& site, std::uint16_t port);

}  // namespace hazgate::sim
