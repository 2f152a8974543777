#include "gateway/notify/webhook_answer.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdint>
#include <optional>

#include "gateway/notify/utf8_text.hpp"

namespace hazgate::notify {
namespace {

namespace json = boost::json;
using Kind = Receipt::Kind;

constexpr std::size_t kMostSaidBytes = 200;
/// Of the URL: what is shorter is a name, not a password; the values of the query tell less by it.
constexpr std::size_t kLeastSecretBytes = 16;
constexpr std::size_t kLeastSecretValueBytes = 6;

/// What one number of a robot means, and what to do.
struct Meaning {
  std::int64_t code;
  Kind kind;
  std::string_view what;
};

constexpr std::string_view kTooFast =
    "too many letters in a minute (a robot takes 20, then none for up to ten minutes)";
constexpr std::string_view kNoRobot =
    "the robot does not exist (any more); copy its webhook address again";

constexpr std::array kDingTalk = {
    Meaning{130101, Kind::Failed, kTooFast},
    Meaning{410100, Kind::Failed, kTooFast},
    Meaning{-1, Kind::Failed, "the robot's service is busy"},
    Meaning{
        310000, Kind::Refused,
        "the robot's security settings; check the secret (加签) and the gateway's clock, or the "
        "keyword (自定义关键词) that each letter must hold, or the gateway's public address"},
    Meaning{300001, Kind::Refused, kNoRobot},
    Meaning{300005, Kind::Refused, kNoRobot},
    Meaning{400101, Kind::Refused, kNoRobot},
    Meaning{400106, Kind::Refused, kNoRobot},
    Meaning{400102, Kind::Refused, "the robot has been switched off; switch it on in its group"},
    Meaning{400013, Kind::Refused, "the group has been dissolved; make a robot in another one"},
};
constexpr std::array kWeCom = {
    Meaning{45009, Kind::Failed, kTooFast},
    Meaning{45033, Kind::Failed, kTooFast},
    Meaning{-1, Kind::Failed, "the robot's service is busy"},
    Meaning{93000, Kind::Refused, kNoRobot},
    Meaning{93008, Kind::Refused, "the robot is not in the group (any more); add it again"},
};
constexpr std::array kFeishu = {
    Meaning{11232, Kind::Failed, kTooFast},
    Meaning{
        19021, Kind::Refused,
        "the signature does not fit; check the secret (签名校验) and the gateway's clock, which "
        "may be wrong by an hour at most"},
    Meaning{19022, Kind::Refused,
            "the gateway's public address is not in the robot's list (IP 白名单); add it"},
    Meaning{
        19024, Kind::Refused,
        "no keyword (自定义关键词) of the robot is in the letter; use the signature instead, or "
        "a keyword that each letter holds"},
    Meaning{19001, Kind::Refused, kNoRobot},
};

const Meaning* meaning_of(WebhookForm form, std::int64_t code) {
  const auto in = [code](const auto& table) -> const Meaning* {
    const auto* const found = std::find_if(table.begin(), table.end(),
                                           [&](const Meaning& row) { return row.code == code; });
    return found == table.end() ? nullptr : found;
  };
  switch (form) {
    case WebhookForm::DingTalk:
      return in(kDingTalk);
    case WebhookForm::WeCom:
      return in(kWeCom);
    case WebhookForm::Feishu:
      return in(kFeishu);
    case WebhookForm::Json:
      break;
  }
  return nullptr;
}

void hide(std::string& text, std::string_view secret) {
  for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos;) {
    text.replace(at, secret.size(), "***");
  }
}

/// What the server said, fit to be shown.
std::string said(std::string_view words, std::string_view url, const std::string& secret) {
  constexpr std::string_view kBetween = "/?&=#@:";
  std::string text = one_line(valid_utf8(words));
  if (!secret.empty()) hide(text, secret);
  for (std::size_t at = 0; at < url.size();) {
    const std::size_t end = std::min(url.find_first_of(kBetween, at), url.size());
    const bool is_value = at > 0 && url[at - 1] == '=';
    const auto piece = url.substr(at, end - at);
    const std::size_t least = is_value ? kLeastSecretValueBytes : kLeastSecretBytes;
    if (piece.size() >= least && webhook_server(url).find(piece) == std::string::npos) {
      hide(text, piece);
    }
    at = end + 1;
  }
  return text.empty() ? "" : ": \"" + shortened(text, kMostSaidBytes) + "\"";
}

struct RobotAnswer {
  std::int64_t code;
  std::string words;
};

std::optional<RobotAnswer> robot_answer(WebhookForm form, std::string_view body) {
  boost::system::error_code error;
  const json::value value = json::parse(body, error);
  if (error || !value.is_object()) return std::nullopt;
  const json::object& object = value.get_object();
  const bool feishu = form == WebhookForm::Feishu;
  const auto number = [&](const char* key) -> const std::int64_t* {
    const json::value* found = object.if_contains(key);
    return found ? found->if_int64() : nullptr;
  };
  const std::int64_t* code = number(feishu ? "code" : "errcode");
  if (!code && feishu) code = number("StatusCode");
  if (!code) return std::nullopt;
  const json::value* words = object.if_contains(feishu ? "msg" : "errmsg");
  return RobotAnswer{*code, words && words->is_string() ? std::string(words->get_string()) : ""};
}

Receipt of_status(const std::string& server, int status, const std::string& words) {
  const std::string number = " (HTTP " + std::to_string(status) + ")";
  if (status == 429) return {0, Kind::Failed, server + ": too many letters" + number + words};
  if (status == 408 || status == 425 || status >= 500) {
    return {0, Kind::Failed, server + " cannot take the letter now" + number + words, true};
  }
  if (status == 401 || status == 403) {
    return {0, Kind::Refused,
            server + " does not let us in; check the secret and the address" + number + words,
            true};
  }
  if (status == 404 || status == 410) {
    return {0, Kind::Refused,
            server + " does not know this address; copy the webhook's address again" + number,
            true};
  }
  if (status >= 300 && status < 400) {
    return {0, Kind::Refused,
            server + " sends us elsewhere; write the address that it leads to" + number, true};
  }
  return {0, Kind::Refused, server + " refuses the letter" + number + words};
}

}  // namespace

Receipt webhook_receipt(const std::string& url, const WebhookTarget& target, int status,
                        std::string_view body) {
  const std::string server = webhook_server(url);
  if (target.form == WebhookForm::Json) {
    if (status >= 200 && status < 300) return {0, Kind::Sent, {}};
    return of_status(server, status, said(body, url, target.secret));
  }
  // Feishu says 400 together with a number.
  const auto answer = robot_answer(target.form, body);
  if (!answer) {
    if (status < 200 || status >= 300) {
      return of_status(server, status, said(body, url, target.secret));
    }
    return {0, Kind::Failed,
            server +
                " did not answer as a robot does; is there a login page or proxy in between, "
                "are address and form right?",
            true};
  }
  if (answer->code == 0) {
    if (status >= 200 && status < 300) return {0, Kind::Sent, {}};
    return of_status(server, status, "");
  }
  const Meaning* const meaning = meaning_of(target.form, answer->code);
  return {0, meaning ? meaning->kind : Kind::Failed,
          server + " does not take the letter: " +
              std::string(meaning ? meaning->what : "an answer that is not known here") + " (" +
              std::to_string(answer->code) + ")" + said(answer->words, url, target.secret),
          meaning != nullptr && meaning->kind == Kind::Refused};
}

}  // namespace hazgate::notify
