#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "gateway/uplink/message.hpp"

namespace hazgate::daemon {

/// What comes on `command`, as far as it can be read. Nothing in it is trusted.
struct ParkCommand {
  std::string id, op, by;
  boost::json::value given_id;  ///< as it was written, a text or a whole number; else null
  boost::json::object args;
  std::optional<std::int64_t> t;  ///< when it was given, milliseconds since 1970
  uplink::ReplyTo reply_to;       ///< where else its answer goes
  std::string wrong;              ///< what is wrong with its form, all of it; empty: nothing
};

/// Shape   text: at most kLongestCommand bytes
/// Errors  in ParkCommand::wrong
/// Thread  any (pure)
ParkCommand park_command(const std::string& text);

/// What is wrong with the arguments of an operation that exists: what is missing, of another type, or
/// unknown, and what to write instead; empty: nothing.
/// Thread  any (pure)
std::string wrong_arguments(const std::string& op, const boost::json::object& args);

/// Operations that change nothing when they are carried out again.
bool is_harmless(const std::string& op);

}  // namespace hazgate::daemon
