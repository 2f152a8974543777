#include "gateway/notify/modem_port.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <fmt/core.h>
#include <poll.h>
#include <string_view>
#include <system_error>
#include <termios.h>
#include <unistd.h>
#include <vector>

#include <sys/file.h>
#include <sys/ioctl.h>

namespace hazgate::notify {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kPatience{4000}, kBetweenCalls{2000}, kStep{100};
constexpr std::size_t kMostHeard = 4096;

struct Speed {
  unsigned baud;
  speed_t code;
};
constexpr std::array<Speed, 9> kSpeeds{{{2400, B2400},
                                        {4800, B4800},
                                        {9600, B9600},
                                        {19200, B19200},
                                        {38400, B38400},
                                        {57600, B57600},
                                        {115200, B115200},
                                        {230400, B230400},
                                        {460800, B460800}}};

const Speed* speed_of(unsigned baud) {
  const auto found = std::find_if(kSpeeds.begin(), kSpeeds.end(),
                                  [&](const Speed& speed) { return speed.baud == baud; });
  return found == kSpeeds.end() ? nullptr : &*found;
}

/// What can be written as the port instead.
std::string ports_there_are() {
  namespace fs = std::filesystem;
  std::vector<std::string> ports;
  std::error_code error;
  for (fs::directory_iterator at("/dev/serial/by-id", error), end; !error && at != end;
       at.increment(error)) {
    ports.push_back(at->path().string());
  }
  if (ports.empty()) return "no USB modem is plugged in (/dev/serial/by-id is empty)";
  std::sort(ports.begin(), ports.end());
  std::string list = "plugged in are";
  for (const auto& port : ports) list += " " + port;
  return list;
}

std::string why_not_open(const std::string& device, int error) {
  switch (error) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
      return fmt::format("the modem's port {} is not there; {}", device, ports_there_are());
    case EACCES:
      return fmt::format(
          "no permission for the modem's port {}; put the gateway's user into the "
          "group dialout",
          device);
    case EBUSY:
      return fmt::format("the modem's port {} is in use by another program (ModemManager?)",
                         device);
    default:
      return fmt::format("the modem's port {} cannot be opened: {}", device,
                         std::generic_category().message(error));
  }
}

void make_raw(int descriptor, unsigned baud) {
  termios settings{};
  ::tcgetattr(descriptor, &settings);
  ::cfmakeraw(&settings);
  settings.c_cflag |= CREAD | CLOCAL;
  if (const auto* speed = speed_of(baud)) ::cfsetspeed(&settings, speed->code);
  ::tcsetattr(descriptor, TCSANOW, &settings);
}

/// Says AT twice, after an escape out of a message that was begun. True: OK came.
bool answers(int descriptor, std::string& heard, const std::function<bool()>& go_on) {
  constexpr std::string_view kCall = "\x1B\rAT\r";
  const auto end = Clock::now() + kPatience;
  auto next_call = Clock::now();
  while (go_on() && Clock::now() < end) {
    if (Clock::now() >= next_call) {
      if (::write(descriptor, kCall.data(), kCall.size()) < 0 && errno != EAGAIN) return false;
      next_call += kBetweenCalls;
    }
    pollfd waiting{descriptor, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(kStep.count())) <= 0) continue;
    std::array<char, 512> bytes{};
    const auto count = ::read(descriptor, bytes.data(), bytes.size());
    if (count <= 0) return false;
    heard.append(bytes.data(), static_cast<std::size_t>(count));
    if (heard.find("OK\r") != std::string::npos) return true;
    if (heard.size() > kMostHeard) heard.erase(0, heard.size() / 2);
  }
  return false;
}

/// After OK: hears out what the modem still says to the calls. False: it never stops; then the library
/// would not come back from throwing that away.
bool falls_silent(int descriptor) {
  pollfd waiting{descriptor, POLLIN, 0};
  std::array<char, 4096> bytes{};
  const auto end = Clock::now() + kBetweenCalls;
  while (Clock::now() < end) {
    if (::poll(&waiting, 1, static_cast<int>(kStep.count())) == 0) return true;
    if (::read(descriptor, bytes.data(), bytes.size()) <= 0) return true;
  }
  return false;
}

}  // namespace

unsigned baud_of(const std::string& connection) {
  const std::string_view text = connection;
  if (!text.starts_with("at")) return 0;
  unsigned baud = 0;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), baud);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && speed_of(baud) != nullptr ? baud : 0;
}

tl::expected<std::unique_ptr<ModemPort>, std::string> ModemPort::open(
    const std::string& device, unsigned baud, const std::function<bool()>& go_on) {
  const int descriptor = ::open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return tl::unexpected(why_not_open(device, errno));
  auto port = std::make_unique<ModemPort>(descriptor);
  if (::isatty(descriptor) == 0) {
    return tl::unexpected(fmt::format("{} is no serial port; {}", device, ports_there_are()));
  }
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    return tl::unexpected(why_not_open(device, EBUSY));
  }
  ::flock(descriptor, LOCK_UN);  // the library takes its own
  make_raw(descriptor, baud);
  port->flush();
  std::string heard;
  if (answers(descriptor, heard, go_on)) {
    if (falls_silent(descriptor)) return port;
  }
  if (heard.find_first_not_of("\x1B\r\nAT") != std::string::npos) {
    return tl::unexpected(
        fmt::format("what answers at {} is no modem, or not at {} baud; a modem often has several "
                    "ports, only one of them for AT commands: {}",
                    device, baud, ports_there_are()));
  }
  return tl::unexpected(
      fmt::format("the modem at {} does not answer; look at its power, its cable "
                  "and whether this is its port for AT commands",
                  device));
}

ModemPort::~ModemPort() {
  ::ioctl(descriptor_, TIOCNXCL);  // the library made it exclusive, which outlasts its closing
  ::close(descriptor_);
}

void ModemPort::flush() const {
  ::tcflush(descriptor_, TCIOFLUSH);
}

bool ModemPort::gone() const {
  pollfd waiting{descriptor_, 0, 0};
  return ::poll(&waiting, 1, 0) > 0 && (waiting.revents & (POLLHUP | POLLERR)) != 0;
}

}  // namespace hazgate::notify
