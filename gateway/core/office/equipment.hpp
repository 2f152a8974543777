#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/office/date.hpp"

namespace hazgate::office {

enum class EquipmentKind : std::uint8_t {
  GasDetector,
  Gauge,
  Lightning,
  SafetyValve,
  Vessel,
  Fire,
  Certificate,  ///< of a person, such as the operator of a vessel
  Other,
};

inline constexpr std::array<std::string_view, 8> kEquipmentKindTexts = {
    "gas-detector", "gauge", "lightning", "safety-valve", "vessel", "fire", "certificate", "other"};

constexpr std::string_view to_text(EquipmentKind kind) {
  return kEquipmentKindTexts[static_cast<std::size_t>(kind)];
}

enum class Duty : std::uint8_t { Calibration, Inspection, Certificate };

inline constexpr std::array<std::string_view, 3> kDutyTexts = {"calibration", "inspection",
                                                               "certificate"};

constexpr std::string_view to_text(Duty duty) {
  return kDutyTexts[static_cast<std::size_t>(duty)];
}

/// What must be done again and again, as the site file has it.
/// Shape   `last` and `every`, or `until`
struct DutySpec {
  Duty duty = Duty::Calibration;
  std::optional<Date> last;
  std::optional<Span> every;
  std::optional<Date> until;  ///< the day until which a certificate is good
};

struct EquipmentSpec {
  std::string id;
  std::string name;
  EquipmentKind kind = EquipmentKind::Other;
  std::string device;  ///< the device of the site that it is; empty: none that is polled
  bool explosion_risk = false;
  std::string certificate;  ///< its number
  std::string holder;       ///< of a certificate; who answers for the thing
  std::vector<DutySpec> duties;
};

/// How often, where the site file does not say; none: it must say.
/// Source  domain.md 1.2 (JJG 693: gas 1 year), 2.2 (JJG 52: gauges half a year; TSG 21: safety
///         valves 1 year), 3 (lightning 1 year, half a year in explosion-risk places)
std::optional<Span> usual_span(EquipmentKind kind, Duty duty, bool explosion_risk);

/// One emergency plan, and how often it is drilled.
struct DrillSpec {
  std::string plan;
  std::string name;
  Span every{.months = 6};
  std::optional<Date> last;  ///< as the site file has it
};

}  // namespace hazgate::office
