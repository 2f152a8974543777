#include "drivers/poll/draining.hpp"

#include <algorithm>
#include <utility>

#include "drivers/poll/bus_worker.hpp"

namespace hazgate::poll {

bool Draining::take(std::optional<device::PanelEvent> event, Tick sent, Tick at) {
  if (state_ == State::Waiting) state_ = State::ReadingOn;
  const std::string raw = event ? event->raw : std::string();
  same_ = event && raw == last_ ? same_ + 1 : 1;
  last_ = raw;
  news_.gap |= sticks();
  news_.read = !sticks();
  more_ = event && !sticks();
  if (!more_) return false;
  news_.event = std::move(event);
  news_.ticket = ++ticket_;
  // No longer on the line than the others together.
  next_ = at + (at - sent);
  if (state_ == State::OnRecord) wait(at);
  return true;
}

void Draining::wait(Tick from) {
  state_ = State::Waiting;
  until_ = from + kRecordPatience;
  probe_.reset();
}

std::optional<Tick> Draining::recorded(std::uint64_t ticket, Tick now) {
  if (ticket == ticket_) {
    const bool is_news = std::exchange(state_, State::OnRecord) != State::OnRecord;
    return is_news && more_ ? std::optional(next_) : std::nullopt;
  }
  if (state_ != State::ReadingOn || ticket > ticket_) return std::nullopt;
  if (probe_ && ticket < probe_->ticket) return std::nullopt;
  if (probe_ && now - probe_->since <= kRecordPatience) {
    wait(now);
  } else {
    probe_ = {ticket_, now};
  }
  return std::nullopt;
}

Tick Draining::again_at() const {
  return state_ == State::Waiting ? std::max(until_, next_) : next_;
}

QueueNews Draining::take_news() {
  return std::exchange(news_, QueueNews{});
}

}  // namespace hazgate::poll
