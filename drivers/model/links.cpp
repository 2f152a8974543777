#include "drivers/model/links.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "drivers/model/reader.hpp"

namespace hazgate::model {
namespace {

/// Finds the partners of the points of one device.
class Linker {
 public:
  Linker(std::vector<ModelPoint>& points, bool complete, Mistakes& mistakes)
      : points_(points), complete_(complete), mistakes_(mistakes) {}

  void run() {
    for (ModelPoint& point : points_) {
      if (point.decimals) point.rules.decimals = find_decimals(point);
      if (point.unit_from) point.rules.unit_from = find_unit(point);
      point.rules.status.clear();
      for (const PartnerText& text : point.status) {
        if (const auto place = find_status(point, text)) point.rules.status.push_back(*place);
      }
    }
    check_idle();
  }

 private:
  void complain(const PartnerText& text, std::string problem, std::string remedy) {
    mistakes_.add(text.mark.place, text.mark.path, std::move(problem), std::move(remedy));
  }

  /// Also refuses a point that leans on others itself: so there are no circles.
  std::optional<std::uint32_t> find(const ModelPoint& point, const PartnerText& text) {
    std::vector<std::string> names;
    for (std::size_t place = 0; place < points_.size(); ++place) {
      const ModelPoint& other = points_[place];
      names.push_back(other.id);
      if (other.id != text.id) continue;
      used_.push_back(place);
      if (&other == &point) {
        complain(text, "the point refers to itself", "write the id of another point");
        return std::nullopt;
      }
      if (other.decimals || other.unit_from || !other.status.empty()) {
        const bool circle = leans_on(other, point.id);
        complain(text,
                 "point \"" + other.id + "\"" +
                     (circle ? " refers back to \"" + point.id + "\""
                             : " has decimals, unit_from or status of its own"),
                 "write a point that stands alone");
        return std::nullopt;
      }
      return static_cast<std::uint32_t>(place);
    }
    if (!complete_) return std::nullopt;
    const auto meant = nearest(text.id, names);
    complain(text, "the device has no point \"" + text.id + "\"",
             meant ? "did you mean \"" + *meant + "\"?" : "write one that it has");
    return std::nullopt;
  }

  static bool leans_on(const ModelPoint& point, const std::string& id) {
    const auto is = [&id](const PartnerText& text) { return text.id == id; };
    return (point.decimals && is(*point.decimals)) || (point.unit_from && is(*point.unit_from)) ||
           std::any_of(point.status.begin(), point.status.end(), is);
  }

  std::optional<std::uint32_t> find_decimals(const ModelPoint& point) {
    const auto place = find(point, *point.decimals);
    if (place && (!is_plain_integer(points_[*place].format) || points_[*place].rules.counter)) {
      complain(*point.decimals,
               "point \"" + points_[*place].id + "\" is not a whole number as it is read",
               "write the point that holds 0 to 4, without scale, offset and states");
    }
    return place;
  }

  std::optional<std::uint32_t> find_unit(const ModelPoint& point) {
    const auto place = find(point, *point.unit_from);
    if (!place) return place;
    const auto& states = points_[*place].format.states;
    if (states.empty()) {
      complain(*point.unit_from, "point \"" + points_[*place].id + "\" has no states",
               "write the units as its states: states = { 0 = \"%LEL\", 1 = \"ppm\" }");
    } else if (!point.unit.empty() &&
               std::none_of(states.begin(), states.end(),
                            [&](const auto& each) { return each.text == point.unit; })) {
      complain(*point.unit_from,
               "the unit \"" + point.unit + "\" is none of the states of \"" + points_[*place].id +
                   "\", so that the value is always a fault",
               "write the same text in both");
    }
    return place;
  }

  std::optional<std::uint32_t> find_status(const ModelPoint& point, const PartnerText& text) {
    const auto place = find(point, text);
    if (place && points_[*place].rules.status_map.empty()) {
      complain(text, "point \"" + points_[*place].id + "\" has neither qualities nor bit_qualities",
               "write there which of its codes or bits mean what");
    }
    return place;
  }

  /// A status word that nobody asks protects nothing.
  void check_idle() {
    if (!complete_) return;
    for (std::size_t place = 0; place < points_.size(); ++place) {
      const ModelPoint& point = points_[place];
      if (point.rules.status_map.empty()) continue;
      if (std::find(used_.begin(), used_.end(), place) != used_.end()) continue;
      const char* key = point.rules.status_map.codes.empty() ? ".bit_qualities" : ".qualities";
      mistakes_.add(point.place, point.path + key, "no point has this one as its status",
                    "write status = \"" + point.id + "\" in the points it speaks of");
    }
  }

  std::vector<ModelPoint>& points_;
  bool complete_;
  Mistakes& mistakes_;
  std::vector<std::size_t> used_;
};

}  // namespace

bool is_plain_integer(const codec::PointFormat& format) {
  switch (format.type) {
    case codec::RawType::Bool:
    case codec::RawType::Bit:
    case codec::RawType::Float32:
    case codec::RawType::Float64:
    case codec::RawType::String:
      return false;
    default:
      return format.states.empty() && format.scale == 1.0 && format.offset == 0.0;
  }
}

void link_points(std::vector<ModelPoint>& points, bool complete, Duration poll,
                 Mistakes& mistakes) {
  Linker(points, complete, mistakes).run();
  for (const ModelPoint& point : points) {
    const Duration limit = point.rules.heartbeat;
    if (limit <= Duration{} || limit >= 3 * poll) continue;
    mistakes.add(point.place, point.path + ".heartbeat",
                 "is shorter than three polls of the device, so that it may be missed",
                 "write a longer one, or a shorter poll");
  }
}

}  // namespace hazgate::model
