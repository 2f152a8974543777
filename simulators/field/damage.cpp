#include "simulators/field/damage.hpp"

#include "simulators/field/rtu_frame.hpp"

namespace hazgate::sim {

namespace {

constexpr std::size_t kMbap = 7;

}  // namespace

void Damage::spoil(FaultKind kind, Framing framing, std::vector<std::uint8_t>& frame,
                   codec::CrcOrder crc) {
  const bool tcp = framing == Framing::Tcp;
  const std::size_t unit = tcp ? kMbap - 1 : 0;
  const auto at = [&](std::size_t place) {
    return frame.begin() + static_cast<std::ptrdiff_t>(place);
  };
  switch (kind) {
    case FaultKind::Lost:
      frame.erase(at(below(frame.size())));
      break;
    case FaultKind::Flipped:
      frame[below(tcp ? kMbap - 1 : frame.size())] ^=
          static_cast<std::uint8_t>(1U << below(8) | 1U << below(8));
      break;
    case FaultKind::Extra:
      for (std::size_t more = 1 + below(4); more > 0; --more) frame.insert(frame.begin(), any());
      break;
    case FaultKind::WrongUnit:
      ++frame[unit];
      if (tcp) break;
      frame.resize(frame.size() - 2);
      put_crc(frame, crc != codec::CrcOrder::LowFirst);
      break;
    case FaultKind::Truncated:
      frame.resize(1 + below(frame.size() - 1));
      break;
    case FaultKind::Same:
      frame = first_.emplace(frame[unit], frame).first->second;
      break;
    case FaultKind::None:
    case FaultKind::Silent:
    case FaultKind::Exception:
    case FaultKind::Late:
    case FaultKind::Closed:
    case FaultKind::HalfOpen:
      break;
  }
}

}  // namespace hazgate::sim
