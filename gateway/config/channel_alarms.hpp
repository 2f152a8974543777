#pragma once

#include <string>
#include <string_view>

#include "gateway/core/emergency/via.hpp"

namespace hazgate::config {

/// The alarm of a channel that can tell nobody: "gateway.sms", "gateway.email",
/// "gateway.webhook.oapi.dingtalk.com".
/// Shape   url: of a webhook, or the server alone with its https://; otherwise not looked at
/// Result  empty: this way is no channel (mqtt is the uplink, the siren an output)
/// Thread  any (pure)
std::string channel_alarm(emergency::Via via, std::string_view url = {});

}  // namespace hazgate::config
