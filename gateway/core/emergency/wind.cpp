#include "gateway/core/emergency/wind.hpp"

#include <algorithm>
#include <cmath>

#include "gateway/core/emergency/bearing.hpp"

namespace hazgate::emergency {
namespace {

constexpr Duration kMinute = std::chrono::minutes{1};

std::int64_t number_of(Tick at) {
  return at.time_since_epoch() / kMinute;
}

bool is_speed(const Sample& sample) {
  return is_usable(sample.quality) && std::isfinite(sample.value) && sample.value >= 0.0;
}

bool is_direction(const Sample& sample) {
  return is_usable(sample.quality) && sample.value >= 0.0 && sample.value <= 360.0;
}

}  // namespace

/// What the minutes come to, each with its share of the ten.
struct WindMean::Sums {
  double east = 0.0, north = 0.0, speed = 0.0;
  double covered = 0.0;  ///< minutes that have readings
  bool bad_speed = false, bad_direction = false;
};

WindMean::WindMean(const WindRules& rules) : rules_(rules) {}

void WindMean::take_over(const WindMean& before) {
  const WindRules rules = rules_;
  *this = before;
  rules_ = rules;
}

/// Nothing when the moment is so old that its place belongs to a newer minute.
WindMean::Minute* WindMean::minute_of(Tick at) {
  const std::int64_t number = number_of(at);
  if (number < 0) return nullptr;
  Minute& minute = minutes_[static_cast<std::size_t>(number) % minutes_.size()];
  if (minute.number > number) return nullptr;
  if (minute.number < number) minute = {.number = number};
  return &minute;
}

void WindMean::speed(const Sample& sample) {
  Minute* minute = minute_of(sample.at);
  if (minute == nullptr) return;
  if (!is_speed(sample)) {
    minute->bad_speed = true;
    return;
  }
  if (still_) {
    still_->slowest = std::min(still_->slowest.value_or(sample.value), sample.value);
    still_->fastest = std::max(still_->fastest.value_or(sample.value), sample.value);
  }
  if (!direction_ || sample.at - direction_->at > kPairWithin) return;
  minute->east += sample.value * std::sin(radians(direction_->value));
  minute->north += sample.value * std::cos(radians(direction_->value));
  minute->speed += sample.value;
  ++minute->pairs;
  if (!last_ || sample.at - *last_ > kMinutes * kMinute) first_ = sample.at;
  last_ = sample.at;
}

void WindMean::direction(const Sample& sample) {
  if (!is_direction(sample)) {
    if (Minute* minute = minute_of(sample.at)) minute->bad_direction = true;
    direction_.reset();
    return;
  }
  const bool goes_on =
      still_ && still_->direction == sample.value && sample.at - still_->last <= kMinutes * kMinute;
  if (!goes_on) {
    if (is_stuck()) {  // what it told meanwhile was not the wind
      minutes_ = {};
      first_ = last_ = std::nullopt;
    }
    still_ = Still{.direction = sample.value, .since = sample.at};
  }
  still_->last = sample.at;
  direction_ = {sample.value, sample.at};
}

bool WindMean::is_stuck() const {
  return still_ && still_->last - still_->since > rules_.stuck_after && still_->slowest &&
         *still_->fastest - *still_->slowest >= kSpeedVaries;
}

/// The minute that runs weighs as much as of it has passed, the oldest one the rest.
WindMean::Sums WindMean::sums_at(Tick now) const {
  Sums sums;
  const std::int64_t last = number_of(now);
  const double passed = static_cast<double>((now.time_since_epoch() % kMinute).count()) /
                        static_cast<double>(kMinute.count());
  for (const Minute& minute : minutes_) {
    const std::int64_t age = last - minute.number;
    if (minute.number < 0 || age < 0 || age > kMinutes) continue;
    sums.bad_speed = sums.bad_speed || minute.bad_speed;
    sums.bad_direction = sums.bad_direction || minute.bad_direction;
    if (minute.pairs == 0) continue;
    const double weight = age == 0 ? passed : age == kMinutes ? 1.0 - passed : 1.0;
    const double share = weight / minute.pairs;
    sums.east += share * minute.east;
    sums.north += share * minute.north;
    sums.speed += share * minute.speed;
    sums.covered += weight;
  }
  return sums;
}

std::optional<Tick> WindMean::since(Tick now) const {
  return last_ && now - *last_ <= kMinutes * kMinute ? first_ : std::nullopt;
}

Wind WindMean::mean(Tick now) const {
  if (is_stuck() && now - still_->last <= kMinutes * kMinute) {
    return {.doubt = WindDoubt::StuckVane};
  }
  const Sums sums = sums_at(now);
  // A hair less than half, so that five whole minutes are half whatever the fractions round to.
  if (sums.covered < kMinutes / 2.0 - 1e-9) {
    return {.doubt = sums.bad_direction ? WindDoubt::BadDirection
                     : sums.bad_speed   ? WindDoubt::BadSpeed
                                        : WindDoubt::TooFew};
  }
  Wind wind{.state = WindState::Known, .doubt = WindDoubt::None};
  wind.mean_speed = sums.speed / sums.covered;
  wind.speed = std::min(std::hypot(sums.east, sums.north) / sums.covered, wind.mean_speed);
  if (wind.mean_speed < rules_.calm_below) {
    wind.state = WindState::Calm;
  } else if (wind.speed < std::max(rules_.calm_below, kLeastSteadiness * wind.mean_speed)) {
    wind.state = WindState::Unknown;
    wind.doubt = WindDoubt::Variable;
  } else {
    wind.direction = turned_into_circle(degrees(std::atan2(sums.east, sums.north)));
  }
  return wind;
}

}  // namespace hazgate::emergency
