#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "drivers/modbus/fault.hpp"

namespace hazgate::poll {

/// How a device behaves on its line, beyond the single fault.
enum class Manner : std::uint8_t {
  Plain,
  Garbled,    ///< most of its frames are
  OtherUnit,  ///< most of its frames bear another unit's number
  Late,       ///< most of its replies come after their time-out (TCP)
  SameFrame,  ///< whatever is asked, one and the same frame comes
  SameEvent,  ///< a panel that does not take the event out of its queue that was read
};

/// For people: what it is and what to look at; empty for Plain.
std::string_view to_text(Manner manner);

/// Judges a device by its last 16 requests: a manner is named when it was at least half of them, and
/// withdrawn when it was less than a quarter. Silence says nothing.
/// Thread  one owner (pure)
class Conduct {
 public:
  void answered() { take(Manner::Plain, 0); }
  void failed(const modbus::Fault& fault);

  Manner manner() const { return manner_; }

 private:
  static constexpr std::size_t kWindow = 16;
  struct Seen {
    Manner manner = Manner::Plain;
    std::uint32_t frame = 0;
  };
  void take(Manner manner, std::uint32_t frame);
  std::size_t count(Manner manner) const;

  std::array<Seen, kWindow> last_{};
  std::size_t next_ = 0;
  std::uint32_t wrong_frame_ = 0;  ///< the last one
  Manner manner_ = Manner::Plain;
};

}  // namespace hazgate::poll
