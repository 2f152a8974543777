#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "gateway/cli/style.hpp"
#include "gateway/cli/width.hpp"

namespace hazgate::cli {

/// One line of a screen, put together from left to right; it never gets wider than it may.
class ScreenLine {
 public:
  ScreenLine(std::size_t columns, const Paint& paint) : room_(columns), paint_(paint) {}

  void put(Colour colour, std::string_view text) {
    const std::string fits = shortened(text, room_);
    room_ -= std::min(room_, display_width(fits));
    text_ += paint_(colour, fits);
  }
  /// Text with its own colours, of this width; left out when there is no room for all of it.
  void put_painted(std::string_view text, std::size_t width) {
    if (width > room_) return;
    room_ -= width;
    text_ += text;
  }
  std::size_t room() const { return room_; }
  const std::string& text() const { return text_; }

 private:
  std::size_t room_;
  const Paint& paint_;
  std::string text_;
};

}  // namespace hazgate::cli
