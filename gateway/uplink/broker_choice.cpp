#include "gateway/uplink/broker_choice.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::uplink {

BrokerChoice::BrokerChoice(std::size_t count, Pause fail_back, std::uint32_t seed)
    : count_(count), fail_back_(fail_back), backoff_(seed), random_(seed ^ 1U), wait_(fail_back) {}

BrokerChoice::Attempt BrokerChoice::first() {
  phase_ = Phase::Trying;
  broker_ = 0;
  return {0, {}};
}

void BrokerChoice::connected(TimePoint now) {
  moved_here_ = phase_ == Phase::Moving;
  phase_ = Phase::On;
  connected_at_ = now;
  plan_probe(now);
}

BrokerChoice::Attempt BrokerChoice::closed(TimePoint now, bool was_of_use) {
  probe_at_.reset();
  switch (std::exchange(phase_, Phase::Trying)) {
    case Phase::Trying:
      return next_in_line();
    case Phase::Returning:
      broker_ = 0;
      return {0, backoff_.next()};
    case Phase::Moving:
      move_failed();
      phase_ = Phase::Returning;
      broker_ = worked_;
      return {broker_, {}};
    case Phase::On:
    case Phase::Leaving:
      break;
  }
  const auto held = was_of_use ? now - connected_at_ : TimePoint::duration{};
  if (moved_here_ && held < wait_) {
    move_failed();
  } else if (moved_here_) {
    wait_ = fail_back_;
  }
  moved_here_ = false;
  if (held >= kGood) {
    backoff_.reset();
    broker_ = 0;
  } else {
    broker_ = (broker_ + 1) % count_;
  }
  return {broker_, backoff_.next()};
}

BrokerChoice::Attempt BrokerChoice::next_in_line() {
  if (++broker_ < count_) return {broker_, {}};
  broker_ = 0;
  return {0, backoff_.next()};
}

BrokerChoice::Attempt BrokerChoice::left() {
  probe_at_.reset();
  if (phase_ != Phase::Leaving) {
    phase_ = Phase::Trying;
    return {broker_, {}};
  }
  phase_ = Phase::Moving;
  worked_ = broker_;
  broker_ = target_;
  return {broker_, {}};
}

bool BrokerChoice::probed(bool reached, TimePoint now) {
  if (phase_ != Phase::On || !probe_at_) return false;
  if (reached && ++reached_ == 2) {
    phase_ = Phase::Leaving;
    probe_at_.reset();
    return true;
  }
  if (reached) {
    probe_at_ = now + jittered(std::min<Pause>(kSecondProbe, wait_));
  } else if (reached_ == 0 && target_ + 1 < broker_) {
    ++target_;
    probe_at_ = now;
  } else {
    plan_probe(now);
  }
  return false;
}

void BrokerChoice::plan_probe(TimePoint now) {
  probe_at_.reset();
  target_ = 0;
  reached_ = 0;
  if (broker_ > 0 && fail_back_ > Pause{}) probe_at_ = now + jittered(wait_);
}

void BrokerChoice::move_failed() {
  wait_ = std::max(fail_back_, std::min<Pause>(wait_ * 2, kLongest));
}

BrokerChoice::Pause BrokerChoice::jittered(Pause most) {
  return Pause(std::uniform_int_distribution<Pause::rep>(most.count() / 2, most.count())(random_));
}

}  // namespace hazgate::uplink
