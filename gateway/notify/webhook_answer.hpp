#pragma once

#include <string>
#include <string_view>

#include "gateway/notify/channel.hpp"
#include "gateway/notify/webhook_form.hpp"

namespace hazgate::notify {

/// What a server has answered to a request. The robots say 200 to everything; whether they took the
/// letter stands in the body.
///   taken                                                    Sent
///   408, 425, 429, 5xx; too many letters, busy, no robot's
///   answer, a number that is not known here                  Failed
///   3xx, other 4xx; signature, keyword, address, form        Refused, and what to do
/// Shape   the receipt has no ticket
/// Errors  the text never holds the secret, nor anything of the URL but its server
/// Thread  any (pure)
Receipt webhook_receipt(const std::string& url, const WebhookTarget& target, int status,
                        std::string_view body);

}  // namespace hazgate::notify
