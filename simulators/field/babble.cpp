#include "simulators/field/babble.hpp"

#include <utility>

namespace hazgate::sim {

Babble::Babble(boost::asio::io_context& io, std::uint64_t seed, std::chrono::nanoseconds character,
               Say say)
    : timer_(io), random_(seed), character_(character), say_(std::move(say)) {}

void Babble::talk(bool on) {
  if (std::exchange(on_, on) == on) return;
  if (on) {
    rest(0);
  } else {
    timer_.cancel();
  }
}

/// Its own bytes are out before it rests.
void Babble::rest(std::size_t said) {
  const std::chrono::milliseconds pause{5 + random_() % 36};
  timer_.expires_after(character_ * said + pause);
  timer_.async_wait([this](boost::system::error_code cancelled) {
    if (cancelled || !on_) return;
    const auto bytes = draw();
    say_(bytes);
    rest(bytes.size());
  });
}

std::vector<std::uint8_t> Babble::draw() {
  std::vector<std::uint8_t> bytes(1 + random_() % 8);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_());
  return bytes;
}

}  // namespace hazgate::sim
