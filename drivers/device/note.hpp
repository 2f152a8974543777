#pragma once

#include <cstdint>
#include <string_view>

namespace hazgate::device {

/// Why a reading is not simply what its registers say.
enum class Note : std::uint8_t {
  None,
  HeartbeatStands,
  StatusFault,
  StatusMaintenance,
  StatusWarmUp,
  StatusOverRange,
  StatusUnderRange,
  StatusSimulated,
  StatusUncertain,
  WarmUpTooLong,
  MaintenanceTooLong,
  SimulatedTooLong,
  StatusUnreadable,
  DecimalsUnreadable,
  DecimalsUnknown,
  UnitUnreadable,
  UnitDiffers,
  CounterReset,
};

/// For people; empty for None.
std::string_view to_text(Note note);

}  // namespace hazgate::device
