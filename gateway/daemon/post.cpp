#include "gateway/daemon/post.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "gateway/notify/mail_channel.hpp"
#include "gateway/notify/sms_channel.hpp"

namespace hazgate::daemon {
namespace {

using emergency::ReceiptKind;
using emergency::Via;
using notify::Channel;
using notify::Receipt;

ReceiptKind kind_of(Receipt::Kind kind) {
  switch (kind) {
    case Receipt::Kind::Sent:
      return ReceiptKind::Sent;
    case Receipt::Kind::Delivered:
      return ReceiptKind::Delivered;
    case Receipt::Kind::Failed:
      return ReceiptKind::Failed;
    case Receipt::Kind::Refused:
      break;
  }
  return ReceiptKind::Refused;
}

PostCounter counter(boost::asio::io_context& core, std::string section,
                    const std::shared_ptr<const Outlet>& outlet) {
  return {core, std::move(section),
          [outlet](Receipt receipt) {
            outlet->receipt(receipt.ticket, kind_of(receipt.kind), std::move(receipt.error));
          },
          [outlet](notify::Incoming incoming) {
            outlet->incoming(std::move(incoming.from), std::move(incoming.text));
          }};
}

PostCounter::Make make_of(const std::optional<notify::SmsSettings>& settings,
                          notify::OnHealth health) {
  if (!settings) return nullptr;
  return [its = *settings, health = std::move(health)](Channel::OnReceipt receipt,
                                                       Channel::OnIncoming incoming) {
    return std::make_unique<notify::SmsChannel>(its, std::move(receipt), std::move(incoming),
                                                health);
  };
}

template <class OneWay, class Settings>
PostCounter::Make make_of(const std::optional<Settings>& settings, notify::OnHealth health) {
  if (!settings) return nullptr;
  return [its = *settings, health = std::move(health)](Channel::OnReceipt receipt,
                                                       const Channel::OnIncoming&) {
    return std::make_unique<OneWay>(its, std::move(receipt), health);
  };
}

}  // namespace

Post::Post(boost::asio::io_context& core, Outlet outlet)
    : core_(core),
      outlet_(std::make_shared<const Outlet>(std::move(outlet))),
      configured_(std::make_shared<std::map<Via, std::uint64_t>>()),
      sms_(counter(core, "[notify.sms]", outlet_)),
      mail_(counter(core, "[notify.email]", outlet_)),
      webhook_(counter(core, "[notify.webhook]", outlet_)) {}

/// All at the same time: each may take two seconds.
Post::~Post() {
  for (PostCounter* each : {&sms_, &mail_, &webhook_}) each->close();
}

void Post::configure(const PostSettings& settings) {
  const PostSettings before = std::exchange(settings_, settings);
  if (settings.sms != before.sms) sms_.change(make_of(settings.sms, on_health(Via::Sms)));
  if (settings.mail != before.mail) {
    mail_.change(make_of<notify::MailChannel>(settings.mail, on_health(Via::Email)));
  }
  if (settings.webhook != before.webhook) {
    webhook_.change(make_of<notify::WebhookChannel>(settings.webhook, on_health(Via::Webhook)));
  }
  if (settings.link != before.link || !problem_.empty()) open_link();
}

notify::OnHealth Post::on_health(Via via) {
  const std::uint64_t number = ++(*configured_)[via];
  if (!outlet_->health) return {};
  // On the channel's thread: `io` outlives every channel, the rest is only looked into on the core.
  return [weak = std::weak_ptr(outlet_), configured = configured_, via, number,
          &io = core_](notify::Health health) {
    boost::asio::post(io, [weak, configured, via, number, health = std::move(health)] {
      const auto outlet = weak.lock();
      if (outlet && configured->at(via) == number) outlet->health(via, health);
    });
  };
}

void Post::open_link() {
  link_.reset();  // first: the new one may want the same port
  problem_.clear();
  if (!settings_.link) return;
  auto opened = notify::AckLink::open(core_, *settings_.link, outlet_->desk);
  if (opened) {
    link_ = std::move(*opened);
  } else {
    problem_ = opened.error();
  }
}

void Post::refuse(std::uint64_t ticket, std::string error) {
  boost::asio::post(core_, [weak = std::weak_ptr(outlet_), ticket, error = std::move(error)] {
    if (const auto outlet = weak.lock()) outlet->receipt(ticket, ReceiptKind::Refused, error);
  });
}

void Post::send(std::vector<Posted> letters) {
  for (Posted& posted : letters) {
    notify::Letter& letter = posted.letter;
    switch (posted.via) {
      case Via::Sms:
        sms_.send(std::move(letter));
        break;
      case Via::Email:
        mail_.send(std::move(letter));
        break;
      case Via::Webhook:
        webhook_.send(std::move(letter));
        break;
      case Via::Mqtt:
        if (!outlet_->publish) {
          refuse(letter.ticket, "no [uplink] in the site file");
        } else {
          outlet_->publish(letter);
        }
        break;
      case Via::Siren:
        if (!outlet_->sound) {
          refuse(letter.ticket, "no siren in the site file");
        } else {
          outlet_->sound(letter);
        }
        break;
    }
  }
}

LetterSettings Post::letter_settings() const {
  LetterSettings letters;
  if (link_ && settings_.link) {
    letters.link = [its = *settings_.link](const notify::AckClaim& claim) {
      return notify::ack_url(its, claim);
    };
  }
  if (settings_.webhook) {
    for (const auto& [url, target] : settings_.webhook->targets)
      letters.webhooks[url] = target.form;
  }
  return letters;
}

std::map<std::string, PostCounter::Traffic> Post::traffic() const {
  std::map<std::string, PostCounter::Traffic> all;
  for (const auto& [id, counter] :
       {std::pair{"sms", &sms_}, std::pair{"email", &mail_}, std::pair{"webhook", &webhook_}}) {
    if (const auto traffic = counter->traffic()) all[id] = *traffic;
  }
  return all;
}

}  // namespace hazgate::daemon
