// The TCP half of the bus, without libmodbus; see bus.cpp for the rest and docs/decisions/0005.
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fmt/format.h>

#include <sys/socket.h>

#include "drivers/modbus/bus.hpp"
#include "drivers/modbus/connect.hpp"
#include "drivers/modbus/frame.hpp"

namespace hazgate::modbus {

namespace {

using std::chrono::seconds;

constexpr std::size_t kMbap = 6;
constexpr Duration kConnectPatienceLeast = seconds{1};
constexpr Duration kConnectPatienceMost = seconds{3};

}  // namespace

tl::expected<void, std::string> Bus::open_tcp(const TcpHost& host) {
  const auto patience = std::clamp(timeout_, kConnectPatienceLeast, kConnectPatienceMost);
  const auto socket = connect_tcp(host, patience);
  if (!socket) {
    return tl::unexpected(
        fmt::format("cannot connect to {}: {}; check the server, its address and "
                    "the network",
                    to_text(line_), socket.error()));
  }
  descriptor_ = *socket;
  return {};
}

/// The ids come round after 65535 requests, long after the last late reply.
std::uint16_t Bus::next_transaction() {
  return ++transaction_;
}

bool Bus::send_tcp(std::size_t size) {
  for (;;) {
    const auto count = ::send(descriptor_, out_.data(), size, MSG_NOSIGNAL);
    if (count == static_cast<ssize_t>(size)) break;
    if (count < 0 && errno == EINTR) continue;
    if (count >= 0) errno = EAGAIN;  // the peer has not taken our requests for a long time
    return false;
  }
  sent_ = now();
  show_sent(size);
  return true;
}

/// The next whole frame of the stream, good until the next call.
/// Errors  Timeout: nothing came. OutOfStep: cut off, or no header of Modbus; closed. Disconnected
Bus::Answer Bus::next_frame(Tick deadline) {
  std::copy(in_.begin() + static_cast<std::ptrdiff_t>(taken_),
            in_.begin() + static_cast<std::ptrdiff_t>(held_), in_.begin());
  held_ -= std::exchange(taken_, 0);
  for (;;) {
    const std::span<const std::uint8_t> held(in_.data(), held_);
    if (const auto size = tcp_size(held)) {
      if (*size == 0) break;
      if (held_ >= *size) {
        taken_ = *size;
        last_activity_ = now();
        return held.first(taken_);
      }
    }
    if (!wait_readable(std::max(deadline - now(), Duration{}))) break;
    if (!gather(held_, in_.size())) return tl::unexpected(lost(errno));
  }
  const Fault fault{held_ == 0 ? FaultKind::Timeout : FaultKind::OutOfStep};
  if (held_ == 0) return tl::unexpected(fault);
  show(std::span(in_).first(held_), fault);
  close();
  return tl::unexpected(fault);
}

Bus::Result Bus::over_tcp(const Request& request) {
  const std::uint16_t transaction = next_transaction();
  if (!send_tcp(put_tcp(request, transaction, out_))) return tl::unexpected(lost(errno));
  Fault seen{FaultKind::Timeout};
  for (;;) {
    const auto frame = next_frame(sent_ + patience_);
    if (!frame && frame.error().kind != FaultKind::Timeout) return tl::unexpected(frame.error());
    if (!frame) break;
    silent_in_a_row_ = 0;
    const auto fault = check_tcp(request, transaction, *frame);
    show(*frame, fault);
    if (!fault) return Reply{reply_data(request, frame->subspan(kMbap)), last_activity_};
    seen = with_frame(*fault, frame->subspan(2));  // but for its transaction
    if (fault->kind != FaultKind::WrongTransaction) return tl::unexpected(seen);
    ++dropped_;
    if (now() >= sent_ + patience_) break;  // a flood of them does not hold the bus
  }
  if (seen.kind == FaultKind::Timeout) show({}, seen);
  return tl::unexpected(silent(seen));
}

}  // namespace hazgate::modbus
