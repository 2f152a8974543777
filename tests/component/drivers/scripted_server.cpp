#include "tests/component/drivers/scripted_server.hpp"

#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <unistd.h>
#include <utility>

#include <sys/eventfd.h>
#include <sys/socket.h>

namespace hazgate::test {

ScriptedServer::ScriptedServer() {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no free port");
  }
  port_ = ntohs(address.sin_port);
  wake_ = ::eventfd(0, EFD_CLOEXEC);
}

ScriptedServer::~ScriptedServer() {
  stop();
  ::close(wake_);
}

void ScriptedServer::start(React react) {
  if (::listen(listener_, 8) != 0) throw std::runtime_error("cannot listen");
  thread_ = std::thread([this, react = std::move(react)] { run(react); });
}

void ScriptedServer::stop() {
  const std::uint64_t one = 1;
  if (thread_.joinable()) {
    (void)!::write(wake_, &one, sizeof one);
    thread_.join();
  }
  if (listener_ >= 0) ::close(listener_);
  listener_ = -1;
}

void ScriptedServer::run(const React& react) {
  std::vector<std::pair<int, Bytes>> clients;
  for (;;) {
    std::vector<pollfd> ready = {{wake_, POLLIN, 0}, {listener_, POLLIN, 0}};
    for (const auto& client : clients) ready.push_back({client.first, POLLIN, 0});
    (void)::poll(ready.data(), ready.size(), -1);
    if (ready[0].revents != 0) break;
    for (std::size_t i = clients.size(); i-- > 0;) {
      if (ready[i + 2].revents == 0 || serve(clients[i].first, clients[i].second, react)) continue;
      ::close(clients[i].first);
      clients.erase(clients.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (ready[1].revents != 0) {
      clients.emplace_back(::accept(listener_, nullptr, nullptr), Bytes{});
      ++connections_;
    }
  }
  for (const auto& client : clients) ::close(client.first);
}

/// False when the connection is over.
bool ScriptedServer::serve(int client, Bytes& unread, const React& react) {
  std::array<std::uint8_t, 512> bytes;
  const auto count = ::recv(client, bytes.data(), bytes.size(), 0);
  if (count <= 0) return false;
  unread.insert(unread.end(), bytes.begin(), bytes.begin() + count);
  while (unread.size() >= 6 && unread.size() >= std::size_t{6} + unread[5]) {
    const auto end = unread.begin() + 6 + unread[5];
    const Reaction reaction = react(Bytes(unread.begin(), end));
    unread.erase(unread.begin(), end);
    if (!reaction.send.empty()) {
      (void)::send(client, reaction.send.data(), reaction.send.size(), MSG_NOSIGNAL);
    }
    if (reaction.close) return false;
  }
  return true;
}

Bytes good_reply(const Bytes& request) {
  Bytes reply(request.begin(), request.begin() + 8);
  const int function = function_of(request);
  if (function > 4) {
    reply.insert(reply.end(), request.begin() + 8, request.begin() + 12);
  } else if (function > 2) {
    reply.push_back(static_cast<std::uint8_t>(count_of(request) * 2));
    for (int i = 0; i < count_of(request); ++i) {
      const int value = unit_of(request) * 100 + address_of(request) + i;
      reply.push_back(static_cast<std::uint8_t>(value / 256));
      reply.push_back(static_cast<std::uint8_t>(value % 256));
    }
  } else {
    reply.resize(reply.size() + 1 + static_cast<std::size_t>(count_of(request) + 7) / 8);
    reply[8] = static_cast<std::uint8_t>(reply.size() - 9);
    for (int i = 0; i < count_of(request); ++i) {
      auto& byte = reply[9 + static_cast<std::size_t>(i) / 8];
      byte = static_cast<std::uint8_t>(byte | ((address_of(request) + i) % 2) << (i % 8));
    }
  }
  reply[4] = 0;
  reply[5] = static_cast<std::uint8_t>(reply.size() - 6);
  return reply;
}

Bytes exception_reply(const Bytes& request, std::uint8_t code) {
  Bytes reply(request.begin(), request.begin() + 8);
  reply[7] = static_cast<std::uint8_t>(reply[7] | 0x80U);
  reply.push_back(code);
  reply[5] = 3;
  return reply;
}

}  // namespace hazgate::test
