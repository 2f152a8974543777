#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/poll/renumbering.hpp"
#include "drivers/poll/report.hpp"
#include "gateway/control/desk.hpp"
#include "gateway/core/site/spec.hpp"

namespace hazgate::daemon {

/// Whether `text` fits a glob of `*` and `?`; an empty pattern fits everything.
bool fits(std::string_view pattern, std::string_view text);

/// What every point reads now, and who wants to be told of changes.
/// Thread  core
class Board {
 public:
  explicit Board(const site::SiteSpec& spec);

  /// Goes on where another board is: the values of the points that are still there, and the watchers.
  void take_over(Board& before, const poll::Renumbering& renumbering);
  void take(const poll::PollResult& result);
  boost::json::object point(PointIndex point) const;
  /// What of these devices is overdue, {"equipment","duty","due"}: shown with each of their points.
  void mark(std::map<DeviceIndex, boost::json::object> overdue);
  const std::map<DeviceIndex, boost::json::object>& overdue() const { return overdue_; }
  /// All points that fit, then every change of one of them, until the caller goes away.
  void watch(const std::string& pattern, std::shared_ptr<control::Answer> answer);
  void list(const std::string& pattern, control::Answer& answer) const;

  static constexpr std::size_t kMostWatchers = 16;

 private:
  struct Now {
    Value value;
    Quality quality = Quality::NotYet;
    WallTime t{};
    device::Note note = device::Note::None;
  };
  struct Watcher {
    std::string pattern;
    std::shared_ptr<control::Answer> answer;
  };
  void tell(PointIndex point);

  const site::SiteSpec& spec_;
  std::vector<Now> now_;
  std::list<Watcher> watchers_;
  std::map<DeviceIndex, boost::json::object> overdue_;
};

}  // namespace hazgate::daemon
