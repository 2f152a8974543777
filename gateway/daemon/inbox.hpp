#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>

#include "drivers/poll/report.hpp"

namespace hazgate::daemon {

/// A report, and in which configuration's numbers it speaks.
struct Letter {
  std::uint64_t configuration = 0;
  poll::Report report;
};

/// The way from the bus workers to the core. An urgent report wakes the core at once and takes along
/// whatever waits; the others wait at most kPatience, so that a bus that is read at full speed costs
/// the core a wake-up now and then and not one for each reply.
/// Bounded: beyond kMost the oldest readings are dropped and counted; the ends of writes and reads
/// the changes of a bus and the events of fire panels never are.
/// Thread  push from any; `take` is called on the core
class Inbox {
 public:
  using Take = std::function<void(Letter&&)>;
  Inbox(boost::asio::io_context& core, Take take);

  void push(Letter&& letter, bool urgent);
  std::uint64_t dropped() const;
  std::size_t waiting() const;
  std::uint64_t taken() const { return taken_; }  ///< on the core
  /// Hands over whatever waits. On the core.
  void drain();

  static constexpr std::size_t kMost = 8192;
  static constexpr std::chrono::milliseconds kPatience{2};

 private:
  enum class Wake : std::uint8_t { None, Soon, Now };
  void make_room();

  boost::asio::io_context& core_;
  Take take_;
  boost::asio::steady_timer timer_;
  mutable std::mutex mutex_;
  std::deque<Letter> waiting_;
  Wake wake_ = Wake::None;  ///< what the core has been asked for and has not yet done
  std::uint64_t dropped_ = 0;
  std::uint64_t taken_ = 0;  ///< core
};

}  // namespace hazgate::daemon
