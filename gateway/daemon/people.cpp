#include "gateway/daemon/people.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/json.hpp>
#include <spdlog/spdlog.h>
#include <utility>

#include "gateway/control/json_text.hpp"
#include "gateway/daemon/outbox_desk.hpp"
#include "gateway/notify/ack_secret.hpp"

namespace hazgate::daemon {
namespace {

using emergency::ReceiptKind;
using emergency::Via;

notify::SmsSettings sms_of(const config::SmsSettings& sms) {
  return {.device = sms.device,
          .connection = sms.connection,
          .pin = sms.pin,
          .smsc = sms.smsc,
          .delivery_reports = sms.delivery_reports};
}

notify::MailSettings mail_of(const config::MailSettings& mail) {
  notify::MailSettings settings;
  settings.host = mail.host;
  settings.port = mail.port;
  settings.security = static_cast<notify::MailSettings::Security>(mail.security);
  settings.ca_file = mail.ca_file;
  settings.username = mail.username;
  settings.password = mail.password;
  settings.from = {mail.from, mail.from_name};
  settings.check = mail.check;
  return settings;
}

notify::WebhookSettings webhook_of(const config::Settings& settings) {
  notify::WebhookSettings webhook;
  webhook.ca_file = settings.notify.webhook.ca_file;
  webhook.proxy = settings.notify.webhook.proxy;
  for (std::size_t i = 0; i < settings.site.contacts.size(); ++i) {
    const std::string& url = settings.site.contacts[i].webhook;
    if (url.empty()) continue;
    const config::PersonSettings& person = settings.notify.people[i];
    webhook.targets[url] = {static_cast<notify::WebhookForm>(person.webhook_form),
                            person.webhook_secret};
  }
  return webhook;
}

}  // namespace

PostSettings post_settings(const config::Settings& settings) {
  PostSettings post;
  if (settings.notify.sms) post.sms = sms_of(*settings.notify.sms);
  if (settings.notify.email) post.mail = mail_of(*settings.notify.email);
  post.webhook = webhook_of(settings);
  if (!settings.notify.link) return post;
  const config::LinkSettings& link = *settings.notify.link;
  const auto secret = notify::ack_secret(link.secret_file);
  if (!secret) {
    spdlog::error("[notify.link] {}; letters have no link", secret.error());
    return post;
  }
  post.link = notify::AckLinkSettings{.address = link.address,
                                      .port = link.port,
                                      .public_url = link.public_url,
                                      .secret = *secret,
                                      .language = settings.site.language};
  return post;
}

People::People(boost::asio::io_context& io, Core& core, site::LocalTime local)
    : core_(core),
      local_(std::move(local)),
      answers_(core, [this](const auto& contact, auto text) { answer(contact, std::move(text)); }),
      channels_(
          io, [this] { return core_.now(); },
          [this](const std::string& alarm, bool condition) { core_.report(alarm, condition); }),
      post_(io, outlet()) {}

Outlet People::outlet() {
  Outlet outlet;
  outlet.receipt = [this](std::uint64_t ticket, ReceiptKind kind, const std::string& error) {
    take(ticket, kind, error);
  };
  outlet.incoming = [this](const std::string& from, const std::string& text) {
    answers_.by_sms(from, text);
  };
  outlet.desk.describe = [this](const notify::AckClaim& claim) { return describe(claim); };
  outlet.desk.acknowledge = [this](const notify::AckClaim& claim, const std::string& from) {
    return answers_.by_link(claim.incident, claim.contact, from);
  };
  outlet.publish = [this](const notify::Letter& letter) { publish(letter); };
  outlet.sound = [this](const notify::Letter& letter) { sound(letter); };
  outlet.health = [this](Via via, const notify::Health& health) { channels_.take(via, health); };
  return outlet;
}

void People::configure(const config::Settings& settings) {
  const PostSettings post = post_settings(settings);
  channels_.configure(post);
  post_.configure(post);
  if (!post_.problem().empty()) spdlog::error("[notify.link] {}", post_.problem());
}

const site::ContactSpec* People::contact(const std::string& id) const {
  const auto& contacts = core_.site().spec().contacts;
  const auto found = std::find_if(contacts.begin(), contacts.end(),
                                  [&](const auto& contact) { return contact.id == id; });
  return found == contacts.end() ? nullptr : &*found;
}

std::string People::compose(const emergency::MessageOrder& message) {
  notify::Letter letter =
      letter_of(core_.site(), post_.letter_settings(), message, core_.now(), local_);
  std::string text = message.via == Via::Siren ? std::string() : letter.text;
  composed_[message.ticket] = std::move(letter);
  return text;
}

/// As it was composed, or now.
notify::Letter People::letter_for(const emergency::MessageOrder& order) {
  auto composed = composed_.extract(order.ticket);
  if (!composed.empty()) return std::move(composed.mapped());
  return letter_of(core_.site(), post_.letter_settings(), order, core_.now(), local_);
}

/// A reload may have come between the order and its letter.
void People::send(const std::vector<emergency::MessageOrder>& messages) {
  std::vector<Posted> letters;
  letters.reserve(messages.size());
  for (const emergency::MessageOrder& order : messages) {
    notify::Letter letter = letter_for(order);
    const site::ContactSpec* person = contact(order.person);
    if (person == nullptr) {
      core_.receipt(order.ticket, ReceiptKind::Refused,
                    order.person + " is in the site file no more");
      continue;
    }
    const bool local = order.via == Via::Mqtt || order.via == Via::Siren;
    if (local) local_ones_[order.ticket] = order;
    letter.to = address_of(*person, order.via);
    letters.push_back({order.via, std::move(letter)});
  }
  post_.send(std::move(letters));
}

void People::take(std::uint64_t ticket, ReceiptKind kind, const std::string& error) {
  if (ticket < OutboxDesk::kFirstTicket) {
    core_.receipt(ticket, kind, error);
  } else if (const auto awaited = awaited_.find(ticket); awaited != awaited_.end()) {
    const OnReceipt on_receipt = awaited->second;  // who is told may forget it
    on_receipt(kind, error);
  } else if (office_) {
    office_(ticket, kind, error);
  }
}

std::uint64_t People::send(const site::ContactSpec& to, Via via, notify::Letter letter,
                           OnReceipt on_receipt) {
  const std::uint64_t ticket = next_awaited_++;
  letter.to = address_of(to, via);
  letter.ticket = ticket;
  letter.key += "." + to.id + "." + std::to_string(ticket);
  awaited_[ticket] = std::move(on_receipt);
  hand(via, std::move(letter));
  return ticket;
}

void People::hand(Via via, notify::Letter letter) {
  std::vector<Posted> one;
  one.push_back({via, std::move(letter)});
  post_.send(std::move(one));
}

/// By SMS, since that is how he wrote; there is no other way for it.
void People::answer(const site::ContactSpec& contact, std::string text) {
  notify::Letter letter{.subject = text, .text = text, .key = "answer"};
  send(contact, Via::Sms, std::move(letter),
       [this, ticket = next_awaited_, id = contact.id](ReceiptKind, const std::string& error) {
         if (!error.empty()) spdlog::warn("the answer to {}: {}", id, error);
         forget(ticket);  // what comes behind it is nobody's concern
       });
}

/// To the park, in the lane of events: it is sent when it is on record.
void People::publish(const notify::Letter& letter) {
  const auto found = local_ones_.find(letter.ticket);
  if (found == local_ones_.end()) return;
  const emergency::MessageOrder order = std::move(found->second);
  local_ones_.erase(found);
  if (!core_.is_connected()) {  // nobody there reads it now: another way is better
    core_.receipt(order.ticket, ReceiptKind::Failed, "no connection to the park");
    return;
  }
  const auto* incident = core_.site().incident(order.incident);
  const WallTime t = core_.now().wall;
  core_.tell("message", t,
             control::json_text({{"t", unix_ms(t)},
                                 {"incident", order.incident},
                                 {"contact", order.person},
                                 {"subject", letter.subject},
                                 {"text", letter.text},
                                 {"drill", incident != nullptr && incident->drill}}));
  core_.receipt(order.ticket, ReceiptKind::Sent, {});
}

void People::sound(const notify::Letter& letter) {
  const auto found = local_ones_.find(letter.ticket);
  if (found == local_ones_.end()) return;
  const emergency::MessageOrder order = std::move(found->second);
  local_ones_.erase(found);
  const auto* incident = core_.site().incident(order.incident);
  const bool drill = incident != nullptr && incident->drill;
  site::Effects effects;
  const bool done = core_.site().summon(order.incident, core_.now(), effects);
  core_.perform(std::move(effects));
  core_.receipt(order.ticket, done ? ReceiptKind::Sent : ReceiptKind::Refused,
                done                          ? drill ? "drill: the siren is not sounded" : ""
                : core_.site().spec().summons ? "the incident has ended"
                                              : "no [notify.siren] in the site file");
}

/// What the page behind a link says; nothing for an incident that is forgotten.
std::optional<notify::AckSubject> People::describe(const notify::AckClaim& claim) const {
  const auto* incident = core_.site().incident(claim.incident);
  if (incident == nullptr) return std::nullopt;
  const auto& plans = core_.site().spec().plans;
  const auto plan = std::find_if(plans.begin(), plans.end(),
                                 [&](const auto& other) { return other.id == incident->plan; });
  notify::AckSubject subject;
  subject.title = plan == plans.end() ? incident->id : plan->name;
  if (incident->drill) subject.title = "演练 / DRILL: " + subject.title;
  subject.can_be_acknowledged = !incident->closed;
  subject.state = incident->acknowledged ? incident->acknowledged_by : std::string();
  return subject;
}

}  // namespace hazgate::daemon
