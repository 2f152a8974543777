#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "gateway/core/kpi/report.hpp"

namespace hazgate::kpi {

enum class Verdict : std::uint8_t {
  None,  ///< too little to judge by, or nothing to measure
  Good,  ///< the target is met
  Fair,  ///< the limit is kept
  Bad,
};

inline constexpr std::array<std::string_view, 4> kVerdictTexts = {"none", "good", "fair", "bad"};

constexpr std::string_view to_text(Verdict verdict) {
  return kVerdictTexts[static_cast<std::size_t>(verdict)];
}

/// What a figure is to be, at most; with `less`: below.
struct Goal {
  double target = 0;
  double limit = 0;
  bool less = false;
};

Verdict judge(double figure, const Goal& goal);

/// Where a source gives one figure only, target and limit are the same.
/// Units   rates: alarms for one operator; shares: of 1; acknowledge: seconds
/// Source  ISA-18.2-2009 / IEC 62682, EEMUA 191; domain.md 7.4, 6.1 (acknowledge, ours)
struct Goals {
  Goal per_day{150, 300};
  Goal per_hour{6, 12};
  Goal per_ten_minutes{1, 2};
  Goal most_in_ten_minutes{10, 10};
  Goal crowded_share{0.01, 0.01, true};
  Goal flood_share{0.01, 0.01, true};
  Goal top_share{0.01, 0.05, true};
  Goal chattering{0, 0};
  Goal fleeting{0, 0};
  Goal stale{5, 5, true};
  Goal critical_share{0.01, 0.05, true};  ///< the limit: of the highest of three
  Goal high_share{0.05, 0.05};
  Goal medium_share{0.15, 0.15};
  Goal acknowledge_median{180, 300};
  Goal acknowledge_95{300, 600};

  /// Rates of less than this are none, and shares of the time not judged: they are chance.
  Duration rates_from = std::chrono::hours{1};
  /// Shares of fewer alarms are not judged: below 200 ten alarms that came once each are over 5 %.
  std::uint64_t shares_from = 200;
};

enum class Figure : std::uint8_t {
  PerDay,
  PerHour,
  PerTenMinutes,
  MostInTenMinutes,
  CrowdedShare,
  FloodShare,
  TopShare,
  Chattering,
  Fleeting,
  Stale,
  CriticalShare,
  HighShare,
  MediumShare,
  AcknowledgeMedian,
  Acknowledge95,
};

inline constexpr std::size_t kFigures = 15;
inline constexpr std::array<std::string_view, kFigures> kFigureTexts = {
    "per_day",        "per_hour",   "per_10min",    "most_in_10min", "crowded_share",
    "flood_share",    "top_share",  "chattering",   "fleeting",      "stale",
    "critical_share", "high_share", "medium_share", "ack_median_s",  "ack_95_s",
};

constexpr std::string_view to_text(Figure figure) {
  return kFigureTexts[static_cast<std::size_t>(figure)];
}

struct Judged {
  Figure figure = Figure::PerDay;
  std::optional<double> value;  ///< none: there was nothing to measure
  Goal goal;
  Verdict verdict = Verdict::None;
};

/// Every figure of a period that has a goal, in the order of Figure.
/// Thread  any (pure)
std::array<Judged, kFigures> judged(const Report& report, const Goals& goals = {});

}  // namespace hazgate::kpi
