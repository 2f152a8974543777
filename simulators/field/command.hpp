#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>

#include "drivers/codec/value.hpp"
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

using Command = std::variant<SetCommand, FaultCommand>;

/// One line of standard input.
/// Errors  a text for people
tl::expected<Command, std::string> parse_command(std::string_view line);

boost::json::value to_json(const Value& value);

}  // namespace hazgate::sim
