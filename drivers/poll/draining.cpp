#include "drivers/poll/draining.hpp"

#include <algorithm>
#include <utility>

#include "drivers/poll/bus_worker.hpp"

namespace hazgate::poll {

bool Draining::take(std::optional<device::PanelEvent> event, Tick sent, Tick at) {
  if (std::exchange(waiting_, false)) no_record_ = true;
  const std::string raw = event ? event->raw : std::string();
  same_ = event && raw == last_ ? same_ + 1 : 1;
  last_ = raw;
  news_.gap |= sticks();
  news_.read = !sticks();
  if (!event || sticks()) return false;
  news_.event = std::move(event);
  news_.ticket = ++ticket_;
  waiting_ = true;
  // No longer on the line than the others together.
  next_ = at + (at - sent);
  until_ = at + (no_record_ ? Duration{} : kRecordPatience);
  return true;
}

std::optional<Tick> Draining::recorded(std::uint64_t ticket) {
  if (ticket != ticket_) return std::nullopt;
  no_record_ = false;
  if (!std::exchange(waiting_, false)) return std::nullopt;
  return next_;
}

std::optional<Tick> Draining::again_at() const {
  if (!waiting_) return std::nullopt;
  return std::max(until_, next_);
}

QueueNews Draining::take_news() {
  return std::exchange(news_, QueueNews{});
}

}  // namespace hazgate::poll
