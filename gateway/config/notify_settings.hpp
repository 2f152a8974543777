#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The ways to people, checked. Paths are absolute, but for the modem's; secrets are read.
namespace hazgate::config {

/// [notify.sms]
struct SmsSettings {
  std::string device;  ///< as it is written
  std::string connection = "at115200";
  std::string pin;   ///< read from pin_file; empty: the SIM wants none
  std::string smsc;  ///< empty: the SIM's
  bool delivery_reports = true;

  friend bool operator==(const SmsSettings&, const SmsSettings&) = default;
};

enum class MailSecurity : std::uint8_t { None, StartTls, Tls };

inline constexpr std::array<std::string_view, 3> kMailSecurityTexts = {"none", "starttls", "tls"};

/// [notify.email]
struct MailSettings {
  std::string host;
  std::uint16_t port = 587;
  MailSecurity security = MailSecurity::StartTls;
  std::string ca_file;   ///< empty: the system's certificates
  std::string username;  ///< empty: the server wants none
  std::string password;  ///< read from password_file
  std::string from, from_name;
  std::chrono::milliseconds check = std::chrono::minutes{15};  ///< zero: never

  friend bool operator==(const MailSettings&, const MailSettings&) = default;
};

/// [notify.webhook]
struct WebhookSettings {
  std::string ca_file;  ///< empty: the system's certificates
  std::string proxy;    ///< empty: none

  friend bool operator==(const WebhookSettings&, const WebhookSettings&) = default;
};

/// [notify.link]: the acknowledgement link
struct LinkSettings {
  std::string address = "127.0.0.1";  ///< an IP address
  std::uint16_t port = 8088;
  std::string public_url;
  /// Where the secret is, or is to be made: notify::ack_secret() reads and makes it.
  std::string secret_file;

  friend bool operator==(const LinkSettings&, const LinkSettings&) = default;
};

enum class WebhookForm : std::uint8_t { Json, DingTalk, WeCom, Feishu };

inline constexpr std::array<std::string_view, 4> kWebhookFormTexts = {"json", "dingtalk", "wecom",
                                                                      "feishu"};

/// What of a [[contact]] only the channels need.
struct PersonSettings {
  WebhookForm webhook_form = WebhookForm::Json;
  std::string webhook_secret;  ///< read from webhook_secret_file; empty: none

  friend bool operator==(const PersonSettings&, const PersonSettings&) = default;
};

/// The siren of last resort is SiteSpec::summons, who reports is SiteSpec::reporting_role.
struct NotifySettings {
  std::optional<SmsSettings> sms;
  std::optional<MailSettings> email;
  WebhookSettings webhook;
  std::optional<LinkSettings> link;
  std::vector<PersonSettings> people;  ///< by the place in SiteSpec::contacts
};

}  // namespace hazgate::config
