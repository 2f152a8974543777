#include "drivers/modbus/bus.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <modbus/modbus.h>
#include <poll.h>
#include <unistd.h>
#include <utility>

#include "drivers/modbus/frame.hpp"

namespace hazgate::modbus {

namespace {

constexpr int kSilentUntilReopenTcp = 2;
constexpr int kSilentUntilReopenRtu = 20;

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

Bus::~Bus() {
  close();
}

Tick Bus::now() {
  return Tick{
      std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch())};
}

tl::expected<void, std::string> Bus::open() {
  close();
  auto opened =
      serial_ ? open_serial(std::get<SerialLine>(line_)) : open_tcp(std::get<TcpHost>(line_));
  if (!opened) {
    close();
    return opened;
  }
  silent_in_a_row_ = 0;
  last_activity_ = now();
  return {};
}

void Bus::close() {
  if (!serial_ && descriptor_ >= 0) ::close(descriptor_);
  context_.reset();  // closes the port
  descriptor_ = -1;
  held_ = taken_ = 0;
}

Fault Bus::lost(int error) {
  close();
  const Fault fault{FaultKind::Disconnected, 0, error};
  show({}, fault);
  return fault;
}

Tick Bus::quiet_at(Duration turnaround) const {
  const Duration wanted = std::max(silence_, turnaround);
  return wanted == Duration{} ? Tick{} : last_activity_ + wanted;
}

void Bus::wait_for_silence(Duration turnaround) const {
  const Tick quiet = quiet_at(turnaround);
  if (quiet == Tick{}) return;
  const Duration left = quiet - now();
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

/// Waits until there is something to read; false when there was not.
bool Bus::wait_readable(Duration patience) const {
  const auto end = now() + patience;
  for (;;) {
    const Duration left = std::max(end - now(), Duration{});
    const timespec wait{static_cast<std::time_t>(left.count() / 1'000'000),
                        static_cast<long>(left.count() % 1'000'000) * 1000};
    pollfd ready{descriptor_, POLLIN, 0};
    const int count = ::ppoll(&ready, 1, &wait, nullptr);
    if (count > 0) return true;
    if (count == 0) return false;
    if (errno != EINTR) return true;  // the read that follows tells why
  }
}

void Bus::show(std::span<const std::uint8_t> bytes, const std::optional<Fault>& fault) const {
  if (tap_) tap_({now(), Direction::Received, serial_, bytes, fault});
}

void Bus::show_sent(std::size_t size, bool crc_high_first) {
  if (!tap_) return;
  if (serial_) {  // libmodbus appended the CRC to its own copy
    put_crc(size, crc_high_first);
    size += 2;
  }
  tap_({sent_, Direction::Sent, serial_, std::span(out_).first(size)});
}

/// Books a silence of the whole response time-out; closes the bus when it looks dead.
Fault Bus::silent(const Fault& fault) {
  last_activity_ = now();
  if (fault.kind != FaultKind::Timeout) return fault;  // a frame came: the line is alive
  if (probing_) return fault;
  ++silent_in_a_row_;
  const int most = serial_ ? kSilentUntilReopenRtu : kSilentUntilReopenTcp;
  if (silent_in_a_row_ >= most) close();
  return fault;
}

}  // namespace hazgate::modbus
