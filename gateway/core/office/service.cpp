#include "gateway/core/office/service.hpp"

namespace hazgate::office {

bool Service::begin(WallTime recorded, WallTime now) {
  const bool moves = known && !known->confirmed && now - recorded > kStorage;
  if (moves) known->since = now;
  return moves;
}

bool Service::look(WallTime now, Tick tick, bool trusted) {
  const auto before = known;
  if (!known || known->since > now + kSlack) {
    known = InService{.since = now, .confirmed = trusted};
  } else if (!known->confirmed) {
    if (last_) {
      const auto leap = (now - last_->wall) -
                        std::chrono::duration_cast<std::chrono::milliseconds>(tick - last_->tick);
      if (leap > kLeap) known->since += leap;
    }
    known->confirmed = trusted;
  }
  last_ = Look{now, tick};
  return known != before;
}

}  // namespace hazgate::office
