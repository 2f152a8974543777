#include "gateway/core/receipt/receipts.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::receipt {

bool Terms::any() const {
  return std::any_of(within.begin(), within.end(), [](Duration time) { return time > Duration{}; });
}

const Waiting* Receipts::find(std::string_view alarm) const {
  const auto found = waiting_.find(alarm);
  return found == waiting_.end() ? nullptr : &found->second.waiting;
}

std::vector<std::string> Receipts::alarms() const {
  std::vector<std::string> ids;
  ids.reserve(waiting_.size());
  for (const auto& [id, entry] : waiting_) ids.push_back(id);
  return ids;
}

/// Twice as long each time.
Duration Receipts::window(const Entry& entry) const {
  const Duration first = terms_.of(entry.waiting.priority);
  const Duration longest = std::max(first, kLongestWindow);
  return std::min(first * (1 << (std::min(entry.waiting.times, kMostTimes) - 1)), longest);
}

/// Nothing: it has been said often enough.
std::optional<Tick> Receipts::due(const Entry& entry) const {
  if (entry.waiting.times >= kMostTimes && entry.waiting.overdue) return std::nullopt;
  return entry.began + window(entry);
}

void Receipts::wake_at(const Entry& entry) {
  const auto when = due(entry);
  if (when && (!wake_ || *when < *wake_)) wake_ = when;
}

void Receipts::restore(Waiting waiting, Tick now) {
  if (terms_.of(waiting.priority) <= Duration{} || waiting.announcements.empty()) return;
  drop(waiting.alarm);
  for (const Announcement& one : waiting.announcements) {
    if (one.seq == 0) ++unnumbered_;
    if (one.seq != 0) alarm_of_[one.seq] = waiting.alarm;
  }
  if (waiting.overdue) ++overdue_;
  const std::string id = waiting.alarm;
  const auto entry = waiting_.emplace(id, Entry{std::move(waiting), now}).first;
  wake_at(entry->second);
}

bool Receipts::raise(const std::string& alarm, Priority priority, std::uint64_t occurrence,
                     Now now) {
  if (terms_.of(priority) <= Duration{}) return false;
  const auto [place, is_new] = waiting_.try_emplace(alarm);
  Entry& entry = place->second;
  if (is_new) {
    entry.waiting.alarm = alarm;
    entry.waiting.priority = priority;
    entry.began = now.tick;
  }
  auto& list = entry.waiting.announcements;
  if (list.size() >=
      kMostAnnouncements) {  // the oldest says since when, the newest what is to be seen
    forget(list[1]);
    list.erase(list.begin() + 1);
  }
  list.push_back({occurrence, 1, 0, now.wall});
  ++unnumbered_;
  wake_at(entry);
  return true;
}

bool Receipts::number(std::string_view alarm, std::uint64_t occurrence, unsigned times,
                      std::uint64_t seq) {
  const auto found = waiting_.find(alarm);
  if (found == waiting_.end()) return false;
  auto& list = found->second.waiting.announcements;
  const auto one = std::find_if(list.begin(), list.end(), [&](const Announcement& other) {
    return other.seq == 0 && other.occurrence == occurrence && other.times == times;
  });
  if (one == list.end()) return false;
  one->seq = seq;
  --unnumbered_;
  alarm_of_[seq] = found->first;
  return true;
}

void Receipts::forget(const Announcement& announcement) {
  if (announcement.seq == 0) --unnumbered_;
  alarm_of_.erase(announcement.seq);
}

Receipts::Entries::iterator Receipts::erase(Entries::iterator entry) {
  for (const Announcement& one : entry->second.waiting.announcements) forget(one);
  if (entry->second.waiting.overdue) --overdue_;
  return waiting_.erase(entry);
}

bool Receipts::drop(std::string_view alarm) {
  const auto found = waiting_.find(alarm);
  if (found == waiting_.end()) return false;
  erase(found);
  return true;
}

bool Receipts::seen(std::string_view alarm, std::uint64_t occurrence, Tick now) {
  const auto found = waiting_.find(alarm);
  if (found == waiting_.end()) return false;
  const auto& list = found->second.waiting.announcements;
  for (std::size_t i = list.size(); i-- > 0;) {
    if (list[i].occurrence > occurrence) continue;
    confirm(found, i, now);
    return true;
  }
  return false;
}

/// Whoever has seen the newest sound, however it was announced, has seen the alarm.
bool Receipts::confirm(Entries::iterator entry, std::size_t place, Tick now) {
  Waiting& waiting = entry->second.waiting;
  auto& list = waiting.announcements;
  if (list[place].occurrence == list.back().occurrence) {
    erase(entry);
    return true;
  }
  const auto end = std::find_if(
      list.begin(), list.end(),
      [seen = list[place].occurrence](const Announcement& one) { return one.occurrence > seen; });
  std::for_each(list.begin(), end, [&](const Announcement& one) { forget(one); });
  list.erase(list.begin(), end);
  if (std::exchange(waiting.overdue, false)) --overdue_;
  waiting.times = 1;
  entry->second.began = now;
  entry->second.prolonged = false;
  wake_at(entry->second);
  return false;
}

Receipts::Confirmed Receipts::confirm(std::uint64_t seq, bool upto, Tick now) {
  std::map<std::string, std::uint64_t> last;  // of each alarm, what is confirmed
  const auto end = alarm_of_.upper_bound(seq);
  const auto begin = upto ? alarm_of_.begin() : alarm_of_.lower_bound(seq);
  for (auto one = begin; one != end; ++one) last[one->second] = one->first;
  Confirmed confirmed;
  for (const auto& [alarm, number] : last) {
    const auto entry = waiting_.find(alarm);
    const auto& list = entry->second.waiting.announcements;
    const auto one = std::find_if(list.begin(), list.end(),
                                  [&, wanted = number](const auto& a) { return a.seq == wanted; });
    const auto place = static_cast<std::size_t>(one - list.begin());
    (confirm(entry, place, now) ? confirmed.done : confirmed.still).push_back(alarm);
  }
  return confirmed;
}

void Receipts::line_down(Tick now) {
  if (!down_since_) down_since_ = now;
}

void Receipts::line_up(std::uint64_t delivered, Tick now) {
  if (!down_since_) return;
  const Tick down = *std::exchange(down_since_, std::nullopt);
  wake_.reset();
  for (auto& [id, entry] : waiting_) {
    const std::uint64_t seq = entry.waiting.announcements.back().seq;
    const bool is_there = seq != 0 && seq <= delivered;
    // Of what was there already only the time without a line does not count.
    const Duration away = now - std::max(down, entry.began);
    entry.began = is_there ? entry.began + std::max(away, Duration{}) : now;
    entry.prolonged = entry.prolonged && is_there;
    wake_at(entry);
  }
}

Again Receipts::announce(Entry& entry, Now now) {
  Waiting& waiting = entry.waiting;
  auto& list = waiting.announcements;
  Again again{.alarm = waiting.alarm,
              .occurrence = list.back().occurrence,
              .times = ++waiting.times,
              .of = list.front().seq,
              .since = list.front().t};
  if (list.size() >= kMostAnnouncements) {
    forget(list[1]);
    list.erase(list.begin() + 1);
  }
  list.push_back({again.occurrence, again.times, 0, now.wall});
  ++unnumbered_;
  entry.began = now.tick;
  entry.prolonged = false;
  return again;
}

std::vector<Again> Receipts::run(std::uint64_t delivered, Now now) {
  if (now.tick < deadline().value_or(Tick::max())) return {};
  std::vector<Entry*> ready;
  for (auto& [id, entry] : waiting_) {
    const auto when = due(entry);
    if (!when || *when > now.tick) continue;
    const std::uint64_t seq = entry.waiting.announcements.back().seq;
    if ((seq == 0 || seq > delivered) && !std::exchange(entry.prolonged, true)) {
      entry.began = now.tick;
      continue;
    }
    if (!std::exchange(entry.waiting.overdue, true)) ++overdue_;
    if (entry.waiting.times < kMostTimes) ready.push_back(&entry);
  }
  std::stable_sort(ready.begin(), ready.end(), [](const Entry* a, const Entry* b) {
    return std::pair{a->waiting.priority, a->waiting.announcements.front().t} <
           std::pair{b->waiting.priority, b->waiting.announcements.front().t};
  });
  std::vector<Again> again;
  for (std::size_t i = 0; i < std::min(ready.size(), kAtOnce); ++i) {
    again.push_back(announce(*ready[i], now));
  }
  next_pace_ = now.tick + kPace;
  wake_.reset();
  for (const auto& [id, entry] : waiting_) wake_at(entry);
  return again;
}

std::optional<Tick> Receipts::deadline() const {
  if (down_since_ || !wake_) return std::nullopt;
  return next_pace_ ? std::max(*wake_, *next_pace_) : *wake_;
}

}  // namespace hazgate::receipt
