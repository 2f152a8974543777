#include "gateway/notify/texts/words.hpp"

#include <array>

namespace hazgate::notify::texts {
namespace {

/// zh-CN, zh-TW, en
using Row = std::array<std::string_view, 3>;

constexpr Row row_of(Word word) {
  switch (word) {
    case Word::Drill:
      return {"【演练】", "【演練】", "DRILL "};
    case Word::AllClear:
      return {"【解除】", "【解除】", "END: "};
    case Word::Clock:
      return {"【时限】", "【時限】", "DUE: "};
    case Word::Reminder:
      return {"【再次通知】", "【再次通知】", " (reminder)"};
    case Word::Escalation:
      return {"【升级通知】", "【升級通知】", " (escalated)"};
    case Word::NeighbourNotice:
      return {"【相邻单位通报】", "【相鄰單位通報】", " (notice to neighbours)"};
    case Word::BrokenOff:
      return {"【中止】", "【中止】", "BROKEN OFF: "};
    case Word::BrokenOffBy:
      return {"演练已中止：现场有真实警报，以真实警报的通知为准",
              "演練已中止：現場有真實警報，以真實警報的通知為準",
              "The drill is broken off: there is a REAL alarm. Act on the real message"};
    case Word::Over:
      return {"险情已解除", "險情已解除", "All clear, the danger is over"};
    case Word::Gas:
      return {"泄漏", "洩漏", "GAS LEAK"};
    case Word::Fire:
      return {"火警", "火警", "FIRE"};
    case Word::Vessel:
      return {"容器报警", "容器警報", "VESSEL"};
    case Word::Lightning:
      return {"雷电", "雷電", "LIGHTNING"};
    case Word::Other:
      return {"报警", "警報", "ALARM"};
    case Word::Plan:
      return {"预案", "預案", "Plan"};
    case Word::Grade:
      return {"级响应", "級應變", "Grade "};
    case Word::Alarm:
      return {"报警", "警報", "Alarm"};
    case Word::Point:
      return {"测点", "測點", "Point"};
    case Word::Value:
      return {"数值", "數值", "Value"};
    case Word::Limit:
      return {"限值", "限值", "Limit"};
    case Word::Place:
      return {"地点", "地點", "Place"};
    case Word::Time:
      return {"时间", "時間", "Time"};
    case Word::Wind:
      return {"风向", "風向", "Wind"};
    case Word::Evacuation:
      return {"疏散", "疏散", "Evacuation"};
    case Word::Action:
      return {"处置", "處置", "Action"};
    case Word::Incident:
      return {"事件", "事件", "Incident"};
    case Word::Due:
      return {"待报", "待報", "Due"};
    case Word::NotAcknowledged:
      return {"{who}自{since}未确认", "{who}自{since}未確認",
              "{who} has not acknowledged since {since}"};
    case Word::NobodyAcknowledged:
      return {"自{since}无人确认", "自{since}無人確認", "nobody has acknowledged since {since}"};
    case Word::Answer:
      return {"回复{code}确认", "回覆{code}確認", "Reply {code} to acknowledge"};
    case Word::AnswerNowhere:
      return {"请在控制室或用hazctl确认", "請在控制室或用hazctl確認",
              "Acknowledge in the control room or with hazctl"};
    case Word::Dear:
      return {"{who}：", "{who}：", "To {who}:"};
    case Word::BadReading:
      return {"读数失效", "讀數失效", "no valid reading"};
    case Word::OverRange:
      return {"超量程", "超量程", "over range"};
    case Word::Simulated:
      return {"模拟值", "模擬值", "simulated "};
    case Word::StartedBy:
      return {"{plan}，{who}启动", "{plan}，{who}啟動", "{plan}, started by {who}"};
    case Word::DueBy:
      return {"{time}前 {what}", "{time}前 {what}", "by {time}: {what}"};
    case Word::StillUnanswered:
      return {"尚未收到贵单位确认", "尚未收到貴單位確認", "You have not acknowledged this yet"};
    case Word::WindChanged:
      return {"风向已变，此前的疏散建议作废", "風向已變，先前的疏散建議作廢",
              "The wind has changed, earlier advice no longer holds"};
    case Word::AwayAcross:
      return {"横风向撤离，远离{source}，切勿靠近", "橫風向撤離，遠離{source}，切勿靠近",
              "Leave across the wind, away from {source}, never towards it"};
    case Word::Away:
      return {"远离{source}，切勿靠近", "遠離{source}，切勿靠近",
              "Leave away from {source}, never towards it"};
    case Word::Downwind:
      return {"贵单位在下风向", "貴單位在下風向", "You are downwind"};
    case Word::WayOut:
      return {"疏散", "疏散", "Way out"};
    case Word::StepAsks:
      return {"【步骤待决】", "【步驟待決】", " (a step will start)"};
    case Word::StepIs:
      return {"第{n}步：{what}", "第{n}步：{what}", "Step {n}: {what}"};
    case Word::StepStarts:
      return {"{time}自动执行，否决：hazctl plan veto {incident} {n} --reason 原因",
              "{time}自動執行，否決：hazctl plan veto {incident} {n} --reason 原因",
              "It starts at {time} unless vetoed: hazctl plan veto {incident} {n} --reason WHY"};
    case Word::StepStartNow:
      return {"立即执行：hazctl plan go {incident} {n}", "立即執行：hazctl plan go {incident} {n}",
              "start it now: hazctl plan go {incident} {n}"};
    case Word::StepAsksNoMore:
      return {"此步骤已不再待决", "此步驟已不再待決", "this step has been decided already"};
    case Word::TellRole:
      return {"通知{role}", "通知{role}", "tell {role}"};
    case Word::WarnNeighbours:
      return {"通报相邻单位", "通報相鄰單位", "warn the neighbours"};
    case Word::Publish:
      return {"上报", "上報", "tell the park"};
    case Word::Link:
      return {"确认收到", "確認收到", "Acknowledge"};
    case Word::NotUnderstood:
      return {"回复未能识别，尚未确认。请回复：{code} 确认",
              "回覆未能識別，尚未確認。請回覆：{code} 確認",
              "Your answer was not understood and acknowledges nothing. Reply: {code}"};
    case Word::NothingToAnswer:
      return {"未作处理：现在没有等待您确认的事件", "未作處理：現在沒有等待您確認的事件",
              "Nothing is done: no incident waits for your acknowledgement"};
  }
  return {};
}

}  // namespace

std::optional<Language> language_from(std::string_view text) {
  if (text == "zh-CN") return Language::ZhCn;
  if (text == "zh-TW") return Language::ZhTw;
  if (text == "en") return Language::En;
  return std::nullopt;
}

std::string_view say(Word word, Language language) {
  return row_of(word)[static_cast<std::size_t>(language)];
}

std::string_view say(Happening happening, Language language) {
  switch (happening) {
    case Happening::Gas:
      return say(Word::Gas, language);
    case Happening::Fire:
      return say(Word::Fire, language);
    case Happening::Vessel:
      return say(Word::Vessel, language);
    case Happening::Lightning:
      return say(Word::Lightning, language);
    case Happening::Other:
      break;
  }
  return say(Word::Other, language);
}

}  // namespace hazgate::notify::texts
