#pragma once

#include <string>
#include <string_view>

#include "gateway/core/alarm/time.hpp"
#include "gateway/notify/channel.hpp"

namespace hazgate::notify {

/// Who a letter comes from.
struct Sender {
  std::string address;  ///< hazgate@acme.example
  std::string name;     ///< for people, UTF-8; may be empty

  friend bool operator==(const Sender&, const Sender&) = default;
};

/// What is wrong with an address, for people; empty: nothing. Only what every server takes is
/// allowed: ASCII, one @, no spaces, quotes, brackets or line breaks.
std::string address_mistake(std::string_view address);

/// The whole message of RFC 5322, lines ended by CR LF. Urgent; Message-ID is made of letter.key, so
/// a letter sent twice is one message; what is not UTF-8 becomes U+FFFD; a line break in the subject
/// or the sender's name becomes a space; a link that the text does not show is added to it.
/// Shape   both addresses have no mistake
/// Thread  any (pure)
/// Source  RFC 5322; RFC 2045, 6.8; RFC 2047; RFC 3834, 5
std::string mail_message(const Letter& letter, const Sender& from, WallTime date);

}  // namespace hazgate::notify
