#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/alarm/time.hpp"
#include "gateway/notify/channel.hpp"

namespace hazgate::notify {

/// What the other end of a webhook understands.
enum class WebhookForm : std::uint8_t { Json, DingTalk, WeCom, Feishu };

inline constexpr std::array<std::string_view, 4> kWebhookFormTexts = {"json", "dingtalk", "wecom",
                                                                      "feishu"};

std::optional<WebhookForm> webhook_form(std::string_view text);

/// How to talk to one URL.
struct WebhookTarget {
  WebhookForm form = WebhookForm::Json;
  std::string secret;  ///< for the signature; empty: none (WeCom has none)

  friend bool operator==(const WebhookTarget&, const WebhookTarget&) = default;
};

/// One POST.
struct WebhookRequest {
  std::string url;
  std::vector<std::string> headers;  ///< "Name: value"
  std::string body;                  ///< JSON, UTF-8
};

/// The letter as the form wants it, signed. The secrets in it (URL, sign) are for the server alone.
///   json      {"key","subject","text","link","t"}, t in ms; X-Hazgate-Signature: sha256=<hex
///             HMAC-SHA256 of the body>, X-Hazgate-Timestamp: t, Idempotency-Key: key
///   dingtalk  markdown; timestamp (ms) and sign in the query
///   wecom     text, at most 2048 bytes; WeChat's plugin shows no markdown of a robot
///   feishu    post; timestamp (s) and sign in the body
/// What is not UTF-8 becomes U+FFFD. What is too long for the robot is shortened, never the link.
/// Thread  any (pure)
/// Source  open.dingtalk.com "custom robot"; developer.work.weixin.qq.com 91770; open.feishu.cn
///         "custom bot"
WebhookRequest webhook_request(const Letter& letter, const WebhookTarget& target, WallTime now);

/// https://host:port of a URL: what may be shown of it, and who is asked. DingTalk and WeCom keep
/// the robot's password in the query, Feishu in the path. Empty: this is no http(s) URL.
std::string webhook_server(std::string_view url);

}  // namespace hazgate::notify
