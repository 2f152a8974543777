#include "gateway/config/generated_texts.hpp"

#include <array>
#include <cstddef>

namespace hazgate::config {
namespace {

// In the order of Generated.
constexpr std::array<GeneratedText, 12> kSimplified = {{
    {"设备无应答", "检查电源、接线和地址;现场改用便携式检测"},
    {"总线不可用", "检查串口或网络、接线和配置"},
    {"输出未确认", "到现场手动操作,检查继电器箱"},
    {"记录不可写", "检查磁盘;报警仍在本地和园区发出"},
    {"与园区的连接中断", "检查网络和服务器;用电话报告值班室"},
    {"火灾报警控制器的事件可能有遗漏",
     "到控制器前核对各区状态;确认后执行 ack 和 reset,不符时在控制器上复位"},
    {"有报警停用过久", "查明停用原因;修复后执行 return"},
    {"报警过多,超出处理能力", "先处理最紧急的报警(见列表首行),再查共同原因"},
    {"设备自身报警与限值判断不一致", "核对设备内的报警设定值与本系统限值"},
    {"表决通道单独越限", "与其他通道比对,检查该通道"},
    {"输出已写入,但未见动作反馈", "到现场确认,必要时手动操作;检查限位开关"},
    {"与园区连接的证书即将到期或有误", "用 hazctl status 查看是哪一张;换上新证书文件即自动启用"},
}};
constexpr std::array<GeneratedText, 12> kTraditional = {{
    {"設備無應答", "檢查電源、接線和位址;現場改用可攜式檢測"},
    {"匯流排不可用", "檢查序列埠或網路、接線和組態"},
    {"輸出未確認", "到現場手動操作,檢查繼電器箱"},
    {"記錄不可寫", "檢查磁碟;警報仍在本地和園區發出"},
    {"與園區的連線中斷", "檢查網路和伺服器;用電話報告值班室"},
    {"火災警報受信總機的事件可能有遺漏",
     "到總機前核對各區狀態;確認後執行 ack 和 reset,不符時在總機上復歸"},
    {"有警報停用過久", "查明停用原因;修復後執行 return"},
    {"警報過多,超出處理能力", "先處理最緊急的警報(見清單首行),再查共同原因"},
    {"設備自身警報與限值判斷不一致", "核對設備內的警報設定值與本系統限值"},
    {"表決通道單獨越限", "與其他通道比對,檢查該通道"},
    {"輸出已寫入,但未見動作回饋", "到現場確認,必要時手動操作;檢查限位開關"},
    {"與園區連線的憑證即將到期或有誤", "用 hazctl status 查看是哪一張;換上新憑證檔即自動啟用"},
}};
constexpr std::array<GeneratedText, 12> kEnglish = {{
    {"the device does not answer",
     "check power, wiring and unit id; use a portable detector meanwhile"},
    {"the bus cannot be used",
     "check the serial port or network, the wiring and the configuration"},
    {"the output was not confirmed", "operate it by hand on site, check the relay box"},
    {"the journal cannot be written",
     "check the disk; alarms still sound here and are still sent to the park"},
    {"no connection to the park", "check network and broker; report to the duty room by telephone"},
    {"events of the fire panel may have been missed",
     "go to the panel and compare its zones with those shown here; ack and reset this alarm when "
     "they "
     "are the same, reset the panel when they are not"},
    {"an alarm has been out of service for too long",
     "find out why (hazctl alarms); repair it and return it to service"},
    {"more alarms come than people can take",
     "attend to the most urgent first (the top of hazctl alarms), then look for a common cause"},
    {"the device's own alarm and its limit say different things",
     "compare the set points in the device with the limits here"},
    {"one channel of a vote is beyond its limit", "compare it with the others, check this channel"},
    {"the output was written, but its work is not seen",
     "look on site and operate it by hand if need be; check the limit switch"},
    {"a certificate of the connection to the park ends soon or is not in order",
     "hazctl status says which one and when; new files are taken by themselves"},
}};

}  // namespace

GeneratedText generated_text(Generated what, std::string_view language) {
  const auto place = static_cast<std::size_t>(what);
  if (language == "en") return kEnglish[place];
  return language == "zh-TW" ? kTraditional[place] : kSimplified[place];
}

}  // namespace hazgate::config
