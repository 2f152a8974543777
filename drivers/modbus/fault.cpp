#include "drivers/modbus/fault.hpp"

#include <fmt/format.h>
#include <string_view>
#include <system_error>

namespace hazgate::modbus {

namespace {

std::string_view exception_text(std::uint8_t code) {
  switch (code) {
    case 0x01:
      return "illegal function";
    case 0x02:
      return "illegal data address";
    case 0x03:
      return "illegal data value";
    case 0x04:
      return "device failure";
    case 0x05:
      return "acknowledge, still working";
    case 0x06:
      return "device busy";
    case 0x08:
      return "memory parity error";
    case 0x0A:
      return "gateway path unavailable";
    case 0x0B:
      return "gateway target did not respond";
    default:
      return "not in the standard";
  }
}

std::string_view kind_text(FaultKind kind) {
  switch (kind) {
    case FaultKind::NotOpen:
      return "the bus is not open";
    case FaultKind::Disconnected:
      return "the connection was lost";
    case FaultKind::Timeout:
      return "no answer";
    case FaultKind::Crc:
      return "garbled reply (CRC)";
    case FaultKind::BadLength:
      return "reply of a wrong length";
    case FaultKind::OutOfStep:
      return "the reply's header does not fit what came";
    case FaultKind::WrongTransaction:
      return "only late replies to earlier requests";
    case FaultKind::WrongUnit:
      return "reply from another unit";
    case FaultKind::WrongFunction:
      return "reply to another function";
    case FaultKind::WrongEcho:
      return "the reply to a write names something else";
    case FaultKind::Exception:
      return "exception";
  }
  return "";
}

}  // namespace

bool is_refusal(const Fault& fault) {
  return fault.kind == FaultKind::Exception && fault.exception >= 1 && fault.exception <= 3;
}

bool is_absent(const Fault& fault) {
  return fault.kind == FaultKind::Exception && (fault.exception == 0x0A || fault.exception == 0x0B);
}

bool is_device_fault(const Fault& fault) {
  return fault.kind == FaultKind::Exception && (fault.exception == 4 || fault.exception == 8);
}

bool is_answer(const Fault& fault) {
  return fault.kind == FaultKind::Exception && !is_absent(fault);
}

bool is_bad_frame(const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::Crc:
    case FaultKind::BadLength:
    case FaultKind::OutOfStep:
    case FaultKind::WrongTransaction:
    case FaultKind::WrongUnit:
    case FaultKind::WrongFunction:
    case FaultKind::WrongEcho:
      return true;
    case FaultKind::NotOpen:
    case FaultKind::Disconnected:
    case FaultKind::Timeout:
    case FaultKind::Exception:
      return false;
  }
  return false;
}

std::string to_text(const Fault& fault) {
  if (fault.kind == FaultKind::Exception) {
    return fmt::format("exception {:02X} ({})", fault.exception, exception_text(fault.exception));
  }
  if (fault.system != 0) {
    return fmt::format("{}: {}", kind_text(fault.kind),
                       std::generic_category().message(fault.system));
  }
  return std::string(kind_text(fault.kind));
}

}  // namespace hazgate::modbus
