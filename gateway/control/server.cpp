#include "gateway/control/server.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <set>
#include <utility>

#include "gateway/control/callers.hpp"
#include "gateway/control/listener.hpp"
#include "gateway/control/session.hpp"

namespace hazgate::control {
namespace {

using boost::asio::local::stream_protocol;
using boost::system::error_code;

/// After an accept that failed (no descriptor left): callers wait in the kernel meanwhile.
constexpr auto kAcceptPause = std::chrono::seconds{1};

}  // namespace

struct Server::State : std::enable_shared_from_this<Server::State> {
  State(boost::asio::io_context& io, Listener socket, Desk& to, const Limits& most)
      : listener(std::move(socket)),
        acceptor(io, stream_protocol(), listener->release()),
        pause(io),
        desk(to),
        limits(most) {}

  void accept();
  void admit(stream_protocol::socket socket);
  void close();

  std::optional<Listener> listener;
  stream_protocol::acceptor acceptor;
  boost::asio::steady_timer pause;
  Desk& desk;
  const Limits limits;
  Callers callers;
  std::set<std::shared_ptr<Session>> sessions;
};

void Server::State::accept() {
  acceptor.async_accept(
      [self = shared_from_this()](error_code error, stream_protocol::socket socket) {
        if (!self->acceptor.is_open()) return;
        if (!error) {
          self->admit(std::move(socket));
          return self->accept();
        }
        self->pause.expires_after(kAcceptPause);
        self->pause.async_wait([self](error_code cancelled) {
          if (!cancelled && self->acceptor.is_open()) self->accept();
        });
      });
}

void Server::State::admit(stream_protocol::socket socket) {
  Caller caller = callers.at(socket.native_handle());
  const auto session =
      std::make_shared<Session>(std::move(socket), std::move(caller), desk, limits,
                                [weak = weak_from_this()](const std::shared_ptr<Session>& ended) {
                                  if (const auto self = weak.lock()) self->sessions.erase(ended);
                                });
  if (sessions.size() >= limits.connections) {
    return session->refuse(Failure::Refused,
                           "the daemon has " + std::to_string(limits.connections) +
                               " callers already; end one (hazctl watch, events --follow) first");
  }
  sessions.insert(session);
  session->start();
}

void Server::State::close() {
  error_code ignored;
  acceptor.close(ignored);  // NOLINT(bugprone-unused-return-value)
  pause.cancel();
  listener.reset();
  for (const auto& session : std::set(sessions)) {
    session->refuse(Failure::Unreachable, "the daemon is stopping");
  }
}

tl::expected<std::unique_ptr<Server>, std::string> Server::open(boost::asio::io_context& io,
                                                                const std::string& path, Desk& desk,
                                                                const Limits& limits) {
  auto listener = Listener::open(path);
  if (!listener) return tl::unexpected(listener.error());
  return open(io, std::move(*listener), desk, limits);
}

std::unique_ptr<Server> Server::open(boost::asio::io_context& io, Listener socket, Desk& desk,
                                     const Limits& limits) {
  auto state = std::make_shared<State>(io, std::move(socket), desk, limits);
  state->accept();
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::Server(std::shared_ptr<State> state) : state_(std::move(state)) {}

// NOLINTNEXTLINE(bugprone-exception-escape): only for want of memory, which ends the daemon
Server::~Server() {
  state_->close();
}

}  // namespace hazgate::control
