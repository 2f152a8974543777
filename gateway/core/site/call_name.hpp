#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/core/emergency/plan.hpp"

namespace hazgate::site {

/// What a call to people is about.
enum class CallAbout : std::uint8_t {
  Step,
  NeighbourFirst,  ///< in the order of emergency::CallKind
  NeighbourReminder,
  NeighbourWind,
  NeighbourAllClear,
  AllClear,  ///< to our own people
  Clock,     ///< a report is due
  Asked,     ///< a step starts soon unless it is forbidden
  Wind,      ///< it has turned: the ways out are other ones
};

inline constexpr std::array<std::string_view, 9> kCallAboutTexts = {"step",
                                                                    "neighbour-first",
                                                                    "neighbour-reminder",
                                                                    "neighbour-wind",
                                                                    "neighbour-all-clear",
                                                                    "all-clear",
                                                                    "clock",
                                                                    "asked",
                                                                    "wind"};

constexpr bool is_to_neighbour(CallAbout about) {
  return about >= CallAbout::NeighbourFirst && about <= CallAbout::NeighbourAllClear;
}

/// Whether it is for our own people while the plan runs: a step that tells, or one that asks.
constexpr bool is_of_a_step(CallAbout about) {
  return about == CallAbout::Step || about == CallAbout::Asked;
}

/// The name under which Errands know a call of an incident: by what things are called and not by where they
/// stand, so that it holds when the configuration has changed.
struct CallName {
  CallAbout about = CallAbout::Step;
  std::string which;       ///< id of the step or the neighbour, text of the duty; AllClear: empty
  std::size_t number = 0;  ///< how many of it went before

  friend bool operator==(const CallName&, const CallName&) = default;
};

/// "step:tell-operator", "neighbour-reminder:acme:2", "all-clear".
std::string text_of(const CallName& name);

/// None: it is no such text.
std::optional<CallName> call_name_from(std::string_view text);

/// What a step is called in the names of its calls, and which one is called so; its place stands in for an id
/// that was not written.
std::string step_name(const emergency::PlanSpec& plan, std::size_t step);
std::optional<std::size_t> step_named(const emergency::PlanSpec& plan, std::string_view name);

}  // namespace hazgate::site
