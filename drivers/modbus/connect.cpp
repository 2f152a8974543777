#include "drivers/modbus/connect.hpp"

#include <cerrno>
#include <chrono>
#include <fmt/format.h>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <system_error>
#include <unistd.h>

#include <sys/select.h>
#include <sys/socket.h>

namespace hazgate::modbus {

namespace {

using Steady = std::chrono::steady_clock;

void set(int socket, int level, int option, int value) {
  // Each of them only makes things better; a system that lacks one is still usable.
  (void)::setsockopt(socket, level, option, &value, sizeof value);
}

void tune(int socket) {
  set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
  set(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  set(socket, IPPROTO_TCP, TCP_KEEPIDLE, 10);
  set(socket, IPPROTO_TCP, TCP_KEEPINTVL, 5);
  set(socket, IPPROTO_TCP, TCP_KEEPCNT, 3);
}

/// Waits until the connection stands; 0 or an errno.
int wait_connected(int socket, Duration patience) {
  const auto end = Steady::now() + patience;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Steady::now()).count();
    if (left <= 0) return ETIMEDOUT;
    pollfd ready{socket, POLLOUT, 0};
    const int count = ::poll(&ready, 1, static_cast<int>(left));
    if (count < 0 && errno != EINTR) return errno;
    if (count <= 0) continue;
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
    return error;
  }
}

/// The connected descriptor, or -1 with `error` set to an errno.
int try_address(const addrinfo& address, Duration patience, int& error) {
  const int socket = ::socket(address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC,
                              address.ai_protocol);
  if (socket < 0) {
    error = errno;
    return -1;
  }
  if (socket >= FD_SETSIZE) {
    error = EMFILE;
  } else {
    tune(socket);
    error = ::connect(socket, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
    if (error == EINPROGRESS) error = wait_connected(socket, patience);
  }
  if (error == 0) return socket;
  ::close(socket);
  return -1;
}

std::string reason(int error, Duration patience) {
  if (error == ETIMEDOUT) return fmt::format("no answer within {} ms", patience.count() / 1000);
  if (error == EMFILE) return "too many files are open";
  return std::generic_category().message(error);
}

}  // namespace

tl::expected<int, std::string> connect_tcp(const TcpHost& host, Duration patience) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  const std::string port = std::to_string(host.port);
  addrinfo* first = nullptr;
  if (const int failed = ::getaddrinfo(host.host.c_str(), port.c_str(), &hints, &first);
      failed != 0) {
    return tl::unexpected<std::string>(::gai_strerror(failed));
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(first, ::freeaddrinfo);
  int error = EADDRNOTAVAIL;
  for (const addrinfo* address = first; address != nullptr; address = address->ai_next) {
    const int socket = try_address(*address, patience, error);
    if (socket >= 0) return socket;
  }
  return tl::unexpected<std::string>(reason(error, patience));
}

}  // namespace hazgate::modbus
