#include "gateway/uplink/publish_times.hpp"

#include <algorithm>

namespace hazgate::uplink {

void PublishTimes::sent(std::uint64_t key, Clock::time_point now) {
  in_flight_.push_back({key, now});
}

void PublishTimes::acknowledged(std::uint64_t key, Clock::time_point now) {
  const auto found = std::find_if(in_flight_.begin(), in_flight_.end(),
                                  [key](const Message& message) { return message.key == key; });
  if (found == in_flight_.end()) return;
  const auto took = now - found->sent;
  in_flight_.erase(found);
  const std::chrono::duration<double> seconds = took;
  const auto& bounds = PublishFigures::kBounds_s;
  const auto place = std::lower_bound(bounds.begin(), bounds.end(), seconds.count());
  ++figures_.counts.at(static_cast<std::size_t>(place - bounds.begin()));
  ++figures_.count;
  figures_.sum += seconds;
  histogram_.add(std::chrono::duration_cast<Duration>(took));
}

PublishFigures PublishTimes::figures() const {
  PublishFigures figures = figures_;
  figures.p50 = histogram_.percentile(0.5);
  figures.p99 = histogram_.percentile(0.99);
  return figures;
}

}  // namespace hazgate::uplink
