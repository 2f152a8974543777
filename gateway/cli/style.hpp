#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hazgate::cli {

/// What a piece of text means to the eye. The four priorities are the red, orange, yellow and blue
/// of the contract.
enum class Colour : std::uint8_t { None, Red, Orange, Yellow, Blue, Green, Dim, Bold };

/// Puts colours around text, or leaves it as it is (a pipe, a file, NO_COLOR).
/// Thread  any (pure)
class Paint {
 public:
  Paint() = default;
  explicit Paint(bool on) : on_(on) {}
  bool is_on() const { return on_; }
  std::string operator()(Colour colour, std::string_view text) const;
  /// Dark text on a bar of this colour.
  std::string bar(Colour colour, std::string_view text) const;

 private:
  bool on_ = false;
};

Colour priority_colour(std::string_view priority);
/// Of an alarm: its priority's while it wants somebody, paler once it was acknowledged or is gone.
Colour state_colour(std::string_view state, std::string_view priority);
Colour quality_colour(std::string_view quality);

/// 0 is the most urgent; anything unknown comes last.
std::size_t priority_rank(std::string_view priority);
bool is_unacknowledged(std::string_view state);

}  // namespace hazgate::cli
