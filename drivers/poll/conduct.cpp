#include "drivers/poll/conduct.hpp"

#include <algorithm>

namespace hazgate::poll {

using modbus::FaultKind;

std::string_view to_text(Manner manner) {
  switch (manner) {
    case Manner::Plain:
      return {};
    case Manner::Garbled:
      return "its frames are garbled: check baud, parity, termination and shield, and whether two "
             "devices have this unit number";
    case Manner::OtherUnit:
      return "another unit's frames come instead of its own: check the unit numbers set in the "
             "devices, and for a second master on the line";
    case Manner::Late:
      return "its replies come later than response_timeout: write a longer one for its bus";
    case Manner::SameFrame:
      return "whatever is asked, one and the same frame comes back: the device or its converter "
             "hangs; switch it off and on";
    case Manner::SameEvent:
      return "whenever its queue is read, one and the same event comes: what is behind it stays "
             "unknown; check the panel, and whether it wants its events confirmed";
  }
  return {};
}

void Conduct::failed(const modbus::Fault& fault) {
  switch (fault.kind) {
    case FaultKind::Exception:
      answered();
      return;
    case FaultKind::Crc:
      take(Manner::Garbled, 0);
      return;
    case FaultKind::WrongUnit:
      take(Manner::OtherUnit, fault.frame);
      return;
    case FaultKind::WrongTransaction:
      take(Manner::Late, fault.frame);
      return;
    case FaultKind::BadLength:
    case FaultKind::WrongFunction:
    case FaultKind::WrongEcho:
      take(Manner::SameFrame, fault.frame);
      return;
    case FaultKind::NotOpen:
    case FaultKind::Disconnected:
    case FaultKind::Timeout:
    case FaultKind::OutOfStep:
      return;
  }
}

/// Of wrong frames, those that are like the last one.
std::size_t Conduct::count(Manner manner) const {
  return static_cast<std::size_t>(std::count_if(last_.begin(), last_.end(), [&](const Seen& seen) {
    const bool like = manner != Manner::SameFrame || seen.frame == wrong_frame_;
    return seen.manner == manner && like;
  }));
}

void Conduct::take(Manner manner, std::uint32_t frame) {
  if (manner == Manner::SameFrame) wrong_frame_ = frame;
  last_[next_] = {manner, frame};
  next_ = (next_ + 1) % kWindow;
  if (manner != Manner::Plain && count(manner) >= kWindow / 2) {
    manner_ = manner;
  } else if (manner_ != Manner::Plain && count(manner_) < kWindow / 4) {
    manner_ = Manner::Plain;
  }
}

}  // namespace hazgate::poll
