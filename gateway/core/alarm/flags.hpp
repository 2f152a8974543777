#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hazgate::alarm {

/// What lies over the state of an alarm and keeps it quiet; the state keeps running underneath.
enum class Flag : std::uint8_t {
  Shelved,       ///< by the operator, for a while
  Suppressed,    ///< by design: a rule of the configuration says that it means nothing now
  OutOfService,  ///< by an engineer, with a reason; a bypass in every vote
};

inline constexpr std::array<std::string_view, 3> kFlagTexts = {"shelved", "suppressed",
                                                               "out-of-service"};

inline constexpr std::array<Flag, 3> kAllFlags = {Flag::Shelved, Flag::Suppressed,
                                                  Flag::OutOfService};

constexpr std::string_view to_text(Flag flag) {
  return kFlagTexts[static_cast<std::size_t>(flag)];
}

/// A set of flags.
class Flags {
 public:
  constexpr Flags() = default;
  static constexpr Flags from_bits(std::uint8_t bits) {
    Flags flags;
    flags.bits_ = bits & kAll;
    return flags;
  }

  constexpr std::uint8_t bits() const { return bits_; }
  constexpr bool any() const { return bits_ != 0; }
  constexpr bool has(Flag flag) const { return (bits_ & bit(flag)) != 0; }
  constexpr void set(Flag flag) { bits_ = static_cast<std::uint8_t>(bits_ | bit(flag)); }
  constexpr void lift(Flag flag) { bits_ = static_cast<std::uint8_t>(bits_ & ~bit(flag)); }

  friend constexpr bool operator==(Flags, Flags) = default;

 private:
  static constexpr std::uint8_t kAll = 0x7;
  static constexpr std::uint8_t bit(Flag flag) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(flag));
  }

  std::uint8_t bits_ = 0;
};

}  // namespace hazgate::alarm
