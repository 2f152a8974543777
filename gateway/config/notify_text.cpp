#include "gateway/config/notify_text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <set>

#include "drivers/model/reader.hpp"
#include "gateway/config/address_form.hpp"
#include "gateway/config/named_file.hpp"
#include "gateway/config/references.hpp"

namespace hazgate::config {
namespace {

using emergency::Via;
using model::TableReader;

constexpr std::array<std::string_view, 3> kLanguages = {"zh-CN", "zh-TW", "en"};
constexpr std::array<std::string_view, 9> kConnections = {"at1200",  "at2400",   "at4800",
                                                          "at9600",  "at19200",  "at38400",
                                                          "at57600", "at115200", "at230400"};
constexpr std::array<std::uint16_t, 3> kMailPorts = {25, 587, 465};  // by MailSecurity
constexpr std::chrono::minutes kLeastCheck{1};
constexpr std::chrono::hours kMostCheck{24};
constexpr std::size_t kLeastPin = 4;
constexpr std::size_t kMostPin = 8;

/// A text that must be there and say something.
std::string read_word(TableReader& reader, std::string_view key, const char* remedy) {
  reader.require(key, remedy);
  const auto word = reader.text(key);
  if (word && word->empty()) reader.mistake(key, "is empty", remedy);
  return word.value_or("");
}

void read_pin(TableReader& reader, SmsSettings& sms) {
  sms.pin = read_secret(reader, "pin_file", "the SIM's PIN");
  const bool is_pin =
      sms.pin.size() >= kLeastPin && sms.pin.size() <= kMostPin &&
      std::all_of(sms.pin.begin(), sms.pin.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (sms.pin.empty() || is_pin) return;
  reader.mistake("pin_file", "its first line is not 4 to 8 digits",
                 "write the PIN alone: the third wrong one locks the SIM");
}

SmsSettings read_sms(TableReader& reader) {
  SmsSettings sms;
  sms.device = read_word(reader, "device", "write the modem's port: \"/dev/serial/by-id/…\"");
  if (const auto connection = reader.one_of("connection", kConnections)) {
    sms.connection = kConnections[*connection];
  }
  read_pin(reader, sms);
  sms.smsc = reader.text("smsc").value_or("");
  if (reader.has("smsc") && !is_phone_number(sms.smsc) && reader.text("smsc")) {
    reader.mistake("smsc", "\"" + sms.smsc + "\" is not a telephone number",
                   "write + and 6 to 15 digits, or leave it out for the SIM's own");
  }
  sms.delivery_reports = reader.flag("delivery_reports").value_or(sms.delivery_reports);
  return sms;
}

std::string read_host(TableReader& reader) {
  constexpr const char* kRemedy =
      "write the mail server's name alone, such as \"smtp.example.com\"";
  const std::string host = read_word(reader, "host", kRemedy);
  const auto colons = std::count(host.begin(), host.end(), ':');  // more are an IPv6 address
  if (host.find_first_of("/@ \t\r\n") != std::string::npos || colons == 1) {
    reader.mistake("host", "\"" + host + "\" is not the name of a host", kRemedy);
  }
  return host;
}

void read_login(TableReader& reader, MailSettings& mail) {
  mail.username = reader.text("username").value_or("");
  mail.password = read_secret(reader, "password_file", "the password");
  if (reader.has("username") == reader.has("password_file")) return;
  reader.mistake(reader.has("username") ? "password_file" : "username",
                 "a username and its password belong together",
                 "write both username and password_file, or neither");
}

void read_check(TableReader& reader, MailSettings& mail) {
  const auto check = reader.duration("check");
  if (!check) return;
  mail.check = std::chrono::duration_cast<std::chrono::milliseconds>(*check);
  const bool never = mail.check == std::chrono::milliseconds::zero();
  if (never || (mail.check >= kLeastCheck && mail.check <= kMostCheck)) return;
  reader.mistake("check", "is not between 1 minute and 24 hours",
                 "write such as \"15m\", or \"0s\" for never");
}

MailSettings read_mail(TableReader& reader) {
  MailSettings mail;
  mail.host = read_host(reader);
  if (const auto security = reader.one_of("security", kMailSecurityTexts)) {
    mail.security = static_cast<MailSecurity>(*security);
  }
  mail.port = kMailPorts[static_cast<std::size_t>(mail.security)];
  if (const auto port = reader.integer("port", 1, 65535)) {
    mail.port = static_cast<std::uint16_t>(*port);
  }
  mail.ca_file = read_certificates(reader, "ca_file");
  read_login(reader, mail);
  constexpr const char* kFrom = "write the sender's address, such as \"hazgate@acme.example\"";
  mail.from = read_word(reader, "from", kFrom);
  if (!mail.from.empty() && !is_mail_address(mail.from)) {
    reader.mistake("from", "\"" + mail.from + "\" is not a mail address", kFrom);
  }
  mail.from_name = reader.text("from_name").value_or("");
  read_check(reader, mail);
  return mail;
}

WebhookSettings read_webhooks(TableReader& reader) {
  WebhookSettings webhook;
  webhook.ca_file = read_certificates(reader, "ca_file");
  const auto proxy = reader.text("proxy");
  webhook.proxy = proxy.value_or("");
  if (proxy && web_host(*proxy).empty()) {  // not shown: there may be a password in it
    reader.mistake("proxy", "is not an http:// or https:// address",
                   "write such as \"http://proxy.example:3128\"");
  }
  return webhook;
}

LinkSettings read_link(TableReader& reader) {
  LinkSettings link;
  if (const auto address = reader.text("address")) {
    link.address = *address;
    in6_addr parsed{};
    if (::inet_pton(AF_INET, address->c_str(), &parsed) != 1 &&
        ::inet_pton(AF_INET6, address->c_str(), &parsed) != 1) {
      reader.mistake("address", "\"" + *address + "\" is not an IP address",
                     "write \"127.0.0.1\" behind a proxy on the gateway, else that of its network");
    }
  }
  if (const auto port = reader.integer("port", 1, 65535)) {
    link.port = static_cast<std::uint16_t>(*port);
  }
  constexpr const char* kPublic =
      "write what people's telephones call, such as \"https://gw.acme.example\"";
  link.public_url = read_word(reader, "public_url", kPublic);
  const bool plain = link.public_url.find_first_of("?#") == std::string::npos;
  if (!link.public_url.empty() && (web_host(link.public_url).empty() || !plain)) {
    reader.mistake("public_url",
                   "\"" + link.public_url + "\" is not an http:// or https:// address", kPublic);
  }
  link.secret_file = read_kept_secret(reader, "secret_file", "link.secret");
  return link;
}

template <class Read>
void read_part(TableReader& reader, std::string_view key, const Read& read) {
  const toml::table* table = reader.table(key);
  if (table == nullptr) return;
  TableReader inside = reader.inside(key, *table);
  read(inside);
  inside.finish();
}

std::vector<WaysText::Named> read_via(TableReader& reader) {
  std::vector<WaysText::Named> ways;
  std::set<std::string> seen;
  const auto words = reader.texts("via").value_or(std::vector<std::string>{});
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& texts = emergency::kViaTexts;
    const auto found = std::find(texts.begin(), texts.end(), words[i]);
    if (found == texts.end()) {
      reader.mistake_in("via", i, "\"" + words[i] + "\" is not a way to a person",
                        "use sms, email, webhook, mqtt or siren");
    } else if (!seen.insert(words[i]).second) {
      reader.mistake_in("via", i, "\"" + words[i] + "\" is there twice", "remove one");
    } else {
      ways.push_back({static_cast<Via>(found - texts.begin()),
                      {words[i], reader.place_of("via", i),
                       reader.full("via") + "[" + std::to_string(i) + "]"}});
    }
  }
  if (reader.is_list("via") && words.empty() && reader.texts("via")) {
    reader.mistake("via", "names no way", "name one, or leave it out for all that the person has");
  }
  return ways;
}

void read_robot(TableReader& reader, WaysText& ways) {
  ways.webhook = read_reference(reader, "webhook");
  if (!ways.webhook.word.empty() && web_host(ways.webhook.word).empty()) {
    reader.mistake("webhook", "is not an http:// or https:// address",
                   "write the whole address of the robot, as it was given out");
  }
  if (const auto form = reader.one_of("webhook_form", kWebhookFormTexts)) {
    ways.form = static_cast<WebhookForm>(*form);
  }
  ways.secret = reference(reader, "webhook_secret_file",
                          read_secret(reader, "webhook_secret_file", "the robot's secret"));
  for (const char* key : {"webhook_form", "webhook_secret_file"}) {
    if (!reader.has(key) || reader.has("webhook")) continue;
    reader.mistake(key, "stands without webhook", "write the webhook's address, or remove it");
  }
}

}  // namespace

void read_notify(TableReader& site, NotifyText& notify) {
  read_part(site, "notify", [&](TableReader& reader) {
    read_part(reader, "sms", [&](TableReader& inside) { notify.sms = read_sms(inside); });
    read_part(reader, "email", [&](TableReader& inside) {
      notify.email = read_mail(inside);
      notify.mail_security = reference(inside, "security", "");
    });
    read_part(reader, "webhook",
              [&](TableReader& inside) { notify.webhook = read_webhooks(inside); });
    read_part(reader, "link", [&](TableReader& inside) { notify.link = read_link(inside); });
    read_part(reader, "siren", [&](TableReader& inside) {
      const std::string point = read_word(inside, "point", "write the id of the siren's point");
      notify.siren = reference(inside, "point", point);
    });
  });
  read_part(site, "reporting", [&](TableReader& reader) {
    constexpr const char* kRole = "write the role of who reports, one that a contact has";
    const std::string role = read_word(reader, "role", kRole);
    notify.reporting_role = reference(reader, "role", role);
  });
}

WaysText read_ways(TableReader& contact) {
  WaysText ways;
  ways.sms = read_reference(contact, "sms");
  ways.email = read_reference(contact, "email");
  read_robot(contact, ways);
  if (contact.has("via")) ways.via = read_via(contact);
  if (const auto language = contact.one_of("language", kLanguages)) {
    ways.language = kLanguages[*language];
  }
  return ways;
}

}  // namespace hazgate::config
