#include "drivers/modbus/bus.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <fmt/format.h>
#include <modbus/modbus.h>
#include <unistd.h>
#include <utility>

#include <sys/select.h>
#include <sys/socket.h>

#include "drivers/modbus/connect.hpp"
#include "drivers/modbus/frame.hpp"

namespace hazgate::modbus {

namespace {

using std::chrono::seconds;

// No transaction id of ours has this high byte, so it marks an untouched receive buffer.
constexpr std::uint8_t kUntouched = 0xFF;
constexpr std::uint16_t kLastTransaction = 0xFEFF;
constexpr std::size_t kMbap = 6;

constexpr Duration kConnectPatienceLeast = seconds{1};
constexpr Duration kConnectPatienceMost = seconds{3};
constexpr int kSilentUntilReopenTcp = 3;
constexpr int kSilentUntilReopenRtu = 20;

void set_patience(modbus_t* context, Duration patience) {
  // libmodbus refuses 0; a microsecond takes what is there.
  const auto us = std::max<Duration::rep>(patience.count(), 1);
  modbus_set_response_timeout(context, static_cast<std::uint32_t>(us / 1'000'000),
                              static_cast<std::uint32_t>(us % 1'000'000));
}

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

}  // namespace

void Bus::Free::operator()(_modbus* context) const {
  modbus_close(context);
  modbus_free(context);
}

Bus::Bus(Line line, Duration response_timeout)
    : line_(std::move(line)), timeout_(response_timeout), patience_(response_timeout) {
  if (const auto* serial = std::get_if<SerialLine>(&line_)) {
    serial_ = true;
    silence_ = is_known_baud(serial->baud) ? frame_silence(serial->baud) : Duration{};
  }
}

Bus::~Bus() = default;

Tick Bus::now() {
  return Tick{
      std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch())};
}

tl::expected<void, std::string> Bus::open() {
  close();
  auto opened =
      serial_ ? open_serial(std::get<SerialLine>(line_)) : open_tcp(std::get<TcpHost>(line_));
  if (!opened) {
    context_.reset();
    return opened;
  }
  modbus_set_byte_timeout(context_.get(), 0, 0);
  modbus_set_error_recovery(context_.get(), MODBUS_ERROR_RECOVERY_NONE);
  descriptor_ = modbus_get_socket(context_.get());
  silent_in_a_row_ = 0;
  last_activity_ = now();
  return {};
}

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
    return tl::unexpected(fmt::format("cannot open {}: {}; check the device's name and rights",
                                      line.device, modbus_strerror(errno)));
  }
  if (modbus_get_socket(context_.get()) >= FD_SETSIZE) {
    return tl::unexpected(fmt::format("cannot open {}: too many files are open", line.device));
  }
  return {};
}

tl::expected<void, std::string> Bus::open_tcp(const TcpHost& host) {
  const auto patience = std::clamp(timeout_, kConnectPatienceLeast, kConnectPatienceMost);
  const auto socket = connect_tcp(host, patience);
  if (!socket) {
    return tl::unexpected(
        fmt::format("cannot connect to {}: {}; check the server, its address and "
                    "the network",
                    to_text(line_), socket.error()));
  }
  // The address is not used: the connection stands already.
  context_.reset(modbus_new_tcp("127.0.0.1", host.port));
  if (!context_ || modbus_set_socket(context_.get(), *socket) != 0) {
    ::close(*socket);
    return tl::unexpected(fmt::format("cannot use {}: {}", to_text(line_), modbus_strerror(errno)));
  }
  return {};
}

void Bus::close() {
  context_.reset();
  descriptor_ = -1;
}

Fault Bus::lost(int error) {
  close();
  const Fault fault{FaultKind::Disconnected, 0, error};
  show({}, fault);
  return fault;
}

void Bus::wait_for_silence(Duration turnaround) const {
  const Duration wanted = std::max(silence_, turnaround);
  if (wanted == Duration{}) return;
  const Duration left = last_activity_ + wanted - now();
  if (left <= Duration{}) return;
  timespec wait{static_cast<std::time_t>(left.count() / 1'000'000),
                static_cast<long>(left.count() % 1'000'000) * 1000};
  while (::clock_nanosleep(CLOCK_MONOTONIC, 0, &wait, &wait) == EINTR) {
  }
}

tl::expected<Reply, Fault> Bus::transact(const Request& request, Duration turnaround) {
  if (!is_open()) return tl::unexpected(Fault{FaultKind::NotOpen});
  wait_for_silence(turnaround);
  return serial_ ? over_rtu(request) : over_tcp(request);
}

tl::expected<Reply, Fault> Bus::probe(const Request& request, Duration patience,
                                      Duration turnaround) {
  patience_ = patience;
  probing_ = true;
  auto reply = transact(request, turnaround);
  patience_ = timeout_;
  probing_ = false;
  return reply;
}

void Bus::show(std::span<const std::uint8_t> bytes, const std::optional<Fault>& fault) const {
  if (tap_) tap_({now(), Direction::Received, serial_, bytes, fault});
}

void Bus::show_sent(std::size_t size) {
  if (!tap_) return;
  if (serial_) {  // libmodbus appended the CRC to its own copy
    const std::uint16_t crc = crc16(std::span(out_).first(size));
    out_[size++] = static_cast<std::uint8_t>(crc & 0xFFU);
    out_[size++] = static_cast<std::uint8_t>(crc >> 8);
  }
  tap_({sent_, Direction::Sent, serial_, std::span(out_).first(size)});
}

int Bus::receive(Duration patience) {
  set_patience(context_.get(), patience);
  errno = 0;
  return modbus_receive_confirmation(context_.get(), in_.data());
}

/// Books a silence of the whole response time-out; closes the bus when it looks dead.
Fault Bus::silent(const Request& request, const Fault& fault) {
  last_activity_ = now();
  if (fault.kind != FaultKind::Timeout) return fault;  // a frame came: the line is alive
  if (probing_) return fault;
  if (silent_in_a_row_ == 0) silent_units_differ_ = false;
  if (silent_in_a_row_ > 0 && request.unit != silent_unit_) silent_units_differ_ = true;
  silent_unit_ = request.unit;
  ++silent_in_a_row_;
  const int most = serial_                ? kSilentUntilReopenRtu
                   : silent_units_differ_ ? kSilentUntilReopenTcp - 1
                                          : kSilentUntilReopenTcp;
  if (silent_in_a_row_ >= most) close();
  return fault;
}

// --- TCP ---

bool Bus::send_tcp(std::size_t size) {
  for (;;) {
    const auto count = ::send(descriptor_, out_.data(), size, MSG_NOSIGNAL);
    if (count == static_cast<ssize_t>(size)) return true;
    if (count < 0 && errno == EINTR) continue;
    if (count >= 0) errno = EAGAIN;  // the peer has not taken our requests for a long time
    return false;
  }
}

Bus::Result Bus::over_tcp(const Request& request) {
  transaction_ = transaction_ >= kLastTransaction ? std::uint16_t{1}
                                                  : static_cast<std::uint16_t>(transaction_ + 1);
  const auto size = put_tcp(request, transaction_, out_);
  if (!send_tcp(size)) return tl::unexpected(lost(errno));
  sent_ = now();
  show_sent(size);
  return receive_tcp(request, transaction_);
}

Bus::Result Bus::receive_tcp(const Request& request, std::uint16_t transaction) {
  const Tick deadline = sent_ + patience_;
  Fault seen{FaultKind::Timeout};
  for (Duration left = patience_; left > Duration{};) {
    in_[0] = kUntouched;
    const int size = receive(left);
    const int error = errno;
    const Tick at = now();
    if (size <= 0) {
      if (error == ETIMEDOUT && in_[0] == kUntouched) break;
      // Cut off in the middle of a frame, or longer than any frame: the place is lost.
      if (error != ETIMEDOUT && error != EMBBADDATA) return tl::unexpected(lost(error));
      show({}, Fault{FaultKind::OutOfStep});
      close();
      return tl::unexpected(Fault{FaultKind::OutOfStep});
    }
    silent_in_a_row_ = 0;
    last_activity_ = at;
    const std::span<const std::uint8_t> frame(in_.data(), static_cast<std::size_t>(size));
    const auto fault = check_tcp(request, transaction, frame);
    show(frame, fault);
    if (!fault) return Reply{reply_data(request, frame.subspan(kMbap)), at};
    if (fault->kind == FaultKind::OutOfStep) close();
    if (fault->kind != FaultKind::WrongTransaction) return tl::unexpected(*fault);
    ++dropped_;
    seen = *fault;
    left = deadline - at;
  }
  if (seen.kind == FaultKind::Timeout) show({}, seen);
  return tl::unexpected(silent(request, seen));
}

}  // namespace hazgate::modbus
