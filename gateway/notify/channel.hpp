#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace hazgate::notify {

/// One message to one person over one channel.
struct Letter {
  std::uint64_t ticket = 0;  ///< comes back in each Receipt
  std::string to;            ///< a telephone number with +, an address, a URL
  std::string subject;       ///< what happened, in some twenty characters; mail and cards show it
  std::string text;          ///< UTF-8, whole
  /// The same for the same message however often it is handed over: Message-ID, Idempotency-Key.
  std::string key;
  std::string link;  ///< where an acknowledgement can be given; empty: nowhere
  /// Somebody is in danger: where letters wait for each other it goes before those that are not.
  bool urgent = false;
  std::string link_word{};  ///< stands in front of it in a mail: "Acknowledge"; may be empty
};

/// What has become of a Letter. Delivered may follow Sent, minutes later, or never come.
struct Receipt {
  enum class Kind : std::uint8_t {
    Sent,       ///< the next one in line (operator, mail server, robot) has taken it
    Delivered,  ///< it is on the person's device; never an acknowledgement
    Failed,     ///< this attempt
    Refused,    ///< and another attempt will not do better: wrong number, wrong password
  };
  std::uint64_t ticket = 0;
  Kind kind = Kind::Failed;
  std::string error;        ///< Failed, Refused: for people, what and why
  bool of_channel = false;  ///< Failed, Refused: no other letter would have gone out either
};

/// What a person has sent us.
struct Incoming {
  std::string from;  ///< a telephone number
  std::string text;  ///< UTF-8
};

/// One way to people. It owns a thread, sends one Letter after the other and never tries again by
/// itself: when and where to try again is the core's matter.
/// Errors  as a Receipt; nothing is thrown
/// Thread  send() from any, returns at once; the callbacks come on the channel's own thread
class Channel {
 public:
  using OnReceipt = std::function<void(Receipt)>;
  using OnIncoming = std::function<void(Incoming)>;

  virtual ~Channel() = default;  ///< gives up what is under way within two seconds
  Channel() = default;
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  virtual void send(Letter letter) = 0;
};

}  // namespace hazgate::notify
