#include "gateway/journal/minute.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <variant>

#include "gateway/journal/decimal.hpp"
#include "gateway/journal/frame.hpp"
#include "gateway/journal/stamp.hpp"

namespace hazgate::journal {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr unsigned kMostDigits = 6;              ///< of a decimal form
constexpr unsigned kMeanDigits = 2;              ///< more than the readings have
constexpr unsigned kBoolDigits = 4;              ///< of a share of true
constexpr unsigned kNoDigits = kMostDigits + 1;  ///< the value is no decimal
constexpr std::size_t kManyFinished = 4096;

unsigned digits_of(double value) {
  for (unsigned digits = 0; digits <= kMostDigits; ++digits) {
    const bool made = to_decimal(value, digits).has_value() ||
                      (digits > 0 && to_decimal(value, digits + kMostDigits).has_value());
    if (made) return digits;
  }
  return kNoDigits;
}

/// Few bytes on record, and no digit that the readings do not justify.
double rounded_mean(double mean, double min, double max, unsigned digits) {
  if (min == max) return min;
  const unsigned form = std::min(digits + kMeanDigits, kMostDigits);
  double rounded = static_cast<double>(static_cast<float>(mean));
  constexpr double kMost = 9e9;  // times 10^6 below 2^53
  if (digits != kNoDigits && std::abs(mean) < kMost) {
    const double scale = from_decimal(1, 0) / from_decimal(1, form);
    rounded = from_decimal(std::llround(mean * scale), form);
  }
  return std::isfinite(rounded) ? std::clamp(rounded, min, max) : std::clamp(mean, min, max);
}

/// What a reading adds to min, max and mean; none: it is a text, or no number.
std::optional<double> number_of(const ReadingView& reading) {
  if (const auto* flag = std::get_if<bool>(&reading.value)) return *flag ? 1.0 : 0.0;
  if (const auto* whole = std::get_if<std::int64_t>(&reading.value)) {
    return static_cast<double>(*whole);
  }
  if (const auto* whole = std::get_if<std::uint64_t>(&reading.value)) {
    return static_cast<double>(*whole);
  }
  const auto* number = std::get_if<double>(&reading.value);
  if (number == nullptr || !std::isfinite(*number)) return std::nullopt;
  return *number + 0.0;  // no negative zero
}

bool take_number(std::string_view& text, std::uint64_t& number, char end) {
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto used = static_cast<std::size_t>(stop - text.data());
  if (error != std::errc{} || used >= text.size() || text[used] != end) return false;
  text.remove_prefix(used + 1);
  return true;
}

std::string text_of(FramePlace place) {
  return std::to_string(place.segment) + ":" + std::to_string(place.ordinal) + ";";
}

}  // namespace

std::int64_t minute_of(WallTime t) {
  const std::int64_t ms = unix_ms(t);
  return ms / kMinuteMs - (ms % kMinuteMs < 0 ? 1 : 0);
}

WallTime begin_of_minute(std::int64_t minute) {
  return from_unix_ms(minute * kMinuteMs);
}

void PointMinute::add(const PointMinute& other) {
  if (other.has_value) {
    const double all = static_cast<double>(good) * (has_value ? 1 : 0) + other.good;
    const double before = has_value ? mean : other.mean;
    min = has_value ? std::min(min, other.min) : other.min;
    max = has_value ? std::max(max, other.max) : other.max;
    mean = std::clamp(before + (other.mean - before) * (static_cast<double>(other.good) / all), min,
                      max);
    has_value = true;
  }
  count += other.count;
  good += other.good;
}

bool MinuteMark::wants(std::uint32_t layout, FramePlace place) const {
  if (place >= end) return true;
  const auto open = opens.find(layout);
  return open != opens.end() && place >= open->second;
}

FramePlace MinuteMark::earliest() const {
  FramePlace first = end;
  for (const auto& [layout, place] : opens) first = std::min(first, place);
  return first;
}

std::string MinuteMark::text() const {
  std::string text = text_of(end);
  for (const auto& [layout, place] : opens) text += std::to_string(layout) + "=" + text_of(place);
  return text;
}

std::optional<MinuteMark> MinuteMark::from_text(std::string_view text) {
  MinuteMark mark;
  const auto take_place = [&text](FramePlace& place) {
    return take_number(text, place.segment, ':') && take_number(text, place.ordinal, ';');
  };
  if (!take_place(mark.end)) return std::nullopt;
  while (!text.empty()) {
    std::uint64_t layout = 0;
    FramePlace place;
    if (!take_number(text, layout, '=') || layout > UINT32_MAX || !take_place(place)) {
      return std::nullopt;
    }
    mark.opens[static_cast<std::uint32_t>(layout)] = place;
  }
  return mark;
}

void MinuteFold::Running::take(double value) {
  if (numbers == 0) {
    min = max = value;
    digits = digits_of(value);
  } else {
    if (value != last) digits = std::max(digits, digits_of(value));
    min = std::min(min, value);
    max = std::max(max, value);
  }
  last = value;
  sum += value;
  ++numbers;
}

PointMinute MinuteFold::Running::done() const {
  PointMinute minute{count, good, numbers > 0, min, max, 0};
  if (numbers > 0) minute.mean = rounded_mean(sum / numbers, min, max, digits);
  return minute;
}

void MinuteFold::take(const SampleRecord& record, FramePlace place) {
  end_ = {place.segment, place.ordinal + 1};
  const auto readings = readings_in(record.frame);
  const bool has_stamp = unix_ms(record.t) >= 0 && stamp_from(unix_ms(record.t)).has_value();
  if (!readings || !has_stamp) return;
  const std::int64_t minute = minute_of(record.t);
  const auto [found, is_new] = opens_.try_emplace(record.layout);
  Open& open = found->second;
  if (!is_new && open.minute != minute) {
    finish(record.layout, open);
    open = {};
  }
  if (open.points.empty()) {
    open.minute = minute;
    open.first = place;
    const WallTime over = begin_of_minute(minute + 1) + kGrace;
    // A clock that was put back must not leave the others waiting until it is where it was.
    due_ = std::min(due_, over);
  }
  if (open.points.size() < *readings) open.points.resize(*readings);
  FrameReader reader(record.frame);
  ReadingView reading;
  for (std::size_t i = 0; i < *readings && reader.next(reading); ++i) {
    Running& running = open.points[i];
    ++running.count;
    if (reading.quality != Quality::Good) continue;
    ++running.good;
    const bool is_bool = std::holds_alternative<bool>(reading.value);
    if (const auto number = number_of(reading)) running.take(*number);
    if (is_bool) running.digits = std::max(running.digits, kBoolDigits - kMeanDigits);
  }
  if (record.t >= due_) finish_all(record.t);
  if (finished_.size() >= kManyFinished) due_now_ = true;
}

void MinuteFold::finish(std::uint32_t layout, const Open& open) {
  if (open.points.empty()) return;
  LayoutMinute done{layout, open.minute, {}};
  done.points.reserve(open.points.size());
  for (const Running& running : open.points) done.points.push_back(running.done());
  finished_.push_back(std::move(done));
}

void MinuteFold::finish_all(WallTime now) {
  due_ = WallTime::max();
  for (auto it = opens_.begin(); it != opens_.end();) {
    const WallTime begin = begin_of_minute(it->second.minute);
    const WallTime over = begin_of_minute(it->second.minute + 1) + kGrace;
    // Of a device that has been silent since the clock was put back: it would never be over, and every start
    // would read all since then again.
    const bool is_ahead = begin > now + kAhead;
    if (over <= now || is_ahead) {
      finish(it->first, it->second);
      it = opens_.erase(it);
    } else {
      due_ = std::min(due_, over);
      ++it;
    }
  }
  due_now_ = true;
}

MinuteMark MinuteFold::mark() const {
  MinuteMark mark{end_, {}};
  for (const auto& [layout, open] : opens_) mark.opens[layout] = open.first;
  return mark;
}

void MinuteFold::forget(std::size_t finished) {
  finished_.erase(finished_.begin(), finished_.begin() + static_cast<std::ptrdiff_t>(finished));
  if (finished_.empty()) due_now_ = false;
}

}  // namespace hazgate::journal
