#include "gateway/daemon/alarm_story.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "gateway/daemon/messages.hpp"

namespace hazgate::daemon {

namespace json = boost::json;

/// The readings between the moment and the good side are beyond, or bad: those next to the good side
/// are the ones that led to it.
bool ReadingStory::take_before(StoryReading reading) {
  if (!good_ && reading.beyond != true && is_usable(reading.reading.quality)) {
    good_ = before_.size();
  }
  before_.push_back(std::move(reading));
  if (before_.size() >= kMostBack) return false;
  return !good_ || before_.size() < *good_ + kBefore;
}

bool ReadingStory::take_after(StoryReading reading) {
  after_.push_back(std::move(reading));
  return after_.size() < kAfter;
}

bool ReadingStory::take_newest(StoryReading reading) {
  newest_.push_back(std::move(reading));
  return newest_.size() <= most_newest_;
}

json::array ReadingStory::json() const {
  // Around the good side, oldest first; nowhere a good one: next to the moment.
  std::vector<const StoryReading*> shown;
  const std::size_t good = good_.value_or(0);
  const std::size_t first = good > kAfter ? good - kAfter : 0;
  const std::size_t end = std::min(before_.size(), good + kBefore);
  for (std::size_t i = end; i > first; --i) shown.push_back(&before_[i - 1]);
  std::size_t gap = 0;
  if (first == 0) {
    for (const StoryReading& reading : after_) shown.push_back(&reading);
  }
  const WallTime last = shown.empty() ? WallTime::min() : shown.back()->reading.t;
  const bool meet = newest_.size() <= most_newest_ || newest_.back().reading.t <= last;
  if (!meet) gap = shown.size();
  for (std::size_t i = std::min(newest_.size(), most_newest_); i > 0; --i) {
    if (newest_[i - 1].reading.t > last) shown.push_back(&newest_[i - 1]);
  }
  json::array array;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const auto& [reading, beyond] = *shown[i];
    json::object object{{"t", unix_ms(reading.t)},
                        {"value", to_json(reading.value)},
                        {"quality", to_text(reading.quality)},
                        {"beyond", beyond ? json::value(*beyond) : json::value(nullptr)}};
    if (gap != 0 && i == gap) object["gap"] = true;
    array.push_back(std::move(object));
  }
  return array;
}

void Extremes::take(const journal::PastReading& reading) {
  ++readings_;
  const auto value = as_number(reading.value);
  if (!value || !is_usable(reading.quality)) return;
  if (!lowest_ || *value < lowest_->second) lowest_ = {reading.t, *value};
  if (!highest_ || *value > highest_->second) highest_ = {reading.t, *value};
}

json::object Extremes::json() const {
  json::object object{{"readings", readings_}};
  const auto put = [&](const char* key, const auto& extreme) {
    if (extreme) object[key] = {{"t", unix_ms(extreme->first)}, {"value", extreme->second}};
  };
  put("lowest", lowest_);
  put("highest", highest_);
  return object;
}

bool is_of(const journal::EventRecord& record, const std::string& alarm) {
  if (record.kind != "alarm" || record.body.find(alarm) == std::string::npos) return false;
  json::error_code error;
  const json::value body = json::parse(record.body, error);
  if (error || !body.is_object()) return false;
  const json::value* id = body.get_object().if_contains("id");
  return id != nullptr && id->is_string() && id->get_string() == alarm;
}

}  // namespace hazgate::daemon
