#include "tests/component/drivers/scripted_line.hpp"

#include <array>
#include <poll.h>
#include <pty.h>
#include <stdexcept>
#include <termios.h>
#include <unistd.h>
#include <utility>

#include <sys/eventfd.h>

#include "drivers/modbus/frame.hpp"

namespace hazgate::test {

namespace {

/// Bytes of the RTU request that starts here, or 0 when they are not all there.
std::size_t request_size(const Bytes& bytes) {
  if (bytes.size() >= 7 && bytes[1] == 0x2B) return 7;
  if (bytes.size() < 8) return 0;
  const std::size_t size = bytes[1] > 6 ? std::size_t{9} + bytes[6] : 8;
  return bytes.size() < size ? 0 : size;
}

Bytes to_tcp_shape(const Bytes& bytes, std::size_t size) {
  Bytes frame = {0, 0, 0, 0, 0, static_cast<std::uint8_t>(size - 2)};
  frame.insert(frame.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size) - 2);
  return frame;
}

}  // namespace

Bytes to_rtu(const Bytes& frame) {
  Bytes bytes(frame.begin() + 6, frame.end());
  const auto crc = modbus::crc16(bytes);
  bytes.push_back(static_cast<std::uint8_t>(crc & 0xFFU));
  bytes.push_back(static_cast<std::uint8_t>(crc >> 8));
  return bytes;
}

ScriptedLine::ScriptedLine(React react) : react_(std::move(react)) {
  std::array<char, 128> name{};
  termios raw{};
  cfmakeraw(&raw);
  // The near end stays open here, too, so that the far one never sees a hang-up between two opens.
  if (::openpty(&far_, &near_, name.data(), &raw, nullptr) != 0) {
    throw std::runtime_error("no pty");
  }
  device_ = name.data();
  wake_ = ::eventfd(0, EFD_CLOEXEC);
  opened_ = std::chrono::steady_clock::now();
  if (react_) thread_ = std::thread([this] { run(); });
}

ScriptedLine::~ScriptedLine() {
  unplug();
  ::close(wake_);
}

void ScriptedLine::unplug() {
  const std::uint64_t one = 1;
  if (thread_.joinable()) {
    (void)!::write(wake_, &one, sizeof one);
    thread_.join();
  }
  if (near_ >= 0) ::close(near_);
  if (far_ >= 0) ::close(far_);
  near_ = far_ = -1;
}

void ScriptedLine::run() {
  using Clock = std::chrono::steady_clock;
  Bytes unread;
  auto replied = opened_;
  for (;;) {
    std::array<pollfd, 2> ready = {pollfd{wake_, POLLIN, 0}, pollfd{far_, POLLIN, 0}};
    (void)::poll(ready.data(), ready.size(), -1);
    if (ready[0].revents != 0) return;
    const auto silence = Clock::now() - replied;
    std::array<std::uint8_t, 512> bytes;
    const auto count = ::read(far_, bytes.data(), bytes.size());
    if (count <= 0) return;
    unread.insert(unread.end(), bytes.begin(), bytes.begin() + count);
    while (const std::size_t size = request_size(unread)) {
      const Bytes reply = react_(to_tcp_shape(unread, size),
                                 std::chrono::duration_cast<std::chrono::microseconds>(silence));
      unread.erase(unread.begin(), unread.begin() + static_cast<std::ptrdiff_t>(size));
      replied = Clock::now();
      if (!reply.empty()) (void)!::write(far_, reply.data(), reply.size());
    }
  }
}

}  // namespace hazgate::test
