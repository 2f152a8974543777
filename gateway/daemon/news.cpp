#include "gateway/daemon/news.hpp"

namespace hazgate::daemon {

News::News(const poll::BusPlan& plan) {
  for (const poll::PolledDevice& device : plan.devices) {
    for (const poll::PolledPoint& point : device.points) {
      if (point.danger) danger_.emplace(point.index, Last{});
    }
  }
}

bool News::is_urgent(const poll::Report& report) {
  const auto* result = std::get_if<poll::PollResult>(&report);
  if (result == nullptr || result->answer != poll::DeviceAnswer::Answered) return true;
  bool urgent = result->queue != nullptr && (result->queue->gap || result->queue->event);
  for (const poll::PointReading& reading : result->readings) {
    const auto found = danger_.find(reading.point);
    if (found == danger_.end()) continue;
    const codec::Decoded& now = reading.decoded;
    Last& last = found->second;
    // NaN never equals itself: it counts as news every time, which is safe.
    urgent = urgent || now.quality != last.quality || !(now.number == last.number);
    last = {now.number, now.quality};
  }
  return urgent;
}

}  // namespace hazgate::daemon
