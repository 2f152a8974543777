#include "gateway/notify/webhook_form.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>

#include "gateway/notify/digest.hpp"
#include "gateway/notify/utf8_text.hpp"

namespace hazgate::notify {
namespace {

namespace json = boost::json;

// Below what the robots take (20000, 2048, 20 KiB of request), room for the frame around the text.
constexpr std::size_t kMostDingTalkBytes = 16000;
constexpr std::size_t kMostWeComBytes = 2048;
constexpr std::size_t kMostFeishuBytes = 12000;
constexpr std::size_t kMostSubjectBytes = 200;

constexpr std::string_view kJsonType = "Content-Type: application/json; charset=utf-8";

/// What a letter says, in valid UTF-8. The link is empty when the text shows it.
struct Content {
  explicit Content(const Letter& letter)
      : subject(shortened(one_line(valid_utf8(letter.subject)), kMostSubjectBytes)),
        text(valid_utf8(letter.text)),
        link(text.find(letter.link) == std::string::npos ? one_line(valid_utf8(letter.link)) : "") {
  }
  std::string subject, text, link;
};

/// Plain text in a robot's markdown: each renderer knows other escapes, so what could be taken for
/// markup is written with its wide twin.
std::string without_markup(std::string_view text) {
  std::string plain;
  bool line_begins = true;
  for (const char c : text) {
    switch (c) {
      case '*':
        plain += "\xEF\xBC\x8A";
        break;
      case '`':
        plain += "\xEF\xBD\x80";
        break;
      case '[':
        plain += "\xEF\xBC\xBB";
        break;
      case ']':
        plain += "\xEF\xBC\xBD";
        break;
      case '<':
        plain += "\xEF\xBC\x9C";
        break;
      case '#':
      case '>':
        plain += !line_begins ? std::string(1, c) : c == '#' ? "\xEF\xBC\x83" : "\xEF\xBC\x9E";
        break;
      case '\r':
        break;
      case '\n':
        plain += "\n\n";  // a single one would be a space
        break;
      default:
        plain += c;
    }
    line_begins = c == '\n' || (line_begins && c == ' ');
  }
  return plain;
}

/// The whole, shortened in the middle: never the link at its end.
std::string joined(const std::string& head, const std::string& text, const std::string& link,
                   std::size_t most_bytes) {
  const std::string tail = link.empty() ? "" : "\n\n" + link;
  const std::size_t frame = head.size() + tail.size();
  // A link that long is none; the text is the message.
  if (frame + 64 > most_bytes) return shortened(head + text, most_bytes);
  return head + shortened(text, most_bytes - frame) + tail;
}

WebhookRequest dingtalk(const Letter& letter, const WebhookTarget& target, WallTime now) {
  const Content content(letter);
  const std::string head = "#### " + without_markup(content.subject) + "\n\n";
  const std::string link =
      content.link.empty() ? "" : "[" + content.link + "](" + content.link + ")";
  const json::object body{
      {"msgtype", "markdown"},
      {"markdown",
       {{"title", content.subject},
        {"text", joined(head, without_markup(content.text), link, kMostDingTalkBytes)}}}};
  std::string url = letter.to;
  if (!target.secret.empty()) {
    const std::string timestamp = std::to_string(unix_ms(now));
    const Digest sign = hmac_sha256(target.secret, timestamp + "\n" + target.secret);
    url += url.find('?') == std::string::npos ? '?' : '&';
    url += "timestamp=" + timestamp + "&sign=" + percent_encoded(base64(bytes_of(sign)));
  }
  return {std::move(url), {std::string(kJsonType)}, json::serialize(body)};
}

WebhookRequest wecom(const Letter& letter) {
  const Content content(letter);
  const std::string text =
      joined(content.subject + "\n", content.text, content.link, kMostWeComBytes);
  const json::object body{{"msgtype", "text"}, {"text", {{"content", text}}}};
  return {letter.to, {std::string(kJsonType)}, json::serialize(body)};
}

WebhookRequest feishu(const Letter& letter, const WebhookTarget& target, WallTime now) {
  const Content content(letter);
  json::array lines{json::array{
      json::object{{"tag", "text"}, {"text", shortened(content.text, kMostFeishuBytes)}}}};
  if (!content.link.empty()) {
    lines.emplace_back(
        json::array{json::object{{"tag", "a"}, {"text", content.link}, {"href", content.link}}});
  }
  json::object body;
  if (!target.secret.empty()) {
    const std::string timestamp = std::to_string(unix_ms(now) / 1000);
    body["timestamp"] = timestamp;
    body["sign"] = base64(bytes_of(hmac_sha256(timestamp + "\n" + target.secret, "")));
  }
  body["msg_type"] = "post";
  body["content"] = {{"post", {{"zh_cn", {{"title", content.subject}, {"content", lines}}}}}};
  return {letter.to, {std::string(kJsonType)}, json::serialize(body)};
}

WebhookRequest plain_json(const Letter& letter, const WebhookTarget& target, WallTime now) {
  const json::object object{{"key", valid_utf8(letter.key)},
                            {"subject", valid_utf8(letter.subject)},
                            {"text", valid_utf8(letter.text)},
                            {"link", valid_utf8(letter.link)},
                            {"t", unix_ms(now)}};
  WebhookRequest request{letter.to, {std::string(kJsonType)}, json::serialize(object)};
  request.headers.push_back("X-Hazgate-Timestamp: " + std::to_string(unix_ms(now)));
  request.headers.push_back("Idempotency-Key: " + percent_encoded(letter.key));
  if (!target.secret.empty()) {
    request.headers.push_back("X-Hazgate-Signature: sha256=" +
                              hex(bytes_of(hmac_sha256(target.secret, request.body))));
  }
  return request;
}

}  // namespace

std::optional<WebhookForm> webhook_form(std::string_view text) {
  const auto* const found = std::find(kWebhookFormTexts.begin(), kWebhookFormTexts.end(), text);
  if (found == kWebhookFormTexts.end()) return std::nullopt;
  return static_cast<WebhookForm>(found - kWebhookFormTexts.begin());
}

WebhookRequest webhook_request(const Letter& letter, const WebhookTarget& target, WallTime now) {
  switch (target.form) {
    case WebhookForm::DingTalk:
      return dingtalk(letter, target, now);
    case WebhookForm::WeCom:
      return wecom(letter);
    case WebhookForm::Feishu:
      return feishu(letter, target, now);
    case WebhookForm::Json:
      break;
  }
  return plain_json(letter, target, now);
}

std::string webhook_server(std::string_view url) {
  const std::size_t colon = url.find("://");
  if (colon == std::string_view::npos) return {};
  std::string scheme(url.substr(0, colon));
  std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (scheme != "http" && scheme != "https") return {};
  url.remove_prefix(colon + 3);
  url = url.substr(0, url.find_first_of("/?#\\"));
  const std::size_t at = url.rfind('@');
  if (at != std::string_view::npos) url.remove_prefix(at + 1);
  const bool plain =
      std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (url.empty() || !plain) return {};
  return scheme + "://" + std::string(url);
}

}  // namespace hazgate::notify
