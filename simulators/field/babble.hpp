#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <random>
#include <span>

#include "simulators/field/field.hpp"

namespace hazgate::sim {

/// Somebody who talks on a serial line without being asked, as long as its fault says so: every 5 to
/// 40 ms one to eight bytes, drawn from the seed.
/// Thread  the io_context's
class Babble {
 public:
  using Say = std::function<void(std::span<const std::uint8_t>)>;

  Babble(boost::asio::io_context& io, std::uint64_t seed) : timer_(io), random_(seed) {}

  /// From now on; `field` must outlive this.
  void await(const Field& field, std::size_t listen, Say say) {
    timer_.expires_after(std::chrono::milliseconds{5 + random_() % 36});
    timer_.async_wait(
        [this, &field, listen, say = std::move(say)](boost::system::error_code cancelled) mutable {
          if (cancelled) return;
          if (field.line_fault(listen) == LineFault::Babble) {
            std::array<std::uint8_t, 8> bytes{};
            for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_());
            say(std::span(bytes).first(1 + random_() % bytes.size()));
          }
          await(field, listen, std::move(say));
        });
  }

 private:
  boost::asio::steady_timer timer_;
  std::mt19937_64 random_;
};

}  // namespace hazgate::sim
