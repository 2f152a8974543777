// Any function code, of which libmodbus does not know how long the reply is; see bus.cpp for the rest.
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <modbus/modbus.h>
#include <unistd.h>

#include "drivers/modbus/bus.hpp"
#include "drivers/modbus/frame.hpp"

namespace hazgate::modbus {

namespace {

using std::chrono::milliseconds;

// A frame whose length nobody knows ends with a silence that no serial adapter makes within one.
constexpr Duration kFrameEnd = milliseconds{20};
constexpr Duration kFrameSlack = milliseconds{100};
constexpr std::size_t kMostRtu = 256;
constexpr std::size_t kMbap = 6;
constexpr std::uint8_t kExceptionBit = 0x80;

bool has_good_crc(std::span<const std::uint8_t> frame) {
  if (frame.size() < 4) return false;
  const std::size_t end = frame.size() - 2;
  return crc16(frame.first(end)) == static_cast<std::uint16_t>(frame[end] | frame[end + 1] << 8);
}

/// Whether unit id and PDU of a reply answer this question.
std::optional<Fault> check_answer(std::uint8_t unit, std::uint8_t function,
                                  std::span<const std::uint8_t> reply) {
  if (reply.size() < 3) return Fault{FaultKind::BadLength};
  if (reply[0] != unit) return Fault{FaultKind::WrongUnit};
  if (reply[1] == (function | kExceptionBit)) return Fault{FaultKind::Exception, reply[2]};
  if (reply[1] != function) return Fault{FaultKind::WrongFunction};
  return std::nullopt;
}

}  // namespace

Bus::Answer Bus::ask(std::uint8_t unit, std::span<const std::uint8_t> pdu, Duration patience,
                     Duration turnaround) {
  if (!is_open()) return tl::unexpected(Fault{FaultKind::NotOpen});
  wait_for_silence(turnaround);
  out_[serial_ ? 0 : kMbap] = unit;
  std::copy(pdu.begin(), pdu.end(), out_.begin() + (serial_ ? 1 : kMbap + 1));
  return serial_ ? ask_rtu(pdu.size() + 1, patience) : ask_tcp(pdu.size() + 1, patience);
}

/// Reads what is there, at most until `size` bytes are in `in_`; false when the bus is lost.
bool Bus::gather(std::size_t& count, std::size_t size) {
  const auto got = ::read(descriptor_, in_.data() + count, size - count);
  if (got > 0) count += static_cast<std::size_t>(got);
  if (got == 0) errno = ECONNRESET;
  return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

Bus::Answer Bus::ask_rtu(std::size_t size, Duration patience) {
  const auto baud = std::get<SerialLine>(line_).baud;
  modbus_set_slave(context_.get(), out_[0]);
  if (!discard_unasked()) return tl::unexpected(lost(errno));
  if (modbus_send_raw_request(context_.get(), out_.data(), static_cast<int>(size)) < 0) {
    return tl::unexpected(lost(errno));
  }
  sent_ = now();
  show_sent(size);
  const Tick deadline = sent_ + character_time(baud, size + 2) + patience;
  std::size_t count = 0;
  Tick latest = deadline;
  while (wait_readable(std::max(latest - now(), Duration{}))) {
    if (!gather(count, kMostRtu)) return tl::unexpected(lost(errno));
    const std::span<const std::uint8_t> sofar(in_.data(), count);
    latest = now() + (has_good_crc(sofar) ? std::max(kFrameEnd, silence_) : kFrameSlack);
    if (count == kMostRtu || now() > deadline + character_time(baud, kMostRtu) + kFrameSlack) break;
  }
  last_activity_ = now();
  const std::span<const std::uint8_t> frame(in_.data(), count);
  std::optional<Fault> fault;
  if (count == 0) {
    fault = Fault{FaultKind::Timeout};
  } else if (!has_good_crc(frame)) {
    fault = Fault{FaultKind::Crc};
  } else {
    fault = check_answer(out_[0], out_[1], frame.first(count - 2));
  }
  show(frame, fault);
  if (!fault) return frame.subspan(1, count - 3);
  if (fault->kind != FaultKind::Exception) drain();
  return tl::unexpected(*fault);
}

Bus::Answer Bus::ask_tcp(std::size_t size, Duration patience) {
  const std::uint16_t transaction = next_transaction();
  put_header(transaction, size, out_);
  if (!send_tcp(kMbap + size)) return tl::unexpected(lost(errno));
  for (;;) {
    const auto frame = next_frame(sent_ + patience);
    if (!frame) {
      last_activity_ = now();
      if (frame.error().kind == FaultKind::Timeout) show({}, frame.error());
      return frame;
    }
    const bool ours = word_at(*frame, 0) == transaction;
    const auto fault = ours ? check_answer(out_[kMbap], out_[kMbap + 1], frame->subspan(kMbap))
                            : Fault{FaultKind::WrongTransaction};
    show(*frame, fault);
    if (!fault) return frame->subspan(kMbap + 1);
    if (ours || now() >= sent_ + patience) return tl::unexpected(*fault);
    ++dropped_;
  }
}

}  // namespace hazgate::modbus
