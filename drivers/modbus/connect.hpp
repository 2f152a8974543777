#pragma once

#include <string>
#include <tl/expected.hpp>

#include "drivers/modbus/line.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::modbus {

/// Connects to a Modbus TCP server: non-blocking, without Nagle's delay, with keep-alive.
/// Units   patience: for each address that the name stands for; a name that is not a number is
///         looked up first, which takes as long as the system's resolver takes
/// Errors  why not, for people ("Connection refused", "no answer within 1000 ms")
/// Result  the descriptor, below FD_SETSIZE; the caller closes it
tl::expected<int, std::string> connect_tcp(const TcpHost& host, Duration patience);

}  // namespace hazgate::modbus
