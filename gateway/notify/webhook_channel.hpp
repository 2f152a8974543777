#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include "gateway/notify/channel.hpp"
#include "gateway/notify/health.hpp"
#include "gateway/notify/webhook_form.hpp"

namespace hazgate::notify {

struct WebhookSettings {
  std::map<std::string, WebhookTarget> targets;  ///< by URL, which is Letter::to
  std::string ca_file;  ///< who vouches for the servers; empty: the system's certificates
  std::string proxy;    ///< http://proxy.example:3128; empty: none (also none of the environment's)
  std::chrono::milliseconds limit = std::chrono::seconds{10};  ///< for one letter, all in all

  friend bool operator==(const WebhookSettings&, const WebhookSettings&) = default;
};

/// Letters as HTTP POSTs, up to 16 at once and two to the same server, so that one that hangs delays
/// no other; each has settings.limit. At most 2000 wait, and none longer than a minute: what is beyond
/// is Failed. Redirections are not followed.
/// Receipts  see webhook_receipt(); Refused also for a URL that is none or not in settings.targets;
///           Failed for network and TLS
/// Health    never looks: a robot posts whatever it gets. Said of a server with each letter that it took, or
///           did not for another reason than the letter; with several addresses at one server it is well when
///           the last letter to each of them went out. Said before the receipt
/// Thread    send() from any, returns at once; every receipt comes on the channel's one thread
class WebhookChannel final : public Channel {
 public:
  WebhookChannel(WebhookSettings settings, OnReceipt on_receipt, OnHealth on_health = {});
  ~WebhookChannel() override;  ///< what is waiting or under way gets no receipt any more
  void send(Letter letter) override;

  static constexpr std::size_t kAtOnce = 16;
  static constexpr std::size_t kAtOnceToOneServer = 2;
  static constexpr std::size_t kMostWaiting = 2000;
  static constexpr std::chrono::seconds kWaitingLimit{60};

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hazgate::notify
