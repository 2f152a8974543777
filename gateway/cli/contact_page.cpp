#include "gateway/cli/contact_page.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "gateway/cli/contact_texts.hpp"
#include "gateway/cli/times.hpp"
#include "gateway/cli/width.hpp"

namespace hazgate::cli {
namespace {

std::vector<std::string> texts_of(const Item& item, std::string_view key) {
  std::vector<std::string> texts;
  const auto* list = item.if_contains(key);
  if (list == nullptr || !list->is_array()) return texts;
  for (const auto& each : list->get_array()) {
    if (each.is_string()) texts.emplace_back(each.get_string());
  }
  return texts;
}

/// "sms (down), email"
std::string ways_text(const Item& contact, Language in) {
  const auto down = texts_of(contact, "down");
  std::string text;
  for (const std::string& way : texts_of(contact, "ways")) {
    text += (text.empty() ? "" : ", ") + way;
    if (std::find(down.begin(), down.end(), way) == down.end()) continue;
    text += ' ' + std::string(say(ContactText::IsDown, in));
  }
  return text.empty() ? "-" : text;
}

std::string addresses_text(const Item& contact) {
  std::string text;
  for (const char* key : {"sms", "email", "webhook"}) {
    const std::string address = text_of(contact, key);
    if (!address.empty()) text += (text.empty() ? "" : "  ") + address;
  }
  return text;
}

std::string name_of(const Item& channel) {
  const std::string server = text_of(channel, "server");
  return printable(text_of(channel, "channel") + (server.empty() ? "" : " " + server));
}

std::string filled(ContactText text, Language in, const std::string& value) {
  return fmt::format(fmt::runtime(say(text, in)), value);
}

std::string state_text(const Item& channel, const Look& look) {
  const Language in = look.language;
  const std::string state = text_of(channel, "state");
  const std::string words = printable(text_of(channel, "words"));
  std::string text;
  if (state == "ok") {
    text = look.paint(Colour::Green, say(ContactText::Ok, in));
    if (!words.empty()) text += ", " + words;
  } else if (state == "down") {
    const auto since = integer_of(channel, "since");
    text = look.paint(Colour::Red, filled(ContactText::Down, in, since ? local_time(*since) : "?"));
    text += ": " + look.paint(Colour::Orange, words);
  } else {
    const bool looks = text_of(channel, "channel") != "webhook";
    text = look.paint(Colour::Dim, say(looks ? ContactText::NotYet : ContactText::NotUsedYet, in));
  }
  if (const auto sent = integer_of(channel, "last_sent")) {
    text += ", " + filled(ContactText::LastSent, in, local_time(*sent));
  }
  return text;
}

}  // namespace

std::string contacts_text(const Items& contacts, const Look& look) {
  const Language in = look.language;
  if (contacts.empty()) return std::string(say(ContactText::NoContacts, in)) + '\n';
  Table table({{std::string(say(ContactText::Contact, in))},
               {std::string(say(Text::Name, in))},
               {std::string(say(ContactText::Role, in))},
               {std::string(say(ContactText::Ways, in))},
               {std::string(say(ContactText::Addresses, in)), Align::Left, true}});
  for (const Item& contact : contacts) {
    const bool down = !texts_of(contact, "down").empty();
    table.add({{text_of(contact, "id")},
               {text_of(contact, "name")},
               {text_of(contact, "role")},
               {ways_text(contact, in), down ? Colour::Red : Colour::None},
               {addresses_text(contact)}});
  }
  return table.text(look.paint, look.width);
}

std::string contact_test_line(const Item& state, const Look& look) {
  const std::string word = text_of(state, "state");
  const auto text = word == "delivered" ? ContactText::Delivered
                    : word == "sent"    ? ContactText::Sent
                                        : ContactText::Unconfirmed;
  const auto t = integer_of(state, "t");
  const std::string to = text_of(state, "to");
  return fmt::format("{}  {} {}{}: {}\n", t ? local_clock(*t) : "-",
                     printable(text_of(state, "contact")), printable(text_of(state, "via")),
                     to.empty() ? "" : " " + printable(to),
                     look.paint(Colour::Green, say(text, look.language)));
}

std::string channels_text(const Item& status, const Look& look) {
  const Items channels = list_of(status, "channels");
  std::size_t widest = 0;
  for (const Item& channel : channels) widest = std::max(widest, name_of(channel).size());
  std::string text;
  for (const Item& channel : channels) {
    const std::string name = name_of(channel);
    text += name + std::string(widest - name.size() + 2, ' ') + state_text(channel, look) + '\n';
  }
  return text;
}

}  // namespace hazgate::cli
