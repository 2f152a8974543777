#include "gateway/daemon/board.hpp"

#include <utility>

#include "gateway/daemon/messages.hpp"

namespace hazgate::daemon {

bool fits(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return true;
  std::size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t]) && pattern[p] != '*') {
      ++p;
      ++t;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

Board::Board(const site::SiteSpec& spec) : spec_(spec), now_(spec.points.size()) {}

void Board::take_over(Board& before, const poll::Renumbering& renumbering) {
  for (std::size_t i = 0; i < before.now_.size(); ++i) {
    const auto point = renumbering.of(index_of<PointIndex>(i));
    if (point) now_[at(*point)] = std::move(before.now_[i]);
  }
  watchers_ = std::move(before.watchers_);
}

void Board::take(const poll::PollResult& result) {
  for (const poll::PointReading& reading : result.readings) {
    Now& now = now_[at(reading.point)];
    const bool changed = now.quality != reading.decoded.quality ||
                         now.value != reading.decoded.value || now.note != reading.note;
    now.note = reading.note;
    now.value = reading.decoded.value;
    now.quality = reading.decoded.quality;
    now.t = result.wall;
    if (changed && !watchers_.empty()) tell(reading.point);
  }
}

void Board::mark(std::map<DeviceIndex, boost::json::object> overdue) {
  const auto before = std::exchange(overdue_, std::move(overdue));
  if (watchers_.empty()) return;
  const auto of = [](const auto& marks, DeviceIndex device) {
    const auto found = marks.find(device);
    return found == marks.end() ? boost::json::object{} : found->second;
  };
  for (std::size_t i = 0; i < spec_.points.size(); ++i) {
    const DeviceIndex device = spec_.points[i].device;
    if (of(before, device) != of(overdue_, device)) tell(index_of<PointIndex>(i));
  }
}

void Board::tell(PointIndex index) {
  watchers_.remove_if([](const Watcher& watcher) { return !watcher.answer->is_open(); });
  for (const Watcher& watcher : watchers_) {
    if (fits(watcher.pattern, spec_.points[at(index)].id)) watcher.answer->item(point(index));
  }
}

boost::json::object Board::point(PointIndex index) const {
  const site::PointSpec& spec = spec_.points[at(index)];
  const Now& now = now_[at(index)];
  const bool read = now.t != WallTime{};
  boost::json::object object{{"id", spec.id},
                             {"value", to_json(now.value)},
                             {"quality", to_text(now.quality)},
                             {"unit", spec.unit},
                             {"t", read ? boost::json::value(unix_ms(now.t)) : nullptr},
                             {"name", spec.name},
                             {"device", spec_.devices[at(spec.device)].id}};
  if (now.note != device::Note::None) object["note"] = device::to_text(now.note);
  if (const auto overdue = overdue_.find(spec.device); overdue != overdue_.end()) {
    object["overdue"] = overdue->second;
  }
  if (spec.format.range) {
    object["low"] = spec.format.range->low;
    object["high"] = spec.format.range->high;
  }
  return object;
}

void Board::list(const std::string& pattern, control::Answer& answer) const {
  for (std::size_t i = 0; i < now_.size(); ++i) {
    if (fits(pattern, spec_.points[i].id)) answer.item(point(index_of<PointIndex>(i)));
  }
}

void Board::watch(const std::string& pattern, std::shared_ptr<control::Answer> answer) {
  watchers_.remove_if([](const Watcher& watcher) { return !watcher.answer->is_open(); });
  if (watchers_.size() >= kMostWatchers) {
    answer->fail(control::Failure::Refused, "too many are watching already; end one of them");
    return;
  }
  list(pattern, *answer);
  watchers_.push_back({pattern, std::move(answer)});
}

}  // namespace hazgate::daemon
