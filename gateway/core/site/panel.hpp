#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "drivers/device/event_queue.hpp"
#include "gateway/core/site/event.hpp"
#include "gateway/core/site/spec.hpp"

namespace hazgate::site {

/// The state of a fire panel that tells only what changes, rebuilt from its events.
///
///   fire        stays until the panel is reset: a person does that at the panel
///   fault, supervise   until restore of the same part, or a reset
///   start, feedback, action   until stop of the same part, or a reset
///   isolate     until release; a reset of the panel does not enable what was disabled
///
/// A reset is of the controller that its code begins with, of all when that is zero or not known.
///
/// A zone shows the worst of its parts: fire, supervisory, fault, disabled, operated, normal; the others
/// stand behind it. After a gap in the events, and after a start, nobody knows what was missed: the zones
/// are uncertain until a person has looked at the panel.
/// Source  domain.md 4.3
/// Thread  any, one at a time (pure)
class Panel {
 public:
  /// The zones of the device, by their places in the site's tables.
  Panel(const SiteSpec& spec, DeviceIndex device);

  /// Takes an event. What has to be kept of it goes into `memories`.
  /// Result  the zone of its part
  std::optional<PointIndex> take(const device::PanelEvent& event,
                                 std::vector<PartMemory>& memories);
  void restore(const PartMemory& memory);
  std::vector<PartMemory> memory() const;

  bool checked() const { return checked_; }
  void set_checked(bool checked) { checked_ = checked; }
  /// An event may have been lost. While nothing was read since the last such moment that is old news.
  void missed();
  void read() { read_ = true; }
  /// Whether somebody must be asked (again) to look at it; true once.
  bool take_news() { return std::exchange(news_, false); }
  bool has_news() const { return news_; }
  void set_old() { news_ = false; }

  /// One sample for each zone.
  std::vector<Sample> samples(Tick at) const;
  /// The zones in which one of these states holds; bits 1 << ZoneState.
  std::set<PointIndex> zones_with(unsigned states) const;
  /// For each zone, in the same order, which states hold: bit 1 << ZoneState.
  std::vector<unsigned> states() const;

 private:
  struct Zone {
    PointIndex point{};
    std::vector<std::string> patterns;
  };
  struct Part {
    unsigned conditions = 0;
    std::optional<std::size_t> zone;
  };
  std::vector<unsigned> conditions() const;
  void set(const std::string& part, unsigned conditions);
  std::optional<std::size_t> zone_of(const std::string& part) const;
  PartMemory memory_of(const std::string& part) const;

  std::string device_;
  std::vector<Zone> zones_;
  std::size_t controller_digits_ = 0;
  std::map<std::string, Part> parts_;  ///< those with a condition
  bool checked_ = false;
  bool read_ = false;  ///< since it was missed
  bool news_ = true;
};

}  // namespace hazgate::site
