#include <algorithm>

#include "gateway/config/duty_room.hpp"
#include "gateway/config/site_check.hpp"

/// The alarm that the duty room does not answer.
namespace hazgate::config {
namespace {

struct Words {
  const char* message;
  const char* action;
  const char* call;  ///< before whom and his number
};

Words words_in(const std::string& language) {
  if (language == "en") {
    return {"the duty room does not answer: alarms are not confirmed in time",
            "tell the duty room by telephone what is standing (hazctl alarms); go on by the plan "
            "without waiting for it",
            "; call "};
  }
  if (language == "zh-TW") {
    return {"值班室無回應:警報未在規定時間內確認",
            "用電話向值班室報告目前警報(hazctl alarms);不等待,按預案繼續處置", ";撥打 "};
  }
  return {"值班室无应答:报警未在规定时间内确认",
          "用电话向值班室报告当前报警(hazctl alarms);不等待,按预案继续处置", ";拨打 "};
}

}  // namespace

void SiteCheck::add_duty_room_alarm() {
  const UplinkSettings& uplink = settings_.uplink;
  if (uplink.brokers.empty() || !uplink.confirm_within.any()) return;
  const Words words = words_in(settings_.site.language);
  add_system_alarm(std::string(kDutyRoomAlarm), GeneratedText{words.message, words.action},
                   Priority::High);
  for (const ContactText& text : text_.contacts) {
    const site::ContactSpec& contact = text.contact;
    if (contact.role != kDutyRoomRole || contact.sms.empty()) continue;
    const std::string& name = contact.name.empty() ? contact.id : contact.name;
    settings_.site.alarms.back().action += words.call + name + " " + contact.sms;
    return;
  }
}

}  // namespace hazgate::config
