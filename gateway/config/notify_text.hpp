#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/config/notify_settings.hpp"
#include "gateway/config/reference.hpp"
#include "gateway/core/emergency/via.hpp"

namespace hazgate::model {
class TableReader;
}

namespace hazgate::config {

/// [notify] and [reporting] as they are written.
struct NotifyText {
  std::optional<SmsSettings> sms;
  std::optional<MailSettings> email;
  Reference mail_security;  ///< for messages
  WebhookSettings webhook;
  std::optional<LinkSettings> link;
  std::optional<Reference> siren;  ///< the point
  Reference reporting_role;        ///< word empty: missing
};

/// The ways to one person as they are written.
struct WaysText {
  struct Named {
    emergency::Via via = emergency::Via::Sms;
    Reference where;
  };
  Reference sms, email, webhook;          ///< word empty: missing
  std::optional<std::vector<Named>> via;  ///< none: the usual order
  std::optional<WebhookForm> form;        ///< none: by the webhook's host
  Reference secret;                       ///< word: what the file says, for nobody's eyes
  std::string language;                   ///< empty: the site's
};

/// Reads [notify] and [reporting] of the site file.
void read_notify(model::TableReader& site, NotifyText& notify);

/// Reads what a [[contact]] says about the ways to the person.
WaysText read_ways(model::TableReader& contact);

}  // namespace hazgate::config
