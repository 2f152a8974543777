#pragma once

#include <cstdint>
#include <string>

namespace hazgate::uplink {

/// Switches Nagle's algorithm off on every TCP connection of this process to that port: a small packet behind
/// larger ones then does not wait for the broker's delayed acknowledgement (40 ms). Paho C 1.3.12 has no option for
/// it and does not show its socket, so that it is looked up in /proc/self/fd.
/// Source  RFC 1122 4.2.3.2, 4.2.3.4
/// Thread  any
void send_without_delay(std::uint16_t port);

/// The port of "tcp://HOST:PORT"; 0: there is none.
std::uint16_t port_of(const std::string& broker);

}  // namespace hazgate::uplink
