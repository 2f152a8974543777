#include "gateway/uplink/no_delay.hpp"

#include <charconv>
#include <filesystem>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <system_error>

#include <sys/socket.h>

namespace hazgate::uplink {
namespace {

/// 0: not a TCP connection.
std::uint16_t peer_port(int socket) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  if (::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return 0;  // NOLINT
  if (peer.ss_family == AF_INET) {
    return ntohs(reinterpret_cast<const sockaddr_in&>(peer).sin_port);  // NOLINT
  }
  if (peer.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6&>(peer).sin6_port);  // NOLINT
  }
  return 0;
}

}  // namespace

void send_without_delay(std::uint16_t port) {
  std::error_code failed;
  for (std::filesystem::directory_iterator file("/proc/self/fd", failed), end;
       !failed && file != end; file.increment(failed)) {
    const std::string name = file->path().filename().string();
    int socket = -1;
    std::from_chars(name.data(), name.data() + name.size(), socket);
    if (socket < 0 || port == 0 || peer_port(socket) != port) continue;
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
}

std::uint16_t port_of(const std::string& broker) {
  const auto colon = broker.rfind(':');
  std::uint16_t port = 0;
  if (colon != std::string::npos) {
    std::from_chars(broker.data() + colon + 1, broker.data() + broker.size(), port);
  }
  return port;
}

}  // namespace hazgate::uplink
