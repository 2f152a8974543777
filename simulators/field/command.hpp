#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>

#include "drivers/codec/value.hpp"
#include "simulators/field/event_pool.hpp"
#include "simulators/field/fault.hpp"

namespace hazgate::sim {

/// {"set":"gd-101.gas","value":60.0}
struct SetCommand {
  std::string device;
  std::string point;
  Value value;
};

/// {"fault":"gd-101","kind":"exception","code":2} {"fault":"gd-101","kind":"late","delay":"300ms"}
/// {"fault":"gd-101","kind":"none"}
struct FaultCommand {
  std::string device;
  Fault fault;
};

/// {"event":"fp-1","kind":"fire","part":"0020100100"}
struct EventCommand {
  std::string device;
  PoolEvent event;
};

/// {"line":"rs485","kind":"cut"}
struct LineCommand {
  std::string listen;
  LineFault kind = LineFault::None;
};

using Command = std::variant<SetCommand, FaultCommand, EventCommand, LineCommand>;

/// One line of standard input.
/// Errors  a text for people
tl::expected<Command, std::string> parse_command(std::string_view line);

boost::json::value to_json(const Value& value);

}  // namespace hazgate::sim
