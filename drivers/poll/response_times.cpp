#include "drivers/poll/response_times.hpp"

#include <algorithm>

namespace hazgate::poll {

void ResponseTimes::add(Duration time) {
  const auto us = std::clamp<Duration::rep>(time.count(), 0, UINT32_MAX);
  last_[count_ % kKept] = static_cast<std::uint32_t>(us);
  ++count_;
  longest_ = std::max(longest_, time);
}

Duration ResponseTimes::median() const {
  const std::size_t size = std::min(count_, kKept);
  if (size == 0) return {};
  auto times = last_;
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>((size - 1) / 2);
  std::nth_element(times.begin(), middle, times.begin() + static_cast<std::ptrdiff_t>(size));
  return Duration{*middle};
}

}  // namespace hazgate::poll
