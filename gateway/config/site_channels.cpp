#include <algorithm>
#include <array>

#include "gateway/config/address_form.hpp"
#include "gateway/config/channel_alarms.hpp"
#include "gateway/config/site_check.hpp"

/// The alarms of the channels to people: one that can tell nobody is to be known before it is needed.
namespace hazgate::config {
namespace {

using emergency::Via;

struct ChannelText {
  Via via = Via::Sms;
  GeneratedText simplified, traditional, english;
};

constexpr std::array<ChannelText, 3> kTexts = {{
    {Via::Sms,
     {"短信发不出去", "执行 hazctl status 看原因;检查短信猫的电源、天线和SIM卡;此前有事用电话通知"},
     {"簡訊發不出去", "執行 hazctl status 看原因;檢查簡訊機的電源、天線和SIM卡;此前有事用電話通知"},
     {"no SMS can be sent",
      "see why with hazctl status; check the modem's power, antenna and SIM; tell people by "
      "telephone meanwhile"}},
    {Via::Email,
     {"邮件发不出去", "执行 hazctl status 看原因;检查网络、邮件服务器和密码;此前有事用电话通知"},
     {"郵件發不出去", "執行 hazctl status 看原因;檢查網路、郵件伺服器和密碼;此前有事用電話通知"},
     {"no mail can be sent",
      "see why with hazctl status; check the network, the mail server and the password; tell "
      "people by telephone meanwhile"}},
    {Via::Webhook,
     {"群机器人消息发不出去",
      "执行 hazctl status 看原因;检查网络和机器人;修好后执行 hazctl contact "
      "test;此前有事用电话通知"},
     {"群機器人訊息發不出去",
      "執行 hazctl status 看原因;檢查網路和機器人;修好後執行 hazctl contact "
      "test;此前有事用電話通知"},
     {"no message goes out by this webhook",
      "see why with hazctl status; check the network and the robot; then hazctl contact test; "
      "tell people by telephone meanwhile"}},
}};

const GeneratedText& text_of(Via via, std::string_view language) {
  const auto found = std::find_if(kTexts.begin(), kTexts.end(),
                                  [&](const ChannelText& text) { return text.via == via; });
  if (language == "en") return found->english;
  return language == "zh-TW" ? found->traditional : found->simplified;
}

}  // namespace

std::string channel_alarm(Via via, std::string_view url) {
  switch (via) {
    case Via::Sms:
      return "gateway.sms";
    case Via::Email:
      return "gateway.email";
    case Via::Webhook:
      break;
    case Via::Mqtt:
    case Via::Siren:
      return {};
  }
  std::string host = web_host(url);
  std::replace_if(
      host.begin(), host.end(),
      [](char c) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
        return !plain;
      },
      '-');
  return host.empty() ? std::string() : "gateway.webhook." + host;
}

void SiteCheck::add_channel_alarms() {
  const auto add = [this](Via via, const std::string& id) {
    if (id.empty() || !channel_alarms_.insert(id).second) return;
    add_system_alarm(id, text_of(via, settings_.site.language), Priority::High);
  };
  if (text_.notify.sms) add(Via::Sms, channel_alarm(Via::Sms));
  if (text_.notify.email) add(Via::Email, channel_alarm(Via::Email));
  for (const ContactText& contact : text_.contacts) {
    add(Via::Webhook, channel_alarm(Via::Webhook, contact.ways.webhook.word));
  }
}

/// A dead modem is no emergency of the plant: nothing is switched by it, and nobody is told by a plan.
void SiteCheck::refuse_channel_alarms(const std::vector<Reference>& named) {
  for (const Reference& name : named) {
    if (!channel_alarms_.contains(name.word)) continue;
    complain(name, "\"" + name.word + "\" says that a channel is out of order and starts no plan",
             "remove it; it stands among the alarms and goes to the park by itself");
  }
}

}  // namespace hazgate::config
