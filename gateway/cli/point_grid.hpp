#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "gateway/cli/gauge.hpp"
#include "gateway/cli/listings.hpp"
#include "gateway/cli/screen_line.hpp"

namespace hazgate::cli {

/// The points of the screen in columns: bars for those with a range, values for the others.
/// Thread  any (pure)
class PointGrid {
 public:
  PointGrid(const Items& points, const Items& alarms, std::size_t columns, const Look& look,
            const Glyphs& glyphs);

  /// Rows that show every point.
  std::size_t wanted_rows() const;
  std::vector<std::string> lines(std::size_t rows) const;
  /// "+12 more" when not all fit in so many rows.
  std::string left_over(std::size_t rows) const;

 private:
  struct Place {
    std::string id;
    std::string value;
    Colour colour = Colour::None;
    bool has_gauge = false;
    Gauge gauge;
    int rank = 0;  ///< the smallest stays longest when there is no room
  };
  Place place_of(const Item& point, const Items& alarms) const;
  std::vector<const Place*> chosen(std::size_t count) const;
  /// How wide ids and values of one column of the screen are.
  struct Widths {
    std::size_t id = 0;
    std::size_t value = 0;
  };
  static Widths widths_of(const std::vector<const Place*>& places, std::size_t from,
                          std::size_t count);
  void put(ScreenLine& line, const Place& place, const Widths& widths, std::size_t width) const;

  std::size_t width_;
  const Look& look_;
  const Glyphs& glyphs_;
  std::vector<Place> places_;
  std::size_t most_columns_;
};

}  // namespace hazgate::cli
