#include "gateway/cli/contact_texts.hpp"

#include <array>

namespace hazgate::cli {
namespace {

struct Entry {
  ContactText text;
  std::array<std::string_view, kLanguages> in;
};

constexpr std::array<Entry, kContactTexts> kCatalogue = {{
    {ContactText::Contact, {"CONTACT", "联系人"}},
    {ContactText::Role, {"ROLE", "角色"}},
    {ContactText::Ways, {"WAYS", "通知方式"}},
    {ContactText::Addresses, {"ADDRESSES", "号码和地址"}},
    {ContactText::NoContacts,
     {"nobody can be told; write [[contact]] in the site file",
      "没有可通知的联系人；请在配置文件中填写[[contact]]"}},
    {ContactText::IsDown, {"(down)", "（不可用）"}},
    {ContactText::Ok, {"ok", "正常"}},
    {ContactText::Down, {"DOWN since {}", "不可用，自{}"}},
    {ContactText::NotUsedYet, {"not used yet", "尚未使用"}},
    {ContactText::NotYet, {"not known yet", "尚未确认"}},
    {ContactText::LastSent, {"last sent {}", "最近发出 {}"}},
    {ContactText::Sent, {"sent", "已发出"}},
    {ContactText::Delivered, {"delivered", "已送达"}},
    {ContactText::Unconfirmed,
     {"sent; no delivery report has come so far", "已发出；尚未收到送达报告"}},
}};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kContactTexts; ++i) {
    if (kCatalogue[i].text != static_cast<ContactText>(i)) return false;
  }
  return true;
}
static_assert(is_in_order(), "the catalogue has one entry for each ContactText, in the same order");

}  // namespace

std::string_view say(ContactText text, Language language) {
  return kCatalogue[static_cast<std::size_t>(text)].in[static_cast<std::size_t>(language)];
}

}  // namespace hazgate::cli
