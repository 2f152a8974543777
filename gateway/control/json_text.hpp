#pragma once

#include <boost/json/value.hpp>
#include <string>

namespace hazgate::control {

/// Writes JSON as people expect to read it: 60.5, where Boost.JSON's own serializer writes 6.05E1.
/// Numbers are the shortest text that reads back to the same double; NaN and infinity are null.
std::string json_text(const boost::json::value& value);

}  // namespace hazgate::control
