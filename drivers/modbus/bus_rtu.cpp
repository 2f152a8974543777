// The serial half of the bus; see bus.cpp for the rest.
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <modbus/modbus.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <sys/ioctl.h>
#include <sys/select.h>

#include "drivers/modbus/bus.hpp"
#include "drivers/modbus/frame.hpp"

namespace hazgate::modbus {

namespace {

using std::chrono::milliseconds;

// A serial adapter may hold bytes back for 16 ms; a line is silent when nothing came for this long.
constexpr Duration kDrainSilence = milliseconds{20};
constexpr Duration kDrainMost = milliseconds{500};
// What a device may dawdle within a frame, over its time on the wire.
constexpr Duration kFrameSlack = milliseconds{100};

char parity_letter(Parity parity) {
  switch (parity) {
    case Parity::None:
      return 'N';
    case Parity::Even:
      return 'E';
    case Parity::Odd:
      return 'O';
  }
  return 'E';
}

/// The names of USB adapters that do not change when they are plugged in anew.
std::string advice_on_port(const std::string& device) {
  std::string known;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator("/dev/serial/by-id", none)) {
    known += (known.empty() ? "" : ", ") + entry.path().string();
  }
  if (!known.empty() && !std::filesystem::exists(device, none)) {
    return "no such device; the USB adapters that are plugged in: " + known;
  }
  return "check the device's name and rights";
}

/// Whether the reply to the one could be taken for the reply to the other.
bool looks_like(const Request& one, const Request& other) {
  return one.unit == other.unit && one.function == other.function && is_read(one.function) &&
         data_size(one) == data_size(other);
}

}  // namespace

tl::expected<void, std::string> Bus::open_serial(const SerialLine& line) {
  if (!is_known_baud(line.baud)) {
    return tl::unexpected(
        fmt::format("cannot open {}: {} baud is not a rate that this system knows; write 9600, "
                    "19200 or another standard rate",
                    line.device, line.baud));
  }
  context_.reset(modbus_new_rtu(line.device.c_str(), line.baud, parity_letter(line.parity), 8,
                                line.stop_bits));
  if (!context_ || modbus_connect(context_.get()) != 0) {
    const std::string why = modbus_strerror(errno);
    return tl::unexpected(
        fmt::format("cannot open {}: {}; {}", line.device, why, advice_on_port(line.device)));
  }
  if (modbus_get_socket(context_.get()) >= FD_SETSIZE) {
    return tl::unexpected(fmt::format("cannot open {}: too many files are open", line.device));
  }
  if (line.rs485 && modbus_rtu_set_serial_mode(context_.get(), MODBUS_RTU_RS485) != 0) {
    return tl::unexpected(
        fmt::format("cannot open {}: its driver does not switch the direction of RS-485; remove "
                    "`rs485 = true` when the adapter does that by itself",
                    line.device));
  }
  modbus_set_byte_timeout(context_.get(), 0, 0);
  modbus_set_error_recovery(context_.get(), MODBUS_ERROR_RECOVERY_NONE);
  descriptor_ = modbus_get_socket(context_.get());
  return {};
}

Bus::Result Bus::over_rtu(const Request& request) {
  const auto baud = std::get<SerialLine>(line_).baud;
  modbus_set_slave(context_.get(), request.unit);
  if (!discard_unasked()) return tl::unexpected(lost(errno));
  const auto size = put_unit_and_pdu(request, out_);
  if (!send_rtu(request, size)) return tl::unexpected(lost(errno));
  sent_ = now();
  show_sent(size, request.crc == codec::CrcOrder::HighFirst);
  return receive_rtu(request, character_time(baud, size + 2));
}

/// libmodbus appends the CRC in the order of the standard only.
bool Bus::send_rtu(const Request& request, std::size_t size) {
  if (request.crc != codec::CrcOrder::HighFirst) {
    return modbus_send_raw_request(context_.get(), out_.data(), static_cast<int>(size)) >= 0;
  }
  put_crc(size, true);
  return ::write(descriptor_, out_.data(), size + 2) == static_cast<ssize_t>(size + 2);
}

void Bus::put_crc(std::size_t size, bool high_first) {
  const std::uint16_t crc = crc16(std::span(out_).first(size));
  out_[size + (high_first ? 1 : 0)] = static_cast<std::uint8_t>(crc & 0xFFU);
  out_[size + (high_first ? 0 : 1)] = static_cast<std::uint8_t>(crc >> 8);
}

/// Whether what libmodbus takes for a damaged frame is a good one with its CRC the other way round; then
/// it is turned.
bool Bus::turn_crc(const Request& request) {
  const std::size_t size = rtu_size(in_);
  if (request.crc == codec::CrcOrder::LowFirst || size < 5 || size > in_.size()) return false;
  const std::uint16_t crc = crc16(std::span(in_).first(size - 2));
  if (word_at(in_, size - 2) != crc) return false;
  std::swap(in_[size - 2], in_[size - 1]);
  return true;
}

/// Lets libmodbus read one frame; what it gives, see modbus_receive_confirmation.
int Bus::receive(Duration patience) {
  const auto us = patience.count();
  modbus_set_response_timeout(context_.get(), static_cast<std::uint32_t>(us / 1'000'000),
                              static_cast<std::uint32_t>(us % 1'000'000));
  errno = 0;
  return modbus_receive_confirmation(context_.get(), in_.data());
}

/// A frame that is not right: the line is brought to rest.
Bus::Result Bus::noisy(FaultKind kind) {
  silent_in_a_row_ = 0;
  drain();
  return tl::unexpected(Fault{kind});
}

Bus::Result Bus::receive_rtu(const Request& request, Duration wire) {
  const auto baud = std::get<SerialLine>(line_).baud;
  const Duration whole_frame = character_time(baud, reply_size(request) + 2) + kFrameSlack;
  const Tick deadline = sent_ + wire + patience_;
  Fault seen{FaultKind::Timeout};
  for (;;) {
    const Duration left = deadline - now();
    if (left <= Duration{} || !wait_readable(left)) break;
    int size = receive(whole_frame);
    const int error = errno;
    const Tick at = now();
    if (size < 0 && error == EMBBADCRC && turn_crc(request)) size = static_cast<int>(rtu_size(in_));
    if (size < 0) {
      show_unread(error);
      if (error == EMBBADCRC) return noisy(FaultKind::Crc);
      if (error == ETIMEDOUT || error == EMBBADDATA) return noisy(FaultKind::BadLength);
      return tl::unexpected(lost(error));
    }
    silent_in_a_row_ = 0;
    last_activity_ = at;
    const std::span<const std::uint8_t> frame(in_.data(), static_cast<std::size_t>(size));
    // libmodbus gives 0 for another unit's frame.
    const auto fault = size == 0 ? Fault{FaultKind::WrongUnit} : check_rtu(request, frame);
    show(size == 0 ? std::span(in_).first(rtu_size(in_)) : frame, fault);
    if (!fault) {
      expect_another(request, wire);
      return Reply{reply_data(request, frame.first(frame.size() - 2)), at};
    }
    if (fault->kind == FaultKind::Crc) return noisy(FaultKind::Crc);
    if (fault->kind == FaultKind::Exception) return tl::unexpected(*fault);
    ++dropped_;
    seen = with_frame(*fault, std::span(in_).first(rtu_size(in_)));
  }
  if (seen.kind == FaultKind::Timeout) show({}, seen);
  drain();
  const Tick end = now();
  std::erase_if(late_, [end](const Late& late) { return late.until <= end; });
  late_.push_back({request, end + timeout_});
  late_.back().request.words = {};
  return tl::unexpected(silent(seen));
}

/// What libmodbus took for a frame and would not give out.
void Bus::show_unread(int error) const {
  if (error == EMBBADCRC) show(std::span(in_).first(rtu_size(in_)), Fault{FaultKind::Crc});
  if (error == ETIMEDOUT || error == EMBBADDATA) show({}, Fault{FaultKind::BadLength});
}

/// Throws away what has come unasked; who listens in gets to see it. False when the line is lost.
bool Bus::discard() {
  if (!tap_) return modbus_flush(context_.get()) >= 0;
  std::array<std::uint8_t, kMostAdu> unasked{};
  const auto count = ::read(descriptor_, unasked.data(), unasked.size());
  if (count > 0) {
    tap_({now(), Direction::Received, true,
          std::span(unasked).first(static_cast<std::size_t>(count)), std::nullopt, true});
  }
  return modbus_flush(context_.get()) >= 0;
}

/// The same before a request: who talked on a line that was at rest is counted.
bool Bus::discard_unasked() {
  int waiting = 0;
  if (::ioctl(descriptor_, FIONREAD, &waiting) == 0 && waiting > 0) ++unasked_;
  return discard();
}

void Bus::drain() {
  const Duration silence = std::max(kDrainSilence, silence_);
  const Tick end = now() + kDrainMost;
  while (wait_readable(silence) && now() < end) {
    if (!discard()) break;
  }
  last_activity_ = now();
}

/// After a time-out nobody knows whether this was the late reply or the one to the repeated request.
void Bus::expect_another(const Request& request, Duration wire) {
  for (Late& late : late_) {
    if (late.until <= sent_ || !looks_like(late.request, request)) continue;
    late.until = std::max(late.until, sent_ + wire + 2 * timeout_);
    late.answered = true;
  }
}

Tick Bus::clear_at(const Request& request, bool strict) const {
  Tick clear{};
  for (const Late& late : late_) {
    if (!looks_like(late.request, request)) continue;
    const bool same =
        late.request.address == request.address && late.request.count == request.count;
    if (strict || late.answered || !same) clear = std::max(clear, late.until);
  }
  return clear;
}

}  // namespace hazgate::modbus
