#include "gateway/core/emergency/errand.hpp"

#include <algorithm>

namespace hazgate::emergency {
namespace {

using Way = Errand::Way;

bool is_sent(const Way& way) {
  return way.progress == WayProgress::Sent || way.progress == WayProgress::Delivered;
}

bool can_repeat(const Way& way, WayProgress progress) {
  return way.progress == progress && way.attempts < Errand::kMostAttempts;
}

/// Whether the way is known not to have told the person and can still do so.
bool is_open(const Way& way) {
  return way.progress == WayProgress::Untried || way.progress == WayProgress::UnderWay ||
         can_repeat(way, WayProgress::Failed);
}

}  // namespace

Errand::Errand(const std::vector<Via>& ways) {
  ways_.reserve(ways.size());
  for (const Via via : ways) ways_.push_back({.via = via});
}

void Errand::restore(const Way& way) {
  for (Way& own : ways_) {
    if (own.via == way.via) own = way;
  }
}

Duration Errand::back_off(unsigned attempts) {
  const std::size_t place = attempts == 0 ? 0 : attempts - 1;
  return kBackOff[std::min(place, kBackOff.size() - 1)];
}

bool Errand::is_told() const {
  return std::any_of(ways_.begin(), ways_.end(), is_sent);
}

bool Errand::is_hopeless() const {
  return std::none_of(ways_.begin(), ways_.end(), [](const Way& way) {
    return is_sent(way) || is_open(way) || can_repeat(way, WayProgress::Unknown);
  });
}

std::optional<std::size_t> Errand::next(Tick now) const {
  std::optional<std::size_t> untried, failed, unknown;
  bool open = false;
  for (std::size_t i = 0; i < ways_.size(); ++i) {
    const Way& way = ways_[i];
    if (is_sent(way) || way.progress == WayProgress::UnderWay) return std::nullopt;
    open = open || is_open(way);
    const bool due = way.retry_at <= now;
    if (!untried && way.progress == WayProgress::Untried) untried = i;
    if (!failed && due && can_repeat(way, WayProgress::Failed)) failed = i;
    if (!unknown && due && can_repeat(way, WayProgress::Unknown)) unknown = i;
  }
  if (untried) return untried;
  return open ? failed : unknown;
}

void Errand::begin(std::size_t way, Tick now) {
  ways_[way].progress = WayProgress::UnderWay;
  ways_[way].at = now;
  ++ways_[way].attempts;
}

bool Errand::take(std::size_t place, unsigned attempt, ReceiptKind kind, Tick now) {
  Way& way = ways_[place];
  if (way.progress == WayProgress::Delivered) return false;
  if (way.progress == WayProgress::Sent && kind != ReceiptKind::Delivered) return false;
  switch (kind) {
    case ReceiptKind::Sent:
      way.progress = WayProgress::Sent;
      break;
    case ReceiptKind::Delivered:
      way.progress = WayProgress::Delivered;
      break;
    case ReceiptKind::Refused:
      way.progress = WayProgress::Refused;
      break;
    case ReceiptKind::Failed:
      if (attempt != way.attempts || way.progress == WayProgress::Failed ||
          way.progress == WayProgress::Refused) {
        return false;
      }
      way.progress = WayProgress::Failed;
      way.retry_at = now + back_off(way.attempts);
      break;
  }
  way.at = now;
  return true;
}

std::optional<std::size_t> Errand::overdue(Tick now) const {
  if (is_told()) return std::nullopt;
  for (std::size_t i = 0; i < ways_.size(); ++i) {
    if (ways_[i].progress == WayProgress::UnderWay && now >= ways_[i].at + kReceiptWithin) return i;
  }
  return std::nullopt;
}

void Errand::lose(std::size_t way, Tick now, Tick retry_at) {
  ways_[way].progress = WayProgress::Unknown;
  ways_[way].at = now;
  ways_[way].retry_at = retry_at;
}

std::optional<Tick> Errand::deadline() const {
  if (is_told()) return std::nullopt;
  std::optional<Tick> failed, unknown;
  const auto earlier = [](std::optional<Tick>& first, Tick at) {
    if (!first || at < *first) first = at;
  };
  bool open = false;
  for (const Way& way : ways_) {
    if (way.progress == WayProgress::UnderWay) return way.at + kReceiptWithin;
    open = open || is_open(way);
    if (way.progress == WayProgress::Untried) earlier(failed, way.at);
    if (can_repeat(way, WayProgress::Failed)) earlier(failed, way.retry_at);
    if (can_repeat(way, WayProgress::Unknown)) earlier(unknown, way.retry_at);
  }
  return open ? failed : unknown;
}

}  // namespace hazgate::emergency
