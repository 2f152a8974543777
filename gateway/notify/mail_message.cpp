#include "gateway/notify/mail_message.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "gateway/notify/digest.hpp"
#include "gateway/notify/utf8_text.hpp"

namespace hazgate::notify {
namespace {

constexpr std::size_t kMostAddressBytes = 254;  // RFC 5321, 4.5.3.1.3, without the brackets
constexpr std::size_t kMostSubjectBytes = 400;
constexpr std::size_t kBodyLine = 76;  // RFC 2045, 6.8
/// Of UTF-8 in one encoded word, so that "Subject: " and the word stay within 76 characters.
constexpr std::size_t kWordBytes = 39;

bool is_printable(char c) {
  return c >= 0x20 && c < 0x7f;
}

/// Source  RFC 2047, 2
/// Shape   UTF-8, not empty
std::string encoded_words(std::string_view text) {
  std::string words;
  while (!text.empty()) {
    const std::size_t size =
        text.size() <= kWordBytes ? text.size() : character_start(text, kWordBytes);
    if (!words.empty()) words += "\r\n ";
    words += "=?UTF-8?B?" + base64(text.substr(0, size)) + "?=";
    text.remove_prefix(size);
  }
  return words;
}

std::string subject_text(std::string_view subject) {
  const std::string line = shortened(one_line(valid_utf8(subject)), kMostSubjectBytes);
  const bool plain = std::all_of(line.begin(), line.end(), is_printable) &&
                     line.find("=?") == std::string::npos && line.size() <= 60;
  return plain ? line : encoded_words(line);
}

/// The name always as encoded words: there is nothing to quote then.
std::string mailbox(const Sender& sender) {
  const std::string name = shortened(one_line(valid_utf8(sender.name)), kMostSubjectBytes);
  return name.empty() ? sender.address : encoded_words(name) + "\r\n <" + sender.address + ">";
}

/// RFC 5322, 3.3, always in UTC.
std::string date_text(WallTime date) {
  using namespace std::chrono;
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const sys_time<milliseconds> at{date.time_since_epoch()};
  const auto day = floor<days>(at);
  const year_month_day calendar{day};
  const hh_mm_ss clock{floor<seconds>(at - day)};
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %d %02d:%02d:%02d +0000",
                kDays.at(weekday(day).c_encoding()), unsigned(calendar.day()),
                kMonths.at(unsigned(calendar.month()) - 1), int(calendar.year()),
                int(clock.hours().count()), int(clock.minutes().count()),
                int(clock.seconds().count()));
  return text.data();
}

std::string message_id(const Letter& letter, const Sender& from) {
  const std::string name = hex(bytes_of(sha256(letter.key))).substr(0, 32);
  return "<hazgate." + name + from.address.substr(from.address.find('@')) + ">";
}

/// Lines end with CR LF inside the encoded text too: it is text, RFC 2045, 6.8.
std::string canonical(std::string_view text) {
  std::string lines;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') {
      if (i + 1 < text.size() && text[i + 1] == '\n') continue;
      lines += "\r\n";
    } else if (text[i] == '\n') {
      lines += "\r\n";
    } else {
      lines += text[i];
    }
  }
  return lines;
}

std::string body_text(const Letter& letter) {
  std::string text = letter.text;
  if (!letter.link.empty() && text.find(letter.link) == std::string::npos) {
    text += "\n\n" + (letter.link_word.empty() ? "" : letter.link_word + ": ") + letter.link;
  }
  return canonical(valid_utf8(text)) + "\r\n";
}

}  // namespace

std::string address_mistake(std::string_view address) {
  if (address.empty()) return "the address is empty; write one such as duty@example.com";
  const std::string shown = "\"" + shortened(one_line(valid_utf8(address)), 80) + "\"";
  if (address.size() > kMostAddressBytes) return shown + " is longer than 254 characters";
  if (!std::all_of(address.begin(), address.end(), is_printable)) {
    return shown + " has characters that mail servers do not take; use Latin letters and digits";
  }
  if (address.find_first_of(" \"(),:;<>[\\]") != std::string_view::npos) {
    return shown + " is not one plain address; write it such as duty@example.com, without a name";
  }
  const std::size_t at = address.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == address.size() ||
      address.find('@', at + 1) != std::string_view::npos) {
    return shown + " is not an address; write it such as duty@example.com";
  }
  return {};
}

std::string mail_message(const Letter& letter, const Sender& from, WallTime date) {
  std::string message = "Date: " + date_text(date) + "\r\nFrom: " + mailbox(from) +
                        "\r\nTo: " + letter.to + "\r\nSubject: " + subject_text(letter.subject) +
                        "\r\nMessage-ID: " + message_id(letter, from) +
                        "\r\nImportance: high\r\nX-Priority: 1\r\nAuto-Submitted: auto-generated"
                        "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8"
                        "\r\nContent-Transfer-Encoding: base64\r\n\r\n";
  const std::string body = base64(body_text(letter));
  for (std::size_t at = 0; at < body.size(); at += kBodyLine) {
    message += body.substr(at, kBodyLine) + "\r\n";
  }
  return message;
}

}  // namespace hazgate::notify
