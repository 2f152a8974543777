#include "drivers/poll/frame_buffer.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::poll {

FrameBuffer::FrameBuffer(Tick origin, WallTime origin_utc, std::function<void()> wake)
    : origin_(origin), origin_us_(unix_ms(origin_utc) * 1000), wake_(std::move(wake)) {}

void FrameBuffer::push(const modbus::Frame& frame) {
  commission::TracedFrame traced;
  traced.at_us = origin_us_ + (frame.at - origin_).count();
  traced.direction = frame.direction;
  traced.serial = frame.serial;
  traced.bytes.assign(frame.bytes.begin(), frame.bytes.end());
  traced.error = commission::error_word(frame);
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = frames_.empty();
    if (frames_.size() >= kMost) {
      frames_.pop_front();
      ++dropped_;
    }
    frames_.push_back(std::move(traced));
  }
  if (first) wake_();
}

FrameBuffer::Taken FrameBuffer::take(std::size_t most) {
  const std::lock_guard lock(mutex_);
  Taken taken;
  const auto end = frames_.begin() + static_cast<std::ptrdiff_t>(std::min(most, frames_.size()));
  taken.frames.assign(std::make_move_iterator(frames_.begin()), std::make_move_iterator(end));
  frames_.erase(frames_.begin(), end);
  taken.dropped = std::exchange(dropped_, 0);
  taken.more = !frames_.empty();
  return taken;
}

}  // namespace hazgate::poll
