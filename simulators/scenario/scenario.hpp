#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "drivers/model/device_model.hpp"
#include "simulators/field/event_pool.hpp"
#include "simulators/field/fault.hpp"
#include "simulators/field/signal.hpp"

namespace hazgate::sim {

struct TcpListen {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: the system picks
};

struct RtuListen {
  std::string link;    ///< path of a symlink to the pty
  bool paced = false;  ///< bytes take their time
  int baud = 9600;
};

struct Listen {
  std::string id;
  std::variant<TcpListen, RtuListen> on;
  std::vector<TimedLineFault> faults;
};

struct PointSignal {
  std::string point;
  Signal signal;
};

struct DeviceScenario {
  std::string id;
  std::size_t listen = 0;
  std::uint8_t unit = 1;
  model::DeviceModel model;
  Duration turnaround{};
  bool identification = true;  ///< whether it answers Read Device Identification
  std::vector<PointSignal> signals;
  std::vector<Fault> faults;
  std::vector<PoolEvent> events;  ///< of a panel with a queue
};

/// A scenario file, checked: which devices there are, and what happens to them.
struct Scenario {
  std::uint64_t seed = 1;
  std::optional<Duration> duration;
  bool stop_at_end = false;
  std::vector<Listen> listens;
  std::vector<DeviceScenario> devices;
};

/// `models`: folders, searched after devices/ beside the file
/// Errors  every mistake of the file and of the models it names, at once
tl::expected<Scenario, model::Mistakes> load_scenario(
    const std::filesystem::path& file, const std::vector<std::filesystem::path>& models);

/// The same for the text of a file; `file` is its name.
tl::expected<Scenario, model::Mistakes> parse_scenario(
    std::string_view text, const std::filesystem::path& file,
    const std::vector<std::filesystem::path>& models);

}  // namespace hazgate::sim
