#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/core/alarm/time.hpp"
#include "gateway/journal/course.hpp"

/// What the record says of one alarm: the readings that led to its state, and who did what. Taken in
/// reading by reading on the journal's reader, given out as JSON.
/// Thread  any, one at a time (pure)
namespace hazgate::daemon {

/// One kept reading and whether it would raise the alarm; none: it does not say.
struct StoryReading {
  journal::PastReading reading;
  std::optional<bool> beyond;
};

/// The readings around a moment, and the newest. Back from the moment it is enough when there is one
/// on the good side and nine before it.
class ReadingStory {
 public:
  static constexpr std::size_t kBefore = 10, kAfter = 10, kNewest = 5;
  /// Held while looking for the good side; of more, those next to the moment stay out.
  static constexpr std::size_t kMostBack = 5'000;

  explicit ReadingStory(std::size_t newest = kNewest) : most_newest_(newest) {}

  bool take_before(StoryReading reading);  ///< newest first; false: enough
  bool take_after(StoryReading reading);   ///< oldest first
  /// Newest first, one more than is shown: it says whether some were left out before.
  bool take_newest(StoryReading reading);

  /// Oldest first: {"t","value","quality","beyond"}, "gap" where some before it were left out.
  boost::json::array json() const;

 private:
  std::size_t most_newest_;
  std::vector<StoryReading> before_, after_, newest_;
  std::optional<std::size_t> good_;  ///< place in before_ of the newest on the good side
};

/// The lowest and the highest of a stretch.
class Extremes {
 public:
  void take(const journal::PastReading& reading);
  /// {"readings","lowest":{"t","value"},"highest":{…}}; without the two when there was no number.
  boost::json::object json() const;

 private:
  std::uint64_t readings_ = 0;
  std::optional<std::pair<WallTime, double>> lowest_, highest_;
};

/// Whether this event is a transition of the alarm, without parsing every body of the record.
bool is_of(const journal::EventRecord& record, const std::string& alarm);

}  // namespace hazgate::daemon
