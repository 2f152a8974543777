#include "gateway/notify/ack_page.hpp"

#include <array>
#include <cstddef>

#include "gateway/text/html_text.hpp"

namespace hazgate::notify {
namespace {

using text::html_text;

constexpr std::size_t kLanguages = 3;
using Words = std::array<std::string_view, kLanguages>;  // en, zh-CN, zh-TW

constexpr Words kTags{"en", "zh-CN", "zh-TW"};
constexpr Words kHeading{"Safety alarm", "安全报警", "安全警報"};
constexpr Words kButton{"Acknowledge: I have seen it and I am acting", "确认：我已知晓并处理",
                        "確認：我已知悉並處理"};
constexpr Words kNoButton{"There is nothing to acknowledge any more.", "已无需确认。",
                          "已無需確認。"};
constexpr Words kRefused{"Not acknowledged", "未能确认", "未能確認"};
constexpr Words kByOtherMeans{
    "Acknowledge by another way: call the duty room, answer the text message, or use hazctl.",
    "请改用其他方式确认：致电值班室、回复短信或使用 hazctl。",
    "請改用其他方式確認：致電值班室、回覆簡訊或使用 hazctl。"};

/// By AckNotice.
constexpr std::array<Words, 6> kNotices{{
    {"Acknowledged. It has been recorded in your name.", "已确认，并已以您的名义记录在案。",
     "已確認，並已以您的名義記錄在案。"},
    {"There is no such page.", "没有此页面。", "沒有此頁面。"},
    {"The gateway has not answered in time. Open the link again to see whether it was recorded.",
     "网关未及时答复。请重新打开链接查看是否已记录。",
     "閘道器未及時答覆。請重新開啟連結查看是否已記錄。"},
    {"This is not possible here.", "此处不支持该操作。", "此處不支援該操作。"},
    {"Too much was sent.", "发送的内容过多。", "傳送的內容過多。"},
    {"This was not understood.", "无法理解该请求。", "無法理解該請求。"},
}};

std::size_t index_of(std::string_view language) {
  if (language == kTags[1]) return 1;
  return language == kTags[2] ? 2 : 0;
}

std::string page(std::size_t language, const std::string& content) {
  std::string html = "<!DOCTYPE html>\n<html lang=\"";
  html += kTags.at(language);
  html +=
      "\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>";
  html += kHeading.at(language);
  html +=
      "</title><style>body{font:1.2rem sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem}"
      "button{font:inherit;font-weight:bold;width:100%;padding:1.2rem;border:0;border-radius:.5rem;"
      "background:#b00020;color:#fff}</style></head><body><h1>";
  html += kHeading.at(language);
  return html + "</h1>\n" + content + "</body></html>\n";
}

std::string paragraph(std::string_view html) {
  return "<p>" + std::string(html) + "</p>\n";
}

}  // namespace

std::string ack_page(const AckSubject& subject, std::string_view language) {
  const std::size_t in = index_of(language);
  std::string content = paragraph("<strong>" + html_text(subject.title) + "</strong>");
  if (!subject.state.empty()) content += paragraph(html_text(subject.state));
  if (subject.can_be_acknowledged) {
    content += "<form method=\"post\"><button type=\"submit\">" + std::string(kButton.at(in)) +
               "</button></form>\n";
  } else {
    content += paragraph(kNoButton.at(in));
  }
  return page(in, content);
}

std::string ack_page(AckNotice notice, std::string_view language) {
  const std::size_t in = index_of(language);
  return page(in, paragraph(kNotices.at(static_cast<std::size_t>(notice)).at(in)));
}

std::string ack_refused_page(std::string_view why, std::string_view language) {
  const std::size_t in = index_of(language);
  return page(in, paragraph("<strong>" + std::string(kRefused.at(in)) + "</strong>") +
                      paragraph(html_text(why)) + paragraph(kByOtherMeans.at(in)));
}

}  // namespace hazgate::notify
