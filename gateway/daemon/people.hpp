#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/config/settings.hpp"
#include "gateway/daemon/answers.hpp"
#include "gateway/daemon/channel_watch.hpp"
#include "gateway/daemon/core.hpp"
#include "gateway/daemon/post.hpp"

namespace hazgate::daemon {

/// The site's messages become letters and go to the post; what becomes of them, and what people answer, comes
/// back to the site.
///
///   Core ─message─► compose ─text─► Core ─on record─► send ─► Post ─► receipts ─► Core
///                                                               └─► answers ─► acknowledgements
/// Thread  core
class People {
 public:
  People(boost::asio::io_context& io, Core& core, site::LocalTime local);

  /// The ways to people as they are written in the site file now.
  void configure(const config::Settings& settings);
  /// Writes the letter that send() will post, whatever happens meanwhile, and returns its text; none of the siren.
  std::string compose(const emergency::MessageOrder& message);
  void send(const std::vector<emergency::MessageOrder>& messages);
  /// A letter of the office: to this way as it is. What becomes of it is told to whoever set_office() names.
  void hand(emergency::Via via, notify::Letter letter);
  using OfficeReceipt =
      std::function<void(std::uint64_t ticket, emergency::ReceiptKind, const std::string& error)>;
  void set_office(OfficeReceipt receipt) { office_ = std::move(receipt); }

  /// A letter to a contact by exactly this way, for who waits for what becomes of it. On the core, until
  /// forget(), and never inside of this.
  /// Shape   `to`, `ticket` and `key` of the letter are filled in; via: Sms, Email or Webhook
  using OnReceipt = std::function<void(emergency::ReceiptKind, const std::string& error)>;
  std::uint64_t send(const site::ContactSpec& to, emergency::Via via, notify::Letter letter,
                     OnReceipt on_receipt);
  void forget(std::uint64_t ticket) { awaited_.erase(ticket); }

  const std::string& problem() const { return post_.problem(); }
  const ChannelWatch& channels() const { return channels_; }
  std::map<std::string, PostCounter::Traffic> traffic() const { return post_.traffic(); }

 private:
  /// Tickets of those that somebody waits for; the outbox's are lower.
  static constexpr std::uint64_t kFirstAwaited = 3ULL << 61;

  Outlet outlet();
  /// Null: the site file has no such person (any more).
  const site::ContactSpec* contact(const std::string& id) const;
  notify::Letter letter_for(const emergency::MessageOrder& order);
  void answer(const site::ContactSpec& contact, std::string text);
  void take(std::uint64_t ticket, emergency::ReceiptKind kind, const std::string& error);
  void publish(const notify::Letter& letter);
  void sound(const notify::Letter& letter);
  std::optional<notify::AckSubject> describe(const notify::AckClaim& claim) const;

  Core& core_;
  site::LocalTime local_;
  Answers answers_;
  std::map<std::uint64_t, emergency::MessageOrder>
      local_ones_;                                    ///< by Mqtt and Siren, on their way
  std::map<std::uint64_t, notify::Letter> composed_;  ///< by ticket, until they are sent
  OfficeReceipt office_;
  std::map<std::uint64_t, OnReceipt> awaited_;
  std::uint64_t next_awaited_ = kFirstAwaited;
  ChannelWatch channels_;
  Post post_;
};

/// The settings of the channels.
PostSettings post_settings(const config::Settings& settings);

}  // namespace hazgate::daemon
