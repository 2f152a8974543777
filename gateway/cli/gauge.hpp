#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/cli/style.hpp"

namespace hazgate::cli {

/// The signs of the screen: for terminals that draw, and for those that only have ASCII.
struct Glyphs {
  std::string_view full, half, empty, tick, rule, dot, alarm, quiet, done, running, failed, skipped,
      waiting, arrow;
};
const Glyphs& glyphs(bool plain_ascii);

/// A bar from `low` to `high`, with marks where the limits of its alarms are.
struct Gauge {
  struct Mark {
    double at = 0.0;
    Colour colour = Colour::None;
  };
  double low = 0.0;
  double high = 1.0;
  bool has_value = true;
  double value = 0.0;
  Colour fill = Colour::Green;
  std::vector<Mark> marks;
};

/// Thread  any (pure)
std::string gauge_text(const Gauge& gauge, std::size_t width, const Glyphs& glyphs,
                       const Paint& paint);

}  // namespace hazgate::cli
