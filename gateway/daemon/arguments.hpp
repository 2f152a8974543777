#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/core/site/site.hpp"

/// The arguments of commands, from the control socket and from the park: nothing in them is
/// trusted. A key that is missing or of another type is empty, false or none.
/// Thread  any (pure)
namespace hazgate::daemon {

std::string text_argument(const boost::json::object& args, std::string_view key);
bool flag_argument(const boost::json::object& args, std::string_view key);
std::optional<std::uint64_t> number_argument(const boost::json::object& args, std::string_view key);

/// Milliseconds, at most ten years; none: zero.
Duration time_argument(const boost::json::object& args, std::string_view key);

/// Which alarms "all" are.
enum class Meant : std::uint8_t {
  Unacknowledged,
  WaitsForReset,
  Named,  ///< none: they must be named
};

/// "alarms": [ids] or "all": true.
/// Errors  a text: no alarm named, or one that does not exist
tl::expected<std::vector<AlarmIndex>, std::string> alarms_argument(const site::Site& site,
                                                                   const boost::json::object& args,
                                                                   Meant meant);

/// "value" of a write, checked against the point; `error` says what does not fit.
Value value_argument(const site::PointSpec& point, const boost::json::object& args,
                     std::string& error);

}  // namespace hazgate::daemon
