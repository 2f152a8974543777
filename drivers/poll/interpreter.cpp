#include "drivers/poll/interpreter.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "drivers/codec/raw.hpp"

namespace hazgate::poll {

namespace {

using device::Claim;
using device::Note;
using device::PointRules;

constexpr std::array<double, 5> kDecimals = {1.0, 0.1, 0.01, 0.001, 0.0001};

/// Whether the registers gave a number or a text, be it outside the range.
bool is_read(const codec::Decoded& raw) {
  return is_usable(raw.quality) || raw.quality == Quality::OutOfRange;
}

bool is_same_reading(const codec::Decoded& a, const codec::Decoded& b) {
  return a.quality == b.quality && a.number == b.number && a.above_range == b.above_range &&
         a.value == b.value;
}

bool is_same(const PointReading& a, const PointReading& b) {
  return a.note == b.note && is_same_reading(a.decoded, b.decoded);
}

std::optional<double> scale_of(double decimals) {
  for (std::size_t places = 0; places < kDecimals.size(); ++places) {
    if (decimals == static_cast<double>(places)) return kDecimals[places];
  }
  return std::nullopt;
}

/// The number with its decimals, judged against the range anew.
codec::Decoded with_decimals(const codec::PointFormat& format, double raw, double scale) {
  const double number = codec::scaled(raw, scale, 0.0);
  if (format.range && (number < format.range->low || number > format.range->high)) {
    return {std::monostate{}, Quality::OutOfRange, number > format.range->high, number};
  }
  return {number, Quality::Good, false, number};
}

}  // namespace

Interpreter::Interpreter(const PolledDevice& device) : device_(&device) {
  const auto& points = device.points;
  if (std::none_of(points.begin(), points.end(), [](const auto& each) { return each.rules.any(); }))
    return;
  points_.resize(points.size());
  for (std::size_t place = 0; place < points.size(); ++place) {
    places_.emplace(points[place].index, place);
    points_[place].last.decoded.quality = Quality::NotYet;
    if (points[place].rules.heartbeat > Duration{}) beats_.push_back({place});
  }
}

void Interpreter::rebind(const PolledDevice& device) {
  device_ = &device;
  if (places_.empty()) return;
  places_.clear();
  for (std::size_t place = 0; place < points_.size(); ++place) {
    places_.emplace(device.points[place].index, place);
    points_[place].last.point = device.points[place].index;
  }
}

std::vector<PointReading> Interpreter::interpret(std::vector<PointReading> readings, Tick now) {
  if (places_.empty()) return readings;
  if (!started_) {
    started_ = true;
    for (Beat& beat : beats_) beat.moved = now;
  }
  for (Point& point : points_) point.given = false;
  for (const PointReading& reading : readings) {
    const auto place = places_.find(reading.point);
    if (place != places_.end()) absorb(place->second, reading.decoded, now);
  }
  standing_ = is_standing(now);
  pair_decimals();
  for (PointReading& reading : readings) {
    const auto place = places_.find(reading.point);
    if (place == places_.end()) continue;
    reading = judge(place->second, now);
    points_[place->second].last = reading;
  }
  for (std::size_t place = 0; place < points_.size(); ++place) {
    if (points_[place].given) continue;
    auto reading = judge(place, now);
    if (is_same(reading, points_[place].last)) continue;
    points_[place].last = reading;
    readings.push_back(std::move(reading));
  }
  return readings;
}

void Interpreter::absorb(std::size_t place, const codec::Decoded& raw, Tick now) {
  Point& point = points_[place];
  point.raw = raw;
  point.fresh = point.given = true;
  const PointRules& rules = device_->points[place].rules;
  if (!is_read(raw)) return;
  if (!rules.status_map.empty()) point.word.take(rules.status_map, raw, now);
  for (Beat& beat : beats_) {
    if (beat.place != place) continue;
    if (!beat.seen || !is_same_reading(*beat.seen, raw)) beat.moved = now;
    beat.seen = raw;
  }
}

bool Interpreter::is_standing(Tick now) const {
  return std::any_of(beats_.begin(), beats_.end(), [&](const Beat& beat) {
    return now - beat.moved > device_->points[beat.place].rules.heartbeat;
  });
}

/// Notes which decimals the values that came in were read with.
void Interpreter::pair_decimals() {
  for (std::size_t place = 0; place < points_.size(); ++place) {
    const auto& partner = device_->points[place].rules.decimals;
    auto& decimals = points_[place].decimals;
    if (!partner) continue;
    const bool readable = is_usable(worth(*partner));
    if (points_[place].given) decimals.reset();
    if (readable && !decimals) decimals = points_[*partner].raw.number;
  }
}

/// What a partner is worth; partners have none of their own.
Quality Interpreter::worth(std::size_t place) const {
  const codec::Decoded& raw = points_[place].raw;
  return is_read(raw) && standing_ ? Quality::Stuck : raw.quality;
}

Interpreter::Verdict Interpreter::status_of(const PointRules& rules, Tick now) const {
  Verdict verdict;
  device::Claims claims;
  Note overdue = Note::None;
  for (const std::uint32_t place : rules.status) {
    const Quality quality = worth(place);
    if (!is_usable(quality)) {
      if (verdict.unreadable == Quality::Good) verdict.unreadable = quality;
      continue;
    }
    const auto standing = points_[place].word.at(device_->points[place].rules.status_map, now);
    claims.add(standing.claims);
    if (standing.overdue != Note::None) overdue = standing.overdue;
  }
  verdict.claim = claims.worst();
  if (verdict.claim) verdict.note = device::note_of(*verdict.claim);
  if (verdict.claim == Claim::Fault && overdue != Note::None) verdict.note = overdue;
  return verdict;
}

PointReading Interpreter::judge(std::size_t place, Tick now) {
  const codec::Decoded& raw = points_[place].raw;
  if (!is_read(raw)) return {device_->points[place].index, raw};
  if (standing_) return without_value(place, Quality::Stuck, Note::HeartbeatStands);
  const Verdict status = status_of(device_->points[place].rules, now);
  if (status.claim && !is_usable(device::quality_of(*status.claim))) {
    auto reading = without_value(place, device::quality_of(*status.claim), status.note);
    reading.decoded.above_range = status.claim == Claim::OverRange;
    return reading;
  }
  if (status.unreadable != Quality::Good) {
    return without_value(place, status.unreadable, Note::StatusUnreadable);
  }
  if (const auto problem = partner_problem(place)) return *problem;
  return measured(place, status);
}

/// What is wrong with the decimals or the unit of a point.
std::optional<PointReading> Interpreter::partner_problem(std::size_t place) const {
  const PointRules& rules = device_->points[place].rules;
  if (rules.decimals) {
    const Quality quality = worth(*rules.decimals);
    if (!is_usable(quality)) return without_value(place, quality, Note::DecimalsUnreadable);
    if (!scale_of(points_[*rules.decimals].raw.number) ||
        !scale_of(points_[place].decimals.value_or(0.0))) {
      return without_value(place, Quality::Fault, Note::DecimalsUnknown);
    }
  }
  if (rules.unit_from) {
    const Quality quality = worth(*rules.unit_from);
    if (!is_usable(quality)) return without_value(place, quality, Note::UnitUnreadable);
    if (points_[*rules.unit_from].raw.value != Value{rules.unit}) {
      return without_value(place, Quality::Fault, Note::UnitDiffers);
    }
  }
  return std::nullopt;
}

/// The value of a point whose partners are all well.
PointReading Interpreter::measured(std::size_t place, const Verdict& status) {
  const PolledPoint& polled = device_->points[place];
  Point& point = points_[place];
  PointReading reading{polled.index, point.raw};
  if (polled.rules.decimals) {
    const auto scale = scale_of(point.decimals.value_or(0.0));
    reading.decoded = with_decimals(polled.format, point.raw.number, scale.value_or(1.0));
  }
  if (reading.decoded.quality == Quality::OutOfRange) return reading;
  if (polled.rules.counter) {
    if (const auto* raw = std::get_if<std::uint64_t>(&point.raw.value); raw && point.fresh) {
      point.counter.take(*raw, device::modulus_of(polled.format.type),
                         polled.rules.counter_max_step);
    }
    point.fresh = false;
    reading.decoded.value = point.counter.total();
    reading.decoded.number = static_cast<double>(point.counter.total());
    if (point.counter.doubt()) {
      reading.decoded.quality = Quality::Uncertain;
      reading.note = Note::CounterReset;
    }
  }
  if (status.claim) {
    reading.decoded.quality = device::quality_of(*status.claim);
    reading.note = status.note;
  }
  return reading;
}

PointReading Interpreter::without_value(std::size_t place, Quality quality, Note note) const {
  return {device_->points[place].index, {std::monostate{}, quality}, note};
}

}  // namespace hazgate::poll
