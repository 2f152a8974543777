#include "gateway/core/replay/record_clock.hpp"

#include <algorithm>

namespace hazgate::replay {
namespace {

constexpr Duration kLeastGap = std::chrono::seconds{10};
constexpr Duration kGapOfUnknown = std::chrono::minutes{2};
constexpr int kIntervals = 3;

}  // namespace

RecordClock::Moment RecordClock::pass(std::size_t source, WallTime stamp) {
  Moment moment{.tick = tick_of(stamp)};
  if (!begun_) {
    begun_ = true;
    now_ = moment.tick;
  }
  if (moment.tick < now_ - kJitter) {
    moment.step = Step::Back;
    ++steps_back_;
    shift_ += now_ - moment.tick;
    newest_ = stamp;
  } else if (is_gap(moment.tick - now_)) {
    moment.step = Step::Gap;
    ++gaps_;
    gap_time_ += moment.tick - now_;
    for (Source& each : sources_) each.heard.reset();
  }
  newest_ = std::max(newest_, stamp);
  now_ = moment.tick = std::max(now_, tick_of(stamp));
  hear(source, moment.tick);
  return moment;
}

bool RecordClock::is_gap(Duration silence) const {
  if (silence <= kLeastGap) return false;
  std::optional<Duration> shortest;
  for (const Source& source : sources_) {
    if (source.interval) shortest = std::min(shortest.value_or(*source.interval), *source.interval);
  }
  return silence > (shortest ? *shortest * kIntervals : kGapOfUnknown);
}

void RecordClock::hear(std::size_t source, Tick tick) {
  if (source >= sources_.size()) sources_.resize(source + 1);
  Source& heard = sources_[source];
  if (heard.heard) heard.interval = tick - *heard.heard;
  heard.heard = tick;
}

}  // namespace hazgate::replay
