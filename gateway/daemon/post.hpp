#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/core/emergency/errand.hpp"
#include "gateway/core/emergency/via.hpp"
#include "gateway/daemon/letters.hpp"
#include "gateway/daemon/post_counter.hpp"
#include "gateway/notify/ack_link.hpp"
#include "gateway/notify/health.hpp"
#include "gateway/notify/mail_settings.hpp"
#include "gateway/notify/sms_settings.hpp"
#include "gateway/notify/webhook_channel.hpp"

namespace hazgate::daemon {

/// The ways to people that the site has.
struct PostSettings {
  std::optional<notify::SmsSettings> sms;
  std::optional<notify::MailSettings> mail;
  std::optional<notify::WebhookSettings> webhook;  ///< with the target of each URL
  std::optional<notify::AckLinkSettings> link;     ///< without it no letter has a link

  friend bool operator==(const PostSettings&, const PostSettings&) = default;
};

/// A letter and its way.
struct Posted {
  emergency::Via via = emergency::Via::Sms;
  notify::Letter letter;
};

/// What comes out of the post office. All on the core, none from inside of a call to Post but `publish` and
/// `sound`; none after its destructor.
struct Outlet {
  /// What has become of a letter.
  std::function<void(std::uint64_t ticket, emergency::ReceiptKind, std::string error)> receipt;
  /// What a person has written; see reply_of().
  std::function<void(std::string from, std::string text)> incoming;
  /// Who asks and who acknowledges behind the link in a letter.
  notify::AckLink::Desk desk;
  /// Via::Mqtt, Via::Siren: they see to the receipt themselves. Empty: Refused.
  std::function<void(const notify::Letter&)> publish, sound;
  /// What the channels that are configured now say of themselves, before the receipts that show it. May be
  /// empty.
  std::function<void(emergency::Via, const notify::Health&)> health = {};
};

/// The post office: letters in, receipts and what people answer out. It owns the channels and the link.
/// Thread  core
class Post {
 public:
  Post(boost::asio::io_context& core, Outlet outlet);
  /// Within two seconds, whatever hangs; letters on their way get no receipt any more.
  ~Post();
  Post(const Post&) = delete;
  Post& operator=(const Post&) = delete;

  /// What has not changed stays as it is, with the letters it has on their way; see PostCounter for what has.
  /// A link that could not be opened is tried again.
  void configure(const PostSettings& settings);
  void send(std::vector<Posted> letters);

  /// For letter_of(): the link as far as it is open, and the webhooks.
  LetterSettings letter_settings() const;
  /// By channel: "sms", "email", "webhook"; those that the site has.
  std::map<std::string, PostCounter::Traffic> traffic() const;
  /// Why the link could not be opened; empty: it is, or is not configured.
  const std::string& problem() const { return problem_; }
  /// On which the link listens; 0: it does not.
  std::uint16_t link_port() const { return link_ ? link_->port() : std::uint16_t{0}; }

 private:
  void open_link();
  notify::OnHealth on_health(emergency::Via via);
  void refuse(std::uint64_t ticket, std::string error);

  boost::asio::io_context& core_;
  std::shared_ptr<const Outlet> outlet_;  ///< posted work holds it weakly
  PostSettings settings_;
  /// How often each channel was configured: what one before still says of itself is nobody's news.
  std::shared_ptr<std::map<emergency::Via, std::uint64_t>> configured_;
  std::unique_ptr<notify::AckLink> link_;
  std::string problem_;
  PostCounter sms_, mail_, webhook_;
};

}  // namespace hazgate::daemon
