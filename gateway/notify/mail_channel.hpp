#pragma once

#include <memory>

#include "gateway/notify/channel.hpp"
#include "gateway/notify/health.hpp"
#include "gateway/notify/mail_settings.hpp"

namespace hazgate::notify {

/// Letters over SMTP. Up to four are on their way at once, so that one that hangs delays no other;
/// each has settings.limit. At most 2000 wait, and none longer than a minute: what is beyond is Failed.
/// Receipts  Sent when the server took the letter; Refused when it said 5xx to the login, the
///           recipient or the letter, or an address is none; Failed for everything else
/// Health    looks at the server without a letter when it begins and every settings.check; 30 s after
///           a look or a letter that failed because of the server, then twice as long each time, up to five
///           minutes. Without an OnHealth it never looks. Said before the receipts that show it
/// Thread    send() from any, returns at once; every receipt comes on one thread of the channel's
class MailChannel final : public Channel {
 public:
  MailChannel(MailSettings settings, OnReceipt on_receipt, OnHealth on_health = {});
  ~MailChannel() override;  ///< what is waiting or under way gets no receipt any more
  void send(Letter letter) override;

  static constexpr int kAtOnce = 4;
  static constexpr std::size_t kMostWaiting = 2000;
  static constexpr std::chrono::seconds kWaitingLimit{60};
  static constexpr std::chrono::seconds kLookAgain{30};
  static constexpr std::chrono::seconds kLongestLookAgain{300};

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hazgate::notify
