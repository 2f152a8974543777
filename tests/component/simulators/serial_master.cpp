#include "tests/component/simulators/serial_master.hpp"

#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <unistd.h>

namespace hazgate::test {

SerialMaster::SerialMaster(const std::string& device)
    : descriptor_(::open(device.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC)) {
  if (descriptor_ < 0) throw std::runtime_error("cannot open " + device);
}

SerialMaster::~SerialMaster() {
  ::close(descriptor_);
}

void SerialMaster::send(std::span<const std::uint8_t> bytes) const {
  if (::write(descriptor_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
    throw std::runtime_error("cannot send");
  }
}

std::vector<std::uint8_t> SerialMaster::receive(std::size_t count,
                                                std::chrono::milliseconds patience) const {
  std::vector<std::uint8_t> bytes(count);
  std::size_t got = 0;
  while (got < count) {
    pollfd readable{.fd = descriptor_, .events = POLLIN, .revents = 0};
    if (::poll(&readable, 1, static_cast<int>(patience.count())) <= 0) break;
    const ssize_t more = ::read(descriptor_, bytes.data() + got, count - got);
    if (more <= 0) break;
    got += static_cast<std::size_t>(more);
  }
  bytes.resize(got);
  return bytes;
}

}  // namespace hazgate::test
