#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "gateway/notify/ack_page.hpp"
#include "gateway/notify/ack_token.hpp"

namespace hazgate::notify {

struct AckLinkSettings {
  std::string address = "127.0.0.1";  ///< to listen on
  std::uint16_t port = 0;             ///< 0: any that is free
  std::string public_url;             ///< what people's telephones call, https://gw.acme.example
  std::string secret;                 ///< see ack_secret()
  std::string language;               ///< of the page: zh-CN, zh-TW, en

  friend bool operator==(const AckLinkSettings&, const AckLinkSettings&) = default;
};

/// What callers may use up. Others only in tests.
struct AckLimits {
  std::size_t connections = 64;  ///< one more closes the oldest that has asked nothing yet
  std::size_t header_bytes = 8192;
  std::size_t body_bytes = 1024;
  std::chrono::milliseconds request = std::chrono::seconds{10};  ///< from connect to the last byte
  std::chrono::milliseconds core = std::chrono::seconds{5};      ///< for the core's answer
};

/// The page behind the link in a letter. GET /ack/TOKEN shows the incident and a button; only the
/// button's POST acknowledges, because chat programs fetch every link they see.
///   GET, POST with a token of ours         200; 409 with the core's reason; 503: the core is silent
///   any other path, any other token, an
///   incident that describe() does not know  404, always the same
///   any other method                        405
/// Plain HTTP: it belongs behind the site's HTTPS proxy or in its VPN.
/// Thread  core. Connections have a thread of their own; a flood of callers is no load for the core
///         but for those with a token. The callbacks come on the core's io_context, never after the
///         destructor, which waits for the thread (it waits for nobody).
class AckLink {
 public:
  struct Desk {
    std::function<std::optional<AckSubject>(const AckClaim&)> describe;
    /// `from`: the caller's address, behind a proxy the proxy's. Errors  why not, for people
    std::function<tl::expected<void, std::string>(const AckClaim&, const std::string& from)>
        acknowledge;
  };

  /// Errors  a text: the address is none, in use, not ours
  static tl::expected<std::unique_ptr<AckLink>, std::string> open(
      boost::asio::io_context& core, const AckLinkSettings& settings, Desk desk,
      const AckLimits& limits = AckLimits());
  ~AckLink();
  AckLink(const AckLink&) = delete;
  AckLink& operator=(const AckLink&) = delete;

  std::uint16_t port() const;

 private:
  struct State;
  explicit AckLink(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// What goes into Letter::link; empty without a public_url.
std::string ack_url(const AckLinkSettings& settings, const AckClaim& claim);

}  // namespace hazgate::notify
