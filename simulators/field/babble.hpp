#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <random>
#include <span>
#include <vector>

namespace hazgate::sim {

/// Somebody who talks on a serial line without being asked: one to eight bytes, then 5 to 40 ms of
/// rest, all drawn from a seed. Costs nothing while it is off.
/// Thread  the io_context's
class Babble {
 public:
  using Say = std::function<void(std::span<const std::uint8_t>)>;

  /// `character`: the time that one takes on the line
  Babble(boost::asio::io_context& io, std::uint64_t seed, std::chrono::nanoseconds character,
         Say say);

  void talk(bool on);

 private:
  void rest(std::size_t said);
  std::vector<std::uint8_t> draw();

  boost::asio::steady_timer timer_;
  std::mt19937_64 random_;
  std::chrono::nanoseconds character_;
  Say say_;
  bool on_ = false;
};

}  // namespace hazgate::sim
