#include "drivers/device/note.hpp"

namespace hazgate::device {

std::string_view to_text(Note note) {
  switch (note) {
    case Note::None:
      return {};
    case Note::HeartbeatStands:
      return "the heartbeat of the device stands still";
    case Note::StatusFault:
      return "the device reports a fault";
    case Note::StatusMaintenance:
      return "the device is in calibration, test or inhibit";
    case Note::StatusWarmUp:
      return "the device is warming up";
    case Note::StatusOverRange:
      return "the device reports over-range";
    case Note::StatusUnderRange:
      return "the device reports under-range";
    case Note::StatusSimulated:
      return "the device sends a test value";
    case Note::StatusUncertain:
      return "the device asks for maintenance";
    case Note::WarmUpTooLong:
      return "the device warms up for longer than it may";
    case Note::MaintenanceTooLong:
      return "the device is in calibration, test or inhibit for longer than it may";
    case Note::SimulatedTooLong:
      return "the device sends test values for longer than it may";
    case Note::StatusUnreadable:
      return "the status word cannot be read";
    case Note::DecimalsUnreadable:
      return "the number of decimals cannot be read";
    case Note::DecimalsUnknown:
      return "the number of decimals is not 0 to 4";
    case Note::UnitUnreadable:
      return "the unit cannot be read";
    case Note::UnitDiffers:
      return "the device measures in another unit than the configured one";
    case Note::CounterReset:
      return "the counter was reset or jumped; nothing was counted";
  }
  return {};
}

}  // namespace hazgate::device
