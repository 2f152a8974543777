#include "drivers/commission/identification.hpp"

namespace hazgate::commission {

namespace {

constexpr std::uint8_t kFunction = 0x2B;
constexpr std::uint8_t kInterface = 0x0E;
constexpr std::uint8_t kBasic = 0x01;
constexpr std::uint8_t kLastBasic = 2;
constexpr std::size_t kHead = 7;  // function, interface, code, conformity, more, next, count

std::string printable(std::span<const std::uint8_t> bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += byte >= 0x20 && byte < 0x7F ? static_cast<char>(byte) : '?';
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

}  // namespace

std::array<std::uint8_t, 4> identification_pdu(std::uint8_t object) {
  return {kFunction, kInterface, kBasic, object};
}

std::optional<std::uint8_t> read_identification(std::span<const std::uint8_t> pdu,
                                                Identity& identity) {
  if (pdu.size() < kHead || pdu[0] != kFunction || pdu[1] != kInterface) return std::nullopt;
  std::optional<std::uint8_t> next;
  if (pdu[4] == 0xFF && pdu[5] > 0 && pdu[5] <= kLastBasic) next = pdu[5];
  auto rest = pdu.subspan(kHead);
  for (int count = pdu[6]; count > 0 && rest.size() >= 2; --count) {
    const std::uint8_t object = rest[0];
    const std::size_t size = rest[1];
    if (rest.size() < 2 + size) break;
    const std::string text = printable(rest.subspan(2, size));
    if (object == 0) identity.vendor = text;
    if (object == 1) identity.product = text;
    if (object == 2) identity.version = text;
    rest = rest.subspan(2 + size);
  }
  return next;
}

}  // namespace hazgate::commission
