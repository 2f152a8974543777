#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "gateway/notify/mail_message.hpp"

namespace hazgate::notify {

/// The mail server that takes our letters.
struct MailSettings {
  enum class Security : std::uint8_t {
    None,      ///< everything readable on the way, the password too
    StartTls,  ///< mostly port 587; a server that does not offer it is not used
    Tls,       ///< from the first byte, mostly port 465
  };
  std::string host;
  std::uint16_t port = 587;
  Security security = Security::StartTls;
  std::string ca_file;   ///< who vouches for the server; empty: the system's certificates
  std::string username;  ///< empty: the server wants none
  std::string password;
  Sender from;
  std::chrono::milliseconds limit = std::chrono::seconds{20};  ///< for one letter, all in all
  /// From one look at the server to the next, sooner while it cannot be used; zero: it never looks.
  std::chrono::milliseconds check = std::chrono::minutes{15};

  friend bool operator==(const MailSettings&, const MailSettings&) = default;
};

}  // namespace hazgate::notify
