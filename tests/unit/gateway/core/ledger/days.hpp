#pragma once

#include <string_view>

#include "gateway/core/ledger/ledger.hpp"

/// Virtual days for the tests of the ledger.
namespace hazgate::ledger {

inline Day day(std::string_view text) {
  return day_from(text).value();
}

/// Noon of a day, in a zone that is UTC.
inline Moment noon(Day day) {
  return {std::chrono::time_point_cast<std::chrono::milliseconds>(
              WallTime{day.time_since_epoch() + std::chrono::hours{12}}),
          day};
}
inline Moment noon(std::string_view text) {
  return noon(day(text));
}

inline Finding noticed(std::string_view deadline, Grade grade = Grade::General) {
  return {.description = "the relief valve of V-7 leaks",
          .grade = grade,
          .owner = "Wang",
          .deadline = day(deadline)};
}

/// An item on its way to a state, by the rules.
inline Command command(Act act, std::string by = "Li", std::string text = "as seen") {
  return {.act = act, .by = std::move(by), .text = std::move(text)};
}

}  // namespace hazgate::ledger
