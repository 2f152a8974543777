#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "drivers/commission/trace.hpp"
#include "drivers/modbus/tap.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::poll {

/// The frames of a trace on their way from the bus thread to whoever reads them. Bounded: beyond kMost
/// the oldest are dropped and counted.
/// Thread  push from the bus's; take from any
class FrameBuffer {
 public:
  static constexpr std::size_t kMost = 2048;

  /// `wake` is called from push() when there was nothing to take; it must not block.
  /// Units  origin, origin_utc: one moment on both clocks
  FrameBuffer(Tick origin, WallTime origin_utc, std::function<void()> wake);

  void push(const modbus::Frame& frame);

  struct Taken {
    std::vector<commission::TracedFrame> frames;
    std::uint64_t dropped = 0;  ///< before the first of these, since the last take()
    bool more = false;
  };
  Taken take(std::size_t most);

 private:
  const Tick origin_;
  const std::int64_t origin_us_;
  const std::function<void()> wake_;
  std::mutex mutex_;
  std::deque<commission::TracedFrame> frames_;
  std::uint64_t dropped_ = 0;
};

}  // namespace hazgate::poll
