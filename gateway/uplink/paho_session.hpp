#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "gateway/uplink/inbox.hpp"
#include "gateway/uplink/link.hpp"

namespace hazgate::uplink {

/// One Paho client. Made once for plain TCP and once for TLS, then used for every broker of that
/// kind: Paho is slow to connect a second client, and slow to destroy one.
/// Errors  a text from each call that fails at once; empty: begun, a Note follows
/// Thread  one at a time; its own threads only leave notes
class PahoSession {
 public:
  PahoSession(const Link::Settings& settings, const std::string& broker,
              std::shared_ptr<Inbox> inbox);
  ~PahoSession();  ///< may take some hundred milliseconds
  PahoSession(const PahoSession&) = delete;
  PahoSession& operator=(const PahoSession&) = delete;

  std::string connect(const std::string& broker);
  std::string publish(const std::string& topic, std::string payload, bool retained,
                      std::uint32_t number);
  std::string subscribe(const std::string& topic);
  void disconnect();              ///< Disconnected follows, whatever happens
  std::string tls_error() const;  ///< of the last attempt; empty: none

  static bool is_tls(const std::string& broker);

  static constexpr std::chrono::seconds kConnectTimeout{10};

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// What a connect attempt's return code means, for people.
std::string connect_error(int code, std::chrono::steady_clock::duration taken,
                          const std::string& tls_error);

}  // namespace hazgate::uplink
