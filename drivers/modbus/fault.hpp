#pragma once

#include <cstdint>
#include <string>

namespace hazgate::modbus {

/// How a transaction can fail, and what polling does next.
enum class FaultKind : std::uint8_t {
  NotOpen,       ///< nothing was sent; the bus is opened again with back-off
  Disconnected,  ///< the connection or the port went away and is closed; it is opened again at
                 ///< once and the request tried once more, then back-off
  Timeout,       ///< nothing came, or only frames for others; RTU: the line has been drained until
                 ///< silent, TCP: a late reply will be known by its transaction id. Tried again
                 ///< within the poll as the bus allows, then the device counts as missed
  Crc,           ///< RTU: garbled; drained, then like Timeout
  BadLength,     ///< cut short or of another size than asked; drained, then like Timeout
  OutOfStep,     ///< TCP: the header does not describe what came, the place in the stream is lost;
                 ///< closed, then like Disconnected
  WrongTransaction,  ///< TCP: a late reply; dropped inside the bus, which goes on waiting
  WrongUnit,         ///< another unit's reply. RTU: dropped, goes on waiting; then like Timeout
  WrongFunction,     ///< a reply to something else; as WrongUnit
  WrongEcho,         ///< a write's reply names another address, count or value; as WrongUnit. The
                     ///< write may have happened: it is read back
  Exception,         ///< the device answered; see is_refusal() and is_absent()
};

struct Fault {
  FaultKind kind = FaultKind::NotOpen;
  std::uint8_t exception = 0;  ///< the code, when kind is Exception
  int system = 0;              ///< errno, when the system knows more; 0 otherwise
  std::uint32_t frame = 0;     ///< when a frame came that is not the answer: tells it from others

  friend bool operator==(const Fault&, const Fault&) = default;
};

/// The device is there and will say the same again (illegal function, address, value): no retry; a
/// merged request is split to find the register it refuses.
bool is_refusal(const Fault& fault);

/// A gateway says that its device does not answer (codes 0A and 0B): the device counts as missed.
bool is_absent(const Fault& fault);

/// The device says that it is broken itself (codes 04 and 08).
bool is_device_fault(const Fault& fault);

/// The device itself answered, if only with an exception: it does not count as missed.
bool is_answer(const Fault& fault);

/// A frame came, but not the right one (for counters).
bool is_bad_frame(const Fault& fault);

/// "no answer", "exception 02 (illegal data address)": for people, without a full stop.
std::string to_text(const Fault& fault);

}  // namespace hazgate::modbus
