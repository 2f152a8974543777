#pragma once

#include <cstddef>
#include <cstdint>

namespace hazgate::site {

/// What a call to people is about. Errands know a call by its incident and a number: below kSteps that is a
/// step of the plan, above it says what else it is.
enum class CallAbout : std::uint8_t {
  Step,
  NeighbourFirst,  ///< in the order of emergency::CallKind
  NeighbourReminder,
  NeighbourWind,
  NeighbourAllClear,
  AllClear,  ///< to our own people
  Clock,     ///< a report is due
  Asked,     ///< a step starts soon unless it is forbidden
};

struct CallPlace {
  CallAbout about = CallAbout::Step;
  std::size_t which = 0;   ///< step, neighbour, duty, step
  std::size_t number = 0;  ///< how many of it went before; of a step 0
};

inline constexpr std::size_t kMostSteps = 1'000;
inline constexpr std::size_t kMostNumber = 10'000;  ///< beyond that the oldest numbers come again
inline constexpr std::size_t kMostWhich = 1'000;

constexpr std::size_t number_of(CallPlace place) {
  if (place.about == CallAbout::Step) return place.which;
  const auto about = static_cast<std::size_t>(place.about);
  return kMostSteps + (about * kMostWhich + place.which) * kMostNumber + place.number % kMostNumber;
}

constexpr CallPlace place_of(std::size_t number) {
  if (number < kMostSteps) return {CallAbout::Step, number, 0};
  const std::size_t rest = number - kMostSteps;
  return {static_cast<CallAbout>(rest / kMostNumber / kMostWhich), rest / kMostNumber % kMostWhich,
          rest % kMostNumber};
}

/// Whether it is for our own people while the plan runs: a step that tells, or one that asks.
constexpr bool is_of_a_step(CallPlace place) {
  return place.about == CallAbout::Step || place.about == CallAbout::Asked;
}

}  // namespace hazgate::site
