#include "simulators/modem/message.hpp"

#include <algorithm>

namespace hazgate::sim {
namespace {

constexpr std::uint8_t kInternational = 0x91, kUnknownNumber = 0x81, kAlphanumeric = 0x50;
constexpr std::string_view kDigits = "0123456789*#abc";
constexpr int kEightHours = 32;  ///< quarters of an hour

/// Takes octets from the front; a read past the end is remembered.
class Cursor {
 public:
  explicit Cursor(std::span<const std::uint8_t> octets) : left_(octets) {}
  std::uint8_t octet() {
    const auto taken = octets(1);
    return taken.empty() ? std::uint8_t{0} : taken[0];
  }
  std::span<const std::uint8_t> octets(std::size_t count) {
    if (count > left_.size()) {
      short_ = true;
      left_ = {};
      return {};
    }
    const auto taken = left_.first(count);
    left_ = left_.subspan(count);
    return taken;
  }
  std::size_t left() const { return left_.size(); }
  bool too_short() const { return short_; }

 private:
  std::span<const std::uint8_t> left_;
  bool short_ = false;
};

std::string decode_address(Cursor& cursor) {
  const std::size_t digits = cursor.octet();
  const std::uint8_t kind = cursor.octet();
  const auto packed = cursor.octets((digits + 1) / 2);
  if ((kind & 0x70) == kAlphanumeric) {
    return to_utf8(from_septets(unpack_septets(packed, digits * 4 / 7, 0)));
  }
  std::string number = (kind & 0x70) == 0x10 ? "+" : "";
  for (std::size_t i = 0; i < digits && i / 2 < packed.size(); ++i) {
    const unsigned digit = i % 2 == 0 ? packed[i / 2] & 0x0FU : packed[i / 2] >> 4;
    if (digit < kDigits.size()) number += kDigits[digit];
  }
  return number;
}

std::optional<Piece> decode_header(std::span<const std::uint8_t> header) {
  Cursor cursor(header);
  while (cursor.left() >= 2) {
    const auto element = cursor.octet();
    const auto content = cursor.octets(cursor.octet());
    if (element == 0x00 && content.size() == 3) return Piece{content[0], content[1], content[2]};
    if (element == 0x08 && content.size() == 4) {
      return Piece{content[0] * 256U + content[1], content[2], content[3]};
    }
  }
  return std::nullopt;
}

enum class Coding { Septets, EightBit, Ucs2 };

/// Source  3GPP TS 23.038, 4
Coding coding_of(std::uint8_t scheme) {
  if ((scheme & 0xC0) == 0x00 || (scheme & 0xC0) == 0x40) {
    switch ((scheme >> 2) & 3) {
      case 1:
        return Coding::EightBit;
      case 2:
        return Coding::Ucs2;
      default:
        return Coding::Septets;
    }
  }
  if ((scheme & 0xF0) == 0xE0) return Coding::Ucs2;
  if ((scheme & 0xF4) == 0xF4) return Coding::EightBit;
  return Coding::Septets;
}

std::u16string from_ucs2(std::span<const std::uint8_t> octets) {
  std::u16string text;
  for (std::size_t i = 0; i + 1 < octets.size(); i += 2) {
    text += static_cast<char16_t>(octets[i] * 256 + octets[i + 1]);
  }
  return text;
}

std::uint8_t turned(int two_digits) {
  return static_cast<std::uint8_t>(two_digits % 10 * 16 + two_digits / 10);
}

void append(Octets& octets, std::span<const std::uint8_t> more) {
  octets.insert(octets.end(), more.begin(), more.end());
}

/// Source  3GPP TS 23.040, 9.2.3.11
void append_time(Octets& octets, std::chrono::sys_seconds at) {
  using namespace std::chrono;
  const auto local = at + minutes(15) * kEightHours;
  const auto day = floor<days>(local);
  const year_month_day date(day);
  const hh_mm_ss time(local - day);
  const int parts[] = {static_cast<int>(date.year()) % 100,
                       static_cast<int>(static_cast<unsigned>(date.month())),
                       static_cast<int>(static_cast<unsigned>(date.day())),
                       static_cast<int>(time.hours().count()),
                       static_cast<int>(time.minutes().count()),
                       static_cast<int>(time.seconds().count()),
                       kEightHours};
  for (const int part : parts) octets.push_back(turned(part));
}

Octets header_of(const std::optional<Piece>& piece) {
  if (!piece) return {};
  const auto octet = [](unsigned value) { return static_cast<std::uint8_t>(value); };
  return {5, 0, 3, octet(piece->reference), octet(piece->total), octet(piece->number)};
}

}  // namespace

tl::expected<Submit, std::string> decode_submit(std::span<const std::uint8_t> pdu) {
  Cursor cursor(pdu);
  cursor.octets(cursor.octet());  // the service centre
  const auto first = cursor.octet();
  if (!cursor.too_short() && (first & 0x03) != 0x01) {
    return tl::unexpected("not an SMS-SUBMIT: first octet " + to_hex({&first, 1}));
  }
  cursor.octet();  // TP-MR: the modem writes its own
  Submit message{.to = decode_address(cursor), .report_wanted = (first & 0x20) != 0};
  cursor.octet();  // TP-PID
  const Coding coding = coding_of(cursor.octet());
  const unsigned validity = (first >> 3) & 3;
  if (validity != 0) cursor.octets(validity == 2 ? 1 : 7);
  const std::size_t length = cursor.octet();
  const std::size_t octets = coding == Coding::Septets ? (length * 7 + 7) / 8 : length;
  auto content = cursor.octets(octets);
  if (cursor.too_short()) return tl::unexpected(std::string("the PDU ends too early"));
  if (cursor.left() != 0) return tl::unexpected(std::string("something follows the user data"));
  std::size_t header = 0;
  if ((first & 0x40) != 0 && !content.empty()) {
    header = content[0] + std::size_t{1};
    if (header > content.size()) return tl::unexpected(std::string("the header is longer"));
    message.piece = decode_header(content.subspan(1, header - 1));
  }
  switch (coding) {
    case Coding::EightBit:
      return tl::unexpected(std::string("8 bit data, not a text"));
    case Coding::Ucs2:
      message.ucs2 = true;
      message.text = from_ucs2(content.subspan(header));
      return message;
    case Coding::Septets:
      break;
  }
  const std::size_t skipped = (header * 8 + 6) / 7;
  const auto septets = unpack_septets(content, length, 0);
  message.text = from_septets(std::span(septets).subspan(std::min(skipped, septets.size())));
  return message;
}

Octets encode_address(std::string_view number) {
  const bool international = number.starts_with('+');
  if (international) number.remove_prefix(1);
  Octets octets{static_cast<std::uint8_t>(number.size()),
                international ? kInternational : kUnknownNumber};
  for (std::size_t i = 0; i < number.size(); i += 2) {
    const auto low = kDigits.find(number[i]);
    const auto high = i + 1 < number.size() ? kDigits.find(number[i + 1]) : 0x0F;
    octets.push_back(static_cast<std::uint8_t>((high & 0x0F) * 16 + (low & 0x0F)));
  }
  return octets;
}

Octets encode(const Deliver& message) {
  const auto header = header_of(message.piece);
  const auto septets = to_septets(message.text);
  Octets pdu{0, static_cast<std::uint8_t>(header.empty() ? 0x04 : 0x44)};
  append(pdu, encode_address(message.from));
  pdu.push_back(0);
  pdu.push_back(septets ? 0x00 : 0x08);
  append_time(pdu, message.at);
  if (septets) {
    const std::size_t skipped = (header.size() * 8 + 6) / 7;
    const auto fill_bits = static_cast<unsigned>(skipped * 7 - header.size() * 8);
    pdu.push_back(static_cast<std::uint8_t>(skipped + septets->size()));
    append(pdu, header);
    append(pdu, pack_septets(*septets, fill_bits));
    return pdu;
  }
  pdu.push_back(static_cast<std::uint8_t>(header.size() + message.text.size() * 2));
  append(pdu, header);
  for (const char16_t unit : message.text) {
    pdu.push_back(static_cast<std::uint8_t>(unit >> 8));
    pdu.push_back(static_cast<std::uint8_t>(unit & 0xFF));
  }
  return pdu;
}

Octets encode(const StatusReport& report) {
  Octets pdu{0, 0x06, report.reference};
  append(pdu, encode_address(report.to));
  append_time(pdu, report.submitted);
  append_time(pdu, report.discharged);
  pdu.push_back(report.status);
  return pdu;
}

std::vector<Deliver> split(const std::string& from, std::u16string_view text, unsigned reference,
                           std::chrono::sys_seconds at) {
  const auto fits = [](std::u16string_view part, bool alone) {
    const auto septets = to_septets(part);
    if (septets) return septets->size() <= (alone ? 160U : 153U);
    return part.size() <= (alone ? 70U : 67U);
  };
  if (fits(text, true)) return {{from, std::u16string(text), std::nullopt, at}};
  std::vector<Deliver> messages;
  while (!text.empty()) {
    std::size_t length = std::min<std::size_t>(text.size(), 153);
    while (!fits(text.substr(0, length), false)) --length;
    messages.push_back({from, std::u16string(text.substr(0, length)), Piece{reference & 0xFF}, at});
    text.remove_prefix(length);
  }
  for (std::size_t i = 0; i < messages.size(); ++i) {
    messages[i].piece->total = static_cast<unsigned>(messages.size());
    messages[i].piece->number = static_cast<unsigned>(i + 1);
  }
  return messages;
}

}  // namespace hazgate::sim
