#include "gateway/core/emergency/errand.hpp"

#include <algorithm>

namespace hazgate::emergency {
namespace {

using Way = Errand::Way;

bool is_siren(const Way& way) {
  return way.via == Via::Siren;
}

/// A siren tells nobody in particular.
bool has_told(const Way& way) {
  return !is_siren(way) &&
         (way.progress == WayProgress::Sent || way.progress == WayProgress::Delivered);
}

bool can_repeat(const Way& way, WayProgress progress) {
  return way.progress == progress && way.attempts < Errand::kMostAttempts;
}

/// Whether the way is known not to have done its work and can still do so.
bool is_open(const Way& way) {
  return way.progress == WayProgress::Untried || way.progress == WayProgress::UnderWay ||
         can_repeat(way, WayProgress::Failed);
}

/// When the siren may be begun, as far as it alone is concerned.
std::optional<Tick> siren_from(const Way& way) {
  if (way.progress == WayProgress::Untried) return way.at;
  const bool again = can_repeat(way, WayProgress::Failed) || can_repeat(way, WayProgress::Unknown);
  return again ? std::optional(way.retry_at) : std::nullopt;
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
  return std::any_of(ways_.begin(), ways_.end(), has_told);
}

bool Errand::is_hopeless() const {
  return std::none_of(ways_.begin(), ways_.end(), [](const Way& way) {
    return has_told(way) || is_open(way) || can_repeat(way, WayProgress::Unknown);
  });
}

std::optional<std::size_t> Errand::next(Tick now) const {
  std::optional<std::size_t> untried, failed, unknown, siren;
  bool open = false;
  for (std::size_t i = 0; i < ways_.size(); ++i) {
    const Way& way = ways_[i];
    if (is_siren(way)) {
      const auto from = siren_from(way);
      if (from && *from <= now) siren = i;
      continue;
    }
    if (has_told(way) || way.progress == WayProgress::UnderWay) return std::nullopt;
    open = open || is_open(way);
    const bool due = way.retry_at <= now;
    if (!untried && way.progress == WayProgress::Untried) untried = i;
    if (!failed && due && can_repeat(way, WayProgress::Failed)) failed = i;
    if (!unknown && due && can_repeat(way, WayProgress::Unknown)) unknown = i;
  }
  if (untried) return untried;
  if (open) return failed;
  return unknown ? unknown : siren;
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
  std::optional<Tick> first, failed, unknown, siren;
  const auto earlier = [](std::optional<Tick>& slot, std::optional<Tick> at) {
    if (at && (!slot || *at < *slot)) slot = at;
  };
  bool open = false, busy = false;
  for (const Way& way : ways_) {
    const bool under_way = way.progress == WayProgress::UnderWay;
    if (under_way) earlier(first, way.at + kReceiptWithin);
    if (is_siren(way)) {
      earlier(siren, siren_from(way));
      continue;
    }
    busy = busy || under_way;
    open = open || is_open(way);
    if (way.progress == WayProgress::Untried) earlier(failed, way.at);
    if (can_repeat(way, WayProgress::Failed)) earlier(failed, way.retry_at);
    if (can_repeat(way, WayProgress::Unknown)) earlier(unknown, way.retry_at);
  }
  if (busy) return first;
  earlier(first, open ? failed : unknown);
  if (!open) earlier(first, siren);
  return first;
}

}  // namespace hazgate::emergency
