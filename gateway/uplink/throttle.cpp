#include "gateway/uplink/throttle.hpp"

#include <algorithm>

namespace hazgate::uplink {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kGrowth = 1024;     ///< per window's worth of acknowledgements
constexpr Duration kLeastRest = 10ms;     ///< shorter ones are none
constexpr Duration kBurst = 100ms;        ///< of the ceiling: what was not used for so long
constexpr Duration kShortestHolds = 60s;  ///< and then as long again, as the last minute's

}  // namespace

void Throttle::connected(Tick now) {
  window_ = kFirstWindow;
  careful_ = false;
  shrunk_at_ = rests_until_ = minute_ = sent_at_ = now;
  next_at_ = std::max(next_at_, now);
  rest_ = {};
  shortest_.reset();
  shortest_before_.reset();
}

Duration Throttle::shortest() const {
  const Duration shortest = shortest_.value_or(shortest_before_.value_or(Duration{}));
  return shortest_before_ ? std::min(shortest, *shortest_before_) : shortest;
}

Duration Throttle::aim() const {
  return std::clamp(shortest() + kMargin, kAim, kMostAim);
}

bool Throttle::may_send_live(const InFlight& in_flight, Tick now) const {
  return !in_flight.oldest || now - *in_flight.oldest <= shortest() + kLiveAim;
}

bool Throttle::has_room(const InFlight& in_flight, Tick now) const {
  if (in_flight.messages >= most_in_flight()) return false;
  if (in_flight.oldest && now - *in_flight.oldest > aim()) return false;
  if (in_flight.messages > 0 && rest_ > Duration{}) return false;
  if (in_flight.oldest && usual_ > window_ && now - sent_at_ < kMostRest) return false;
  return in_flight.messages == 0 || in_flight.bytes + usual_ <= window_;
}

bool Throttle::may_send(const InFlight& in_flight, Tick now) const {
  return has_room(in_flight, now) && now >= rests_until_ && (ceiling_ == 0 || now >= next_at_);
}

std::optional<Tick> Throttle::wake_at(const InFlight& in_flight, Tick now) const {
  if (!has_room(in_flight, now)) return std::nullopt;  // an acknowledgement wakes
  return ceiling_ == 0 ? rests_until_ : std::max(rests_until_, next_at_);
}

void Throttle::sent(Tick now) {
  sent_at_ = now;
  if (ceiling_ == 0) return;
  next_at_ = std::max(next_at_, now - kBurst) + Duration{1s} / ceiling_;
}

void Throttle::acknowledged(const InFlight& in_flight, std::size_t bytes, bool back_fill, Tick sent,
                            Tick now) {
  const Duration way = now - sent;
  measure(way, now);
  if (way > aim()) {
    if (sent >= shrunk_at_) shrink(way, now);
  } else {
    rest_ = rest_ > kLeastRest ? rest_ / 2 : Duration{};
    if (back_fill && in_flight.bytes * 2 >= window_) grow(bytes);
  }
  if (back_fill) rests_until_ = now + rest_;
}

void Throttle::measure(Duration way, Tick now) {
  if (now - minute_ > kShortestHolds) {
    minute_ = now;
    shortest_before_ = shortest_;
    shortest_.reset();
  }
  shortest_ = shortest_ ? std::min(*shortest_, way) : way;
}

void Throttle::grow(std::size_t bytes) {
  const std::size_t by = careful_ ? kGrowth * bytes / window_ : bytes;
  window_ = std::min(kMostWindow, window_ + std::max<std::size_t>(by, 1));
}

void Throttle::shrink(Duration way, Tick now) {
  careful_ = true;
  shrunk_at_ = now;
  if (window_ > kLeastWindow) {
    window_ = std::max(kLeastWindow, window_ / 2);
    return;
  }
  rest_ = std::clamp(rest_ * 2, std::min(way, kMostRest), kMostRest);
  rests_until_ = now + rest_;
}

}  // namespace hazgate::uplink
