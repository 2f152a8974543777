#include "gateway/control/client.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <sys/socket.h>
#include <sys/un.h>

#include "gateway/control/protocol.hpp"

namespace hazgate::control {
namespace {

constexpr int kUnreachable = 3;
constexpr std::size_t kChunk = 65536;

CallError unreachable(std::string text) {
  return {.code = kUnreachable, .text = std::move(text)};
}

CallError cannot_connect(const std::string& path, int error) {
  if (error == ENOENT || error == ECONNREFUSED || error == ENOTDIR) {
    return unreachable("no hazgated answers at " + path +
                       "; start it, or name its socket with --socket or --config");
  }
  if (error == EACCES || error == EPERM) {
    return unreachable("no permission to use " + path +
                       "; ask for membership in the socket's group");
  }
  return unreachable("cannot reach " + path + ": " + std::generic_category().message(error));
}

}  // namespace

tl::expected<Client, CallError> Client::connect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return tl::unexpected(cannot_connect(path, ENAMETOOLONG));
  }
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  Client client(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), path);
  if (client.fd_ < 0) return tl::unexpected(cannot_connect(path, errno));
  // A daemon that hangs does not accept; its backlog full, connect would wait for ever.
  const timeval patience{.tv_sec = kPatience.count() / 1000, .tv_usec = 0};
  ::setsockopt(client.fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const auto* raw = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(client.fd_, raw, sizeof address) != 0) {
    return tl::unexpected(cannot_connect(path, errno));
  }
  return client;
}

Client::Client(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}

Client::Client(Client&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      path_(std::move(other.path_)),
      in_(std::move(other.in_)),
      seen_(other.seen_) {}

Client& Client::operator=(Client&& other) noexcept {
  if (this == &other) return *this;
  close();
  fd_ = std::exchange(other.fd_, -1);
  path_ = std::move(other.path_);
  in_ = std::move(other.in_);
  seen_ = other.seen_;
  return *this;
}

Client::~Client() {
  close();
}

void Client::close() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

CallError Client::lost(const std::string& why) {
  close();
  return unreachable("hazgated at " + path_ + ' ' + why);
}

/// An error is not looked at: the daemon may have said why it closed, and that is read next.
void Client::send(std::string_view line) {
  while (!line.empty()) {
    const ssize_t n = ::send(fd_, line.data(), line.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    line.remove_prefix(static_cast<std::size_t>(n));
  }
}

tl::expected<void, CallError> Client::fill(Patience patience) {
  pollfd readable{.fd = fd_, .events = POLLIN, .revents = 0};
  const int timeout = patience == kForEver ? -1 : static_cast<int>(patience.count());
  const int ready = ::poll(&readable, 1, timeout);
  if (ready < 0 && errno == EINTR) return {};
  if (ready == 0) return tl::unexpected(lost("does not answer; see its log"));
  std::array<char, kChunk> chunk;
  const ssize_t n = ::recv(fd_, chunk.data(), chunk.size(), 0);
  if (n < 0 && errno == EINTR) return {};
  if (n <= 0) return tl::unexpected(lost("closed the connection; see its log, then try again"));
  in_.append(chunk.data(), static_cast<std::size_t>(n));
  return {};
}

tl::expected<std::string, CallError> Client::next_line(Patience patience) {
  std::size_t from = seen_;
  while (true) {
    const auto end = in_.find('\n', from);
    if (end != std::string::npos) {
      std::string line = in_.substr(seen_, end - seen_);
      seen_ = end + 1;
      return line;
    }
    in_.erase(0, std::exchange(seen_, 0));
    from = in_.size();
    if (auto filled = fill(patience); !filled) return tl::unexpected(filled.error());
  }
}

tl::expected<void, CallError> Client::call(std::string_view op, const boost::json::object& args,
                                           const OnItem& on_item, Patience patience) {
  if (fd_ < 0) return tl::unexpected(lost("is not connected"));
  send(call_line(op, args));
  while (true) {
    auto line = next_line(patience);
    if (!line) return tl::unexpected(line.error());
    auto reply = read_reply(*line);
    if (!reply) {
      return tl::unexpected(
          lost("does not speak this protocol (" + reply.error() + "); is it another program's?"));
    }
    switch (reply->kind) {
      case Reply::Kind::Done:
        return {};
      case Reply::Kind::Failed:
        return tl::unexpected(CallError{.code = reply->code, .text = std::move(reply->text)});
      case Reply::Kind::Item:
        if (on_item(std::move(reply->item))) break;
        close();
        return {};
    }
  }
}

}  // namespace hazgate::control
