#include "drivers/commission/trace.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "drivers/modbus/fault.hpp"

namespace hazgate::commission {

namespace {

constexpr std::size_t kMbap = 6;
constexpr std::size_t kCrc = 2;
constexpr std::uint8_t kExceptionBit = 0x80;

using Bytes = std::span<const std::uint8_t>;

std::uint16_t word_at(Bytes bytes, std::size_t place) {
  return static_cast<std::uint16_t>((bytes[place] << 8) | bytes[place + 1]);
}

/// Unit id and PDU.
Bytes body_of(const TracedFrame& frame) {
  const Bytes bytes = frame.bytes;
  if (frame.serial) return bytes.size() > kCrc ? bytes.first(bytes.size() - kCrc) : Bytes{};
  return bytes.size() > kMbap ? bytes.subspan(kMbap) : Bytes{};
}

bool is_bits(std::uint8_t function) {
  return function == 1 || function == 2 || function == 5 || function == 15;
}

std::string_view name_of(std::uint8_t function) {
  switch (function) {
    case 1:
    case 5:
    case 15:
      return "coil";
    case 2:
      return "discrete";
    case 3:
    case 6:
    case 16:
      return "holding";
    case 4:
      return "input";
    default:
      return "";
  }
}

void take_words(Said& said, Bytes bytes) {
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) said.values.push_back(word_at(bytes, i));
}

void take_bits(Said& said, Bytes bytes, std::size_t count) {
  for (std::size_t i = 0; i < count && i / 8 < bytes.size(); ++i) {
    said.values.push_back((bytes[i / 8] >> (i % 8)) & 1U);
  }
}

void take_single(Said& said, Bytes pdu) {
  if (pdu.size() < 5) return;
  said.address = word_at(pdu, 1);
  said.count = 1;
  const std::uint16_t value = word_at(pdu, 3);
  said.values = {said.bits ? static_cast<std::uint16_t>(value != 0) : value};
}

void read_request(Said& said, Bytes pdu) {
  switch (said.function) {
    case 5:
    case 6:
      return take_single(said, pdu);
    case 1:
    case 2:
    case 3:
    case 4:
    case 15:
    case 16:
      if (pdu.size() < 5) return;
      said.address = word_at(pdu, 1);
      said.count = word_at(pdu, 3);
      if (said.function == 16 && pdu.size() > 6) take_words(said, pdu.subspan(6));
      if (said.function == 15 && pdu.size() > 6) take_bits(said, pdu.subspan(6), *said.count);
      return;
    default:
      return;
  }
}

void read_reply(Said& said, Bytes pdu, const Said* request) {
  const bool fits =
      request != nullptr && request->unit == said.unit && request->function == said.function;
  if (fits) {
    said.address = request->address;
    said.count = request->count;
  }
  switch (said.function) {
    case 5:
    case 6:
      return take_single(said, pdu);
    case 15:
    case 16:
      if (pdu.size() < 5) return;
      said.address = word_at(pdu, 1);
      said.count = word_at(pdu, 3);
      return;
    case 1:
    case 2:
    case 3:
    case 4: {
      if (pdu.size() < 2) return;
      const auto data = pdu.subspan(2, std::min<std::size_t>(pdu[1], pdu.size() - 2));
      if (!said.bits) return take_words(said, data);
      return take_bits(said, data, fits ? *said.count : data.size() * 8);
    }
    default:
      return;
  }
}

}  // namespace

std::string_view error_word(const modbus::Frame& frame) {
  if (frame.unasked) return "late";
  if (!frame.fault) return "";
  switch (frame.fault->kind) {
    case modbus::FaultKind::NotOpen:
    case modbus::FaultKind::Disconnected:
      return "lost";
    case modbus::FaultKind::Timeout:
      return "time-out";
    case modbus::FaultKind::Crc:
      return "crc";
    case modbus::FaultKind::BadLength:
      return "length";
    case modbus::FaultKind::OutOfStep:
      return "out-of-step";
    case modbus::FaultKind::WrongTransaction:
      return "late";
    case modbus::FaultKind::WrongUnit:
      return "wrong-unit";
    case modbus::FaultKind::WrongFunction:
      return "wrong-function";
    case modbus::FaultKind::WrongEcho:
      return "wrong-echo";
    case modbus::FaultKind::Exception:
      return "";
  }
  return "";
}

Said Interpreter::take(const TracedFrame& frame) {
  Said said;
  const bool sent = frame.direction == modbus::Direction::Sent;
  const Bytes body = body_of(frame);
  if (!sent && frame.bytes.empty()) {  // a silence: whose?
    if (waiting_) {
      said.unit = request_.unit;
      said.after_us = frame.at_us - asked_us_;
    }
    waiting_ = false;
    return said;
  }
  if (body.size() < 2) return said;
  said.readable = true;
  said.unit = body[0];
  said.function = static_cast<std::uint8_t>(body[1] & ~kExceptionBit);
  said.bits = is_bits(said.function);
  const Bytes pdu = body.subspan(1);
  if (sent) {
    read_request(said, pdu);
    request_ = said;
    asked_us_ = frame.at_us;
    waiting_ = true;
    return said;
  }
  // A late frame answers a request that is gone.
  const bool answers = waiting_ && frame.error.empty();
  if (answers) said.after_us = frame.at_us - asked_us_;
  if ((body[1] & kExceptionBit) != 0) {
    said.exception = body.size() > 2 ? body[2] : std::uint8_t{0};
  } else {
    read_reply(said, pdu, answers ? &request_ : nullptr);
  }
  if (answers) waiting_ = false;
  return said;
}

std::string said_text(const Said& said, modbus::Direction direction) {
  if (!said.readable) return {};
  if (said.exception != 0) {
    return modbus::to_text(modbus::Fault{modbus::FaultKind::Exception, said.exception});
  }
  const std::string_view name = name_of(said.function);
  if (name.empty()) return fmt::format("function {}", said.function);
  const bool sent = direction == modbus::Direction::Sent;
  const bool write = said.function >= 5;
  std::string text = sent ? (write ? "write " : "read ") : "";
  text += name;
  if (said.address) text += fmt::format(" {}", *said.address);
  if (said.count && (sent || said.values.empty())) text += fmt::format(" x{}", *said.count);
  if (!said.values.empty()) text += fmt::format(" = {}", fmt::join(said.values, " "));
  return text;
}

std::string hex_text(Bytes bytes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 0x0FU];
  }
  return text;
}

std::optional<std::vector<std::uint8_t>> hex_from(std::string_view text) {
  const auto digit = [](char letter) -> int {
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    return -1;
  };
  if (text.size() % 2 != 0) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit(text[i]);
    const int low = digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return bytes;
}

}  // namespace hazgate::commission
