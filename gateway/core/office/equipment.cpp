#include "gateway/core/office/equipment.hpp"

namespace hazgate::office {

std::optional<Span> usual_span(EquipmentKind kind, Duty duty, bool explosion_risk) {
  constexpr Span kHalfYear{.months = 6};
  constexpr Span kYear{.months = 12};
  if (duty == Duty::Certificate) return std::nullopt;
  const bool calibration = duty == Duty::Calibration;
  switch (kind) {
    case EquipmentKind::GasDetector:
      return kYear;
    case EquipmentKind::Gauge:
      return calibration ? kHalfYear : kYear;
    case EquipmentKind::Lightning:
      return explosion_risk ? kHalfYear : kYear;
    case EquipmentKind::SafetyValve:
    case EquipmentKind::Fire:
      return kYear;
    case EquipmentKind::Vessel:  // the class decides: 3 to 6 years
    case EquipmentKind::Certificate:
    case EquipmentKind::Other:
      break;
  }
  return std::nullopt;
}

}  // namespace hazgate::office
