// What may come to the port of the acknowledgement link: bytes of any kind, sent to the real listener over
// the loopback. A token of ours is in the corpus: its secret never changes here.
#include <arpa/inet.h>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <netinet/in.h>
#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>

#include <sys/socket.h>

#include "gateway/notify/ack_link.hpp"

namespace hazgate {
namespace {

constexpr const char* kSecret = "a secret that never changes";

void insist(bool holds) {
  if (!holds) std::abort();
}

/// Every claim that comes through is one that a token of ours makes.
class Desk {
 public:
  /// OpenSSL is used first here: it then cleans up behind the link's thread and not before that has ended.
  Desk() {
    insist(!notify::ack_token({"leak-1", "li"}, kSecret).empty());
    notify::AckLinkSettings settings;
    settings.secret = kSecret;
    settings.language = "en";
    auto opened = notify::AckLink::open(
        io_, settings,
        {.describe = [this](const notify::AckClaim& claim) { return describe(claim); },
         .acknowledge = [this](const notify::AckClaim& claim,
                               const std::string&) { return acknowledge(claim); }});
    insist(opened.has_value());
    link_ = std::move(*opened);
  }

  /// What it answers, until it closes.
  std::string answer(std::string_view request) {
    request_ = request;
    const int socket = connected();
    std::string_view left = request;
    while (!left.empty()) {
      const auto sent = ::send(socket, left.data(), left.size(), MSG_NOSIGNAL);
      if (sent <= 0) break;  // it has closed: an answer may be there
      left.remove_prefix(static_cast<std::size_t>(sent));
    }
    ::shutdown(socket, SHUT_WR);
    std::string answer;
    for (char block[4096];;) {
      io_.restart();
      io_.poll();
      const auto got = ::recv(socket, block, sizeof block, 0);
      if (got < 0 && errno == EAGAIN) continue;  // the core has its turn
      if (got <= 0) break;
      answer.append(block, static_cast<std::size_t>(got));
    }
    ::close(socket);
    return answer;
  }

 private:
  int connected() const {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(link_->port());
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    insist(::connect(socket, reinterpret_cast<const sockaddr*>(&place), sizeof place) == 0);
    const timeval patience{.tv_sec = 0, .tv_usec = 500};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const linger at_once{.l_onoff = 1, .l_linger = 0};  // no port waits behind it
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    return socket;
  }

  std::optional<notify::AckSubject> describe(const notify::AckClaim& claim) const {
    insist(request_.find(notify::ack_token(claim, kSecret)) != std::string_view::npos);
    return notify::AckSubject{.title = "leak <" + claim.incident + ">", .state = "open"};
  }
  tl::expected<void, std::string> acknowledge(const notify::AckClaim& claim) const {
    insist(request_.find("POST ") != std::string_view::npos);
    if (claim.contact == "nobody") return tl::unexpected(std::string("no such contact"));
    return {};
  }

  boost::asio::io_context io_;
  std::string_view request_;
  std::unique_ptr<notify::AckLink> link_;
};

}  // namespace
}  // namespace hazgate

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hazgate;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (const auto claim = notify::ack_claim(input, kSecret)) {
    insist(notify::ack_token(*claim, kSecret) == input);
  }
  static Desk desk;
  const std::string answer = desk.answer(input);
  if (answer.empty()) return 0;
  insist(answer.starts_with("HTTP/1.1 "));
  const std::string_view status = std::string_view(answer).substr(9, 4);
  bool known = false;
  for (const char* one : {"200 ", "400 ", "404 ", "405 ", "409 ", "413 ", "431 "}) {
    known = known || status == one;
  }
  insist(known);
  insist(answer.find("Content-Security-Policy: default-src 'none'") != std::string::npos);
  return 0;
}
