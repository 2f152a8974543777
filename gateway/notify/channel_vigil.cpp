#include "gateway/notify/channel_vigil.hpp"

#include <utility>

namespace hazgate::notify {

void ChannelVigil::take(const Health& health, Now now) {
  run(now);
  const State next = health.able ? State::Able : State::Unable;
  const State before = std::exchange(state_, next);
  if (next != before) since_ = now.wall;
  words_ = health.words;
  if (next == State::Able) {
    if (health.proof == Health::Proof::Letter) last_sent_ = now.wall;
    if (before != State::Able) able_from_ = now.tick;
    return;
  }
  able_from_.reset();
  if (!down_from_) down_from_ = now.tick;
  const bool again = health.proof == Health::Proof::Letter && before == State::Unable;
  if (again || health.proof == Health::Proof::ForGood) alarm_ = true;
  run(now);
}

void ChannelVigil::run(Now now) {
  if (state_ == State::Unable && now.tick - *down_from_ >= patience_) alarm_ = true;
  if (!able_from_ || now.tick - *able_from_ < steady_) return;
  able_from_.reset();
  down_from_.reset();
  alarm_ = false;
}

std::optional<Tick> ChannelVigil::deadline() const {
  if (able_from_) return *able_from_ + steady_;
  if (state_ == State::Unable && alarm_ != true) return *down_from_ + patience_;
  return std::nullopt;
}

}  // namespace hazgate::notify
